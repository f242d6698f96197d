"""The strokes there are and which of them are near each other: what may be a digit together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

from live.strokes.nearness import Shape, neighbours, shape_of
from live.values import Stroke

MOST_PARTS = 4
"""A digit has no more strokes than this."""

MOST_TOGETHER = 24
"""Strokes that are parsed together; where more hang together it is a scribble, and time is bounded."""

MOST_GROUPS = 2
"""Groups that are tried, for each stroke of those that are parsed together, the likeliest ones."""

UNLIKELY = -5.0
"""Strokes whose places speak this much against their being one digit, in nats, are not tried."""

SQUAT = 1.7
"""Several strokes that together are broader than this for their height are no digit."""

SLIGHT, BIT = 0.4, 3.0
"""What it costs, in nats, that a stroke smaller than this share of one that is near is a mark of its own."""

LATER = 0.7
"""What it costs, in nats, that another stroke near by was drawn between two of a digit."""

Strokes = frozenset[Stroke]


class Kin:
    """Follows the strokes from one time to the next.

    shapes: of the strokes there are, in the order they came.
    """

    def __init__(self) -> None:
        self.shapes: dict[Stroke, Shape] = {}
        self._near: dict[Stroke, dict[Stroke, float]] = {}  # the others near each stroke, and their kinship

    def remove(self, stroke: Stroke) -> None:
        """Forget a stroke."""
        del self.shapes[stroke]
        for other in self._near.pop(stroke):
            del self._near[other][stroke]

    def add(self, strokes: Sequence[Stroke]) -> set[Stroke]:
        """Take in strokes; returns those that were there before and are near one of them."""
        before = len(self.shapes)
        self.shapes |= {stroke: shape_of(stroke) for stroke in strokes}
        every, touched = list(self.shapes), set[Stroke]()
        for stroke, near in zip(strokes, neighbours(list(self.shapes.values()), before), strict=True):
            self._near[stroke] = {every[k]: kinship for k, kinship in near}
            for k, kinship in near:
                self._near[every[k]][stroke] = kinship
                if k < before:
                    touched.add(every[k])
        return touched

    def regions(self, strokes: Iterable[Stroke]) -> list[list[Stroke]]:
        """Part strokes into those that hang together, each part in the order of the strokes."""
        number = {stroke: n for n, stroke in enumerate(strokes)}
        free, regions = dict.fromkeys(number), []
        while free:
            region: list[Stroke] = []
            queue = deque([next(iter(free))])
            while queue and len(region) < MOST_TOGETHER:
                stroke = queue.popleft()
                if stroke in free:
                    del free[stroke]
                    region.append(stroke)
                    queue.extend(other for other in self._near[stroke] if other in free)
            regions.append(sorted(region, key=number.__getitem__))
        return regions

    def groups(self, region: Sequence[Stroke]) -> dict[Strokes, float]:
        """The groups of strokes that may be a digit, and what their places and times say for it, in nats.

        region: in the order of drawing. Each stroke alone is always among the groups.
        """
        number = {stroke: n for n, stroke in enumerate(region)}
        edge: dict[Strokes, float] = {frozenset([stroke]): 0.0 for stroke in region}
        joined: dict[Strokes, float] = {}
        for _ in range(MOST_PARTS - 1):
            wider: dict[Strokes, float] = {}
            for group, prior in edge.items():
                for other in {other for stroke in group for other in self._near[stroke]} - group:
                    both = group | {other}
                    if other in number and both not in wider and not self._is_squat(both):
                        near = self._near[other]
                        wider[both] = prior + sum(near.get(stroke, 0.0) for stroke in group)
            edge = _best({group: prior for group, prior in wider.items() if prior > UNLIKELY}, len(region))
            joined |= edge
        for group in joined:
            joined[group] -= LATER * _breaks(sorted(number[stroke] for stroke in group))
        alone = {frozenset([stroke]): -BIT * self._is_slight(stroke) for stroke in region}
        return alone | _best(joined, len(region))

    def _is_slight(self, stroke: Stroke) -> bool:
        size = self.shapes[stroke].size
        return any(size < SLIGHT * self.shapes[other].size for other in self._near[stroke])

    def _is_squat(self, group: Strokes) -> bool:
        boxes = [self.shapes[stroke].box for stroke in group]
        width = max(box[2] for box in boxes) - min(box[0] for box in boxes)
        return width > SQUAT * (max(box[3] for box in boxes) - min(box[1] for box in boxes))


def _best(priors: dict[Strokes, float], strokes: int) -> dict[Strokes, float]:
    """The likeliest groups, as many as are tried for a number of strokes."""
    most = MOST_GROUPS * strokes
    if len(priors) <= most:
        return priors
    return {group: priors[group] for group in sorted(priors, key=lambda group: -priors[group])[:most]}


def _breaks(numbers: list[int]) -> int:
    """How often a row of whole numbers leaves some out."""
    return sum(b > a + 1 for a, b in pairwise(numbers))
