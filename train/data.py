"""MNIST or data of one's own, and the split into what is learnt from and what chooses the epoch."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from train.digits import DataError, Digits
from train.pictures import load_folder

MNIST = Path(__file__).with_name("data") / "mnist.npz"
VALIDATION = 5_000
"""Training digits kept apart to choose the epoch and to fit the calibration."""


def load_data(path: Path = MNIST) -> tuple[Digits, Digits]:
    """Training and test digits of a file in the layout of Keras' mnist.npz, or a folder of pictures by class.

    MNIST itself (LeCun, Cortes, Burges; CC BY-SA 3.0) has 60,000 and 10,000 of them.
    Raises DataError for missing, foreign or empty data.
    """
    if path.is_dir():
        return load_folder(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = [
                Digits(file[f"x_{part}"], file[f"y_{part}"].astype(np.int64)) for part in ("train", "test")
            ]
    except FileNotFoundError as error:
        raise DataError(f"no data file {path}") from error
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is not an .npz file with x_train, y_train, x_test, y_test") from error
    if not all(map(len, parts)):
        raise DataError(f"{path} holds no digits to learn from, or none for test")
    return parts[0], parts[1]


def split(digits: Digits, seed: int, validation: int | None = None) -> tuple[Digits, Digits]:
    """Part the training digits into those learnt from and those kept for validation: by default VALIDATION,
    or a tenth of fewer than ten times as many."""
    validation = min(VALIDATION, len(digits) // 10) if validation is None else validation
    order = np.random.default_rng(seed).permutation(len(digits))
    return digits.take(order[validation:]), digits.take(order[:validation])
