"""Boxes from frame to frame: which one is which again, how fast they move, what overlaps or is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.values import Box, Doubles

Boxes = Doubles
"""(N, 4): x, y, width, height, px."""


@dataclass(frozen=True)
class Knobs:
    """Of finding boxes again."""

    max_cost: float = 0.6  # of the middle's way and the sides' change together, in longer sides
    max_growth: float = 1.6  # of the longer side, or its inverse, from one frame to the next
    edge: int = 2  # px: what is this near to the frame's edge is cut by it
    max_overlap: float = 0.5  # of the smaller box: two boxes that share more are of one place


KNOBS = Knobs()


def found_again(before: Boxes, now: Boxes) -> dict[int, int]:
    """Return which of the boxes before, by index, each of those now is: greedily, the least cost first."""
    a, b = before[:, None], now[None]
    long_a, long_b = a[..., 2:].max(-1), b[..., 2:].max(-1)
    larger = np.maximum(1, np.maximum(long_a, long_b))
    way = a[..., :2] + a[..., 2:] / 2 - b[..., :2] - b[..., 2:] / 2
    grown = np.abs(a[..., 2:] - b[..., 2:]).sum(-1)
    cost = (np.hypot(way[..., 0], way[..., 1]) + grown) / larger
    cost[larger > KNOBS.max_growth * np.minimum(long_a, long_b)] = np.inf
    near = cost <= KNOBS.max_cost
    pairs: dict[int, int] = {}
    for old, new in np.argwhere(near)[np.argsort(cost[near], kind="stable")].tolist():
        if new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def speed(before: Boxes, now: Boxes, gone: Doubles, pairs: dict[int, int]) -> Doubles:
    """Return how fast a sheet moves as a whole: the median speed of its marks' middles, (2,), px/s.

    gone: (N, 1), s since each of the boxes before was seen. pairs: as `found_again` returns them.
    """
    new, old = list(pairs), list(pairs.values())
    way = now[new, :2] + now[new, 2:] / 2 - before[old, :2] - before[old, 2:] / 2
    later = gone[old, 0] > 0
    return np.asarray(np.median(way[later] / gone[old][later], axis=0)) if later.any() else np.zeros(2)


def is_cut(box: Box, size: tuple[int, int]) -> bool:
    """Return whether a box reaches the edge of a frame of this width and height, px."""
    x, y, w, h = box
    return min(x, y) <= KNOBS.edge or x + w >= size[0] - KNOBS.edge or y + h >= size[1] - KNOBS.edge


def overlap(a: Box, b: Box) -> bool:
    """Return whether two boxes are of one place."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return w > 0 and h > 0 and w * h > KNOBS.max_overlap * min(a[2] * a[3], b[2] * b[3])
