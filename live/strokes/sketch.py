"""Strokes to a small picture of the one size that the network's glyphs are made from, whatever the pen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from live.strokes.inking import draw, smooth
from live.values import Box, Image, Stroke

_TALL, _PEN = 73, 7
"""Longer side of the strokes, and the pen's width, px: together four times a glyph's box. The crop rule
widens the line to the least of MNIST's widths; a line drawn wider would close small loops."""

_MARGIN = 12

Place = tuple[float, float, float, float]
"""left, top, right, bottom, px."""


def place_of(strokes: Sequence[Stroke]) -> Place:
    """Return where the points of strokes lie."""
    lows, highs = zip(*((s.points.min(0), s.points.max(0)) for s in strokes), strict=True)
    (left, top, _), (right, bottom, _) = np.min(lows, axis=0).tolist(), np.max(highs, axis=0).tolist()
    return left, top, right, bottom


def box_of(place: Place, width: float) -> Box:
    """Return the box around the ink of a pen of a width, px, whose points lie in a place."""
    left, top = math.floor(place[0] - width / 2), math.floor(place[1] - width / 2)
    right, bottom = math.ceil(place[2] + width / 2), math.ceil(place[3] + width / 2)
    return left, top, max(1, right - left), max(1, bottom - top)


def sketch(strokes: Sequence[Stroke]) -> Image:
    """Draw strokes, at least one, as large as a sketch is: (h, w) uint8, bright on black.

    Less than the pen is wide is a dot.
    """
    paths = [stroke.points[:, :2] for stroke in strokes]
    width = max(stroke.width for stroke in strokes)
    every = np.concatenate(paths)
    low, high = every.min(0), every.max(0)
    extent = float((high - low).max())
    if extent <= width:
        paths, extent = [(low[None] + high) / 2], 0.0
    zoom = _TALL / extent if extent else _TALL / max(width, 1.0)
    corner = low - _MARGIN / zoom
    w, h = np.ceil((high - low) * zoom).astype(int) + 2 * _MARGIN
    ink: Image = np.zeros((int(h), int(w)), np.uint8)
    for path in paths:
        draw(ink, smooth((path - corner) * np.float32(zoom)), _PEN)
    return ink
