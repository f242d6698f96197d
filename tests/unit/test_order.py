"""The order of reading: lines from the top, digits from the left, whatever the writing's slope."""

from __future__ import annotations

import random

import numpy as np
import pytest

from live.reading.order import into_lines, reading_order
from live.values import Box


def grid(rows: int, columns: int, slope: float = 0.0, pitch: tuple[int, int] = (60, 90)) -> list[Box]:
    """Boxes of 40x60 px in reading order; slope: px downwards a px to the right."""
    boxes = []
    for row in range(rows):
        for column in range(columns):
            x = column * pitch[0]
            boxes.append((x, round(row * pitch[1] + slope * x), 40, 60))
    return boxes


@pytest.mark.parametrize("slope", [-0.25, 0.0, 0.1])
@pytest.mark.parametrize(("rows", "columns"), [(1, 8), (4, 1), (5, 10)])
def test_lines_may_slope(rows: int, columns: int, slope: float) -> None:
    boxes = grid(rows, columns, slope)
    order = list(range(len(boxes)))
    random.Random(rows * columns).shuffle(order)
    lines = into_lines([boxes[i] for i in order])
    read = [[order[k] for k in line] for line in lines]
    assert read == [list(range(r * columns, (r + 1) * columns)) for r in range(rows)]


@pytest.mark.parametrize("slope", [-0.35, 0.2])
def test_digits_far_apart_stand_in_their_sloping_lines(slope: float) -> None:
    """From one digit to the next such a line falls by more than half of a digit's height."""
    boxes = grid(3, 6, slope, pitch=(110, 90))
    assert into_lines(boxes) == [list(range(6 * row, 6 * row + 6)) for row in range(3)]


def test_small_digits_among_large_ones_do_not_lead_out_of_the_line() -> None:
    boxes = [(0, 0, 40, 60), (60, 2, 40, 56), (120, 34, 20, 26), (160, -6, 40, 60), (220, 4, 40, 60)]
    assert into_lines([*boxes, (0, 90, 40, 60), (60, 92, 40, 60)]) == [[0, 1, 2, 3, 4], [5, 6]]


@pytest.mark.parametrize("below", [0.3, 0.6, 0.9])
def test_a_comma_that_hangs_below_its_line_is_of_it(below: float) -> None:
    """What stands wholly below, such as a small number under a line, is not."""
    line: list[Box] = [(0, 0, 40, 60), (50, 2, 40, 56), (130, 1, 40, 58)]
    hanging = (100, round(60 - 20 * (1 - below)), 8, 20)
    assert into_lines([*line, hanging]) == [[0, 1, 3, 2]]
    assert into_lines([*line, (100, 64, 8, 20)]) == [[0, 1, 2], [3]]


@pytest.mark.parametrize("count", [2, 5, 9])
def test_scattered_digits_have_no_slope(count: int) -> None:
    """Each stands well below the one before, now left, now right."""
    boxes = [((300, 40, 520, 160)[k % 4], 95 * k, 40, 60) for k in range(count)]
    assert into_lines(boxes) == [[k] for k in range(count)]


def test_lines_of_a_film_neither_part_nor_join_by_a_little() -> None:
    apart = [(0, 0, 40, 60), (300, 44, 40, 60)], [(0, 0, 40, 60), (300, 38, 40, 60)]
    assert [len(reading_order(boxes, [1, 2])) for boxes in apart] == [2, 1]
    assert [len(reading_order(boxes, [1, 2], [0, 0])) for boxes in apart] == [1, 1]
    assert [len(reading_order(boxes, [1, 2], [0, 1])) for boxes in apart] == [2, 2]
    assert [len(reading_order(boxes, [1, 2], [None, 1])) for boxes in apart] == [2, 1]


def test_no_boxes_make_no_lines() -> None:
    assert into_lines([]) == []
    assert reading_order([], []) == []


@pytest.mark.parametrize(
    ("boxes", "lines"),
    [
        ([(0, 0, 40, 60), (50, 12, 40, 60), (100, -10, 40, 60), (150, 8, 40, 60)], [[0, 1, 2, 3]]),
        ([(0, 0, 40, 60), (60, 20, 30, 36), (110, 0, 40, 60)], [[0, 1, 2]]),
        ([(0, 0, 10, 60), (20, 5, 60, 50), (90, 2, 8, 58)], [[0, 1, 2]]),
        ([(0, 0, 40, 60), (300, 4, 40, 60), (900, -3, 40, 60)], [[0, 1, 2]]),
        ([(0, 0, 40, 60), (0, 80, 40, 60), (0, 160, 40, 60)], [[0], [1], [2]]),
        ([(100, 0, 40, 60), (0, 90, 40, 60), (60, 95, 40, 60)], [[0], [1, 2]]),
        ([(0, 0, 80, 120), (100, 200, 20, 30), (130, 202, 20, 30)], [[0], [1, 2]]),
    ],
    ids=["wavy", "a small one", "slim and broad", "far apart", "column", "indented", "two sizes"],
)
def test_lines(boxes: list[Box], lines: list[list[int]]) -> None:
    assert into_lines(boxes) == lines


def test_marks_that_are_no_digits_do_not_make_lines() -> None:
    """A brace or a rule between two lines would otherwise join them, or stand as one of its own."""
    boxes = [(0, 0, 40, 60), (60, 0, 40, 60), (0, 90, 40, 60), (60, 90, 40, 60), (120, 0, 30, 150)]
    lines = reading_order(boxes, [1, 2, 3, 4, None])
    assert [[k for k in line if k != 4] for line in lines] == [[0, 1], [2, 3]]
    assert sorted(k for line in lines for k in line) == list(range(5))


def test_a_page_without_digits_is_still_in_order() -> None:
    assert reading_order(grid(2, 3), [None] * 6) == [[0, 1, 2], [3, 4, 5]]


def test_every_mark_is_in_exactly_one_line() -> None:
    rng = np.random.default_rng(0)
    for count in (1, 2, 7, 40):
        boxes = [tuple(int(v) for v in rng.integers(1, 300, 4)) for _ in range(count)]
        values = [int(v) if v < 10 else None for v in rng.integers(0, 14, count)]
        lines = reading_order(boxes, values)
        assert sorted(k for line in lines for k in line) == list(range(count))
        assert all(lines)
        for line in lines:
            middles = [boxes[k][0] + boxes[k][2] / 2 for k in line]
            assert middles == sorted(middles)
