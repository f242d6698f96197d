"""MNIST or data of one's own, and the split into what is learnt from and what chooses the epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from train.arrays import load_arrays
from train.digits import DataError, Digits
from train.pictures import load_folder

MNIST = Path(__file__).with_name("data") / "mnist.npz"
VALIDATION = 5_000
"""Training digits kept apart to choose the epoch and to fit the calibration."""

INSIDE = ("*train*images*idx3*", "*images*idx3*", "*train*.csv", "*train*.csv.gz")
"""Files of numbers by which a folder that holds them is known."""


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
    parts = load_arrays(path)
    if not all(map(len, parts)):
        raise DataError(f"{path} holds no digits to learn from, or none for test")
    return parts


def split(digits: Digits, seed: int, validation: int | None = None) -> tuple[Digits, Digits]:
    """Part the training digits into those learnt from and those kept for validation: by default VALIDATION,
    or a tenth of fewer than ten times as many."""
    validation = min(VALIDATION, len(digits) // 10) if validation is None else validation
    order = np.random.default_rng(seed).permutation(len(digits))
    return digits.take(order[validation:]), digits.take(order[:validation])
