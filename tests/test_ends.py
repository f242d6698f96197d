"""Whether a line ends: ones do, whatever lies around them; cracks, folds and cables go on, only fainter."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.reader.ends import GOES_ON, goes_on, with_ends
from live.reader.mark import Mark
from live.reader.reader import Reader
from live.reader.segment import find_marks
from live.values import Image, Ink

Way = list[tuple[int, int]]

STRAIGHT: Way = [(150, 100), (140, 200)]
BENT: Way = [(150, 100), (155, 150), (140, 200)]


def page(*lines: tuple[Way, int], blur: float = 1.0) -> Image:
    """Ink of lines, each with its darkness: 128 lies at the threshold."""
    image = np.zeros((320, 320), np.uint8)
    for way, dark in lines:
        drawn = cv2.polylines(np.zeros_like(image), [np.array(way, np.int32)], False, dark, 5, cv2.LINE_AA)
        image = np.maximum(image, drawn)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), blur), np.uint8)


def one(image: Image) -> Mark:
    return max(find_marks(Ink(image)), key=lambda mark: mark.box[3])


BESIDE = {
    "nothing": [],
    "a faint stain": [([(60, 60), (260, 260)], 40)],
    "a rule through its foot": [([(20, 205), (300, 205)], 110)],
    "a digit below, as dark": [([(135, 222), (120, 250), (150, 260)], 255)],
    "a digit on its right": [([(190, 100), (160, 150), (190, 200)], 255)],
}


@pytest.mark.parametrize("way", [STRAIGHT, BENT])
@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("dark", [170, 255])
def test_a_one_ends(way: Way, beside: str, dark: int) -> None:
    image = page((way, dark), *BESIDE[beside])
    assert goes_on(image, one(image)) < GOES_ON


@pytest.mark.parametrize("end", ["above", "below", "both"])
def test_a_crack_goes_on(end: str) -> None:
    beyond: dict[str, list[Way]] = {"above": [[(160, 20), (150, 100)]], "below": [[(140, 200), (122, 290)]]}
    ways = beyond["above"] + beyond["below"] if end == "both" else beyond[end]
    image = page((STRAIGHT, 190), *((way, 120) for way in ways))
    assert goes_on(image, one(image)) > GOES_ON


def test_a_one_is_read_and_a_crack_is_not() -> None:
    reader = Reader(models.load())
    crack = page((STRAIGHT, 190), ([(140, 200), (122, 290)], 120))
    assert reader.read(Ink(page((STRAIGHT, 190)))).text == "1"
    assert reader.read(Ink(crack)).text == ""


def test_only_lines_are_asked_where_they_end() -> None:
    image = page((STRAIGHT, 190), ([(140, 200), (122, 290)], 120))
    seven = np.eye(11, dtype=np.float32)[[7]]
    assert np.array_equal(with_ends(image, [one(image)], seven), seven)
