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


@pytest.mark.parametrize("value", range(10))
@pytest.mark.parametrize("before", [5, 40])
def test_a_digit_on_a_thin_line(reader: Reader, value: int, before: int) -> None:
    """A form's field ends beside it: what is joined is not twice as broad as high."""
    ink = page(str(value), SIZE, 90, (160, 110))
    x, _, width, _ = cv2.boundingRect(ink)
    cv2.line(ink, (x - before, 197), (x - before + max(140, width + 90), 198), 255, 2, cv2.LINE_AA)
    assert reader.read(Ink(ink)).text == str(value)


def test_the_foot_of_a_two_is_no_line() -> None:
    ink = np.zeros(SIZE[::-1], np.uint8)
    strokes = [(100, 70), (130, 50), (160, 75), (105, 140), (250, 140)]
    cv2.polylines(ink, [np.array(strokes)], False, 255, 8, cv2.LINE_AA)
    (mark,) = find_marks(Ink(ink))
    assert np.array_equal(mark.ink[1:-1, 1:-1] > 127, (ink > 127)[ink.max(1) > 127][:, ink.max(0) > 127])


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
