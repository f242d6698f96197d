"""Which strokes may be one mark: how near they are, and the groups of neighbours that are worth a look."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from live.strokes.sketch import Place, place_of
from live.values import Floats, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of trying strokes together; lengths are shares of the larger one's size where nothing else is said."""

    aside: float = 0.25  # no further apart lie the parts of one mark side by side
    above: float = 1.6  # the same one above the other, as the bars of = do
    neighbours: int = 6  # others that a stroke is tried together with, the nearest ones: time is bounded
    crowd: int = 7  # others that a stroke may come close to; one with more is scribbled over them
    close: float = 0.1  # the gap that counts as close in that
    places: int = 24  # points at equal distances that stand for a stroke
    least: float = 0.15  # width that an upright or a dot counts as where overlap is measured
    beside: float = -0.3  # of the narrower one's width, the overlap that tells most against: side by side
    across: float = 0.8  # the same that tells most for one mark: one stroke above or across the other
    touching: float = 0.03  # the gap that is none yet: places on a stroke are that far apart
    parts: int = 4  # strokes of a mark: nobody needs more
    together: int = 24  # strokes that are parsed at once: more that hang together are a scribble
    groups: int = 2  # tried for each stroke of those that are parsed at once, the likeliest ones


KNOBS = Knobs()

Strokes = frozenset[Stroke]


