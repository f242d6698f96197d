"""Which strokes may belong to one digit: how near they are, and what that says for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.values import Floats, Stroke

REACH = 0.35
"""Parts of one digit lie no further apart than this share of the larger one's size."""

NEIGHBOURS = 6
"""Most others that a stroke is tried together with, the nearest ones, so that time is bounded."""

CROWD, CLOSE = 5, 0.1
"""A stroke that comes as close as this, share of their size, to more than so many others is scribbled over
them: it is a mark of its own, so that time is bounded."""

_PLACES = 24
"""Points at equal distances that stand for a stroke where nearness is measured."""

_LEAST = 0.15
"""An upright or a dot counts as this wide, share of the size, where overlap is measured."""

KIN = 3.0
"""How much, in nats, the overlap of two strokes tells at most for, and against, their being one digit."""

BESIDE, ACROSS = -0.3, 0.8
"""Overlaps, shares of the narrower one's width, at which that is reached: strokes that lie beside each other,
and strokes of which one lies above or across the other. Where they just meet it tells nothing."""

APART, TOUCHING = 6.0, 0.03
"""What tells against one digit, in nats, for each size of a gap between the strokes, and the gap, share of
their size, that is none yet: places on a stroke are that far apart."""


STRAIGHT = 0.8
"""The ends of a bar, with the hooks of a quick hand, lie at least this share of its length apart."""

MIDST = 0.25
"""A bar strikes a digit through where it passes the middle of its box within this share of the box."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A stroke as nearness sees it.

    places: (24, 2) float32 px, at equal distances along it. box: left, top, right, bottom, px.
    """

    places: Floats
    box: tuple[float, float, float, float]

    @property
    def size(self) -> float:
        """The longer side of the box, px."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


def shape_of(stroke: Stroke) -> Shape:
    """What nearness needs to know of a stroke."""
    points = stroke.points[:, :2]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = np.linspace(0, along[-1], _PLACES)
    places = np.stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])], 1)
    (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
    return Shape(places.astype(np.float32), (left, top, right, bottom))


def neighbours(shapes: Sequence[Shape], first: int) -> list[list[tuple[int, float]]]:
    """For each shape from `first` on those before it that may belong to one digit with it: the numbers of the
    nearest ones, and their kinship to it."""
    boxes = np.array([shape.box for shape in shapes], np.float64).reshape(-1, 4)
    low, high = boxes[:, :2], boxes[:, 2:]
    sizes = (high - low).max(1, initial=0)
    found: list[list[tuple[int, float]]] = []
    for k in range(first, len(shapes)):
        reach = REACH * np.maximum(sizes[:k], sizes[k])
        close = np.flatnonzero(np.maximum(low[:k] - high[k], low[k] - high[:k]).max(1) <= reach)
        found.append(_nearest(shapes, k, close.tolist()))
    return found


def _nearest(shapes: Sequence[Shape], k: int, close: list[int]) -> list[tuple[int, float]]:
    if not close:
        return []
    places = np.array([shapes[other].places for other in close])  # (n, 24, 2)
    way = places[:, :, None] - shapes[k].places
    gaps = np.sqrt((way * way).sum(-1).min((1, 2))).tolist()
    size = [max(shapes[k].size, shapes[other].size) for other in close]
    if sum(gap <= CLOSE * whole for gap, whole in zip(gaps, size, strict=True)) > CROWD:
        return []
    nearest = sorted(range(len(close)), key=gaps.__getitem__)[:NEIGHBOURS]
    return [
        (close[n], _kinship(shapes[k], shapes[close[n]], gaps[n]))
        for n in nearest
        if gaps[n] <= REACH * size[n]
    ]


def _kinship(a: Shape, b: Shape, gap: float) -> float:
    """What the places of two strokes, a gap of some px apart, say for their being one digit, in nats."""
    size = max(a.size, b.size, 1e-6)
    narrower = max(min(a.box[2] - a.box[0], b.box[2] - b.box[0]), _LEAST * size)
    overlap = (min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])) / narrower
    told = np.interp(overlap, (BESIDE, 0, ACROSS), (-KIN, 0, KIN))
    return float(told) - APART * max(0.0, gap / size - TOUCHING)


def strikes(bar: Shape, body: Shape) -> bool:
    """Whether a stroke is a straight bar through the midst of another one."""
    length = float(np.linalg.norm(np.diff(bar.places, axis=0), axis=1).sum())
    if not np.linalg.norm(bar.places[-1] - bar.places[0]) >= STRAIGHT * length > 0:
        return False
    low, high = np.array(body.box[:2]), np.array(body.box[2:])
    off = np.abs(bar.places - (low + high) / 2) / np.maximum(high - low, 1e-6)
    return bool(off.max(1).min() <= MIDST)
