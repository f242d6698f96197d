"""A sheet's outline, of which shadows and folds make several surfaces."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from live.paper.surfaces import Colour, Contour, Surface, convex, filled, sides, squareness
from live.values import Image

SQUARE = 0.88
"""Least share of its smallest rectangle that a sheet fills which is held up, or lies on something."""

BRIGHT = 0.5
"""Least brightness of a further part of the sheet, which may lie in shadow, against its main part."""

CONVEX = 1.12
"""Two surfaces are parts of a sheet that the frame cuts if their convex hull is hardly larger than theirs."""

TIGHT, SEAM = (0.95, 1.05), 10
"""And of one that lies whole in view: so many times as large, least and most, and by a shadow's edge more, so
many small px wide."""

GAIN = 0.2
"""So much more of its rectangle a sheet fills at least with its part in shadow, if it is not SQUARE then."""

HUE, BETWEEN = 1.2, 0.25
"""A shadow takes about as much of each channel: at most so many times as much of one as of another. Its edge
is brighter than the shadow by so much of the difference at least; before what lies behind a sheet it has an
edge, or a shadow of its own."""


def outline(
    quiet: Image, blank: Image, surfaces: Sequence[Surface], film: bool
) -> tuple[Image, Contour | None]:
    """The sheet's convex hull, or None where there is no quiet surface, and before it what is quiet, shadows'
    edges on the sheet with it.

    quiet: (h, w) of 0 and 1. blank: (h, w, 3), the picture without ink. surfaces: its quiet ones, what is
    large and bright first. film: whether there may be a wall behind it, or more that is as bright.
    """
    if not surfaces:
        return quiet, None
    sheet, colour = surfaces[0]
    for other, shade in surfaces[1:]:
        both = convex(np.concatenate([sheet, other]))
        if shade.min() < BRIGHT * colour.min() or not _fit(sheet, other, both, quiet.shape, film):
            continue
        seam = filled(both, quiet.shape) & ~filled(sheet, quiet.shape) & ~filled(other, quiet.shape)
        if _is_cut(sheet, quiet.shape) or _is_shadow(colour, shade, cv2.mean(blank, seam)[:3]):
            quiet, sheet = quiet | seam, both
    return quiet, sheet


def _is_cut(sheet: Contour, shape: tuple[int, ...]) -> bool:
    return sum(sides(sheet, shape)) >= 2


def _fit(sheet: Contour, other: Contour, both: Contour, shape: tuple[int, ...], film: bool) -> bool:
    """Whether a surface and another one are parts of a sheet by their form. both: the hull of the two."""
    parts, whole = cv2.contourArea(sheet) + cv2.contourArea(other), cv2.contourArea(both)
    if _is_cut(sheet, shape):
        return whole <= CONVEX * parts
    if sum(sides(both, shape)) > 2 or not TIGHT[0] * parts <= whole <= TIGHT[1] * parts + SEAM * whole**0.5:
        return False
    # In a film what else is bright is behind it, unless only with it the sheet is about a rectangle.
    alone, together = squareness(sheet), squareness(both)
    return (together >= SQUARE and not (film and alone >= SQUARE)) or together > alone + GAIN


def _is_shadow(colour: Colour, shade: Colour, between: Sequence[float]) -> bool:
    """Whether of two surfaces one is the other one in shadow, by the mean colours of the two and of what is
    between them."""
    share = shade / np.maximum(1, colour)
    low, high = np.minimum(colour, shade), np.maximum(colour, shade)
    return bool(
        share.max() <= HUE * share.min() and np.all(np.array(between) >= low + BETWEEN * (high - low))
    )
