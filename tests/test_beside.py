"""What stands beside a mark: the digits of a row make it likelier that a doubtful mark is one of them."""

from __future__ import annotations

import numpy as np
import pytest

from live.reader.beside import IN_ROW, SMALLER, with_neighbours
from live.values import Box, Floats
from models import NOT_A_DIGIT

CLEAR: Box = (100, 100, 40, 80)
"""A clear digit; the others are doubtful."""

DOUBTFUL: dict[str, tuple[Box, bool]] = {
    "as high, on the right": ((160, 100, 40, 80), True),
    "as high, on the left": ((40, 105, 40, 78), True),
    "a little lower": ((160, 112, 40, 66), True),
    "on a slant": ((160, 85, 40, 80), True),
    "far off": ((260, 100, 40, 80), False),
    "a low sign": ((160, 125, 60, 30), False),
    "in the line above": ((100, 10, 40, 80), False),
    "much larger": ((160, 40, 90, 200), False),
}


def row(value: int, sure: float) -> Floats:
    """Probabilities (11,) of a mark that is a value or no digit."""
    chances = np.zeros(11, np.float32)
    chances[value], chances[NOT_A_DIGIT] = sure, 1 - sure
    return chances


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_row(name: str) -> None:
    box, beside = DOUBTFUL[name]
    rows = np.stack([row(3, 0.99), row(5, 0.3)])
    clear, doubtful = with_neighbours([CLEAR, box], rows)
    assert clear == pytest.approx(rows[0])  # a doubtful mark says nothing about it
    assert doubtful.sum() == pytest.approx(1)
    odds = 0.7 * (IN_ROW if beside else 1.0) / 0.3
    assert doubtful[NOT_A_DIGIT] / doubtful[5] == pytest.approx(odds, rel=1e-4)


@pytest.mark.parametrize(
    "boxes", [[CLEAR], [CLEAR, (160, 100, 40, 80)]], ids=["alone", "beside a doubtful one"]
)
def test_doubtful_marks_alone_stay_as_they_are(boxes: list[Box]) -> None:
    rows = np.stack([row(5, 0.3)] * len(boxes))
    assert with_neighbours(boxes, rows) == pytest.approx(rows)


def test_the_probabilities_given_are_left_alone() -> None:
    rows = np.stack([row(3, 0.99), row(5, 0.3)])
    kept = rows.copy()
    with_neighbours([CLEAR, (160, 100, 40, 80)], rows)
    assert (rows == kept).all()


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0, 2.0])
def test_a_small_mark_is_seldom_a_digit(share: float) -> None:
    boxes: list[Box] = [(0, 300 * k, 40, 80) for k in range(3)]
    rows = np.stack([row(3, 0.99)] * 3 + [row(6, 0.6)])
    *clear, small = with_neighbours([*boxes, (400, 0, 20, round(80 * share))], rows)
    assert np.array(clear) == pytest.approx(rows[:3])
    odds = 0.4 / 0.6 * np.exp(SMALLER * np.log(min(1.0, share)) ** 2)
    assert small[NOT_A_DIGIT] / small[6] == pytest.approx(odds, rel=1e-4)


def test_of_two_digits_none_is_the_usual_one() -> None:
    rows = np.stack([row(3, 0.99)] * 2 + [row(6, 0.6)])
    small = with_neighbours([(0, 0, 40, 80), (0, 300, 40, 80), (400, 0, 10, 20)], rows)[2]
    assert small == pytest.approx(rows[2])
