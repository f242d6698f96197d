"""What a pen has struck out: marks that a later stroke was drawn through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from live.strokes.near import Shape, Strokes
from live.strokes.region import Mark
from live.values import Floats, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of a stroke that strikes others out."""

    core: float = 0.25  # of a mark's box on each side that a line may pass without having struck it
    long: float = 1.2  # of the usual mark's height, how long the line is at least
    marks: int = 2  # that it passes through: one alone may have a bar, and the network tells that


KNOBS = Knobs()


def struck(
    marks: Sequence[Mark], number: Mapping[Stroke, int], shapes: Mapping[Stroke, Shape]
) -> Collection[Strokes]:
    """Return which marks are struck out, those that hold the line among them.

    number: of each stroke, in the order of drawing. shapes: of each stroke.
    """
    gone: set[Strokes] = set()
    known = [mark for mark in marks if mark.digit.value is not None]
    lines = [(stroke, mark) for mark in marks for stroke in mark.strokes]
    if not known:
        return gone
    places = np.array([mark.seen.place for mark in known], np.float32)
    low, high = places[:, :2], places[:, 2:]
    size = high - low
    last = np.array([max(number[stroke] for stroke in mark.strokes) for mark in known])
    core, rest = low + KNOBS.core * size, high - KNOBS.core * size
    boxes = np.array([shapes[stroke].box for stroke, _ in lines], np.float32)
    sides = (boxes[:, 2:] - boxes[:, :2]).max(1)
    for k in np.flatnonzero(sides >= KNOBS.long * np.median(size[:, 1])).tolist():
        (line, own), (left, top, right, bottom) = lines[k], boxes[k]
        through = (core[:, 0] > left) & (rest[:, 0] < right) & (rest[:, 1] > top) & (core[:, 1] < bottom)
        through &= last < number[line]
        needed = KNOBS.marks - (len(own.strokes) > 1)  # it may be taken together with one that it strikes
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
