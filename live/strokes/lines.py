"""The lines that digits stand in: how high they are and where, for what is told from its size beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.reading.order import into_lines

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knobs:
    """Of lines."""

    usual: float = (
        0.7  # quantile of its digits' heights that is a line's: dots may be taken for ones at first
    )
    most: int = 60  # digits that lines are made of, the highest ones: time is bounded
    tall: float = 0.5  # of its height, from which a digit tells where its middle is
    sloped: int = 3  # digits from which a line may rise or fall
    steep: float = 0.4  # px downwards a px to the right, at most
    far: float = 1.2  # heights above or below a line beyond which nothing belongs to it


KNOBS = Knobs()


def beside(places: Numbers, digits: Numbers) -> tuple[Numbers, Numbers]:
    """Return height and middle of the line that each mark stands in, (N,) px each; NaN where in none.

    places: (N, 4) of the marks, digits: (M, 4) of what is taken for digits; left, top, right, bottom, px. To
    a mark that holds all digits of a line it is none.
    """
    none = np.full(len(places), np.nan)
    if not len(digits):
        return none, none
    if len(digits) > KNOBS.most:
        digits = digits[np.argsort(digits[:, 1] - digits[:, 3], kind="stable")[: KNOBS.most]]
    boxes = [
        (int(left), int(top), max(1, int(right - left)), max(1, int(bottom - top)))
        for left, top, right, bottom in digits.tolist()
    ]
    heights, middles = [], []
    at = (places[:, [0, 1]] + places[:, [2, 3]]) / 2
    for line in into_lines(boxes):
        some = digits[line]
        high = some[:, 3] - some[:, 1]
        height = max(1.0, float(np.quantile(high, KNOBS.usual, method="higher")))
        tall = some[high >= KNOBS.tall * min(height, float(high.max()))]
        x, y = (tall[:, 0] + tall[:, 2]) / 2, (tall[:, 1] + tall[:, 3]) / 2
        low, high_end = some[:, :2].min(0), some[:, 2:].max(0)
        own = ((places[:, :2] <= low + 1) & (places[:, 2:] >= high_end - 1)).all(1)
        heights.append(height)
        middles.append(np.where(own, np.inf, _trend(x, y, at[:, 0])))
    high, middle = np.array(heights)[:, None], np.array(middles)  # (lines, 1), (lines, N)
    away = np.abs(at[:, 1] - middle) / high
    nearest = away.argmin(0)
    each = np.arange(len(places))
    inside = away[nearest, each] <= KNOBS.far
    return (
        np.where(inside, high[nearest, 0], np.nan),
        np.where(inside, middle[nearest, each], np.nan),
    )


def _trend(x: Numbers, y: Numbers, at: Numbers) -> Numbers:
    """Return where a line's middle is at some x: on a straight line through its digits, level of few."""
    spread = x - x.mean()
    slope = 0.0
    if len(x) >= KNOBS.sloped:
        slope = float(np.clip(spread @ y / max(float(spread @ spread), 1e-6), -KNOBS.steep, KNOBS.steep))
    return np.asarray(y.mean() + slope * (at - x.mean()))
