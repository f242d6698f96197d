"""Marks that are struck out: a later stroke passes through several of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from live.strokes.graph import Group, Shape
from live.strokes.region import Mark
from live.values import Floats, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of a stroke that strikes marks out."""

    core_margin: float = 0.25  # of a mark's box, each side: a line that passes there alone strikes nothing
    min_length: float = 1.2  # of the median height of the marks
    samples: int = 8  # of a stroke, for each of its points
    min_marks: int = 2  # that it passes through: one alone may have a bar, and the network tells that


KNOBS = Knobs()


def struck_out(
    marks: Sequence[Mark], number: Mapping[Stroke, int], shapes: Mapping[Stroke, Shape]
) -> Collection[Group]:
    """Return the strokes of the marks that are struck out, and of those that the lines through them are in.

    number: of each stroke, in the order of drawing. shapes: of each stroke.
    """
    gone: set[Group] = set()
    known = [mark for mark in marks if mark.digit.value is not None]
    lines = [(stroke, mark) for mark in marks for stroke in mark.strokes]
    if not known:
        return gone
    bounds = np.array([mark.observation.bounds for mark in known], np.float32)
    low, high = bounds[:, :2], bounds[:, 2:]
    size = high - low
    finished = np.array([max(number[stroke] for stroke in mark.strokes) for mark in known])
    core_low, core_high = low + KNOBS.core_margin * size, high - KNOBS.core_margin * size
    boxes = np.array([shapes[stroke].bounds for stroke, _ in lines], np.float32)
    lengths = (boxes[:, 2:] - boxes[:, :2]).max(1)
    for k in np.flatnonzero(lengths >= KNOBS.min_length * np.median(size[:, 1])).tolist():
        (line, own), (left, top, right, bottom) = lines[k], boxes[k]
        spanned = (core_low[:, 0] > left) & (core_high[:, 0] < right)
        spanned &= (core_high[:, 1] > top) & (core_low[:, 1] < bottom) & (finished < number[line])
        needed = KNOBS.min_marks - (len(own.strokes) > 1)  # it may be read together with one that it strikes
        if spanned.sum() < needed:
            continue
        crossed = [n for n in np.flatnonzero(spanned).tolist() if _crosses(line, core_low[n], core_high[n])]
        if len(crossed) >= needed:
            gone |= {own.strokes, *(known[n].strokes for n in crossed)}
    return gone


def _crosses(line: Stroke, low: Floats, high: Floats) -> bool:
    """Return whether a stroke passes through a box, given by its corners, px."""
    points = line.points[:, :2]
    steps = np.linspace(0, len(points) - 1, KNOBS.samples * len(points))
    path = np.stack([np.interp(steps, np.arange(len(points)), points[:, k]) for k in (0, 1)], 1)
    return bool(((path >= low) & (path <= high)).all(1).any())
