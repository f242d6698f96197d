"""Lines that numbers stand on are taken out; what only looks like one stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.reader import Reader
from live.reader.segment import find_marks
from live.values import Image, Ink
from tests.writing import page

SIZE = (800, 300)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def on_a_line(text: str, thick: int, slope: float, over: int = 0) -> Image:
    """A number, and a line that begins before it and goes on after it; its digits reach over that so far."""
    ink = page(text, SIZE, 60, (160, 110), slope=slope)
    left, right = 100, 640
    places = [(x, round(110 + 60 - over + slope * (x - 160))) for x in (left, right)]
    cv2.line(ink, places[0], places[1], 255, thick, cv2.LINE_AA)
    return ink


@pytest.mark.parametrize("text", ["314", "2508", "6729"])
@pytest.mark.parametrize("thick", [2, 4])
@pytest.mark.parametrize("slope", [-0.08, 0.0, 0.05])
@pytest.mark.parametrize("over", [0, 6])
def test_a_number_on_a_line(reader: Reader, text: str, thick: int, slope: float, over: int) -> None:
    assert reader.read(Ink(on_a_line(text, thick, slope, over))).text == text


@pytest.mark.parametrize("name", ["a dash", "noughts in one go", "a table's corner", "an eight that lies"])
def test_what_is_no_line_under_a_number_stays(name: str) -> None:
    ink = np.zeros(SIZE[::-1], np.uint8)
    if name == "a dash":
        cv2.line(ink, (100, 150), (300, 148), 255, 6)
    elif name == "noughts in one go":
        for k in range(5):
            cv2.ellipse(ink, (120 + 46 * k, 150), (24, 26), 0, 0, 360, 255, 6)
    elif name == "a table's corner":
        cv2.polylines(ink, [np.array([(100, 40), (100, 200), (300, 200)])], False, 255, 6)
    else:
        for x in (150, 250):
            cv2.ellipse(ink, (x, 150), (50, 30), 0, 0, 360, 255, 6)
    marks = [mark for mark in find_marks(Ink(ink)) if len(mark.parts) == 1]
    assert [mark.box for mark in marks] == [cv2.boundingRect((ink > 127).astype(np.uint8))]
    assert np.array_equal(marks[0].ink[1:-1, 1:-1] > 127, (ink > 127)[ink.any(1)][:, ink.any(0)])
