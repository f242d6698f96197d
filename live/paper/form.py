"""What form a surface has that is a sheet in front of the camera, and no part of the room."""

from __future__ import annotations

import cv2

from live.paper.straight import is_turned_rectangle
from live.paper.surfaces import Contour, share_inside, sides, squareness
from live.values import Image

SQUARE = 0.88
"""Least share of its smallest rectangle that a sheet fills which is held up, or lies on something."""

CLOSE = 0.75
"""In a film, a surface that covers this share of the frame is a sheet held close."""

EMPTY = 0.9
"""Any other sheet in a film has this share of quiet surface, but for its writing; a wall has things on it."""

FILLS, CORNER = 0.75, 0.95
"""And it fills this share of its smallest rectangle, where the frame cuts it on one side at most, or a strip
at both its ends; or on two others: what is bright, level and cut by the frame otherwise is a wall, a ceiling,
a window."""


def is_held(hull: Contour, shape: tuple[int, ...]) -> bool:
    """Whether a surface lies whole within the frame, and is about a rectangle."""
    return not any(sides(hull, shape)) and squareness(hull) >= SQUARE


def is_whole(hull: Contour, shape: tuple[int, ...], least: float) -> bool:
    """Whether a surface lies whole within the frame, but for one side, and fills so much of its rectangle."""
    return sum(sides(hull, shape)) < 2 and squareness(hull) >= least


def may_be_sheet(hull: Contour, quiet: Image) -> bool:
    """Whether a surface is a sheet in front of the camera rather than a part of the room."""
    if cv2.contourArea(hull) >= CLOSE * quiet.size:
        return True
    left, above, right, below = sides(hull, quiet.shape)
    if share_inside(hull, quiet) < EMPTY:
        return False
    if is_turned_rectangle(hull, quiet.shape):
        return True
    if left + above + right + below > 2:
        return False
    held = not (above or below) or left + above + right + below < 2
    return squareness(hull) >= (FILLS if held else CORNER)
