"""What a pen has struck out: marks that a later stroke was drawn through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from live.strokes.near import Strokes
from live.strokes.region import Mark
from live.values import Floats, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of a stroke that strikes others out."""

    core: float = 0.25  # of a mark's box on each side that a line may pass without having struck it
    long: float = 1.2  # of the usual mark's height, how long the line is at least
    marks: int = 2  # that it passes through: one alone may have a bar, and the network tells that


KNOBS = Knobs()


def struck(marks: Sequence[Mark], number: Mapping[Stroke, int]) -> Collection[Strokes]:
    """Return which marks are struck out, the strokes that do so among them.

    number: of each stroke, in the order of drawing.
    """
    gone: set[Strokes] = set()
    known = [mark for mark in marks if not mark.other]
    lines = [mark for mark in marks if len(mark.strokes) == 1]
    if len(known) < KNOBS.marks or not lines:
        return gone
    low, high, last = _places(known, number)
    size = high - low
    left, right, drawn = _places(lines, number)
    long = (right - left).max(1) >= KNOBS.long * np.median(size[:, 1])
    core, rest = low + KNOBS.core * size, high - KNOBS.core * size
    for k in np.flatnonzero(long).tolist():
        through = (core[:, 0] > left[k, 0]) & (rest[:, 0] < right[k, 0])
        through &= (rest[:, 1] > left[k, 1]) & (core[:, 1] < right[k, 1]) & (last < drawn[k])
        if through.sum() >= KNOBS.marks:
            (line,) = lines[k].strokes
            crossed = [n for n in np.flatnonzero(through).tolist() if _passes(line, core[n], rest[n])]
            if len(crossed) >= KNOBS.marks:
                gone |= {lines[k].strokes, *(known[n].strokes for n in crossed)}
    return gone


def _places(marks: Sequence[Mark], number: Mapping[Stroke, int]) -> tuple[Floats, Floats, Floats]:
    """Return left and top, right and bottom, (N, 2) px, and the number of the last stroke, (N,), of marks."""
    boxes = np.array([mark.seen.place for mark in marks], np.float32)
    last = np.array([max(number[stroke] for stroke in mark.strokes) for mark in marks], np.float32)
    return boxes[:, :2], boxes[:, 2:], last


def _passes(line: Stroke, low: Floats, high: Floats) -> bool:
    """Return whether a stroke passes through a box."""
    points = line.points[:, :2]
    steps = np.linspace(0, len(points) - 1, 8 * len(points))
    path = np.stack([np.interp(steps, np.arange(len(points)), points[:, k]) for k in (0, 1)], 1)
    return bool(((path >= low) & (path <= high)).all(1).any())
