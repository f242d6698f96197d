"""Where in a frame the paper is: what is bright and quiet, bounded by edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from live.paper.corners import with_corners
from live.paper.edges import up_to_the_edge
from live.paper.surfaces import (
    Colour,
    Contour,
    convex,
    darkest_channel,
    pieces,
    quiet_places,
    share_inside,
    sides,
    squareness,
)
from live.values import Image

CROP = 150
"""A picture lower or narrower than this, px, shows no sheet and a room: it is a crop of some writing, which
fills its height."""

SIDE = 192
"""The sheet is looked for at about this many pixels a side; its edges need no more."""

STROKE, BROAD = 5, 11
"""Ink up to this wide, small px, is closed over before edges are looked for; and of a card held close."""

EDGES = (0.04, 0.06)
"""Relative change of brightness over three small pixels that bounds a surface. The finer one tells a white
sheet from a light wall, but a soft shadow on paper reaches it too: it is trusted where the surface lies
whole within the frame and is about rectangular, as a sheet held up does and is."""

SQUARE = 0.88
"""Least share of its smallest rectangle that a sheet held up fills."""

PART = 0.15
"""A smaller share of the frame than this may be a part of a sheet only, which a fold or a shadow bounds: it
is all of it if by the coarser edge there is nothing larger that lies whole within the frame."""

AREA, CARD = 0.02, 0.012
"""Least share of the frame, but for its rim, that a surface takes to be part of a sheet, and a card."""

DARKER, WRITTEN, DENSEST = 0.88, 0.004, 0.4
"""What is darker than that share of the paper around it is ink; of a sheet with writing so much is, at least
and at most."""

BRIGHTER, MOST = 1.1, 0.8
"""x"""

BRIGHT = 0.5
"""Least brightness of a further part of the sheet, which may lie in shadow, against its main part."""

CONVEX = 1.12
"""Two surfaces are parts of one sheet if their common convex hull is hardly larger than theirs."""

BETWEEN = 10
"""small px"""

HUE = 1.2
"""x"""

ASKEW = 0.03
"""And its share of its smallest rectangle is hardly less, where the sheet lies whole within the frame."""

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


_RIM = np.ones((15, 15), np.uint8)

@dataclass(frozen=True, eq=False)
class _View:
    """A small picture, and the same without its ink: (h, w, 3). What is seen in them is found when asked for:
    the darkest channel, where the ink was, and what is quiet by the finer and by the coarser edge, (h, w)."""

    small: Image
    blank: Image

    @cached_property
    def dark(self) -> Image:
        return darkest_channel(self.blank)

    @cached_property
    def ink(self) -> Image:
        level = cv2.convertScaleAbs(self.dark, alpha=DARKER)
        return _uint8(cv2.compare(darkest_channel(self.small), level, cv2.CMP_LT)) & np.uint8(1)

    @cached_property
    def fine(self) -> Image:
        return quiet_places(self.blank, EDGES[0])

    @cached_property
    def coarse(self) -> Image:
        return quiet_places(self.blank, EDGES[1])


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
    small = _uint8(cv2.resize(image[: size[1] * step, : size[0] * step], size, interpolation=cv2.INTER_AREA))
    view = _without_ink(small, STROKE)
    hull = _held(view) if film else _lying(view)
    if hull is None:
        return np.zeros((height, width), np.uint8) if film else None
    if cv2.contourArea(hull) >= WHOLE * (size[0] - 1) * (size[1] - 1):
        return None
    covered = size[0] * step, size[1] * step
    soft = cv2.resize(up_to_the_edge(with_corners(hull, view.dark), view.blank), covered, interpolation=cv2.INTER_LINEAR)
    sheet = cv2.threshold(soft, 127, 255, cv2.THRESH_BINARY)[1]
    below, right = height - covered[1], width - covered[0]
    return _uint8(cv2.copyMakeBorder(sheet, 0, below, 0, right, cv2.BORDER_REPLICATE))


def _without_ink(small: Image, stroke: int) -> _View:
    """A picture, (h, w, 3), with dark strokes up to so wide, px, closed over, and a little blurred."""
    nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (stroke, stroke))
    blank = _uint8(cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, nib), (0, 0), 0.8))
    return _View(small, blank)


def _lying(view: _View) -> Contour | None:
    """The hull of the sheet in a still, None where there is nothing quiet."""
    hull = _surface(view)[1]
    return None if hull is None else _on_top(view, hull)


def _held(view: _View) -> Contour | None:
    """The hull of the sheet in a film's frame, None where it shows none.

    view: without ink that is as wide as usual.
    """
    least = 0.0
    hull = _in_front(view)
    if hull is not None and share_inside(hull, view.ink) >= WRITTEN:
        if squareness(hull) >= SQUARE:
            return _on_top(view, hull)
        least = cv2.contourArea(hull)
    near = _without_ink(view.small, BROAD)
    card = _card((view, near), least)
    if card is not None or hull is not None:
        return hull if card is None else card
    hull = _in_front(near)
    whole = hull is not None and _is_whole(hull, near.dark.shape, SQUARE)
    return hull if hull is not None and whole and share_inside(hull, near.ink) >= WRITTEN else None


def _on_top(view: _View, hull: Contour) -> Contour:
    """The sheet that lies on a surface or is held before it, if it is brighter or has most of the writing;
    else the surface."""
    if not any(sides(hull, view.dark.shape)):
        return hull
    card = _card((view,), 0)
    if card is None:
        return hull
    inside, behind = (cv2.fillConvexPoly(np.zeros_like(view.ink), each, 1) for each in (card, hull))
    beside = behind & ~cv2.dilate(inside, _RIM)
    level, ground = (cv2.mean(view.dark, each)[0] for each in (inside, beside))
    written, elsewhere = (cv2.countNonZero(view.ink & each) for each in (inside, beside))
    return card if level > BRIGHTER * ground or written >= MOST * (written + elsewhere) else hull


def _in_front(view: _View) -> Contour | None:
    """The hull of the surface that is most like a sheet, None where that is a part of the room."""
    quiet, hull = _surface(view)
    return hull if hull is not None and _may_be_sheet(hull, quiet) else None


def _card(views: Iterable[_View], least: float) -> Contour | None:
    """The hull of a sheet that is held up before something larger and as bright, a wall or a window: it lies
    whole within the frame, and has most writing on it. None where there is none so large, small px squared.
    """
    best, written = None, WRITTEN
    for view in views:
        strokes = cv2.dilate(view.ink, np.ones((3, 3), np.uint8))
        for quiet in (view.fine, view.coarse):
            for hull, _ in pieces(quiet, view.blank, CARD):
                held = not any(sides(hull, quiet.shape)) and squareness(hull) >= SQUARE
                if held and cv2.contourArea(hull) >= least and _may_be_sheet(hull, quiet | strokes):
                    share = share_inside(hull, view.ink)
                    if written <= share <= DENSEST:
                        best, written = hull, share
    return best


def _surface(view: _View) -> tuple[Image, Contour | None]:
    """What is quiet in a picture without ink, and the hull of the sheet, or None where there is none."""
    fine, hull = _outline(view.fine, view.blank)
    held = hull is not None and _is_whole(hull, fine.shape, SQUARE)
    if hull is not None and held and cv2.contourArea(hull) >= PART * fine.size:
        return fine, hull
    coarse, larger = _outline(view.coarse, view.blank)
    if held and (larger is None or not _is_whole(larger, coarse.shape, FILLS)):
        return fine, hull
    return coarse, larger


def _is_whole(hull: Contour, shape: tuple[int, ...], least: float) -> bool:
    """Whether a surface lies whole within the frame, but for one side, and fills so much of its rectangle."""
    return sum(sides(hull, shape)) < 2 and squareness(hull) >= least


def _outline(quiet: Image, blank: Image) -> tuple[Image, Contour | None]:
    """What is quiet, shadows' edges on the sheet with it, and the sheet's convex hull, or None where there is
    no quiet surface."""
    surfaces = pieces(quiet, blank, AREA)
    sheet, colour = next(surfaces, (None, None))
    if sheet is None or colour is None:
        return quiet, None
    for other, shade in surfaces:
        both = convex(np.concatenate([sheet, other]))
        if shade.min() < BRIGHT * colour.min() or not _fit(sheet, other, both, quiet.shape):
            continue
        seam = cv2.fillConvexPoly(np.zeros_like(quiet), both, 1)
        for part in sheet, other:
            cv2.fillConvexPoly(seam, part, 0)
        if sum(sides(sheet, quiet.shape)) >= 2 or _is_shadow(colour, shade, cv2.mean(blank, seam)[:3]):
            quiet, sheet = quiet | seam, both
    return quiet, sheet


def _fit(sheet: Contour, other: Contour, both: Contour, shape: tuple[int, ...]) -> bool:
    """Whether a surface and another one are parts of a sheet by their form. both: the hull of the two."""
    parts, whole = cv2.contourArea(sheet) + cv2.contourArea(other), cv2.contourArea(both)
    if sum(sides(sheet, shape)) >= 2:
        return whole <= CONVEX * parts
    # In view whole: what else is bright is behind it, unless only with it the sheet is about a rectangle.
    if sum(sides(both, shape)) > 2 or not 0.95 * parts <= whole <= 1.05 * parts + BETWEEN * np.sqrt(whole):
        return False
    alone, together = squareness(sheet), squareness(both)
    return alone < SQUARE <= together or together > alone + 0.2


def _is_shadow(colour: Colour, shade: Colour, between: Sequence[float]) -> bool:
    """Whether a surface is another one in shadow: all of its channels are darker by about as much, and what
    is between them is so in part."""
    share = shade / np.maximum(1, colour)
    low, high = np.minimum(colour, shade), np.maximum(colour, shade)
    return bool(share.max() <= HUE * share.min() and np.all(np.array(between) >= 0.75 * low + 0.25 * high))


def _may_be_sheet(hull: Contour, quiet: Image) -> bool:
    """Whether a surface is a sheet in front of the camera rather than a part of the room."""
    if cv2.contourArea(hull) >= CLOSE * quiet.size:
        return True
    left, above, right, below = sides(hull, quiet.shape)
    if share_inside(hull, quiet) < EMPTY or left + above + right + below > 2:
        return False
    held = not (above or below) or left + above + right + below < 2
    return squareness(hull) >= (FILLS if held else CORNER)


def _uint8(image: object) -> Image:
    return np.asarray(image, np.uint8)
