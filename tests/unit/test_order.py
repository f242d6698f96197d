"""The order of reading: lines from the top, digits from the left, whatever the writing's slope."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.reading.order import into_lines, reading_order
from live.values import Box


def grid(rows: int, columns: int, slope: float = 0.0, pitch: tuple[int, int] = (60, 90)) -> list[Box]:
    """Boxes of 40x60 px in reading order; slope: px downwards a px to the right."""
    return [
        (column * pitch[0], round(row * pitch[1] + slope * column * pitch[0]), 40, 60)
        for row in range(rows)
        for column in range(columns)
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "slope", "pitch"),
    [
        *((*shape, slope, (60, 90)) for shape in ((1, 8), (4, 1), (5, 10)) for slope in (-0.25, 0, 0.1)),
        *((3, 6, slope, (110, 90)) for slope in (-0.35, 0.2)),  # a neighbour is lower by half its height
    ],
)
def test_lines_may_slope(rows: int, columns: int, slope: float, pitch: tuple[int, int]) -> None:
    boxes = grid(rows, columns, slope, pitch)
    order = list(range(len(boxes)))
    random.Random(rows * columns).shuffle(order)
    read = [[order[k] for k in line] for line in into_lines([boxes[i] for i in order])]
    assert read == [list(range(row * columns, (row + 1) * columns)) for row in range(rows)]


@pytest.mark.parametrize("slope", [-0.25, 0.1, 0.25])
def test_signs_stand_in_the_sloping_line_that_they_are_nearest_to(slope: float) -> None:
    boxes = grid(4, 10, slope, (110, 90))
    values = [None if k % 10 in (0, 3, 9) else k % 10 for k in range(40)]
    boxes = [
        (x + 5, y + 25, 30, 8) if v is None else (x, y, w, h)
        for (x, y, w, h), v in zip(boxes, values, strict=True)
    ]
    assert reading_order(boxes, values) == [list(range(10 * row, 10 * row + 10)) for row in range(4)]


LINE: list[Box] = [(0, 0, 40, 60), (50, 2, 40, 56), (130, 1, 40, 58)]
LINES: dict[str, tuple[list[Box], list[list[int]]]] = {
    "nothing": ([], []),
    "wavy": ([(0, 0, 40, 60), (50, 12, 40, 60), (100, -10, 40, 60), (150, 8, 40, 60)], [[0, 1, 2, 3]]),
    "a small one": ([(0, 0, 40, 60), (60, 20, 30, 36), (110, 0, 40, 60)], [[0, 1, 2]]),
    "slim and broad": ([(0, 0, 10, 60), (20, 5, 60, 50), (90, 2, 8, 58)], [[0, 1, 2]]),
    "far apart": ([(0, 0, 40, 60), (300, 4, 40, 60), (900, -3, 40, 60)], [[0, 1, 2]]),
    "a column": ([(0, 0, 40, 60), (0, 80, 40, 60), (0, 160, 40, 60)], [[0], [1], [2]]),
    "indented": ([(100, 0, 40, 60), (0, 90, 40, 60), (60, 95, 40, 60)], [[0], [1, 2]]),
    "two sizes": ([(0, 0, 80, 120), (100, 200, 20, 30), (130, 202, 20, 30)], [[0], [1, 2]]),
    "small ones lead not out of the line": (
        [(0, 0, 40, 60), (60, 2, 40, 56), (120, 34, 20, 26), (160, -6, 40, 60), (220, 4, 40, 60),
         (0, 90, 40, 60), (60, 92, 40, 60)],
        [[0, 1, 2, 3, 4], [5, 6]],
    ),
    "a comma": ([*LINE, (100, 46, 8, 20)], [[0, 1, 3, 2]]),
    "a comma that hangs below": ([*LINE, (100, 58, 8, 20)], [[0, 1, 3, 2]]),
    "a small number wholly below": ([*LINE, (100, 64, 8, 20)], [[0, 1, 2], [3]]),
    "scattered ones have no slope": (
        [((300, 40, 520, 160)[k % 4], 95 * k, 40, 60) for k in range(9)], [[k] for k in range(9)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_lines(name: str) -> None:
    boxes, lines = LINES[name]
    assert into_lines(boxes) == lines


def test_lines_of_a_film_neither_part_nor_join_by_a_little() -> None:
    apart = [(0, 0, 40, 60), (300, 44, 40, 60)], [(0, 0, 40, 60), (300, 38, 40, 60)]
    for before, counts in ((None, [2, 1]), ([0, 0], [1, 1]), ([0, 1], [2, 2]), ([None, 1], [2, 1])):
        assert [len(reading_order(boxes, [1, 2], before)) for boxes in apart] == counts, before


def test_marks_that_are_no_digits_do_not_make_lines() -> None:
    """A brace or a rule between two lines would otherwise join them, or stand as one of its own."""
    boxes = [(0, 0, 40, 60), (60, 0, 40, 60), (0, 90, 40, 60), (60, 90, 40, 60), (120, 0, 30, 150)]
    lines = reading_order(boxes, [1, 2, 3, 4, None])
    assert [[k for k in line if k != 4] for line in lines] == [[0, 1], [2, 3]]
    assert reading_order(grid(2, 3), [None] * 6) == [[0, 1, 2], [3, 4, 5]], "where there are no digits"


BOXES = st.tuples(*[st.integers(1, 300)] * 4)


@given(st.lists(st.tuples(BOXES, st.integers(0, 9) | st.none()), max_size=40))
def test_every_mark_is_in_exactly_one_line_from_left_to_right(marks: list[tuple[Box, int | None]]) -> None:
    lines = reading_order([box for box, _ in marks], [value for _, value in marks])
    assert sorted(k for line in lines for k in line) == list(range(len(marks)))
    assert all(lines)
    for line in lines:
        middles = [marks[k][0][0] + marks[k][0][2] / 2 for k in line]
        assert middles == sorted(middles)
