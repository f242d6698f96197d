"""Boxes of marks: in the frame and on the page, cut by the frame's edge, one upon the other."""

from __future__ import annotations

from dataclasses import replace

from live.values import Box, Digit, Ink

EDGE = 2
"""A mark this near to the frame's edge, px, is cut by it."""


def placed(digit: Digit, box: Box, ink: Ink) -> Digit:
    """A digit that was read in some ink where it is in the frame. box: its place in the ink as the picture
    came, px; its own may be in the ink turned."""
    x, y, w, h = digit.box
    scale = ink.scale
    page = round(x * scale), round(y * scale), round(w * scale), round(h * scale)
    frame = ink.in_frame(box)
    if page == frame == digit.box:
        return digit
    return replace(digit, box=frame, page=None if page == frame else page)


def cut(box: Box, size: tuple[int, int]) -> bool:
    """Whether a box reaches the edge of a frame of this width and height, px."""
    x, y, w, h = box
    return min(x, y) <= EDGE or x + w >= size[0] - EDGE or y + h >= size[1] - EDGE


def covered(a: Box, b: Box) -> bool:
    """Whether two boxes share half of the smaller one."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return w > 0 and h > 0 and 2 * w * h > min(a[2] * a[3], b[2] * b[3])
