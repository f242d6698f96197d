"""Rows of strokes, and the height and position of the line of digits that a mark stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.reading.order import reading_order
from live.strokes.graph import KNOBS as SHAPE
from live.strokes.sketch import Bounds, ink_box
from live.values import Doubles


@dataclass(frozen=True)
class Knobs:
    """Of lines."""

    height_quantile: float = 0.7  # of its uprights' heights that is the line's: some are parts of digits
    max_uprights: int = 60  # strokes that make lines, the tallest ones: time is bounded
    min_height: float = 0.5  # share of the line's, from which an upright tells where its middle is
    min_sloped: int = 3  # uprights from which a line may rise or fall
    max_slope: float = 0.4  # px downwards a px to the right
    max_offset: float = 1.2  # heights, from a line's middle to that of a mark in it


KNOBS = Knobs()


def rows_of(bounds: Sequence[Bounds]) -> list[list[int]]:
    """Return the rows that strokes stand in, as indices in the order of the strokes.

    bounds: of each stroke. Upright ones make the rows, all others join the nearest of these.
    """
    upright = sorted(
        (k for k in range(len(bounds)) if is_upright(bounds[k])), key=lambda k: -_height(bounds[k])
    )
    tallest = set(upright[: KNOBS.max_uprights])
    marks = [1 if k in tallest else None for k in range(len(bounds))]
    return [sorted(row) for row in reading_order([ink_box(box, 0) for box in bounds], marks)]


def is_upright(bounds: Bounds) -> bool:
    """Return whether a stroke stands upright, as a digit or a part of one does."""
    return _height(bounds) > SHAPE.min_aspect * (bounds[2] - bounds[0])


def _height(bounds: Bounds) -> float:
    return bounds[3] - bounds[1]


def line_of(bounds: Doubles, lines: Sequence[Doubles]) -> tuple[Doubles, Doubles]:
    """Return height and middle of the line that each mark stands in, (N,) px each; NaN where in none.

    bounds: (N, 4) of the marks, px. lines: the bounds of each line's uprights, (M, 4), M > 0. A mark that
    encloses all of a line does not stand in it.
    """
    nothing = np.full(len(bounds), np.nan)
    if not lines:
        return nothing, nothing
    line_heights, line_middles = [], []
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    for members in lines:
        heights = members[:, 3] - members[:, 1]
        height = max(1.0, float(np.quantile(heights, KNOBS.height_quantile, method="higher")))
        tall = members[heights >= KNOBS.min_height * min(height, float(heights.max()))]
        x, y = (tall[:, 0] + tall[:, 2]) / 2, (tall[:, 1] + tall[:, 3]) / 2
        low, high = members[:, :2].min(0), members[:, 2:].max(0)
        holds_line = ((bounds[:, :2] <= low + 1) & (bounds[:, 2:] >= high - 1)).all(1)
        line_heights.append(height)
        line_middles.append(np.where(holds_line, np.inf, _middle(x, y, centres[:, 0])))
    heights, middles = np.array(line_heights)[:, None], np.array(line_middles)  # (lines, 1), (lines, N)
    offsets = np.abs(centres[:, 1] - middles) / heights
    nearest, each = offsets.argmin(0), np.arange(len(bounds))
    inside = offsets[nearest, each] <= KNOBS.max_offset
    return (
        np.where(inside, heights[nearest, 0], np.nan),
        np.where(inside, middles[nearest, each], np.nan),
    )


def _middle(x: Doubles, y: Doubles, at: Doubles) -> Doubles:
    """Return a line's y at some x, by least squares through its digits' centres; level where they are few."""
    deviation = x - x.mean()
    slope = 0.0
    if len(x) >= KNOBS.min_sloped:
        slope = float(deviation @ y / max(float(deviation @ deviation), 1e-6))
        slope = min(KNOBS.max_slope, max(-KNOBS.max_slope, slope))
    return np.asarray(y.mean() + slope * (at - x.mean()))
