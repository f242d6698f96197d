"""A sheet on a desk as bright as itself: its far edge goes straight across both, however faint."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.surfaces import Contour, filled, within_rim
from live.values import Image

Mask = npt.NDArray[np.bool_]
Line = tuple[float, float]
"""a, b: y = a + b x, px."""

FAINT, STEP = 0.015, 2.5
"""Least change of brightness over three small px at such an edge: a share of it, and of 255."""

SLOPES = np.linspace(-0.5, 0.5, 51)
"""Slopes of it that are tried, px down a px to the right."""

ACROSS, LONG = 0.55, 0.3
"""It is to be seen on so much of its way across the surface, which is so long, share of the picture's longer
side: beside burnt out white an edge has gaps."""

LEAST = 0.15
"""What lies above it and below it has this share of the surface: what is less is a rim."""


def parted(quiet: Image, surface: Contour, blank: Image) -> Iterator[Image]:
    """Yields what is quiet, (h, w) of 0 and 1, without one of the straight edges from left to right across a
    surface: upright ones are those of walls.

    surface: (N, 1, 2), convex. blank: (h, w, 3) uint8, the picture without its ink.
    """
    grey = cv2.cvtColor(blank, cv2.COLOR_BGR2GRAY).astype(np.float32)
    whole = filled(surface, grey.shape)
    inside = within_rim(surface, grey.shape) > 0
    y, x = np.indices(grey.shape)
    for start, slope in _edges_across(grey, inside):
        off = y - start - slope * x
        if LEAST <= cv2.mean(np.asarray(off < 0, np.uint8), whole)[0] <= 1 - LEAST:
            yield quiet & (np.abs(off) >= 1)


def _edges_across(grey: npt.NDArray[np.float32], inside: Mask) -> list[Line]:
    """Straight edges from left to right: at most one beyond which it is darker, and one beyond which it is
    brighter. grey: (h, w). inside: (h, w), where they are looked for."""
    change = np.zeros_like(grey)
    change[1:-1] = grey[2:] - grey[:-2]
    least = np.maximum(FAINT * grey, STEP)
    found = []
    for signed in (change, -change):
        steepest = (signed >= least) & (signed >= np.roll(signed, 1, 0)) & (signed > np.roll(signed, -1, 0))
        line, votes = _best_line(steepest & inside)
        way = _length(line, inside)
        if way >= LONG * max(grey.shape) and votes >= ACROSS * way:
            found.append(line)
    return found


def _best_line(marked: Mask) -> tuple[Line, float]:
    """The line on which, to within a pixel, most places of (h, w) lie, and how many do: a Hough transform."""
    height, width = marked.shape
    y, x = np.nonzero(marked)
    start = np.rint(y - SLOPES[:, None] * x).astype(np.intp) + width
    votes = np.stack([np.bincount(each, minlength=2 * width + height) for each in start]).astype(np.float32)
    near = np.asarray(cv2.blur(votes, (3, 1)) * 3)
    slope, best = np.unravel_index(int(near.argmax()), near.shape)
    return (float(best) - width, float(SLOPES[slope])), float(near[slope, best])


def _length(line: Line, inside: Mask) -> int:
    """How far a line goes through (h, w), px to the right."""
    x = np.arange(inside.shape[1])
    y = np.rint(line[0] + line[1] * x).astype(np.intp)
    seen = (y >= 0) & (y < len(inside))
    return int(inside[y[seen], x[seen]].sum())
