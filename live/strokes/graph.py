"""The graph of neighbouring strokes, and the connected groups of them that are hypotheses of one mark."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from live.strokes.sketch import Bounds, bounds_of
from live.values import Floats, Stroke
from models.path import lengths_along, resampled


@dataclass(frozen=True)
class Knobs:
    """Of the graph and its groups. Lengths are shares of the larger stroke's longer side unless noted."""

    samples: int = 24  # points at equal distances that stand for a stroke
    max_gap_x: float = 0.25  # between neighbours side by side
    max_gap_y: float = 1.6  # between neighbours one above the other, as the bars of = are
    max_upright_gap: float = 0.6  # the same where the larger one stands upright, as a 5 below its bar does
    min_aspect: float = 0.5  # height over width of what stands upright, as the body of a digit does
    max_neighbours: int = 6  # of a stroke, the nearest ones: time is bounded
    crowd_gap: float = 0.1  # of others that count as crowding a stroke
    max_crowd: int = 7  # of these; a stroke with more is scribbled over them and has no neighbours
    contact_gap: float = 0.03  # that counts as none: the samples of a stroke are that far apart
    min_width: float = 0.15  # that an upright or a dot counts as in an overlap
    min_overlap: float = -0.3  # of widths, share of the narrower one, that maps to -1: side by side
    max_overlap: float = 0.8  # the same that maps to 1: one stroke above or across the other
    max_strokes: int = 4  # of a mark: nobody needs more
    max_region: int = 24  # strokes that are parsed together: more that hang together are a scribble
    groups_per_stroke: int = 2  # of several strokes, the best of a region: time is bounded
    gap_penalty: float = 2.0  # of a gap of 1, beside overlaps, for choosing these
    interruption_penalty: float = 0.3  # of each, for the same


KNOBS = Knobs()

Group = frozenset[Stroke]


@dataclass(frozen=True, eq=False)
class Shape:
    """The geometry of a stroke. samples: (KNOBS.samples, 2) float32 px. bounds: of its points, px."""

    samples: Floats
    bounds: Bounds

    @property
    def size(self) -> float:
        """The longer side of the bounds, px."""
        left, top, right, bottom = self.bounds
        return max(right - left, bottom - top)


class Edge(NamedTuple):
    """The distance of two strokes, shares of the larger one's size, and their overlap, see `Affinity`."""

    gap: float
    overlap: float


@dataclass(frozen=True)
class Affinity:
    """What geometry and time say of a group's being one mark; gap and overlap are summed over its joins.

    joins: strokes beyond the first. gap: from each to the nearest before it, sizes. overlap: of their widths,
    from -1, side by side, to 1, one above or across the other. interruptions: times that strokes of others
    were drawn in between. touching: strokes outside of the group that touch one of it.
    """

    joins: int = 0
    gap: float = 0.0
    overlap: float = 0.0
    interruptions: int = 0
    touching: int = 0

    @property
    def score(self) -> float:
        """How good a hypothesis the group is, for choosing those that the networks see."""
        return self.overlap - KNOBS.gap_penalty * self.gap - KNOBS.interruption_penalty * self.interruptions


def shape_of(stroke: Stroke) -> Shape:
    """Return the geometry of a stroke."""
    points = stroke.points[:, :2]
    samples = resampled(points, lengths_along(points), KNOBS.samples)
    return Shape(samples.astype(np.float32), bounds_of([stroke]))


