"""A stroke has paper on both sides: what is dark on one side only is the edge of something."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.paper import find_ink
from live.reader import Reader
from live.reader.flanks import darker_flank, with_flanks
from live.reader.mark import Mark
from live.reader.segment import find_marks
from live.values import Image, Ink
from tests.writing import INK, PAPER, lit, noisy, page, picture, put

TEXT = "274\n685"
AT = 600, 280


def marks_at(ink: Ink) -> list[Mark]:
    """The marks around a place on the page that is free otherwise."""
    return [mark for mark in find_marks(ink) if mark.box[0] > AT[0] - 80 and max(mark.box[2:]) > 40]


def creased(fall: float, turn: float = 6.0) -> Image:
    """A page with a short crease that leans by some degrees: behind it there is a shadow that ends slowly."""
    image = picture(page(TEXT, (800, 560), 90, (90, 120)), INK, PAPER)
    y, x = np.mgrid[0:560, 0:800]
    lean = np.radians(turn)
    away = (x - AT[0]) * np.cos(lean) - (y - AT[1]) * np.sin(lean)
    along = (x - AT[0]) * np.sin(lean) + (y - AT[1]) * np.cos(lean)
    dark = np.where(away > 0, np.exp(-np.maximum(0, away) / fall), 0) * (np.abs(along) < 60)
    return noisy(lit(image, 1 - 0.3 * dark), 2)


def written(width: int, turn: float = 6.0, shade: float = 0.7) -> Image:
    """The page with a stroke in that place that is as faint."""
    ink = np.zeros((560, 800), np.uint8)
    reach = 60 * np.array([np.sin(np.radians(turn)), np.cos(np.radians(turn))])
    ends = [tuple(map(int, (np.array(AT) + side * reach).round())) for side in (-1, 1)]
    cv2.line(ink, ends[0], ends[1], 255, width, cv2.LINE_AA)
    image = picture(page(TEXT, (800, 560), 90, (90, 120)), INK, PAPER)
    return noisy(lit(image, 1 - (1 - shade) * (ink / 255.0)), 2)


@pytest.mark.parametrize("turn", [0, 6, 40, 90])
@pytest.mark.parametrize("width", [5, 9, 15])
def test_beside_a_stroke_there_is_paper(width: int, turn: float) -> None:
    ink = find_ink(written(width, turn))
    assert ink.contrast is not None
    (mark,) = marks_at(ink)
    assert darker_flank(ink.image, ink.contrast, mark) < 0.12


@pytest.mark.parametrize("turn", [0, 6, 40])
@pytest.mark.parametrize("fall", [15, 25, 40])
def test_behind_a_crease_it_is_dark(fall: float, turn: float) -> None:
    ink = find_ink(creased(fall, turn))
    assert ink.contrast is not None
    shares = [darker_flank(ink.image, ink.contrast, mark) for mark in marks_at(ink)]
    assert shares
    assert min(shares) > 0.25


def test_ink_beside_a_mark_is_no_ground() -> None:
    """Two strokes side by side darken nothing."""
    ink = np.zeros((120, 120), np.uint8)
    put(ink, np.full((90, 8), 255, np.uint8), 40, 15)
    put(ink, np.full((90, 8), 255, np.uint8), 54, 15)
    shares = [darker_flank(ink, ink, mark) for mark in find_marks(Ink(ink)) if len(mark.parts) == 1]
    assert len(shares) == 2
    assert max(shares) < 0.02


def test_a_printed_line_beside_a_mark_is_no_ground() -> None:
    stroke, line = (np.zeros((120, 120), np.uint8) for _ in range(2))
    put(stroke, np.full((90, 8), 255, np.uint8), 40, 15)
    line[:, 49:53] = 220
    (mark,) = find_marks(Ink(stroke))
    row = np.full((1, 11), 0.01, np.float32)
    row[0, 1] = 0.9
    beside = np.maximum(stroke, line)
    assert with_flanks(Ink(stroke, contrast=beside, rules=line), [mark], row)[0, 1] > 0.89
    assert with_flanks(Ink(stroke, contrast=beside), [mark], row)[0, 1] < 0.5


@pytest.mark.parametrize("fall", [15, 25, 40])
def test_a_crease_is_no_one_and_a_faint_stroke_is(fall: float) -> None:
    reader = Reader(models.load())
    assert reader.read(find_ink(creased(fall))).text == TEXT
    assert reader.read(find_ink(written(9))).text == "274\n6851"
