"""Pictures of digits, one in each file, brought to MNIST's form."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.glyph import SIZE, normalise
from train.digits import DataError, Digits

Image = npt.NDArray[np.uint8]

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pgm")
CLASSES = [str(digit) for digit in range(10)]

HELD_OUT = 6
"""Of a folder that has no test part every so-manyth picture is for test, as in MNIST."""

FAINT = 16
"""Contrast of ink and ground, of 255, below which a picture holds nothing."""


def load_folder(folder: Path) -> tuple[Digits, Digits]:
    """Training and test digits of a folder of pictures by class: 0/ to 9/, or train/0/ ... and test/0/ ...

    Without a test part every sixth picture of each class is for test.
    Raises DataError for a class without pictures and for a file that is no picture of a digit.
    """
    if (folder / "train").is_dir() and (folder / "test").is_dir():
        return _digits(_by_class(folder / "train")), _digits(_by_class(folder / "test"))
    files = _by_class(folder, least=2)
    learnt = [[file for i, file in enumerate(own) if i % HELD_OUT] for own in files]
    return _digits(learnt), _digits([own[::HELD_OUT] for own in files])


def read_image(path: Path) -> Image:
    """A digit in an image file as MNIST has them: (28, 28) uint8, bright on black.

    A picture of 28x28 pixels, bright on black, stays as it is; in any other the ink, dark or bright, is what
    differs from the ground along the edge, and is cropped and centred by `models.glyph.normalise`.
    Raises DataError for a file that is no picture, or one without ink.
    """
    try:
        grey = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
    except (OSError, cv2.error) as error:
        raise DataError(f"{path} is not a picture") from error
    if grey is None:
        raise DataError(f"{path} is not a picture")
    image = np.asarray(grey, np.uint8)
    edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    ground = int(np.median(edge))
    if image.shape == (SIZE, SIZE) and ground < FAINT <= int(image.max()):
        return image
    ink = cv2.absdiff(image, np.full_like(image, ground))
    if int(ink.max()) < FAINT:
        raise DataError(f"{path} is empty: there is no ink on it")
    return (255 * normalise(np.asarray(ink, np.uint8))).round().astype(np.uint8)


def _by_class(folder: Path, least: int = 1) -> list[list[Path]]:
    """The pictures of each class, in the order of their names."""
    found = []
    for name in CLASSES:
        every = sorted((folder / name).glob("[!.]*"))  # macOS leaves a ._NAME beside each NAME on other disks
        files = [p for p in every if p.suffix.lower() in ENDINGS]
        if len(files) < least:
            raise DataError(
                f"{folder / name} holds {len(files)} pictures, {least} or more are needed: a data folder has "
                f"pictures ({', '.join(ENDINGS)}) in folders 0 to 9"
            )
        found.append(files)
    return found


def _digits(files: list[list[Path]]) -> Digits:
    images = [read_image(file) for own in files for file in own]
    labels = np.repeat(np.arange(10, dtype=np.int64), [len(own) for own in files])
    return Digits(np.stack(images), labels)
