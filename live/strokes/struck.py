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
    # The line is a mark alone, or is taken together with one of those that it strikes out.
    lines = [(s, mark) for mark in marks if mark.other or len(mark.strokes) == 1 for s in mark.strokes]
    if not known or not lines:
        return gone
    places = np.array([mark.seen.place for mark in known], np.float32)
    low, high = places[:, :2], places[:, 2:]
    size = high - low
    last = np.array([max(number[stroke] for stroke in mark.strokes) for mark in known])
    core, rest = low + KNOBS.core * size, high - KNOBS.core * size
    long = KNOBS.long * float(np.median(size[:, 1]))
    for line, own in lines:
        left, top, right, bottom = own.seen.place
        if max(right - left, bottom - top) < long:
            continue
        through = (core[:, 0] > left) & (rest[:, 0] < right) & (rest[:, 1] > top) & (core[:, 1] < bottom)
        through &= last < number[line]
        needed = KNOBS.marks - (len(own.strokes) > 1)
        if through.sum() < needed:
            continue
        crossed = [n for n in np.flatnonzero(through).tolist() if _passes(line, core[n], rest[n])]
        if len(crossed) >= needed:
            gone |= {own.strokes, *(known[n].strokes for n in crossed)}
    return gone


def _passes(line: Stroke, low: Floats, high: Floats) -> bool:
    """Return whether a stroke passes through a box."""
    points = line.points[:, :2]
    steps = np.linspace(0, len(points) - 1, 8 * len(points))
    path = np.stack([np.interp(steps, np.arange(len(points)), points[:, k]) for k in (0, 1)], 1)
    return bool(((path >= low) & (path <= high)).all(1).any())
