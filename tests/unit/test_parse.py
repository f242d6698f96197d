"""The best cover, against every cover there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from live.strokes.parse import best_cover


def every_cover(left: int, groups: list[int]) -> list[list[int]]:
    """All ways to cover a set of things, a bit mask, with groups that do not overlap."""
    if not left:
        return [[]]
    lowest = left & -left
    return [
        [k, *rest]
        for k, group in enumerate(groups)
        if group & lowest and group & left == group
        for rest in every_cover(left & ~group, groups)
    ]


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_the_best_cover_is_the_best_of_all(count: int) -> None:
    rng = np.random.default_rng(count)
    for _ in range(20):
        alone = [1 << thing for thing in range(count)]
        joined = [
            sum(1 << thing for thing in some)
            for size in (2, 3)
            for some in combinations(range(count), size)
            if rng.random() < 0.5
        ]
        groups = alone + joined
        scores = rng.normal(0, 1, len(groups)).tolist()
        best = max(sum(scores[k] for k in cover) for cover in every_cover((1 << count) - 1, groups))
        chosen = best_cover(count, groups, scores)
        assert sum(groups[k] for k in chosen) == (1 << count) - 1
        assert sum(scores[k] for k in chosen) == pytest.approx(best)


def test_nothing_is_covered_by_nothing() -> None:
    assert best_cover(0, [], []) == []


def test_hundreds_of_things_in_a_row() -> None:
    count = 300
    groups = [1 << k for k in range(count)] + [3 << k for k in range(count - 1)]
    scores = [0.0] * count + [1.0 if k % 2 == 0 else -1.0 for k in range(count - 1)]
    chosen = best_cover(count, groups, scores)
    assert sum(scores[k] for k in chosen) == count // 2
