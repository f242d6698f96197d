"""Which line a stroke's mark stands in, and what its size then tells."""

from __future__ import annotations

import numpy as np
import pytest

from live.strokes.judge import FEATURES, Judge
from live.strokes.lines import beside
from models.pen import PenNetwork

DIGITS = np.array([(0, 50, 40, 140), (60, 55, 100, 145), (120, 60, 160, 150), (0, 250, 20, 290)], float)


@pytest.mark.parametrize(
    ("mark", "height", "middle"),
    [
        ((45, 130, 50, 136), 90, 98),  # beside two digits of the first line, between their middles
        ((200, 60, 240, 150), 90, 112),  # beyond its end, where it goes on downwards
        ((30, 260, 50, 280), 40, 270),  # in the second line
        ((60, 400, 100, 440), np.nan, np.nan),  # in none
        ((0, 250, 20, 290), np.nan, np.nan),  # the second line's only digit itself
    ],
)
def test_the_line_that_a_mark_stands_in(mark: tuple[float, ...], height: float, middle: float) -> None:
    found = beside(np.array([mark], float), DIGITS)
    assert np.concatenate(found).tolist() == pytest.approx([height, middle], abs=3, nan_ok=True)


def test_without_digits_there_is_no_line() -> None:
    assert np.isnan(beside(DIGITS, DIGITS[:0])).all()


def test_a_size_speaks_for_points_and_against_ones() -> None:
    judge, alphabet = Judge.load(), PenNetwork().alphabet
    assert len(judge.means) == len(alphabet) + 1
    assert len(judge.weights) == len(FEATURES)
    point, one, comma = (alphabet.index(c) for c in ".1,")
    low, high = judge.sized(
        np.array([(100, 132, 108, 140), (100, 50, 108, 140)], float),
        np.array([90.0, 90.0]),
        np.array([95.0, 95.0]),
    )
    assert low[point] > low[one] + 2
    assert high[one] > max(high[point], high[comma]) + 2
    (alone,) = judge.sized(np.array([(100, 50, 108, 140)], float), np.array([np.nan]), np.array([np.nan]))
    assert alone[one] > alone[point]
