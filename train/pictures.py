"""Pictures of digits, one in each file, brought to MNIST's form."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import cv2
import numpy as np

from live.errors import UserError
from live.frames.decode import decode
from live.frames.folder import SUFFIXES
from live.values import Image
from models.glyph import SIZE, normalise
from train.digits import DataError, Digits

HELD_OUT = 6
"""Of digits that have no test part every so-manyth is for test, as in MNIST."""

FAINT = 16
"""Contrast of ink and ground, of 255, below which a picture holds nothing."""

ONE_IN = 20
"""One in so many pictures may be bad, and is left out."""

NAMED = 10
"""Most bad pictures that are named."""


def load_folder(folder: Path) -> tuple[Digits, Digits]:
    """Training and test digits of a folder of pictures by class: 0/ to 9/, or train/0/ ... and test/0/ ...

    Without a test part every sixth picture of each class is for test. Pictures that cannot be used are named
    on stderr and left out. Raises DataError for a class without pictures, and where one in twenty is bad.
    """
    if (folder / "train").is_dir() and (folder / "test").is_dir():
        learnt, test = ([*chain(*_by_class(folder / part))] for part in ("train", "test"))
    else:
        classes = _by_class(folder, least=2)
        test = [*chain(*(own[::HELD_OUT] for own in classes))]
        held = set(test)
        learnt = [file for file in chain(*classes) if file not in held]
    bad: dict[Path, str] = {}
    parts = _digits(learnt, bad), _digits(test, bad)
    if bad:
        _leave_out(list(bad.values()), len(learnt) + len(test), folder)
    return parts


def held_out(digits: Digits) -> tuple[Digits, Digits]:
    """Part digits that have no test part: those to learn from, and every sixth."""
    test = np.arange(len(digits)) % HELD_OUT == 0
    return digits.take(np.flatnonzero(~test)), digits.take(np.flatnonzero(test))


def read_image(path: Path) -> Image:
    """A digit in an image file as MNIST has them: (28, 28) uint8, bright on black.

    Raises DataError for a file that is no picture, or one without ink.
    """
    try:
        with path.open("rb") as file:
            grey = cv2.cvtColor(decode(file, str(path)), cv2.COLOR_BGR2GRAY)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror})") from error
    except UserError as error:
        raise DataError(str(error)) from error
    return as_mnist(np.asarray(grey, np.uint8), str(path))


def as_mnist(image: Image, name: str) -> Image:
    """A grey picture of a digit as MNIST has them: (28, 28) uint8, bright on black.

    One of 28x28 pixels, bright on black, stays as it is; in any other the ink, dark or bright, is what
    differs from the ground along the edge, and is cropped and centred by `models.glyph.normalise`.
    Raises DataError, naming the picture, for one without ink.
    """
    edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    ground = int(np.median(edge))
    if image.shape == (SIZE, SIZE) and ground < FAINT <= int(image.max()):
        return image
    ink = cv2.absdiff(image, np.full_like(image, ground))
    if int(ink.max()) < FAINT:
        raise DataError(f"{name} is empty: there is no ink on it")
    return (255 * normalise(np.asarray(ink, np.uint8))).round().astype(np.uint8)


def _by_class(folder: Path, least: int = 1) -> list[list[Path]]:
    """The pictures of each class, in the order of their names."""
    found = []
    for name in map(str, range(10)):
        every = sorted((folder / name).glob("[!.]*"))  # macOS leaves a ._NAME beside each NAME on other disks
        files = [p for p in every if p.suffix.lower() in SUFFIXES]
        if len(files) < least:
            raise DataError(
                f"{folder / name} holds {len(files)} pictures, {least} or more are needed: a data folder has "
                "pictures (JPEG, PNG, GIF, ...) in folders 0 to 9, MNIST's idx files or a train.csv"
            )
        found.append(files)
    return found


def _digits(files: list[Path], bad: dict[Path, str]) -> Digits:
    """The digits in files by class; those that cannot be used are added to `bad`, with the reason."""
    images, labels = [], []
    for file in files:
        try:
            images.append(read_image(file))
            labels.append(int(file.parent.name))
        except DataError as error:
            bad[file] = str(error)
    return Digits(np.array(images, np.uint8).reshape(-1, SIZE, SIZE), np.array(labels, np.int64))


def _leave_out(bad: list[str], count: int, folder: Path) -> None:
    """Name bad pictures on stderr; raises DataError where they are too many."""
    if len(bad) * ONE_IN > count:
        raise DataError(
            f"{folder}: {len(bad)} of {count} pictures cannot be used, and one in {ONE_IN} may be; "
            f"mend or remove them, the first: {bad[0]}"
        )
    more = [f"{len(bad) - NAMED} pictures more"] if len(bad) > NAMED else []
    for why in [*bad[:NAMED], *more]:
        print(f"train: left out: {why}", file=sys.stderr)
