"""Ink to marks: what is taken for a mark, what is joined, what is left out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.reader.mark import Mark
from live.reader.segment import find_marks
from live.values import Box, Image, Ink
from tests.golden.make import FIVE, Points, drawn
from tests.writing import page, put

SIZE = (640, 300)
"""Width, height of the pages, px."""


def four_digits() -> Image:
    """A page with 3142 on it, 90 px tall, from (150, 100)."""
    return page("3142", SIZE, 90, (150, 100))


def pieces(marks: list[Mark]) -> list[Mark]:
    """The marks of one piece, from left to right."""
    return sorted((mark for mark in marks if len(mark.parts) == 1), key=lambda mark: mark.box[0])


def covered(marks: list[Mark], shape: tuple[int, ...]) -> Image:
    """A page on which only the boxes of the marks are white."""
    canvas = np.zeros(shape, np.uint8)
    for mark in marks:
        x, y, w, h = mark.box
        canvas[y : y + h, x : x + w] = 255
    return canvas


def blot(box: Box) -> Image:
    ink = np.zeros(SIZE[::-1], np.uint8)
    x, y, w, h = box
    ink[y : y + h, x : x + w] = 255
    return ink


def test_each_digit_is_a_mark() -> None:
    ink = four_digits()
    marks = pieces(find_marks(Ink(ink)))
    assert len(marks) == 4
    assert not ink[covered(marks, ink.shape) == 0].max() >= 128
    for mark in marks:
        assert mark.box[3] == pytest.approx(90, abs=4)


def test_a_mark_brings_its_own_ink_with_its_soft_edge() -> None:
    ink = np.zeros(SIZE[::-1], np.uint8)
    put(ink, drawn(FIVE, 90, 7, soft=3.0), 100, 60)
    (mark,) = find_marks(Ink(ink))
    w, h = mark.box[2:]
    assert mark.ink.max() == 255
    assert cv2.boundingRect((mark.ink >= 128).astype(np.uint8))[2:] == (w, h)
    edge = (mark.ink > 0) & (mark.ink < 128)
    assert edge.sum() > 50
    assert mark.ink.shape == (h + 2, w + 2)


@pytest.mark.parametrize("at", [(0, 0), (-8, 60), (555, 60), (100, -9), (100, 235)])
def test_ink_has_its_margin_at_the_pictures_edge_too(at: tuple[int, int]) -> None:
    ink = np.zeros(SIZE[::-1], np.uint8)
    put(ink, drawn(FIVE, 90, 7), *at)
    for mark in find_marks(Ink(ink)):
        x, y, w, h = mark.box
        assert mark.ink.shape == (h + 2, w + 2)
        inner = mark.ink[1:-1, 1:-1]
        assert np.array_equal(inner >= 128, (ink[y : y + h, x : x + w] >= 128) & (inner > 0))
        assert (inner >= 128).any(0).all() or len(mark.parts) > 1


def test_a_neighbour_in_the_same_box_is_not_in_the_marks_ink() -> None:
    """Where two boxes overlap, each mark is the ink that hangs together."""
    ink = np.zeros(SIZE[::-1], np.uint8)
    cv2.line(ink, (100, 200), (160, 60), 255, 6)
    cv2.line(ink, (150, 200), (210, 60), 255, 6)
    for mark in pieces(find_marks(Ink(ink))):
        count, _ = cv2.connectedComponents((mark.ink >= 128).astype(np.uint8))
        assert count == 2  # the background and the one stroke


def test_no_ink_gives_no_marks() -> None:
    for shape in ((1, 1), (3, 900), (480, 640)):
        assert find_marks(Ink(np.zeros(shape, np.uint8))) == []


@pytest.mark.parametrize("shape", [(1, 1), (5, 40), (40, 5), (300, 640)])
def test_a_page_that_is_all_ink_is_no_mark(shape: tuple[int, int]) -> None:
    assert find_marks(Ink(np.full(shape, 255, np.uint8))) == []


TOP: Points = [(0.38, 0.1), (0.8, 0.08)]
BELLY: Points = [(0.3, 0.2), (0.28, 0.45), *FIVE[0][3:]]
BROKEN = {
    "five, its bar apart": [TOP, BELLY],
    "seven, its foot apart": [[(0.2, 0.1), (0.75, 0.1), (0.6, 0.5)], [(0.57, 0.6), (0.5, 0.92)]],
}


@pytest.mark.parametrize("turn", [0, 90])
def test_a_stripe_along_the_sheets_edge_is_left_out(turn: int) -> None:
    """It touches the edge nowhere; what is as long and broad but further in is a one, and so is what stands
    on the edge."""
    sheet = np.zeros(SIZE[::-1], np.uint8)
    sheet[20:280, 40:600] = 255
    ink = blot((44, 100, 8, 60)) | blot((62, 100, 8, 60)) | blot((300, 216, 8, 60))
    ink, sheet = (np.ascontiguousarray(np.rot90(each, turn // 90)) for each in (ink, sheet))
    marks = pieces(find_marks(Ink(ink, sheet=sheet)))
    assert len(marks) == 2
    assert not covered(marks, ink.shape)[np.rot90(blot((44, 100, 8, 60)), turn // 90) > 0].any()


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("width", [5.0, 8.0])
def test_pieces_above_each_other_may_be_one_mark(name: str, width: float) -> None:
    ink = four_digits()
    put(ink, drawn(BROKEN[name], 100, width), 30, 100)
    marks = find_marks(Ink(ink))
    own = {n for mark in pieces(marks) if mark.box[0] < 130 for n in mark.parts}
    assert len(own) >= 2
    whole = [mark for mark in marks if mark.parts == own]
    assert len(whole) == 1
    assert len(whole) < len(marks)
    assert cv2.connectedComponents((whole[0].ink >= 128).astype(np.uint8))[0] == len(own) + 1


@pytest.mark.parametrize(
    ("strokes", "at"),
    [
        ([[(0.5, 0.1), (0.5, 0.9)]], (20, 100)),  # beside the first digit
        ([[(0.2, 0.5), (0.8, 0.5)]], (160, 200)),  # a line of writing below
    ],
    ids=["beside", "far below"],
)
def test_what_stands_apart_is_not_joined(strokes: list[Points], at: tuple[int, int]) -> None:
    ink = four_digits()
    put(ink, drawn(strokes, 100, 6), *at)
    assert all(len(mark.parts) == 1 for mark in find_marks(Ink(ink)))


@pytest.mark.parametrize(
    ("top", "joined"),
    [
        pytest.param(100, True, id="the bar of a 5"),
        pytest.param(140, False, id="a minus"),
        pytest.param(128, False, id="a bar of an equals sign"),
    ],
)
def test_a_bar_beside_a_digit(top: int, joined: bool) -> None:
    ink = np.maximum(blot((100, 100, 50, 90)), blot((158, top, 50, 10)))
    assert any(len(mark.parts) == 2 for mark in find_marks(Ink(ink))) == joined


def test_lines_of_writing_are_not_joined() -> None:
    assert all(len(mark.parts) == 1 for mark in find_marks(Ink(page("314\n592\n653", (500, 500), 60))))


def test_specks_are_left_out() -> None:
    ink, rng = four_digits(), np.random.default_rng(0)
    clean = [mark.box for mark in find_marks(Ink(ink))]
    for x, y in rng.integers((0, 0), SIZE, (80, 2)):
        if ink[max(0, y - 9) : y + 9, max(0, x - 9) : x + 9].max() == 0:
            cv2.circle(ink, (int(x), int(y)), 2, 255, -1)
    assert [mark.box for mark in find_marks(Ink(ink))] == clean


@pytest.mark.parametrize("apart", [2, 6])
def test_halves_of_a_small_nought_beside_a_large_digit_are_no_specks(apart: int) -> None:
    ink = blot((60, 20, 90, 250))
    half = np.zeros_like(ink)
    cv2.ellipse(half, (300, 200), (28, 22), 0, 0, 360, 255, 5)
    half[:, 300 - apart // 2 : 300 + apart // 2] = 0
    ink = np.maximum(ink, half)
    assert len(pieces(find_marks(Ink(ink)))) == 3
    alone = ink.copy()
    alone[:, 300:] = 0  # one half by itself is a speck
    assert len(pieces(find_marks(Ink(alone)))) == 1


def test_beside_tall_lines_digits_are_no_specks() -> None:
    """What stands behind a sheet's edge may be seen as long, narrow ink on both sides of it."""
    ink = page("3142", (600, 500), 50, (200, 220))
    digits = {mark.box for mark in find_marks(Ink(ink))}
    for x in (60, 540):
        cv2.line(ink, (x, 20), (x, 480), 255, 12)
    assert digits <= {mark.box for mark in find_marks(Ink(ink))}


