"""MNIST or data of one's own, and the split into what is learnt from and what chooses the epoch."""

from __future__ import annotations

import gzip
import math
import re
import warnings
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from live.values import Image
from train.digits import DataError, Digits
from train.pictures import as_mnist, held_out, load_folder

Array = npt.NDArray[Any]

MNIST = Path(__file__).with_name("data") / "mnist.npz"
VALIDATION = 5_000
"""Training digits kept apart to choose the epoch and to fit the calibration."""

INSIDE = ("*train*images*idx3*", "*images*idx3*", "*train*.csv", "*train*.csv.gz")
"""Files of numbers by which a folder that holds them is known."""

KINDS = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
"""What an idx file's third byte says of its values."""


def load_data(path: Path = MNIST) -> tuple[Digits, Digits]:
    """Training and test digits of a file of numbers, of a folder with such, or of pictures by class.

    MNIST itself (LeCun, Cortes, Burges; CC BY-SA 3.0) has 60,000 and 10,000 of them.
    Raises DataError for missing, foreign or empty data.
    """
    if path.is_dir():
        files = (file for pattern in INSIDE for file in sorted(path.glob(pattern)) if file.is_file())
        inside = next(files, None)
        if inside is None:
            return load_folder(path)
        path = inside
    parts = _load_arrays(path)
    if not all(map(len, parts)):
        raise DataError(f"{path} holds no digits to learn from, or none for test")
    return parts


def split(digits: Digits, seed: int, validation: int | None = None) -> tuple[Digits, Digits]:
    """Part the training digits into those learnt from and those kept for validation: by default VALIDATION,
    or a tenth of fewer than ten times as many."""
    validation = min(VALIDATION, len(digits) // 10) if validation is None else validation
    order = np.random.default_rng(seed).permutation(len(digits))
    return digits.take(order[validation:]), digits.take(order[:validation])


def _load_arrays(path: Path) -> tuple[Digits, Digits]:
    """Training and test digits of a file of numbers, known by its content, gzipped or not.

    .npz: x_train, y_train, x_test, y_test. CSV: a row for each digit, its label first or in a column of that
    name. idx: the file of images; that of labels lies beside it. The test digits of CSV and idx are those of
    the file that is named "test" or "t10k" in place of "train"; without it every sixth digit is for test.
    Raises DataError for a missing, foreign or empty file.
    """
    try:
        with _opened(path) as file:
            head = file.read(4)
        if not head:
            raise EOFError("the file is empty")
        if head.startswith(b"PK"):
            return _npz(path)
        read = _idx if head[:2] == b"\0\0" else _csv
        path = path.with_name(_paired(path.name, "images")) if read is _idx else path
        learnt = read(path)
        for word in ("t10k", "test"):
            other = path.with_name(path.name.replace("train", word))
            # Kaggle's own test.csv has no labels.
            if other != path and other.exists() and (read is _idx or _labelled(other)):
                return learnt, read(other)
    except FileNotFoundError as error:
        raise DataError(f"no data file {error.filename}") from error
    except (OSError, ValueError, TypeError, KeyError, EOFError, UserWarning, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())
        raise DataError(f"{path} is neither .npz, CSV nor idx with labelled digits ({why})") from error
    return held_out(learnt)


def _npz(path: Path) -> tuple[Digits, Digits]:
    with np.load(path, allow_pickle=False) as file:
        parts = [_digits(file[f"x_{part}"], file[f"y_{part}"], path) for part in ("train", "test")]
    return parts[0], parts[1]


def _csv(path: Path) -> Digits:
    with _opened(path) as file:
        names = [name.strip('" \r\n') for name in file.readline().decode("utf-8-sig").lower().split(",")]
        if not any(character.isalpha() for character in names[0]):  # no header
            file.seek(0)
        with warnings.catch_warnings(action="error"):  # where there is none
            rows = np.loadtxt(file, np.float32, delimiter=",", quotechar='"', ndmin=2)
    label = next((names.index(name) for name in ("label", "class") if name in names), 0)
    return _digits(np.delete(rows, label, 1), rows[:, label], path)


def _labelled(path: Path) -> bool:
    """Whether a CSV has a column more than a picture has pixels."""
    with _opened(path) as file:
        count = file.readline().count(b",")
    return math.isqrt(count) ** 2 == count


def _idx(path: Path) -> Digits:
    labels = path.with_name(_paired(path.name, "labels"))
    return _digits(_values(path), _values(labels), path)


def _paired(name: str, kind: str) -> str:
    """The name of the file of images or of labels, for the name of either."""
    return re.sub("idx[13]", "idx1" if kind == "labels" else "idx3", re.sub("images|labels", kind, name))


def _values(path: Path) -> Array:
    """The array in an idx file."""
    with _opened(path) as file:
        data = file.read()
    rank = data[3] if len(data) > 3 else 0
    if not rank or data[2] not in KINDS:
        raise ValueError(f"{path.name} is no idx file")
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, KINDS[data[2]], int(np.prod(shape)), 4 + 4 * rank).reshape(shape)


def _opened(path: Path) -> IO[bytes]:
    file = path.open("rb")
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return gzip.open(file) if packed else file  # type: ignore[return-value]


def _digits(images: Array, labels: Array, path: Path) -> Digits:
    """Images of any usual form and scale as MNIST has them."""
    if labels.ndim == 2:  # one-hot, or a column
        labels = labels.argmax(1) if labels.shape[1] > 1 else labels[:, 0]
    if labels.ndim != 1 or not (labels == labels.astype(np.int64)).all():
        raise ValueError("labels are whole numbers")
    if images.ndim == 4:  # a channel, first or last
        images = images.squeeze(3 if images.shape[3] == 1 else 1)
    if images.ndim == 2 and (side := math.isqrt(images.shape[1])) ** 2 == images.shape[1]:
        images = images.reshape(-1, side, side)
    if images.ndim != 3 or not images.size:
        raise ValueError(f"pictures of the shape {images.shape}")
    grey = _as_bytes(images)
    if np.median(grey[:, 0]) > 127:  # black on white
        grey = 255 - grey
    if "emnist" in path.name.lower() and path.suffix != ".npz":  # it came column by column
        grey = grey.swapaxes(1, 2)
    if grey.shape[1:] != (28, 28):
        grey = np.stack([as_mnist(image, f"{path}, digit {index}") for index, image in enumerate(grey)])
    return Digits(grey, labels.astype(np.int64))


def _as_bytes(images: Array) -> Image:
    """Grey levels of 0..255, from these, 0..1 or -1..1."""
    low, high = float(images.min()), float(images.max())
    if not (0 <= low <= high <= 255 or -1 <= low <= high <= 1):
        raise ValueError(f"pixels from {low:g} to {high:g}, give 0..255, 0..1 or -1..1")
    if images.dtype == np.uint8 and high > 1:
        return np.asarray(images, np.uint8)
    scale, shift = (127.5, 1.0) if low < 0 else (255.0, 0.0) if high <= 1 else (1.0, 0.0)
    return ((images.astype(np.float32) + shift) * scale).round().astype(np.uint8)
