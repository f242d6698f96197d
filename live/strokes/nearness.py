"""Which strokes may belong to one digit: how near they are, and what that says for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.values import Floats, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of how near strokes are; lengths are shares of the larger one's size where nothing else is said."""

    reach: float = 0.35  # no further apart lie the parts of one digit
    neighbours: int = 6  # others that a stroke is tried together with, the nearest ones: time is bounded
    crowd: int = 5  # others that a stroke may come close to; one with more is scribbled over them
    close: float = 0.1  # the gap that counts as close in that
    places: int = 24  # points at equal distances that stand for a stroke
    least: float = 0.15  # width that an upright or a dot counts as where overlap is measured
    kin: float = 3.0  # nats, what overlap tells at most for, and against, one digit
    beside: float = -0.3  # of the narrower one's width, the overlap that tells most against: side by side
    across: float = 0.8  # the same that tells most for one digit: one stroke above or across the other
    apart: float = 6.0  # nats against one digit for each size of a gap
    touching: float = 0.03  # the gap that is none yet: places on a stroke are that far apart
    straight: float = 0.8  # of a bar's length, how far its ends are apart at least: a quick hand leaves hooks
    midst: float = 0.25  # of a digit's box around its middle, where a bar strikes it through


KNOBS = Knobs()


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
    """Return what nearness needs to know of a stroke."""
    points = stroke.points[:, :2]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = np.linspace(0, along[-1], KNOBS.places)
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
        reach = KNOBS.reach * np.maximum(sizes[:k], sizes[k])
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
    if sum(gap <= KNOBS.close * whole for gap, whole in zip(gaps, size, strict=True)) > KNOBS.crowd:
        return []
    nearest = sorted(range(len(close)), key=gaps.__getitem__)[: KNOBS.neighbours]
    return [
        (close[n], _kinship(shapes[k], shapes[close[n]], gaps[n]))
        for n in nearest
        if gaps[n] <= KNOBS.reach * size[n]
    ]


def _kinship(a: Shape, b: Shape, gap: float) -> float:
    """Return what the places of two strokes, some px apart, say for their being one digit, in nats."""
    size = max(a.size, b.size, 1e-6)
    narrower = max(min(a.box[2] - a.box[0], b.box[2] - b.box[0]), KNOBS.least * size)
    overlap = (min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])) / narrower
    told = np.interp(overlap, (KNOBS.beside, 0, KNOBS.across), (-KNOBS.kin, 0, KNOBS.kin))
    return float(told) - KNOBS.apart * max(0.0, gap / size - KNOBS.touching)


def strikes(bar: Shape, body: Shape) -> bool:
    """Return whether a stroke is a straight bar through the midst of another one."""
    length = float(np.linalg.norm(np.diff(bar.places, axis=0), axis=1).sum())
    if not np.linalg.norm(bar.places[-1] - bar.places[0]) >= KNOBS.straight * length > 0:
        return False
    low, high = np.array(body.box[:2]), np.array(body.box[2:])
    off = np.abs(bar.places - (low + high) / 2) / np.maximum(high - low, 1e-6)
    return bool(off.max(1).min() <= KNOBS.midst)