@pytest.mark.parametrize("height", [14, 30, 90, 200])
def test_digits_of_any_size_are_marks(height: int) -> None:
    assert len(pieces(find_marks(Ink(page("3142", (1200, 300), height, (40, 40)))))) == 4


EDGE_STRIPS = {
    "all of the left": (0, 0, 9, 300),
    "a part of the left": (0, 60, 12, 200),
    "the right": (630, 0, 10, 300),
    "a part of the top": (200, 0, 180, 8),
    "the bottom": (100, 288, 400, 12),
    "a corner": (600, 240, 40, 60),
}


@pytest.mark.parametrize("name", EDGE_STRIPS)
def test_a_strip_along_the_pictures_edge_is_left_out(name: str) -> None:
    ink = four_digits()
    clean = [mark.box for mark in find_marks(Ink(ink))]
    assert [mark.box for mark in find_marks(Ink(np.maximum(ink, blot(EDGE_STRIPS[name]))))] == clean


def test_a_digit_that_the_pictures_edge_cuts_is_still_a_mark() -> None:
    assert len(pieces(find_marks(Ink(page("3142", SIZE, 90, (150, -20)))))) == 4


THUMBS = {
    "right": (480, 190, 140, 34),
    "left": (40, 140, 60, 40),
    "bottom": (300, 240, 40, 60),
    "top": (420, 0, 30, 60),
}


