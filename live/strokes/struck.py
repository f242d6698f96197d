"""What a pen has struck out: marks that a later stroke was drawn through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from live.strokes.near import Strokes
from live.values import Stroke

Place = tuple[float, float, float, float]
"""left, top, right, bottom, px."""


@dataclass(frozen=True)
class Knobs:
    """Of a stroke that strikes others out."""

    core: float = 0.25  # of a mark's box on each side that a line may pass without having struck it
    least: float = 0.4  # of the line's height or length, what a mark is high at least: dots are no digits
    marks: int = 2  # that it passes through: one alone may have a bar, and the network tells that


KNOBS = Knobs()


def struck(places: Mapping[Strokes, Place], number: Mapping[Stroke, int]) -> Collection[Strokes]:
    """Return which marks are struck out, the strokes that do so among them.

    places: of the marks. number: of each stroke, in the order of drawing.
    """
    gone: set[Strokes] = set()
    singles = [next(iter(group)) for group in places if len(group) == 1]
    if len(places) <= KNOBS.marks or not singles:
        return gone
    groups = list(places)
    boxes = np.array([places[group] for group in groups])
    size = boxes[:, 2:] - boxes[:, :2]
    low, high = boxes[:, :2] + KNOBS.core * size, boxes[:, 2:] - KNOBS.core * size
    last = np.array([max(number[stroke] for stroke in group) for group in groups])
    for group, (left, top, right, bottom) in zip(groups, boxes.tolist(), strict=True):
        if len(group) > 1:
            continue
        (line,) = group
        inside = (low[:, 0] > left) & (high[:, 0] < right) & (high[:, 1] > top) & (low[:, 1] < bottom)
        inside &= (last < number[line]) & (size[:, 1] >= KNOBS.least * (bottom - top))
        crossed = [k for k in np.flatnonzero(inside).tolist() if _passes(line, low[k], high[k])]
        if len(crossed) >= KNOBS.marks:
            gone |= {group, *(groups[k] for k in crossed)}
    return gone


def _passes(line: Stroke, low: np.ndarray, high: np.ndarray) -> bool:
    """Return whether a stroke passes through a box."""
    points = line.points[:, :2]
    steps = np.linspace(0, len(points) - 1, 8 * len(points))
    path = np.stack([np.interp(steps, np.arange(len(points)), points[:, k]) for k in (0, 1)], 1)
    return bool(((path >= low) & (path <= high)).all(1).any())
