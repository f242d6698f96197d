"""Where in a frame the paper is: what is bright and quiet, bounded by edges."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.edges import MARGIN, up_to_the_edge
from live.values import Image

CROP = 150
"""A picture lower or narrower than this, px, shows no sheet and a room: it is a crop of some writing, which
fills its height."""

SIDE = 192
"""The sheet is looked for at about this many pixels a side; its edges need no more."""

STROKE = 5
"""Ink up to this wide, small px, is closed over before edges are looked for."""

EDGES = (0.04, 0.06)
"""Relative change of brightness over three small pixels that bounds a surface. The finer one tells a white
sheet from a light wall, but a soft shadow on paper reaches it too: it is trusted where the surface lies
whole within the frame and is about rectangular, as a sheet held up does and is."""

SQUARE = 0.88
"""Least share of its smallest rectangle that a sheet held up fills."""

PART = 0.15
"""A smaller share of the frame than this may be a part of a sheet only, which a fold or a shadow bounds: it
is all of it if by the coarser edge there is nothing larger that lies whole within the frame."""

SHORT = 24
"""An edge shorter than this, small px, is that of ink."""

GAP = 7
"""Gaps in a sheet's edge up to this long, small px, are closed."""

TONGUE = 17
"""What reaches out of a surface and is narrower than this, small px, has run over its edge."""

AREA = 0.02
"""Least share of the frame that a surface takes to be a sheet, or a part of one."""

BRIGHT = 0.5
"""Least brightness of a further part of the sheet, which may lie in shadow, against its main part."""

CONVEX = 1.12
"""Two surfaces are parts of one sheet if their common convex hull is hardly larger than theirs."""

WHOLE = 0.995
"""A sheet that covers this share of the frame is all of it."""

CLOSE = 0.75
"""In a film, a surface that covers this share of the frame is a sheet held close."""

EMPTY = 0.9
"""Any other sheet in a film has this share of quiet surface, but for its writing; a wall has things on it."""

FILLS, CORNER = 0.75, 0.95
"""And it fills this share of its smallest rectangle, where the frame cuts it on one side at most, or a strip
at both its ends; or on two others: what is bright and cut by the frame otherwise is a wall, a ceiling, a
window."""

LABELS = cv2.CV_16U
"""Small pictures have fewer components than this holds, and they are counted in half the time."""

Contour = npt.NDArray[np.int32]


