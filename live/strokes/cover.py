"""The exact cover of highest score: a choice of groups that holds each element once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest


@dataclass(frozen=True)
class Knobs:
    """Of the beam search, whose time they bound."""

    max_partial_covers: int = 1600  # kept, over all elements: those in a row need few each
    min_beam: int = 4  # kept at each element, however many there are


KNOBS = Knobs()

Chain = tuple["Chain", int] | None
"""The groups of a partial cover as a linked list, the last one first."""


def best_cover(count: int, groups: Sequence[int], scores: Sequence[float]) -> list[int]:
    """Return indices of the groups that together hold each of `count` elements once and score highest.

    groups: bit masks of elements, each element alone among them; elements of a group should have numbers near
    each other. scores: of the groups, added up. A beam search over the elements in turn; a hypothesis is the
    set that is covered already, with the best way to it (dynamic programming).
    """
    starting: dict[int, list[int]] = defaultdict(list)  # groups by their first element
    for k, mask in enumerate(groups):
        starting[(mask & -mask).bit_length() - 1].append(k)
    beam = max(KNOBS.min_beam, KNOBS.max_partial_covers // max(1, count))
    hypotheses: dict[int, tuple[float, Chain]] = {0: (0.0, None)}
    for element in range(count):
        extended: dict[int, tuple[float, Chain]] = {}
        for mask, (score, path) in nlargest(beam, hypotheses.items(), key=lambda item: item[1][0]):
            if mask >> element & 1:
                ways = [(mask, score, path)]
            else:
                ways = [
                    (mask | groups[k], score + scores[k], (path, k))
                    for k in starting[element]
                    if not mask & groups[k]
                ]
            for covered, total, way in ways:
                if covered not in extended or total > extended[covered][0]:
                    extended[covered] = total, way
        hypotheses = extended
    path = max(hypotheses.values(), key=lambda item: item[0])[1]
    chosen: list[int] = []
    while path is not None:
        path, k = path
        chosen.append(k)
    return chosen[::-1]