@pytest.mark.parametrize("name", THUMBS)
def test_what_the_sheets_edge_cuts_is_left_out(name: str) -> None:
    ink, sheet = page("3142", SIZE, 70, (150, 110)), blot((60, 20, 540, 260))
    clean = [mark.box for mark in find_marks(Ink(ink, 1.0, sheet))]
    # Ink beyond the sheet is black already, so the thumb ends at the sheet's edge.
    thumb = np.minimum(blot(THUMBS[name]), sheet)
    assert len(clean) == 4
    assert [mark.box for mark in find_marks(Ink(np.maximum(ink, thumb), 1.0, sheet))] == clean


def test_noise_gives_a_bounded_number_of_marks() -> None:
    rng = np.random.default_rng(0)
    ink = cv2.GaussianBlur(rng.integers(0, 256, (720, 1280), np.uint8), (0, 0), 3)
    ink = np.asarray(np.where(ink > 127, 255, 0), np.uint8)
    assert len(find_marks(Ink(ink))) <= 300
    cells = np.zeros((720, 1280), np.uint8)
    cells[::24, :] = cells[:, ::24] = 0
    for y in range(6, 700, 24):
        for x in range(6, 1260, 24):
            cells[y : y + 14, x : x + 8] = 255
    assert len(find_marks(Ink(cells))) <= 300


@pytest.mark.parametrize(("trace", "linked"), [(120, True), (90, True), (60, False), (0, False)])
def test_pieces_of_a_digit_are_linked_by_what_a_light_pen_leaves(trace: int, linked: bool) -> None:
    ink = np.zeros(SIZE[::-1], np.uint8)
    put(ink, drawn(FIVE, 90, 7), 100, 60)
    gap = slice(105, 111)  # a level band through the belly's stroke
    assert ink[gap].max() == 255
    ink[gap] = np.minimum(ink[gap], trace)
    (joined,) = [mark for mark in find_marks(Ink(ink)) if len(mark.parts) == 2]
    assert cv2.connectedComponents((joined.ink >= 128).astype(np.uint8))[0] - 1 == (1 if linked else 2)


def test_pieces_are_not_linked_by_what_belongs_to_neither() -> None:
    ink = np.zeros(SIZE[::-1], np.uint8)
    ink[60:100, 100:106], ink[104:150, 100:106] = 255, 255
    ink[80:130, 110:140] = 90  # a stain beside both
    (joined,) = [mark for mark in find_marks(Ink(ink)) if len(mark.parts) == 2]
    assert not joined.ink[:, 10:].any()
    assert cv2.connectedComponents((joined.ink >= 128).astype(np.uint8))[0] - 1 == 2
