"""Boxes of marks: turned with the picture, cut by its edge, one upon the other."""

from __future__ import annotations

from live.values import Box

EDGE = 2
"""A mark this near to the frame's edge, px, is cut by it."""


def turned(box: Box, turns: int) -> Box:
    """Where a box lies beside others once the picture is turned clockwise by so many quarters."""
    x, y, w, h = box
    for _ in range(turns):
        x, y, w, h = -y - h, x, h, w
    return x, y, w, h


def cut(box: Box, size: tuple[int, int]) -> bool:
    """Whether a box reaches the edge of a frame of this width and height, px."""
    x, y, w, h = box
    return min(x, y) <= EDGE or x + w >= size[0] - EDGE or y + h >= size[1] - EDGE


def covered(a: Box, b: Box) -> bool:
    """Whether two boxes share half of the smaller one."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return w > 0 and h > 0 and 2 * w * h > min(a[2] * a[3], b[2] * b[3])
