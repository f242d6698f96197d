"""The strokes there are and which of them are near each other: what may be a digit together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from live.strokes.nearness import Shape, neighbours, shape_of
from live.values import Stroke


@dataclass(frozen=True)
class Knobs:
    """Of trying strokes together."""

    parts: int = 4  # strokes of a digit: nobody needs more
    together: int = 24  # strokes that are parsed at once: more that hang together are a scribble
    groups: int = 2  # tried for each stroke of those that are parsed at once, the likeliest ones
    unlikely: float = -5.0  # nats: strokes whose places speak more against one digit are not tried
    squat: float = 1.7  # width of its height from which a mark of several strokes is no digit
    slight: float = 0.4  # of the size of one that is near: a smaller stroke is hardly a mark of its own
    bit: float = 3.0  # nats, what that costs
    later: float = 0.7  # nats, what another stroke costs that was drawn near by between two of a digit


KNOBS = Knobs()

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
            while queue and len(region) < KNOBS.together:
                stroke = queue.popleft()
                if stroke in free:
                    del free[stroke]
                    region.append(stroke)
                    queue.extend(other for other in self._near[stroke] if other in free)
            regions.append(sorted(region, key=number.__getitem__))
        return regions

    def groups(self, region: Sequence[Stroke]) -> dict[Strokes, float]:
        """Return the groups of strokes that may be a digit, and what places and times say for it, in nats.

        region: in the order of drawing. Each stroke alone is always among the groups.
        """
        number = {stroke: n for n, stroke in enumerate(region)}
        edge: dict[Strokes, float] = {frozenset([stroke]): 0.0 for stroke in region}
        joined: dict[Strokes, float] = {}
        for _ in range(KNOBS.parts - 1):
            wider: dict[Strokes, float] = {}
            for group, prior in edge.items():
                for other in {other for stroke in group for other in self._near[stroke]} - group:
                    both = group | {other}
                    if other in number and both not in wider and not self._is_squat(both):
                        near = self._near[other]
                        wider[both] = prior + sum(near.get(stroke, 0.0) for stroke in group)
            likely = {group: prior for group, prior in wider.items() if prior > KNOBS.unlikely}
            edge = _best(likely, len(region))
            joined |= edge
        for group in joined:
            joined[group] -= KNOBS.later * _breaks(sorted(number[stroke] for stroke in group))
        alone = {frozenset([stroke]): -KNOBS.bit * self._is_slight(stroke) for stroke in region}
        return alone | _best(joined, len(region))

    def _is_slight(self, stroke: Stroke) -> bool:
        size = self.shapes[stroke].size
        return any(size < KNOBS.slight * self.shapes[other].size for other in self._near[stroke])

    def _is_squat(self, group: Strokes) -> bool:
        boxes = [self.shapes[stroke].box for stroke in group]
        width = max(box[2] for box in boxes) - min(box[0] for box in boxes)
        return width > KNOBS.squat * (max(box[3] for box in boxes) - min(box[1] for box in boxes))


def _best(priors: dict[Strokes, float], strokes: int) -> dict[Strokes, float]:
    """Return the likeliest groups, as many as are tried for a number of strokes."""
    most = KNOBS.groups * strokes
    if len(priors) <= most:
        return priors
    return {group: priors[group] for group in sorted(priors, key=lambda group: -priors[group])[:most]}


def _breaks(numbers: list[int]) -> int:
    """Return how often a row of whole numbers leaves some out."""
    return sum(b > a + 1 for a, b in pairwise(numbers))