@dataclass(frozen=True, eq=False)
class Shape:
    """A stroke as nearness sees it.

    places: (24, 2) float32 px, at equal distances along it. box: of its points, px.
    """

    places: Floats
    box: Place

    @property
    def size(self) -> float:
        """The longer side of the box, px."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


@dataclass(frozen=True)
class Tie:
    """What places and times say of several strokes' being one mark.

    more: strokes beyond the first. gap: between them, sizes. overlap: from side by side, -1, to one above or
    across the other, 1, for each stroke beyond the first. late: how often another stroke came between. torn:
    strokes left out that touch one of them.
    """

    more: int = 0
    gap: float = 0.0
    overlap: float = 0.0
    late: int = 0
    torn: int = 0

    @property
    def likely(self) -> float:
        """How likely they belong together, for choosing which groups are looked at."""
        return self.overlap - 2 * self.gap - 0.3 * self.late


def shape_of(stroke: Stroke) -> Shape:
    """Return what nearness needs to know of a stroke."""
    points = stroke.points[:, :2]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = np.linspace(0, along[-1], KNOBS.places)
    places = np.stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])], 1)
    return Shape(places.astype(np.float32), place_of([stroke]))


class Near:
    """Follows the strokes from one time to the next.

    shapes: of the strokes there are, in the order they came.
    """

    def __init__(self) -> None:
        self.shapes: dict[Stroke, Shape] = {}
        self._near: dict[Stroke, dict[Stroke, tuple[float, float]]] = {}  # gap and overlap to others

    def remove(self, stroke: Stroke) -> None:
        """Forget a stroke."""
        del self.shapes[stroke]
        for other in self._near.pop(stroke):
            del self._near[other][stroke]

    def add(self, strokes: Sequence[Stroke]) -> set[Stroke]:
        """Take in strokes; returns those that were there before and are near one of them."""
        before, touched = set(self.shapes), set[Stroke]()
        for stroke in strokes:
            shape = shape_of(stroke)
            near = self._neighbours(shape)
            self.shapes[stroke], self._near[stroke] = shape, near
            for other, tie in near.items():
                self._near[other][stroke] = tie
            touched |= before & near.keys()
        return touched

    def regions(self, strokes: Iterable[Stroke]) -> list[list[Stroke]]:
        """Part strokes into those that hang together, each part in the order of the strokes."""
        number = {stroke: n for n, stroke in enumerate(strokes)}
        free, regions = dict.fromkeys(number), []
        while free:
            region: list[Stroke] = []
            queue = deque([next(iter(free))])
            while queue and len(region) < KNOBS.together:
                stroke = queue.popleft()
                if stroke in free:
                    del free[stroke]
                    region.append(stroke)
                    queue.extend(other for other in self._near[stroke] if other in free)
            regions.append(sorted(region, key=number.__getitem__))
        return regions

    def groups(self, region: Sequence[Stroke]) -> dict[Strokes, Tie]:
        """Return the groups of strokes that may be a mark; each stroke alone is always among them.

        region: in the order of drawing.
        """
        number = {stroke: n for n, stroke in enumerate(region)}
        edge = {frozenset([stroke]): self._tie([stroke], number) for stroke in region}
        alone, joined = dict(edge), dict[Strokes, Tie]()
        for _ in range(KNOBS.parts - 1):
            wider: dict[Strokes, Tie] = {}
            for group in edge:
                for other in {other for stroke in group for other in self._near[stroke]} - group:
                    both = group | {other}
                    if other in number and both not in wider:
                        wider[both] = self._tie(sorted(both, key=number.__getitem__), number)
            edge = _best(wider, len(region))
            joined |= edge
        return alone | _best(joined, len(region))

    def _tie(self, strokes: Sequence[Stroke], number: dict[Stroke, int]) -> Tie:
        gap = overlap = 0.0
        for k, stroke in enumerate(strokes[1:], 1):
            near = [self._near[stroke][other] for other in strokes[:k] if other in self._near[stroke]]
            nearest, most = (min(g for g, _ in near), max(o for _, o in near)) if near else (1.0, 0.0)
            gap, overlap = gap + nearest, overlap + most
        late = sum(number[b] > number[a] + 1 for a, b in pairwise(strokes))
        touching = {o for s in strokes for o, (gap, _) in self._near[s].items() if not gap} - {*strokes}
        return Tie(len(strokes) - 1, gap, overlap, late, len(touching))

    def _neighbours(self, shape: Shape) -> dict[Stroke, tuple[float, float]]:
        """Return the nearest others that may belong to one mark with a shape: gap and overlap."""
        if not self.shapes:
            return {}
        every, others = list(self.shapes), list(self.shapes.values())
        boxes = np.array([other.box for other in others])
        low, high, box = boxes[:, :2], boxes[:, 2:], np.array(shape.box)
        size = np.maximum((high - low).max(1), shape.size)
        away = np.maximum(low - box[2:], box[:2] - high)
        close = np.flatnonzero(
            (away[:, 0] <= KNOBS.aside * size) & (away[:, 1] <= KNOBS.above * size)
        ).tolist()
        if not close:
            return {}
        places = np.array([others[k].places for k in close])  # (n, 24, 2)
        way = places[:, :, None] - shape.places
        gaps = np.sqrt((way * way).sum(-1).min((1, 2))) / np.maximum(size[close], 1e-6)
        if (gaps <= KNOBS.close).sum() > KNOBS.crowd:
            return {}
        nearest = np.argsort(gaps, kind="stable")[: KNOBS.neighbours].tolist()
        return {
            every[close[n]]: (
                max(0.0, float(gaps[n]) - KNOBS.touching),
                _overlap(shape, others[close[n]]),
            )
            for n in nearest
            if gaps[n] <= KNOBS.above
        }


def _overlap(a: Shape, b: Shape) -> float:
    """Return from -1, side by side, to 1, one above or across the other."""
    size = max(a.size, b.size, 1e-6)
    narrower = max(min(a.box[2] - a.box[0], b.box[2] - b.box[0]), KNOBS.least * size)
    share = (min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])) / narrower
    if share < 0:
        return max(-1.0, share / -KNOBS.beside)
    return min(1.0, share / KNOBS.across)


def _best(ties: dict[Strokes, Tie], strokes: int) -> dict[Strokes, Tie]:
    """Return the likeliest groups, as many as are tried for a number of strokes."""
    most = KNOBS.groups * strokes
    if len(ties) <= most:
        return ties
    return {group: ties[group] for group in sorted(ties, key=lambda group: -ties[group].likely)[:most]}
