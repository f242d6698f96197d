"""Ink to a reading with the shipped network: digits are read, everything else is not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

import models
from live.frames.demo import SHEET_FRAMES, Demo
from live.paper import find_ink
from live.reader import Reader
from live.values import Box, Digit, Image, Ink
from tests.golden.make import FIVE, Points, drawn
from tests.writing import one, page, put


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def boxes_cover(digits: tuple[Digit, ...], ink: Image, scale: float = 1.0) -> bool:
    """Whether the boxes, in the frame's px, lie tightly around the ink that they are of."""
    for digit in digits:
        x, y, w, h = (round(n / scale) for n in digit.box)
        part = (ink[max(0, y - 2) : y + h + 2, max(0, x - 2) : x + w + 2] >= 128).astype(np.uint8)
        _, _, tight_w, tight_h = cv2.boundingRect(part)
        if abs(tight_w - w) > 2 or abs(tight_h - h) > 2:
            return False
    return True


@pytest.mark.parametrize(
    "text",
    ["7", "0123456789", "9876543210", "11111", "314\n159\n265", "1\n2\n3\n4", "20 26\n05 17"],
    ids=lambda text: repr(text),
)
@pytest.mark.parametrize("nth", [1, 2])
def test_lines_of_digits(reader: Reader, text: str, nth: int) -> None:
    ink = page(text, (1000, 600), 60, (40, 40), nth=nth)
    reading = reader.read(Ink(ink))
    assert reading.text == text.replace(" ", "")
    assert all(digit.value is not None for digit in reading.digits)
    assert boxes_cover(reading.digits, ink)


@pytest.mark.parametrize("slope", [-0.2, -0.08, 0.08, 0.2])
def test_writing_that_climbs_or_falls(reader: Reader, slope: float) -> None:
    ink = page("31415\n92653\n58979", (700, 640), 60, (60, 120), slope=slope)
    assert reader.read(Ink(ink)).text == "31415\n92653\n58979"


@pytest.mark.parametrize("height", [14, 20, 40, 90, 200])
def test_digits_of_any_size(reader: Reader, height: int) -> None:
    assert reader.read(Ink(page("3142", (1200, 300), height, (40, 40)))).text == "3142"


def test_columns_are_read_across(reader: Reader) -> None:
    ink = page("12    45\n37    60", (900, 400), 60, (60, 80))
    assert reader.read(Ink(ink)).text == "1245\n3760"


def test_a_digits_fields(reader: Reader) -> None:
    reading = reader.read(Ink(page("31\n42", (400, 300))))
    assert [digit.line for digit in reading.digits] == [0, 0, 1, 1]
    for digit in reading.digits:
        assert digit.value == digit.probabilities.argmax()
        assert digit.confidence == pytest.approx(float(digit.probabilities.max()))
        assert digit.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert 0.9 <= digit.glyph.max() <= 1
        assert digit.track == -1


@pytest.mark.parametrize("scale", [1.0, 1.5, 3.3])
def test_boxes_are_in_the_frames_pixels(reader: Reader, scale: float) -> None:
    ink = page("3142", (640, 300), 70)
    digits = reader.read(Ink(ink, scale)).digits
    assert len(digits) == 4
    assert boxes_cover(digits, ink, scale)


def test_the_same_ink_gives_the_same_reading(reader: Reader) -> None:
    ink = Ink(page("0123456789", (1000, 200)))
    one, two = reader.read(ink), reader.read(ink)
    assert [(d.value, d.box, d.confidence) for d in one.digits] == [
        (d.value, d.box, d.confidence) for d in two.digits
    ]


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (480, 640)])
def test_no_ink_gives_an_empty_reading(reader: Reader, shape: tuple[int, int]) -> None:
    assert reader.read(Ink(np.zeros(shape, np.uint8))).digits == ()


SIGNS: dict[str, list[Points]] = {
    "plus": [[(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.1), (0.5, 0.9)]],
    "minus": [[(0.1, 0.5), (0.9, 0.48)]],
    "equals": [[(0.1, 0.35), (0.9, 0.35)], [(0.1, 0.65), (0.9, 0.65)]],
    "times": [[(0.15, 0.2), (0.85, 0.8)], [(0.85, 0.2), (0.15, 0.8)]],
    "divided by": [[(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.2), (0.51, 0.2)], [(0.5, 0.8), (0.51, 0.8)]],
    "tick": [[(0.3, 0.75), (0.42, 0.9), (0.7, 0.6)]],
    "full stop": [[(0.5, 0.9), (0.51, 0.9)]],
    "comma": [[(0.5, 0.85), (0.45, 0.98)]],
    "accent": [[(0.4, 0.0), (0.5, 0.14)]],
    "underline": [[(0.0, 0.98), (1.0, 0.97)]],
}


def between(strokes: list[Points], width: float) -> Image:
    """A page with 31, the strokes in a square of 90 px, and 42."""
    ink = page("31", (700, 300), 90, (60, 100))
    put(ink, drawn(strokes, 90, width), 290, 100)
    put(ink, page("42", (260, 120), 90, (0, 0)), 440, 100)
    return ink


@pytest.mark.parametrize("width", [5.0, 8.0, 11.0])
@pytest.mark.parametrize("name", SIGNS)
def test_what_stands_between_numbers_is_not_read(reader: Reader, name: str, width: float) -> None:
    assert reader.read(Ink(between(SIGNS[name], width))).text == "3142"


