"""The best way to cover things with groups of them, each thing once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

WORK = 1600
"""Partial covers that are followed in all: of many things only the best few at each, so that time is
bounded; of things in a row few are ever needed."""

Path = tuple["Path", int] | None


def best_cover(count: int, groups: Sequence[int], scores: Sequence[float]) -> list[int]:
    """Return indices of the groups that together hold each of some things once and score highest.

    count: of things; neighbours should have near numbers. groups: bit masks of things, each thing alone
    among them. scores: add up. Dynamic programming from the first thing to the last over the sets of
    things that are covered already.
    """
    starting: dict[int, list[int]] = defaultdict(list)
    for k, mask in enumerate(groups):
        starting[(mask & -mask).bit_length() - 1].append(k)
    width = max(4, WORK // max(1, count))
    reached: dict[int, tuple[float, Path]] = {0: (0.0, None)}
    for thing in range(count):
        following: dict[int, tuple[float, Path]] = {}
        for mask, (score, path) in sorted(reached.items(), key=lambda item: -item[1][0])[:width]:
            if mask >> thing & 1:
                ways = [(mask, score, path)]
            else:
                ways = [
                    (mask | groups[k], score + scores[k], (path, k))
                    for k in starting[thing]
                    if not mask & groups[k]
                ]
            for covered, total, way in ways:
                if covered not in following or total > following[covered][0]:
                    following[covered] = total, way
        reached = following
    path = max(reached.values(), key=lambda item: item[0])[1]
    chosen: list[int] = []
    while path is not None:
        path, k = path
        chosen.append(k)
    return chosen[::-1]
