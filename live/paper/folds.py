"""A sheet of which folds and creases made several surfaces: what is as bright makes it whole."""

from __future__ import annotations

import cv2
import numpy as np

from live.paper.surfaces import LABELS, Contour, filled, share_inside, sides, squareness, without_tongues
from live.values import Image

LEVELS = (0.7, 0.5)
"""What is in one piece with a surface, and brighter than so much of it, may be the sheet."""

SOLID, SQUARE, CUT = 0.92, 0.75, 2
"""A sheet fills so much of its convex hull at least, and that so much of its smallest rectangle; and the
frame cuts it on so many sides at most."""

KEPT = 0.97
"""Least share of the surface that is in the sheet."""

STARK, AROUND = 0.3, 7
"""It stands out if what is around it, within half of so many small px, is so bright against it at most."""

LOSS = 0.05
"""Else it is cut on no more sides than the surface, and fills at most so much less of its rectangle: before a
wall that is as bright the surface is all of it."""


def with_folds(hull: Contour, brightness: Image) -> Contour:
    """The hull of the sheet that a surface is a part of; the surface's own where that is all of it.

    hull: (N, 1, 2), convex. brightness: (h, w) uint8 of the picture without its ink.
    """
    surface = filled(hull, brightness.shape)
    level = cv2.mean(brightness, surface)[0]
    for share in LEVELS:
        piece = _piece(brightness, surface, share * level)
        sheet = without_tongues(piece)
        inside = filled(sheet, piece.shape)
        if not _has_its_form(sheet, piece) or share_inside(hull, inside) < KEPT:
            continue
        if _stands_out(inside, brightness, level) or _is_as_good(sheet, hull, piece.shape):
            return sheet
    return hull


def _piece(brightness: Image, surface: Image, level: float) -> Image:
    """A surface and what is in one piece with it, of some brightness at least: (h, w) of 0 and 1."""
    bright = cv2.threshold(brightness, level, 1, cv2.THRESH_BINARY)[1]
    _, labels = cv2.connectedComponents(np.asarray(bright, np.uint8) | surface, connectivity=4, ltype=LABELS)
    return np.asarray(labels == labels[surface > 0][0], np.uint8)


def _has_its_form(sheet: Contour, piece: Image) -> bool:
    """Whether a hull and what it was found of, (h, w) of 0 and 1, are of a sheet's form."""
    solid = share_inside(sheet, piece) >= SOLID
    return solid and squareness(sheet) >= SQUARE and sum(sides(sheet, piece.shape)) <= CUT


def _stands_out(sheet: Image, brightness: Image, level: float) -> bool:
    """Whether all is dark around a sheet, (h, w) of 0 and 1, of some level."""
    more = np.asarray(cv2.dilate(sheet, np.ones((AROUND, AROUND), np.uint8)), np.uint8)
    return cv2.mean(brightness, more & ~sheet)[0] <= STARK * level


def _is_as_good(sheet: Contour, surface: Contour, shape: tuple[int, ...]) -> bool:
    """Whether a sheet is hardly less rectangular than a surface, and cut on no more sides."""
    square = squareness(sheet) >= squareness(surface) - LOSS
    return square and sum(sides(sheet, shape)) <= sum(sides(surface, shape))