@pytest.mark.parametrize("width", [5.0, 8.0, 11.0])
def test_a_broken_five_is_joined(reader: Reader, width: float) -> None:
    five: list[Points] = [[(0.38, 0.1), (0.8, 0.08)], [(0.3, 0.2), (0.28, 0.45), *FIVE[0][3:]]]
    assert reader.read(Ink(between(five, width))).text == "31542"


def wavy(image: Image, y: int) -> None:
    x = np.arange(60, 1210)
    line = np.stack([x, y + 8 * np.sin(x / 14)], 1).round().astype(np.int32)
    cv2.polylines(image, [line], False, 255, 4, cv2.LINE_AA)


AROUND: dict[str, Callable[[Image], object]] = {
    "a short line below": lambda image: cv2.line(image, (290, 300), (590, 300), 255, 4),
    "a long line below": lambda image: cv2.line(image, (100, 300), (1100, 302), 255, 4),
    "a box": lambda image: cv2.rectangle(image, (250, 150), (800, 330), 255, 4),
    "a ring": lambda image: cv2.ellipse(image, (500, 230), (330, 120), 0, 0, 360, 255, 4),
    "a wavy line": lambda image: wavy(image, 320),
    "wavy lines": lambda image: [wavy(image, y) for y in range(320, 620, 60)],
}


@pytest.mark.parametrize("name", AROUND)
def test_lines_around_digits_hide_none_and_are_none(reader: Reader, name: str) -> None:
    ink = page("721041", (1280, 720), 57, (300, 200))
    AROUND[name](ink)
    assert reader.read(Ink(ink)).text == "721041"


NOT_WRITING: dict[str, Box] = {
    "a strip on the left": (0, 0, 9, 300),
    "part of a strip on the left": (0, 60, 14, 200),
    "a strip at the bottom": (100, 288, 400, 12),
    "a blot": (560, 130, 60, 50),
}


@pytest.mark.parametrize("name", NOT_WRITING)
def test_what_is_no_writing_is_not_read(reader: Reader, name: str) -> None:
    ink = page("3142", (640, 300), 90, (150, 100))
    x, y, w, h = NOT_WRITING[name]
    ink[y : y + h, x : x + w] = 255
    assert reader.read(Ink(ink)).text == "3142"


@pytest.mark.parametrize("box", [(480, 190, 140, 34), (40, 140, 60, 40), (300, 240, 40, 60)])
def test_a_thumb_over_the_sheets_edge_is_not_read(reader: Reader, box: Box) -> None:
    ink, sheet = page("3142", (640, 300), 70, (150, 110)), np.zeros((300, 640), np.uint8)
    sheet[20:280, 60:600] = 255
    x, y, w, h = box
    ink[y : y + h, x : x + w] = 255
    assert reader.read(Ink(np.minimum(ink, sheet), 1.0, sheet)).text == "3142"


CABLE = (505, 0), (470, 12), (455, 35), (462, 60), (500, 90), (560, 130), (585, 165), (590, 200), (575, 235)


def test_a_cable_that_enters_the_frame_is_no_five(reader: Reader) -> None:
    ink = page("47", (640, 480), 90, (60, 300))
    cv2.polylines(ink, [np.array(CABLE, np.int32)], False, 255, 9, cv2.LINE_AA)
    assert reader.read(Ink(ink), still=True).text == "47"


def test_a_digit_at_the_frames_edge_that_is_all_there_is_read(reader: Reader) -> None:
    for value in range(10):
        ink = np.zeros((300, 400), np.uint8)
        put(ink, one(value, 120), 2, 90)
        assert reader.read(Ink(ink), still=True).text == str(value)


def test_marks_that_are_no_digits_are_listed_without_a_value(reader: Reader) -> None:
    reading = reader.read(Ink(between(SIGNS["plus"], 8)))
    assert [digit.value for digit in reading.digits] == [3, 1, None, 4, 2]
    plus = reading.digits[2]
    assert plus.confidence > 0.5
    assert plus.line == 0


SHEETS = 30
"""Sheets of the demo that are read, one frame of each."""


def test_demo_frames_are_read_as_they_are_written(reader: Reader) -> None:
    """Single frames, fully shown, without what several frames in a row would put right.

    28 of 30 were right when this was written; a handful of MNIST's digits are hard to tell.
    """
    right, missed = 0, []
    for number in range(SHEETS):
        frame, truth = Demo(seed=number % 6).scene((number // 6) * SHEET_FRAMES + 24 + 3 * number)
        assert truth
        text = reader.read(find_ink(frame.image)).text
        right += text == truth
        if text != truth:
            missed.append(f"{truth!r} as {text!r}")
    assert right >= 0.7 * SHEETS, f"{right} of {SHEETS} frames right: {', '.join(missed)}"


ROOMS = 6


def test_little_is_read_in_an_empty_room(reader: Reader) -> None:
    """A single frame of a room may hold an upright edge that looks like a one; no more than that."""
    read = [reader.read(find_ink(Demo(seed, sheet=False).scene(30)[0].image)).text for seed in range(ROOMS)]
    assert sum(len(text.replace("\n", "")) for text in read) <= 2 * ROOMS, read