def find_sheet(image: Image, film: bool = False) -> Image | None:
    """Mask of the sheet in a frame.

    image: (H, W, 3) uint8 BGR. film: whether the frame is one of many, of which some show no sheet; a still
    was made for what is written on it. Returns (H, W) uint8, 255 on the sheet, or None where all of the
    frame is paper.
    """
    height, width = image.shape[:2]
    if min(height, width) < CROP:
        return None
    step = max(1, round(max(height, width) / SIDE))  # a whole number: averaging is then quick
    size = width // step, height // step
    small = cv2.resize(image[: size[1] * step, : size[0] * step], size, interpolation=cv2.INTER_AREA)
    nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (STROKE, STROKE))
    blank = np.asarray(cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, nib), (0, 0), 0.8), np.uint8)
    dark = darkest_channel(blank)
    quiet, hull = _surface(blank, dark)
    if film and (hull is None or not _may_be_sheet(hull, quiet)):
        return np.zeros((height, width), np.uint8)
    if hull is None:
        return None
    if cv2.contourArea(hull) >= WHOLE * (size[0] - 1) * (size[1] - 1):
        return None
    covered = size[0] * step, size[1] * step
    soft = cv2.resize(up_to_the_edge(hull, dark), covered, interpolation=cv2.INTER_LINEAR)
    sheet = cv2.threshold(soft, 127, 255, cv2.THRESH_BINARY)[1]
    below, right = height - covered[1], width - covered[0]
    return np.asarray(cv2.copyMakeBorder(sheet, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)


def _surface(blank: Image, dark: Image) -> tuple[Image, Contour | None]:
    """What is quiet in a picture without ink, and the hull of the sheet, or None where there is none.

    blank: (h, w, 3); dark: its darkest channel.
    """
    fine, coarse = EDGES
    quiet = _quiet(blank, fine)
    hull = _outline(quiet, dark)
    held = hull is not None and _is_whole(hull, quiet.shape, SQUARE)
    if hull is not None and held and cv2.contourArea(hull) >= PART * quiet.size:
        return quiet, hull
    calm = _quiet(blank, coarse)
    larger = _outline(calm, dark)
    if held and (larger is None or not _is_whole(larger, calm.shape, FILLS)):
        return quiet, hull
    return calm, larger


def _is_whole(hull: Contour, shape: tuple[int, ...], least: float) -> bool:
    """Whether a surface lies whole within the frame, but for one side, and fills so much of its rectangle."""
    return sum(_sides(hull, shape)) < 2 and _squareness(hull) >= least


def _quiet(blank: Image, edge: float) -> Image:
    """Where a picture without ink, (h, w, 3), changes little, or but for a short way: (h, w) of 0 and 1."""
    # In each channel apart: a window may be as bright as the sheet, but it is not of its colour.
    change = cv2.morphologyEx(blank, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    limit = cv2.convertScaleAbs(blank, alpha=edge, beta=2.49)  # rounds, so the next whole number
    quiet = darkest_channel(np.asarray(cv2.compare(change, limit, cv2.CMP_LT), np.uint8)) & np.uint8(1)
    return np.asarray(quiet | _short(np.uint8(1) - quiet), np.uint8)


def darkest_channel(image: Image) -> Image:
    """The least of blue, green and red, (H, W) uint8: a pen of any colour takes out one of them."""
    blue, green, red = cv2.split(image)
    return np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)


def _outline(quiet: Image, brightness: Image) -> Contour | None:
    """The sheet's convex hull, or None where there is no quiet surface."""
    # Edges drawn thicker close their own gaps, through which the sheet would run into the wall.
    nib = np.ones((GAP, GAP), np.uint8)
    parted = cv2.erode(quiet, nib)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(parted, connectivity=4, ltype=LABELS)
    areas = stats[:, cv2.CC_STAT_AREA]
    surfaces = [i for i in range(1, len(areas)) if areas[i] >= AREA * quiet.size]
    levels = {i: cv2.mean(brightness, np.asarray(labels == i, np.uint8))[0] for i in surfaces}
    surfaces.sort(key=lambda i: -float(areas[i] * levels[i] ** 2))
    if not surfaces:
        return None
    main = surfaces[0]
    sheet = _hull(labels == main, nib)
    if sum(_sides(sheet, quiet.shape)) < 2:
        return sheet  # held in view whole: what else is bright is behind it
    for i in surfaces[1:]:
        if levels[i] < BRIGHT * levels[main]:
            continue
        other = _hull(labels == i, nib)
        both = _convex(np.concatenate([sheet, other]))
        if cv2.contourArea(both) <= CONVEX * (cv2.contourArea(sheet) + cv2.contourArea(other)):
            sheet = both
    return sheet


def _may_be_sheet(hull: Contour, quiet: Image) -> bool:
    """Whether a surface is a sheet in front of the camera rather than a part of the room."""
    if cv2.contourArea(hull) >= CLOSE * quiet.size:
        return True
    inside = cv2.fillConvexPoly(np.zeros(quiet.shape, np.uint8), hull, 1)
    inside = cv2.erode(inside, np.ones((GAP, GAP), np.uint8))
    left, above, right, below = _sides(hull, quiet.shape)
    if cv2.mean(quiet, inside)[0] < EMPTY or left + above + right + below > 2:
        return False
    held = not (above or below) or left + above + right + below < 2
    return _squareness(hull) >= (FILLS if held else CORNER)


def _squareness(hull: Contour) -> float:
    """Share of the smallest rectangle around a hull that it fills, 0..1."""
    _, (w, h), _ = cv2.minAreaRect(hull)
    return cv2.contourArea(hull) / max(1.0, w * h)


def _short(edges: Image) -> Image:
    """The edges that are too short to bound a sheet, (h, w) of 0 and 1: those of the ink on it."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(edges, connectivity=8, ltype=LABELS)
    short = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1) < SHORT
    short[0] = False  # where there is no edge
    return np.asarray(short.astype(np.uint8)[labels], np.uint8)


def _sides(hull: Contour, shape: tuple[int, ...]) -> tuple[bool, bool, bool, bool]:
    """Whether a hull reaches the picture's left side, upper side, right side, lower side."""
    (left, top), (right, bottom) = hull.reshape(-1, 2).min(0).tolist(), hull.reshape(-1, 2).max(0).tolist()
    height, width = shape
    return left <= MARGIN, top <= MARGIN, right >= width - 1 - MARGIN, bottom >= height - 1 - MARGIN


def _hull(surface: npt.NDArray[np.bool_], nib: Image) -> Contour:
    """Convex hull of a surface, grown by what thicker edges took from it, without its tongues."""
    mask = cv2.dilate(surface.astype(np.uint8), nib)
    outline, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    mask = cv2.drawContours(mask, outline, -1, 1, cv2.FILLED)
    broad = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((TONGUE, TONGUE), np.uint8))
    mask = broad if broad.any() else mask
    outline, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return _convex(np.concatenate(outline))


def _convex(points: npt.ArrayLike) -> Contour:
    return np.asarray(cv2.convexHull(np.asarray(points, np.int32)), np.int32)
