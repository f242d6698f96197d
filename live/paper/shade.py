"""A sheet's outline, of which shadows and folds make several surfaces."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from live.paper.form import SQUARE, is_held
from live.paper.surfaces import Colour, Contour, Surface, convex, filled, share_inside, sides, squareness
from live.paper.view import View
from live.values import Image

BRIGHT = 0.5
"""Least brightness of a further part of the sheet, which may lie in shadow, against its main part."""

CONVEX = 1.12
"""Two surfaces are parts of a sheet that the frame cuts if their convex hull is hardly larger than theirs."""

TIGHT, SEAM = (0.95, 1.05), 10
"""And of one that lies whole in view: so many times as large, least and most, and by a shadow's edge more, so
many small px wide."""

GAIN, LOSS = 0.2, 0.05
"""So much more of its rectangle a sheet fills at least with its part in shadow, if it is not SQUARE then; and
so much less at most, if it is."""

HUE, BETWEEN = 1.15, 0.25
"""A shadow takes about as much of each channel: at most so many times as much of one as of another. Its edge
is brighter than the shadow by so much of the difference at least; before what lies behind a sheet it has an
edge, or a shadow of its own."""


def outline(view: View, quiet: Image, surfaces: Sequence[Surface]) -> tuple[Image, Contour, list[Surface]]:
    """The convex hull of the first surface and those that are parts of one sheet with it; before it what is
    quiet, shadows' edges on the sheet with it; and the surfaces that are none of its parts.

    quiet: (h, w) of 0 and 1. surfaces: quiet ones, at least one, what is large and bright first. A sheet that
    is whole without it needs no part on which nothing is written: it would be a strip of wall as often.
    """
    part, left, blank = surfaces[0], [], view.blank
    for other in surfaces[1:]:
        if is_held(part.hull, quiet.shape) and not share_inside(other.hull, view.traces):
            left.append(other)
            continue
        pairs = [(part.hull, other.hull)]
        if not _is_cut(part.hull, quiet.shape):
            # A shadow's edge cuts off the tip of a corner, which then passes for a tongue.
            pairs.append((part.whole, other.whole))
        joined = [both for pair in pairs if (both := _joined(*pair, part.colour, other.colour, blank))]
        if joined:
            hull, seam = max(joined, key=lambda both: squareness(both[0]))
            quiet, part = quiet | seam, Surface(hull, hull, part.colour)
        else:
            left.append(other)
    return quiet, part.hull, left


def _joined(
    sheet: Contour, other: Contour, colour: Colour, shade: Colour, blank: Image
) -> tuple[Contour, Image] | None:
    """The hull of two surfaces that are parts of a sheet, and what is between them, (h, w) of 0 and 1; else
    None."""
    shape = blank.shape[:2]
    cut = _is_cut(sheet, shape)
    if shade.min() < BRIGHT * colour.min() or not (cut or _is_alike(colour, shade)):
        return None
    both = convex(np.concatenate([sheet, other]))
    if not (_is_convex(sheet, other, both) if cut else _is_tight(sheet, other, both, shape)):
        return None
    seam = filled(both, shape) & ~filled(sheet, shape) & ~filled(other, shape)
    return (both, seam) if cut or _is_shadow(colour, shade, cv2.mean(blank, seam)[:3]) else None


def _is_cut(sheet: Contour, shape: tuple[int, ...]) -> bool:
    return sum(sides(sheet, shape)) >= 2


def _is_convex(sheet: Contour, other: Contour, both: Contour) -> bool:
    return cv2.contourArea(both) <= CONVEX * (cv2.contourArea(sheet) + cv2.contourArea(other))


def _is_tight(sheet: Contour, other: Contour, both: Contour, shape: tuple[int, ...]) -> bool:
    """Whether the hull of two surfaces is hardly more than these, and about a rectangle."""
    parts, whole = cv2.contourArea(sheet) + cv2.contourArea(other), cv2.contourArea(both)
    if sum(sides(both, shape)) > 2 or not TIGHT[0] * parts <= whole <= TIGHT[1] * parts + SEAM * whole**0.5:
        return False
    alone, together = squareness(sheet), squareness(both)
    return together >= max(SQUARE, alone - LOSS) or together > alone + GAIN


def _is_alike(colour: Colour, shade: Colour) -> bool:
    """Whether one of two colours may be the other one in shadow."""
    share = shade / np.maximum(1, colour)
    return bool(share.max() <= HUE * share.min())


def _is_shadow(colour: Colour, shade: Colour, between: Sequence[float]) -> bool:
    """Whether what is between two surfaces, by the mean colours of all three, is the edge of a shadow."""
    low, high = np.minimum(colour, shade), np.maximum(colour, shade)
    return bool(np.all(np.array(between) >= low + BETWEEN * (high - low)))
