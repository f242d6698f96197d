"""Where in a frame the paper is: what is bright and quiet, bounded by edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from live.paper.corners import with_corners
from live.paper.edges import up_to_the_edge
from live.paper.folds import with_folds
from live.paper.form import FILLS, SQUARE, is_held, is_whole, may_be_sheet
from live.paper.parted import parted
from live.paper.shade import outline
from live.paper.smaller import EXACT, halved, shrunk
from live.paper.surfaces import Contour, Surface, filled, is_turned, pieces, share_inside, sides, squareness
from live.paper.view import AREA, View, without_ink
from live.values import Image, as_image

CROP = 150
"""A picture lower or narrower than this, px, shows no sheet and a room: it is a crop of some writing, which
fills its height."""

SIDE = 192
"""The sheet is looked for at about this many pixels a side; its edges need no more."""

STROKE, BROAD = 5, 11
"""Ink up to this wide, small px, is closed over before edges are looked for; and of a card held close."""

PART = 0.15
"""The finer edge is trusted where a surface lies whole within the frame and is about rectangular, as a sheet
held up does and is; but of a smaller share of the frame than this it may be a part of a sheet only, which a
fold or a shadow bounds: it is all of it if by the coarser edge there is nothing larger that lies whole within
the frame."""

WRITTEN, DENSEST = 0.004, 0.4
"""So much of a sheet with writing is ink, at least and at most."""

BRIGHTER, MOST, AROUND, SAME = 1.1, 0.8, 7, 0.75
"""What lies on a surface is the sheet if it is so many times as bright, or if so much of the surface's ink is
on it, or around it within so many small px: its own shadow. What covers the last share of the surface is that
once more."""

WHOLE = 0.995
"""A sheet that covers this share of the frame is all of it."""


def find_sheet(image: Image, film: bool = False) -> Image | None:
    """Mask of the sheet in a frame.

    image: (H, W, 3) uint8 BGR. film: whether the frame is one of many, of which some show no sheet; a still
    was made for what is written on it. Returns (H, W) uint8, 255 on the sheet, or None where all of the
    frame is paper.
    """
    height, width = image.shape[:2]
    if min(height, width) < CROP:
        return None
    step = max(1, round(max(height, width) / SIDE))
    if step < EXACT and _is_plain(image):  # which takes a third of the time to see
        return None
    size = width // step, height // step
    covered = size[0] * step, size[1] * step
    view = without_ink(shrunk(image[: covered[1], : covered[0]], size), STROKE)
    if view.fine.all():  # no edge anywhere but that of ink
        return None
    hull = _held(view) if film else _lying(view)
    if hull is None:
        return np.zeros((height, width), np.uint8) if film else None
    if cv2.contourArea(hull) >= WHOLE * (size[0] - 1) * (size[1] - 1):
        return None
    hull = with_folds(hull, view.dark)
    if not film or is_turned(hull):  # else what is as bright may be right behind it
        hull = with_corners(hull, view.dark)
    soft = up_to_the_edge(hull, view.blank)
    soft = as_image(cv2.resize(soft, covered, interpolation=cv2.INTER_LINEAR))
    sheet = cv2.threshold(soft, 127, 255, cv2.THRESH_BINARY)[1]
    below, right = height - covered[1], width - covered[0]
    return as_image(cv2.copyMakeBorder(sheet, 0, below, 0, right, cv2.BORDER_REPLICATE))


def _is_plain(image: Image) -> bool:
    """Whether a picture has no edge but that of ink, seen at no more than SIDE pixels a side."""
    while max(image.shape[:2]) > SIDE:
        image = halved(image)
    return bool(without_ink(image, STROKE).fine.all())


def _lying(view: View) -> Contour | None:
    """The hull of the sheet in a still, None where there is nothing quiet."""
    quiet, hull = _surface(view)
    if hull is None or not any(sides(hull, view.dark.shape)):
        return hull
    # A desk ends in sight; where the surface reaches all four sides, the page fills the frame.
    if sum(sides(hull, view.dark.shape)) == 3 and (sheet := _on_desk(view, quiet, hull)) is not None:
        return sheet
    return _on_top(view, hull, 0, bold=True)


def _held(view: View) -> Contour | None:
    """The hull of the sheet in a film's frame, None where it shows none.

    view: without ink that is as wide as usual.
    """
    least = 0.0
    quiet, surface = _surface(view)
    hull = _in_front(quiet, surface)
    if hull is not None and share_inside(hull, view.ink) >= WRITTEN:
        if squareness(hull) >= SQUARE:
            return _on_top(view, hull, WRITTEN, bold=all(sides(hull, view.dark.shape)))
        least = cv2.contourArea(hull)
    near = without_ink(view.small, BROAD)
    card = _card((view, near), least)
    if card is not None or hull is not None:
        return hull if card is None else card
    hull = _in_front(*_surface(near))
    whole = hull is not None and is_whole(hull, near.dark.shape, SQUARE)
    if hull is not None and whole and share_inside(hull, near.ink) >= WRITTEN:
        return hull
    return None if surface is None else _on_desk(view, quiet, surface)


def _on_desk(view: View, quiet: Image, surface: Contour) -> Contour | None:
    """The hull of a large sheet with writing that lies on a desk as bright, both one surface. None
    where there is none; what reaches the frame's upper side, or two sides, is a wall.

    quiet: (h, w) of 0 and 1. surface: the hull of desk and sheet.
    """
    lying = (
        (quiet, part)
        for still in parted(quiet, surface, view.blank)
        for part, *_ in pieces(still, view.blank, PART)
        if not sides(part, quiet.shape)[1] and is_whole(part, quiet.shape, SQUARE)
    )
    return _most_written(view, lying, WRITTEN)[0]


def _on_top(view: View, hull: Contour, written: float, bold: bool) -> Contour:
    """The sheet that lies on a surface or is held before it, if it is brighter or has most of the writing;
    else the surface. written: the least share of it that is ink. bold: whether that may be as wide as on a
    card held close."""
    close = without_ink(view.small, BROAD) if bold else None
    views = (view,) if close is None or not _bounds_something(close.fine) else (view, close)
    card = _card(views, 0, written)
    if card is None:
        return hull
    inside = filled(card, view.dark.shape)
    around = as_image(cv2.dilate(inside, np.ones((2 * AROUND + 1,) * 2, np.uint8)))
    surface = filled(hull, view.dark.shape)
    behind = surface & ~around
    if cv2.countNonZero(surface & inside) > SAME * cv2.countNonZero(surface):
        return hull
    level, ground = (cv2.mean(view.dark, each)[0] for each in (inside, behind))
    near, elsewhere = (cv2.countNonZero(view.ink & each) for each in (around, behind))
    most = any(sides(hull, view.dark.shape)) and near >= MOST * (near + elsewhere)
    return card if most or level > BRIGHTER * ground else hull


def _in_front(quiet: Image, hull: Contour | None) -> Contour | None:
    """The hull of the surface that is most like a sheet, None where that is a part of the room."""
    return hull if hull is not None and may_be_sheet(hull, quiet) else None


def _card(views: Sequence[View], least: float, written: float = WRITTEN) -> Contour | None:
    """The hull of a sheet that is held up before something larger and as bright, a wall or a window: it lies
    whole within the frame, and has most writing on it. None where there is none so large, small px squared,
    of which such a share is ink.
    """
    best = None
    for view in views:
        held = (
            each
            for quiet, surfaces in ((view.fine, view.fine_surfaces), (view.coarse, view.coarse_surfaces))
            for each in _held_up(view, quiet, surfaces)
            if cv2.contourArea(each[1]) >= least
        )
        hull, written = _most_written(view, held, written)
        best = best if hull is None else hull
    return best


def _most_written(
    view: View, surfaces: Iterable[tuple[Image, Contour]], written: float
) -> tuple[Contour | None, float]:
    """The hull of the surface that may be a sheet and has most writing, None where none has so much, a share
    of it; and what it has. surfaces: what is quiet, and a hull, each."""
    strokes = as_image(cv2.dilate(view.ink, np.ones((3, 3), np.uint8)))
    best = None
    for quiet, hull in surfaces:
        if may_be_sheet(hull, quiet | strokes):
            share = share_inside(hull, view.ink)
            if written <= share <= DENSEST:
                best, written = hull, share
    return best, written


def _bounds_something(quiet: Image) -> bool:
    """Whether so much is not quiet that it may go around a sheet: on a page held close little is, where to
    look for a sheet would be in vain, and cost as much as to find the page."""
    return quiet.size - cv2.countNonZero(quiet) >= 4 * float(np.sqrt(AREA * quiet.size))


def _held_up(view: View, quiet: Image, surfaces: Sequence[Surface]) -> Iterator[tuple[Image, Contour]]:
    """Yields the hulls of what may be a sheet, lying whole within the frame, and before each what is quiet;
    parts in light and in shadow make one."""
    left = [each for each in surfaces if not any(sides(each.hull, quiet.shape))]
    while left:
        still, hull, rest = outline(view, quiet, left)
        if not is_held(hull, quiet.shape):
            still, hull, rest = quiet, left[0].hull, left[1:]
        if is_held(hull, quiet.shape):
            yield still, hull
        left = rest


def _surface(view: View) -> tuple[Image, Contour | None]:
    """What is quiet in a picture without ink, and the hull of the sheet, or None where there is none."""
    fine, hull = _outlined(view.fine, view.fine_surfaces, view)
    held = hull is not None and is_whole(hull, fine.shape, SQUARE)
    if hull is not None and held and cv2.contourArea(hull) >= PART * fine.size:
        return fine, hull
    coarse, larger = _outlined(view.coarse, view.coarse_surfaces, view)
    if held and (larger is None or not is_whole(larger, coarse.shape, FILLS)):
        return fine, hull
    return coarse, larger


def _outlined(quiet: Image, surfaces: Sequence[Surface], view: View) -> tuple[Image, Contour | None]:
    return outline(view, quiet, surfaces)[:2] if surfaces else (quiet, None)
