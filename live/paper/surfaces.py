"""What is quiet in a picture: surfaces in one piece, bounded by edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Image

SHORT = 0.13
"""An edge shorter than this, share of the picture's longer side, is that of ink."""

MARGIN = 2
"""What is so near to the picture's side, small px, reaches it."""

GAP = 7
"""Gaps in a sheet's edge up to this long, small px, are closed."""

TONGUE, TIP = 17, 9
"""What reaches out of a surface and is narrower than this, small px, has run over its edge, but for so wide a
rim: no disc fits into a corner."""

LEVEL = 8.0
"""A surface turned by fewer degrees is level: a square parts it from its tongues better than a disc does, but
would cut off the corners of one that is turned."""

MOST, FEW = 10, 4
"""More surfaces than the first are a pattern, as of tiles, of which so few are looked at: photographs, rooms
and views of faces and hands have 8 at most."""

LABELS = cv2.CV_16U
"""Small pictures have fewer components than this holds, and they are counted in half the time."""

_GAP = np.ones((GAP, GAP), np.uint8)
_SQUARE = np.ones((TONGUE, TONGUE), np.uint8)
_DISC = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (TONGUE, TONGUE)), np.uint8)
_TIP = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (TIP, TIP)), np.uint8)

Contour = npt.NDArray[np.int32]
Colour = npt.NDArray[np.float64]


class Surface(NamedTuple):
    """The convex hull of a surface without its tongues, that with them, and its mean colour (3,), BGR."""

    hull: Contour
    whole: Contour
    colour: Colour


def quiet_places(blank: Image, edge: float) -> Image:
    """Where a picture without ink, (h, w, 3), changes little, or but for a short way: (h, w) of 0 and 1.

    edge: relative change of brightness over three pixels that is an edge.
    """
    # In each channel apart: a window may be as bright as the sheet, but it is not of its colour.
    change = cv2.morphologyEx(blank, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    limit = cv2.convertScaleAbs(blank, alpha=edge, beta=2.49)  # rounds, so the next whole number
    quiet = darkest_channel(np.asarray(cv2.compare(change, limit, cv2.CMP_LT), np.uint8)) & np.uint8(1)
    return np.asarray(quiet | _short(np.uint8(1) - quiet), np.uint8)


def darkest_channel(image: Image) -> Image:
    """The least of blue, green and red, (H, W) uint8: a pen of any colour takes out one of them."""
    # Into arrays of NumPy's: OpenCV would fill three of its own, to be copied.
    blue, green, red = cv2.split(image, [np.empty(image.shape[:2], np.uint8) for _ in range(3)])
    return np.asarray(cv2.min(cv2.min(blue, green, blue), red, blue), np.uint8)


def pieces(quiet: Image, blank: Image, least: float) -> Iterator[Surface]:
    """Yields the surfaces: what is large and bright first.

    quiet: (h, w) of 0 and 1. blank: (h, w, 3). least: share of the picture that a surface takes.
    """
    # Edges drawn thicker close their own gaps, through which a sheet would run into the wall.
    parted = cv2.erode(quiet, _GAP)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(parted, connectivity=4, ltype=LABELS)
    areas = stats[:, cv2.CC_STAT_AREA]
    large = [i for i in range(1, len(areas)) if areas[i] >= least * quiet.size]
    boxes = {i: _around(stats[i], quiet.shape) for i in large}
    masks = {i: np.asarray(labels[boxes[i]] == i, np.uint8) for i in large}
    colours = {i: np.array(cv2.mean(blank[boxes[i]], masks[i])[:3]) for i in large}
    large.sort(key=lambda i: -float(areas[i]) * float(colours[i].min()) ** 2)
    for i in large[: MOST if len(large) <= MOST else FEW]:
        rows, columns = boxes[i]
        corner = np.array([columns.start, rows.start], np.int32)
        grown = _grown(masks[i])
        yield Surface(without_tongues(grown) + corner, _outline(grown) + corner, colours[i])


def _around(stat: npt.NDArray[np.int32], shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The rows and columns of a component of cv2's statistics, and of what its outline may depend on."""
    x, y, w, h = stat[:4].tolist()
    height, width = shape
    rows = slice(max(0, y - TONGUE), min(height, y + h + TONGUE))
    return rows, slice(max(0, x - TONGUE), min(width, x + w + TONGUE))


def share_inside(hull: Contour, marked: Image) -> float:
    """Share of a surface, but for its rim, that is marked in (h, w) of 0 and 1."""
    return float(cv2.mean(marked, within_rim(hull, marked.shape))[0])


def within_rim(hull: Contour, shape: tuple[int, ...]) -> Image:
    """A surface in a picture of a shape (h, w), but for its rim: 1 there, else 0."""
    return np.asarray(cv2.erode(filled(hull, shape), _GAP), np.uint8)


def filled(hull: Contour, shape: tuple[int, ...]) -> Image:
    """A surface in a picture of a shape (h, w): 1 within its hull, else 0."""
    return np.asarray(cv2.fillConvexPoly(np.zeros(shape, np.uint8), hull, 1), np.uint8)


def squareness(hull: Contour) -> float:
    """Share of the smallest rectangle around a hull that it fills, 0..1."""
    _, (w, h), _ = cv2.minAreaRect(hull)
    return cv2.contourArea(hull) / max(1.0, w * h)


def is_turned(hull: Contour) -> bool:
    """Whether the smallest rectangle around a hull is not level."""
    turn = cv2.minAreaRect(hull)[2] % 90
    return min(turn, 90 - turn) > LEVEL


def sides(hull: Contour, shape: tuple[int, ...]) -> tuple[bool, bool, bool, bool]:
    """Whether a hull reaches the picture's left side, upper side, right side, lower side."""
    (left, top), (right, bottom) = hull.reshape(-1, 2).min(0).tolist(), hull.reshape(-1, 2).max(0).tolist()
    height, width = shape
    return left <= MARGIN, top <= MARGIN, right >= width - 1 - MARGIN, bottom >= height - 1 - MARGIN


def without_tongues(mask: Image) -> Contour:
    """The hull of what a nib covers that is kept within a surface; of one that is turned with a rim."""
    round_nib = is_turned(_outline(mask))
    broad = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _DISC if round_nib else _SQUARE)
    kept = cv2.bitwise_and(cv2.dilate(broad, _TIP), mask) if round_nib else broad
    return _outline(np.asarray(kept, np.uint8) if broad.any() else mask)


def _grown(surface: Image) -> Image:
    """A surface with what thicker edges took from it, and what it goes around."""
    grown = cv2.dilate(surface, _GAP)
    outline, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(grown, outline, -1, 1, cv2.FILLED), np.uint8)


def _outline(mask: Image) -> Contour:
    """Convex hull of a mask, (h, w) of 0 and 1."""
    outline, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return convex(np.concatenate(outline))


def convex(points: npt.ArrayLike) -> Contour:
    """The convex hull of some points."""
    return np.asarray(cv2.convexHull(np.asarray(points, np.int32)), np.int32)


def _short(edges: Image) -> Image:
    """The edges that are too short to bound a sheet, (h, w) of 0 and 1: those of the ink on it."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(edges, connectivity=8, ltype=LABELS)
    short = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1) < SHORT * max(edges.shape)
    short[0] = False  # where there is no edge
    return np.asarray(short.astype(np.uint8)[labels], np.uint8)
