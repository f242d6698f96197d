"""MNIST, and the split into what is learnt from and what chooses the epoch."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Images = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]

MNIST = Path(__file__).with_name("data") / "mnist.npz"
VALIDATION = 5_000
"""Training digits kept apart to choose the epoch and to fit the calibration."""


class DataError(Exception):
    """A data file cannot be used; the message is one line that says why."""


@dataclass(frozen=True)
class Digits:
    """Labelled digits: images (N, 28, 28) uint8, bright on black; labels (N,) int64, 0-9."""

    images: Images
    labels: Labels

    def __post_init__(self) -> None:
        if self.images.shape[1:] != (28, 28) or self.images.dtype != np.uint8:
            raise DataError(f"digits are (N, 28, 28) uint8, got {self.images.shape} {self.images.dtype}")
        if self.labels.shape != self.images.shape[:1]:
            raise DataError(f"{len(self.images)} digits need as many labels, got {self.labels.shape}")
        if len(self.labels) and (self.labels.min() < 0 or self.labels.max() > 9):
            raise DataError("labels are 0-9")

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, chosen: npt.NDArray[np.int64] | slice) -> Digits:
        """The chosen ones, in the order asked for."""
        return Digits(self.images[chosen], self.labels[chosen])


def load_data(path: Path = MNIST) -> tuple[Digits, Digits]:
    """Training and test digits of a file in the layout of Keras' mnist.npz, or a folder of pictures by class.

    MNIST itself (LeCun, Cortes, Burges; CC BY-SA 3.0) has 60,000 and 10,000 of them.
    Raises DataError for missing, foreign or empty data.
    """
    if path.is_dir():
        from train.pictures import load_folder

        return load_folder(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = [
                Digits(file[f"x_{part}"], file[f"y_{part}"].astype(np.int64)) for part in ("train", "test")
            ]
    except FileNotFoundError as error:
        raise DataError(f"no data file {path}") from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is not a file with x_train, y_train, x_test, y_test: {error}") from error
    if not all(map(len, parts)):
        raise DataError(f"{path} holds no digits to learn from, or none for test")
    return parts[0], parts[1]


def split(digits: Digits, seed: int, validation: int | None = None) -> tuple[Digits, Digits]:
    """Part the training digits into those learnt from and those kept for validation: by default VALIDATION,
    or a tenth of fewer than ten times as many."""
    validation = min(VALIDATION, len(digits) // 10) if validation is None else validation
    order = np.random.default_rng(seed).permutation(len(digits))
    return digits.take(order[validation:]), digits.take(order[:validation])