class StrokeGraph:
    """Follows the strokes that there are, and which are neighbours.

    shapes: of the strokes, in the order they came.
    """

    def __init__(self) -> None:
        self.shapes: dict[Stroke, Shape] = {}
        self._edges: dict[Stroke, dict[Stroke, Edge]] = {}

    def remove(self, stroke: Stroke) -> None:
        """Forget a stroke."""
        del self.shapes[stroke]
        for other in self._edges.pop(stroke):
            del self._edges[other][stroke]

    def add(self, strokes: Sequence[Stroke]) -> set[Stroke]:
        """Take in strokes and return the older ones that are neighbours of one of them."""
        before, touched = set(self.shapes), set[Stroke]()
        for stroke in strokes:
            shape = shape_of(stroke)
            edges = self._edges_to(shape)
            self.shapes[stroke], self._edges[stroke] = shape, edges
            for other, edge in edges.items():
                self._edges[other][stroke] = edge
            touched |= before & edges.keys()
        return touched

    def regions(self, strokes: Iterable[Stroke]) -> list[list[Stroke]]:
        """Return the connected components of some strokes, each in their order, the largest ones cut."""
        number = {stroke: n for n, stroke in enumerate(strokes)}
        free, regions = dict.fromkeys(number), []
        while free:
            region: list[Stroke] = []
            queue = deque([next(iter(free))])
            while queue and len(region) < KNOBS.max_region:
                stroke = queue.popleft()
                if stroke in free:
                    del free[stroke]
                    region.append(stroke)
                    queue.extend(other for other in self._edges[stroke] if other in free)
            regions.append(sorted(region, key=number.__getitem__))
        return regions

    def groups(self, region: Sequence[Stroke]) -> dict[Group, Affinity]:
        """Return the hypotheses of a region: each stroke alone, and the best connected groups.

        region: in the order of drawing. Groups grow stroke by stroke, the best of each size (beam search).
        """
        number = {stroke: n for n, stroke in enumerate(region)}
        single = {frozenset([stroke]): self._affinity([stroke], number) for stroke in region}
        beam, joined = single, dict[Group, Affinity]()
        for _ in range(KNOBS.max_strokes - 1):
            grown: dict[Group, Affinity] = {}
            for group in beam:
                strokes = (stroke for stroke in region if stroke in group)  # a set has no order of its own
                for other in dict.fromkeys(other for stroke in strokes for other in self._edges[stroke]):
                    both = group | {other}
                    if other in number and other not in group and both not in grown:
                        grown[both] = self._affinity(sorted(both, key=number.__getitem__), number)
            beam = _best(grown, KNOBS.groups_per_stroke * len(region))
            joined |= beam
        return single | _best(joined, KNOBS.groups_per_stroke * len(region))

    def _affinity(self, strokes: Sequence[Stroke], number: dict[Stroke, int]) -> Affinity:
        """Return the affinity of strokes in the order of drawing; number: of each stroke of the region."""
        gap = overlap = 0.0
        for k, stroke in enumerate(strokes[1:], 1):
            edges = [self._edges[stroke][other] for other in strokes[:k] if other in self._edges[stroke]]
            gap += min((edge.gap for edge in edges), default=1.0)
            overlap += max((edge.overlap for edge in edges), default=0.0)
        interruptions = sum(number[b] > number[a] + 1 for a, b in pairwise(strokes))
        touching = {o for s in strokes for o, edge in self._edges[s].items() if not edge.gap} - {*strokes}
        return Affinity(len(strokes) - 1, gap, overlap, interruptions, len(touching))

    def _edges_to(self, shape: Shape) -> dict[Stroke, Edge]:
        """Return the edges from a new shape to its nearest neighbours."""
        if not self.shapes:
            return {}
        strokes, others = list(self.shapes), list(self.shapes.values())
        boxes = np.array([other.bounds for other in others])
        low, high, own = boxes[:, :2], boxes[:, 2:], np.array(shape.bounds)
        size = np.maximum((high - low).max(1), shape.size)
        apart = np.maximum(low - own[2:], own[:2] - high)
        larger = (high - low).max(1, keepdims=True) > shape.size
        width, height = np.where(larger, high - low, own[2:] - own[:2]).T
        max_gap_y = np.where(height > KNOBS.min_aspect * width, KNOBS.max_upright_gap, KNOBS.max_gap_y)
        near = np.flatnonzero(
            (apart[:, 0] <= KNOBS.max_gap_x * size) & (apart[:, 1] <= max_gap_y * size)
        ).tolist()
        if not near:
            return {}
        samples = np.array([others[k].samples for k in near])
        offsets = samples[:, :, None] - shape.samples  # (neighbours, samples, samples, 2)
        gaps = np.sqrt((offsets * offsets).sum(-1).min((1, 2))) / np.maximum(size[near], 1e-6)
        if (gaps <= KNOBS.crowd_gap).sum() > KNOBS.max_crowd:
            return {}
        return {
            strokes[near[n]]: Edge(
                max(0.0, float(gaps[n]) - KNOBS.contact_gap), _overlap(shape, others[near[n]])
            )
            for n in np.argsort(gaps, kind="stable")[: KNOBS.max_neighbours].tolist()
            if gaps[n] <= KNOBS.max_gap_y
        }


def _overlap(a: Shape, b: Shape) -> float:
    """Return the overlap of two shapes' widths, from -1, side by side, to 1."""
    (left, _, right, _), (other_left, _, other_right, _) = a.bounds, b.bounds
    narrower = max(min(right - left, other_right - other_left), KNOBS.min_width * max(a.size, b.size, 1e-6))
    share = (min(right, other_right) - max(left, other_left)) / narrower
    return max(-1.0, share / -KNOBS.min_overlap) if share < 0 else min(1.0, share / KNOBS.max_overlap)


def _best(groups: dict[Group, Affinity], count: int) -> dict[Group, Affinity]:
    """Return the groups of highest score, at most so many."""
    if len(groups) <= count:
        return groups
    return {group: groups[group] for group in sorted(groups, key=lambda group: -groups[group].score)[:count]}
