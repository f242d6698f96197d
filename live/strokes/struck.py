"""Marks that are struck out: a later stroke passes through several of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from live.strokes.graph import Group, Shape
from live.strokes.region import Mark
from live.strokes.sketch import ink_box
from live.values import Floats, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of a stroke that strikes marks out."""

    core_margin: float = 0.25  # of a mark's box, each side: a line that passes there alone strikes nothing
    min_length: float = 1.2  # of the median height of the marks
    min_marks: int = 2  # that it passes through: one alone may have a bar, and the network tells that


KNOBS = Knobs()


def struck_out(
    marks: Sequence[Mark], number: Mapping[Stroke, int], shapes: Mapping[Stroke, Shape]
) -> Collection[Group]:
    """Return the groups that are not to be read: struck marks, and the marks whose strokes strike them.

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
    box = ink_box((*low.tolist(), *high.tolist()), 0)
    points = line.points[:, :2].round().astype(int).tolist()
    return any(cv2.clipLine(box, one, other)[0] for one, other in pairwise(points))
