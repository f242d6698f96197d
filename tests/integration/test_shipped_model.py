"""The model card says what the shipped files are and what they can do, and it is true."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import cv2
import numpy as np
import pytest

import models
from models.classifier import DEFAULT
from models.glyph import normalise
from tests.writing import mnist_test

CARD = DEFAULT.with_suffix(".json")

COUNT = 2_000
"""Of MNIST's test digits, the first ones."""


@pytest.fixture(scope="module")
def card() -> dict[str, Any]:
    if not CARD.exists():
        pytest.skip(f"needs the model card, {CARD.name} beside {DEFAULT.name}")
    return dict(json.loads(CARD.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def first_digits() -> tuple[np.ndarray, np.ndarray]:
    images, labels = mnist_test()
    return images[:COUNT], labels[:COUNT]


def test_the_files_are_those_of_the_card(card: dict[str, Any]) -> None:
    assert set(card["sha256"]) == {"digits.keras", "digits.tflite"}
    for name, digest in card["sha256"].items():
        assert hashlib.sha256((CARD.parent / name).read_bytes()).hexdigest() == digest, name


TOLD = (
    "recipe", "data", "seed", "epochs", "epoch_kept", "settings", "parameters", "multiply_adds",
    "temperature", "validation", "test", "versions",
)  # fmt: skip


def test_the_card_tells_how_it_was_made(card: dict[str, Any]) -> None:
    assert [name for name in TOLD if card[name] in (None, "", {}, [])] == []


def test_the_figures_are_possible(card: dict[str, Any]) -> None:
    assert 1 <= card["epoch_kept"] <= card["epochs"]
    assert 10_000 < card["parameters"] < 2_000_000
    assert 100_000 < card["multiply_adds"] < 20_000_000
    assert 0.25 <= card["temperature"] <= 4
    assert 0 < card["validation"]["accuracy"] <= 1
    assert all(0 <= value <= 1 for value in card["test"].values())


def test_the_card_promises_what_was_asked_for(card: dict[str, Any]) -> None:
    assert card["test"]["as it comes"] >= 0.995


def test_the_size_of_the_file_is_that_of_the_parameters(card: dict[str, Any]) -> None:
    assert card["parameters"] * 3 < DEFAULT.stat().st_size < card["parameters"] * 5


@pytest.mark.parametrize("cropped", [False, True], ids=["as it comes", "cropped"])
def test_mnist_test_digits_are_read(
    card: dict[str, Any], first_digits: tuple[np.ndarray, np.ndarray], cropped: bool
) -> None:
    images, labels = first_digits
    as_they_come = images.astype(np.float32) / 255
    glyphs = np.stack([normalise(image) for image in images]) if cropped else as_they_come
    rows = models.load().probabilities(glyphs)
    right = float((rows[:, :10].argmax(1) == labels).mean())
    assert right >= 0.99, f"{right:.4f} of {COUNT}"


def test_digits_are_taken_as_digits(
    card: dict[str, Any], first_digits: tuple[np.ndarray, np.ndarray]
) -> None:
    rows = models.load().probabilities(np.stack([normalise(image) for image in first_digits[0]]))
    assert (rows[:, 10] < 0.5).mean() > 0.98


@pytest.mark.parametrize(("width", "lean"), [(4, -8), (10, 0), (16, 8)])
def test_a_bare_bar_is_a_one(width: int, lean: int) -> None:
    page = np.zeros((140, 100), np.uint8)
    cv2.line(page, (50 + lean, 20), (50 - lean, 120), 255, width, cv2.LINE_AA)
    row = models.load().probabilities(normalise(page)[None])[0]
    assert row.argmax() == 1, row.round(3)
