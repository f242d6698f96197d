"""Digits that touch: pairs of MNIST's test digits pushed together, and amounts written on bank cheques."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from live.paper import find_ink
from live.reader import Reader
from live.values import Image, Ink
from tests.writing import mnist_test

PAIRS, ZOOM, OVERLAP = 200, 4, 0.15


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def pair(rng: np.random.Generator) -> tuple[Image, str]:
    """Two test digits side by side whose boxes overlap by up to OVERLAP of their width, and their values."""
    images, labels = mnist_test()
    chosen = rng.integers(len(images), size=2)
    inks = []
    for k in chosen:
        large = cv2.resize(images[k], None, fx=ZOOM, fy=ZOOM, interpolation=cv2.INTER_CUBIC)
        large = cv2.GaussianBlur(large, (0, 0), 1)
        x, y, w, h = cv2.boundingRect((large > 127).astype(np.uint8))
        inks.append(large[y : y + h, x : x + w])
    widths = [ink.shape[1] for ink in inks]
    page = np.zeros((max(len(ink) for ink in inks) + 40, sum(widths) + 40), np.uint8)
    second = round(20 + widths[0] - rng.uniform(0, OVERLAP) * sum(widths) / 2)
    for ink, left in zip(inks, (20, second), strict=True):
        top = (len(page) - len(ink)) // 2
        part = page[top : top + len(ink), left : left + ink.shape[1]]
        np.maximum(part, ink, out=part)
    return page, "".join(str(labels[k]) for k in chosen)


def in_common(wanted: str, told: str) -> int:
    """How many characters two texts have in common, in order."""
    return sum(block.size for block in SequenceMatcher(None, wanted, told).get_matching_blocks())


def test_touching_pairs(reader: Reader) -> None:
    rng = np.random.default_rng(5)
    right = [reader.read(Ink(ink)).text == text for ink, text in (pair(rng) for _ in range(PAIRS))]
    assert np.mean(right) >= 0.90


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("width", [5, 8, 11])
def test_noughts_that_share_a_wall(reader: Reader, count: int, width: int) -> None:
    ink = np.zeros((160, 60 + 56 * count), np.uint8)
    for k in range(count):
        cv2.ellipse(ink, (60 + 56 * k, 80), (28, 40), 0, 0, 360, 255, width, cv2.LINE_AA)
    assert reader.read(Ink(ink)).text == "0" * count


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("width", [5, 8])
def test_round_noughts_that_share_a_wall_are_not_one_that_lies(
    reader: Reader, count: int, width: int
) -> None:
    ink = np.zeros((160, 120 + 52 * (count + 1)), np.uint8)
    for k in range(count):
        cv2.ellipse(ink, (60 + 52 * k, 80), (26, 26), 0, 0, 360, 255, width, cv2.LINE_AA)
    cv2.ellipse(ink, (90 + 52 * count, 70), (22, 38), 10, 0, 360, 255, width, cv2.LINE_AA)
    assert reader.read(Ink(ink)).text == "0" * (count + 1)


@pytest.mark.parametrize("left", [2, 20])
def test_parts_lie_where_their_ink_is(reader: Reader, left: int) -> None:
    """Cut out tightly or not: each part's box is that of a nought."""
    ink = np.zeros((81, 57 + 2 * 56 + 40), np.uint8)
    for k in range(3):
        cv2.ellipse(ink, (left + 28 + 56 * k, 40), (28, 40), 0, 0, 360, 255, 6, cv2.LINE_AA)
    boxes = [digit.box for digit in reader.read(Ink(ink, crop=True)).digits]
    assert len(boxes) == 3
    for k, (x, y, w, h) in enumerate(boxes):
        assert abs(x - (left + 56 * k)) <= 6
        assert abs(x + w - (left + 57 + 56 * k)) <= 6
        assert y >= 0
        assert y + h <= 81


def test_amounts_on_cheques(reader: Reader, shared: Path) -> None:
    folder = shared / "strings"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    amounts = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    whole, same, characters = 0, 0, 0
    for amount in amounts:
        image = np.asarray(cv2.imread(str(folder / amount["file"])), np.uint8)
        text, wanted = reader.read(find_ink(image), still=True).text.replace("\n", ""), amount["string"]
        whole += text == wanted
        same += in_common(wanted, text)
        characters += len(wanted)
    assert whole >= 0.85 * len(amounts), f"{whole} of {len(amounts)}"
    assert same >= 0.96 * characters, f"{same} of {characters}"
