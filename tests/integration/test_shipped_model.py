"""What the shipped network can do; tests/integration/test_compare.py has what its card says."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from models.glyph import normalise
from tests.writing import mnist_test

COUNT = 2_000
"""Of MNIST's test digits, the first ones."""


@pytest.fixture(scope="module")
def first_digits() -> tuple[np.ndarray, np.ndarray]:
    images, labels = mnist_test()
    return images[:COUNT], labels[:COUNT]


@pytest.mark.parametrize("cropped", [False, True], ids=["as it comes", "cropped"])
def test_mnist_test_digits_are_read(first_digits: tuple[np.ndarray, np.ndarray], cropped: bool) -> None:
    images, labels = first_digits
    as_they_come = images.astype(np.float32) / 255
    glyphs = np.stack([normalise(image) for image in images]) if cropped else as_they_come
    rows = models.load().probabilities(glyphs)
    right = float((rows[:, :10].argmax(1) == labels).mean())
    assert right >= 0.99, f"{right:.4f} of {COUNT}"


def test_digits_are_taken_as_digits(first_digits: tuple[np.ndarray, np.ndarray]) -> None:
    rows = models.load().probabilities(np.stack([normalise(image) for image in first_digits[0]]))
    assert (rows[:, 10] < 0.5).mean() > 0.98


@pytest.mark.parametrize(("width", "lean"), [(4, -8), (10, 0), (16, 8)])
def test_a_bare_bar_is_a_one(width: int, lean: int) -> None:
    page = np.zeros((140, 100), np.uint8)
    cv2.line(page, (50 + lean, 20), (50 - lean, 120), 255, width, cv2.LINE_AA)
    row = models.load().probabilities(normalise(page)[None])[0]
    assert row.argmax() == 1, row.round(3)
