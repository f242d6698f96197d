"""A page has one pen: its ones are about as wide as its other digits, cracks and bits of lines are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.paper import find_ink
from live.reader import Reader
from live.reader.mark import Mark
from live.reader.segment import find_marks
from live.reader.thin import THINNER, stroke_width, with_pen
from live.values import Floats, Ink
from models import NOT_A_DIGIT
from tests.writing import INK, PAPER, noisy, page, picture


def strokes(*widths: int) -> list[Mark]:
    """Upright strokes beside each other, so many px wide."""
    ink = np.zeros((120, 60 * len(widths)), np.uint8)
    for k, width in enumerate(widths):
        ink[20:100, 60 * k + 20 : 60 * k + 20 + width] = 255
    marks = [mark for mark in find_marks(Ink(ink)) if len(mark.parts) == 1]
    return sorted(marks, key=lambda mark: mark.box[0])


def rows(*values: int) -> Floats:
    """Probabilities of marks that are clear digits of some values."""
    found = np.full((len(values), 11), 0.001, np.float32)
    found[np.arange(len(values)), values] = 0.99
    return found


@pytest.mark.parametrize("width", [2, 5, 10, 20])
def test_the_width_of_a_stroke(width: int) -> None:
    (mark,) = strokes(width)
    assert stroke_width(mark) == pytest.approx(width, rel=0.25)


def test_the_width_of_a_ring() -> None:
    ink = np.zeros((120, 120), np.uint8)
    cv2.circle(ink, (60, 60), 40, 255, 8)
    (mark,) = find_marks(Ink(ink))
    assert stroke_width(mark) == pytest.approx(8, rel=0.15)


@pytest.mark.parametrize("width", [2, 4, 8, 16])
def test_the_thinner_a_one_the_likelier_it_is_none(width: int) -> None:
    marks, before = strokes(8, 8, width), rows(2, 7, 1)
    after = with_pen(marks, before)
    assert after[:2] == pytest.approx(before[:2])
    share = min(1.0, stroke_width(marks[2]) / stroke_width(marks[0]))
    commoner = after[2, NOT_A_DIGIT] / after[2, 1] / (before[2, NOT_A_DIGIT] / before[2, 1])
    assert commoner == pytest.approx(np.exp(THINNER * np.log(share) ** 2), rel=1e-3)
    assert after.sum(1) == pytest.approx(1, abs=0.01)


def test_a_hair_beside_a_broad_brush_is_a_number_still() -> None:
    marks = strokes(1, 1, 1)
    broad = Mark(frozenset([9]), (0, 0, 2000, 2000), np.full((2002, 2002), 255, np.uint8))
    after = with_pen([broad, broad, *marks], rows(0, 0, 1, 1, 1))
    assert np.isfinite(after).all()
    assert (after.argmax(1) == [0, 0, NOT_A_DIGIT, NOT_A_DIGIT, NOT_A_DIGIT]).all()


def test_one_other_digit_tells_no_pen_and_other_digits_may_be_thin() -> None:
    marks = strokes(8, 8, 2)
    assert (with_pen(marks, rows(2, 1, 1)) == rows(2, 1, 1)).all()
    assert with_pen(marks, rows(2, 7, 4)) == pytest.approx(rows(2, 7, 4))


@pytest.mark.parametrize(("width", "text"), [(2, "274\n685"), (9, "274\n685\n1")])
def test_a_crack_is_no_one_and_a_stroke_is(width: int, text: str) -> None:
    ink = page("274\n685", (800, 560), 90, (90, 120))
    cv2.line(ink, (590, 520), (610, 420), 255, width, cv2.LINE_AA)
    image = noisy(picture(ink, INK, PAPER), 2)
    assert Reader(models.load()).read(find_ink(image)).text == text
