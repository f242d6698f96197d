"""A sheet held far askew, or turned, as it looks from in front, level."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.straight import turn_of
from live.paper.surfaces import Contour
from live.values import Image

Reals = npt.NDArray[np.float64]

FOCAL = 0.9
"""Focal length of a usual webcam or telephone, in widths of its picture: it sees about 58 degrees."""

ASKEW = 38.0
"""Degrees between the sheet and the picture from which on digits become too narrow, or too low, to be read as
they are (measured: all is well up to 40)."""

TURNED = 15.0
"""Degrees by which a sheet is turned in its own plane from which on its digits lean too far, and its lines
are too steep (measured: all is well up to 20, at 30 a fifth of the digits is misread)."""

SQUARE = 0.3
"""The corners of a sheet are right angles, up to this cosine; else it is no rectangle that was found."""

SHRINK = 4
"""Edges are looked for at a quarter of the size."""

FILLED = 0.92
"""Share of the four-sided figure around it that a sheet fills: thumbs and rounded corners take some."""


def from_front(sheet: Image) -> Reals | None:
    """What brings a picture in which the sheet faces the camera to the frame.

    sheet: (H, W) uint8 mask of it. Returns a homography, (3, 3), from pixels of a picture of (H, W) px, the
    sheet in its middle, to those of the frame; None where the sheet is nearly level and face on. Its
    proportions follow Zhang and He 2007, "Whiteboard scanning and image enhancement", with a usual focal
    length, as a sheet that is tilted about one axis does not tell its own. A sheet that is torn, or that the
    frame cuts, is taken to be face on, and turned as its straight edges are.
    """
    small = sheet[::SHRINK, ::SHRINK]
    outlines, _ = cv2.findContours(small, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if len(outlines) != 1:
        return None
    hull = np.asarray(cv2.convexHull(outlines[0]), np.int32)
    corners = _corners(hull, small.shape)
    plane = _turned(turn_of(hull, small.shape)) if corners is None else _tilted(corners, sheet.shape)
    return None if plane is None else _fitted(plane, SHRINK * hull, sheet.shape)


def _tilted(corners: npt.NDArray[np.float32], shape: tuple[int, ...]) -> Reals | None:
    """What brings a sheet's plane to the frame, (3, 3), by its corners, (4, 2) px; None where it is nearly
    level and face on, or no rectangle."""
    height, width = shape
    unit = cv2.getPerspectiveTransform(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32), corners)
    middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, FOCAL * width]])
    rays = middle @ unit  # of the sheet's two sides, as the camera's axes have them
    across, down = rays[:, 0], rays[:, 1]
    wide, high = float(np.linalg.norm(across)), float(np.linalg.norm(down))
    normal = np.cross(across, down) / (wide * high)
    if abs(float(across @ down)) > SQUARE * wide * high:
        return None
    level = corners[1] + corners[2] - corners[0] - corners[3]
    turned = abs(float(level[1])) > np.tan(np.radians(TURNED)) * abs(float(level[0]))
    askew = abs(float(normal[2])) < np.cos(np.radians(ASKEW)) * float(np.linalg.norm(normal))
    if not (turned or askew):
        return None
    sides = np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1)
    across_px = max(sides[0], sides[2], max(sides[1], sides[3]) * wide / high)
    return np.asarray(unit @ np.diag([1 / across_px, wide / high / across_px, 1]))


def _turned(radians: float) -> Reals | None:
    """The same of a sheet that is seen face on, turned clockwise; None where it is nearly level."""
    if abs(radians) <= np.radians(TURNED):
        return None
    cos, sin = np.cos(radians), np.sin(radians)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def _fitted(plane: Reals, hull: Contour, shape: tuple[int, ...]) -> Reals:
    """The same, so that the hull of what is seen of the sheet, in the frame's pixels, comes to the middle of
    the picture, and is made smaller where it has no room."""
    seen = cv2.perspectiveTransform(hull.astype(np.float64), np.linalg.inv(plane))[:, 0]
    least, most = seen.min(0), seen.max(0)
    room = np.array(shape[::-1], np.float64)
    scale = max(1.0, float(((most - least) / room).max()))
    left, top = (least + most - scale * room) / 2
    return np.asarray(plane @ np.array([[scale, 0, left], [0, scale, top], [0, 0, 1]]))


def _corners(hull: Contour, shape: tuple[int, ...]) -> npt.NDArray[np.float32] | None:
    """The four corners of a sheet, (4, 2) px of the frame, clockwise from the upper left, by its hull in a
    small picture of a shape (h, w); None where that cuts one off."""
    if len(hull) < 4:
        return None
    polygon = np.asarray(cv2.approxPolyN(hull, 4, ensure_convex=True))
    points = polygon.reshape(-1, 2)
    high = np.array(shape[::-1]) - 2
    if len(points) != 4 or (hull < 1).any() or (hull > high).any():
        return None
    if cv2.contourArea(hull) < FILLED * cv2.contourArea(polygon):
        return None
    points = points[::-1] if cv2.contourArea(polygon, True) < 0 else points  # clockwise, y being downwards
    ways = np.roll(points, -1, 0) - points
    upper = int((ways[:, 0] / np.linalg.norm(ways, axis=1)).argmax())  # the side that is nearest to level
    return np.asarray(np.roll(points, -upper, 0) * SHRINK, np.float32)
