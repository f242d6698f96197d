"""Strokes to a small picture: drawn at one size and with one pen, whatever the user's, for the crop rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.strokes.inking import draw, smooth
from live.values import Box, Image, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of a sketch; `models.glyph` shrinks it to a quarter and brings the line to MNIST's least width."""

    longer_side: int = 73  # px, of the strokes: with the pen's width four times a glyph's box
    pen_width: int = 7  # px; a wider line would close small loops
    margin: int = 12  # px, around the strokes


KNOBS = Knobs()

Bounds = tuple[float, float, float, float]
"""left, top, right, bottom, px: the bounding box of points."""


def bounds_of(strokes: Sequence[Stroke]) -> Bounds:
    """Return the bounding box of the strokes' points."""
    points = np.concatenate([stroke.points[:, :2] for stroke in strokes])
    (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
    return left, top, right, bottom


def ink_box(bounds: Bounds, width: float) -> Box:
    """Return the bounding box of the ink that a pen of a width, px, leaves around points within bounds."""
    left, top = math.floor(bounds[0] - width / 2), math.floor(bounds[1] - width / 2)
    right, bottom = math.ceil(bounds[2] + width / 2), math.ceil(bounds[3] + width / 2)
    return left, top, max(1, right - left), max(1, bottom - top)


def sketch(strokes: Sequence[Stroke]) -> Image:
    """Return a drawing of at least one stroke at a sketch's size: (h, w) uint8, bright on black.

    Strokes that extend no further than the pen is wide are a dot.
    """
    paths = [stroke.points[:, :2] for stroke in strokes]
    width = max(stroke.width for stroke in strokes)
    points = np.concatenate(paths)
    low, high = points.min(0), points.max(0)
    extent = float((high - low).max())
    if extent <= width:
        paths, extent = [(low[None] + high) / 2], 0.0
    zoom = KNOBS.longer_side / (extent or max(width, 1.0))
    corner = low - KNOBS.margin / zoom
    w, h = np.ceil((high - low) * zoom).astype(int) + 2 * KNOBS.margin
    ink: Image = np.zeros((int(h), int(w)), np.uint8)
    for path in paths:
        draw(ink, smooth((path - corner) * np.float32(zoom)), KNOBS.pen_width)
    return ink
