"""Strokes to a small picture of the one size that the network's glyphs are made from, whatever the pen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.strokes.inking import draw, smooth
from live.values import Box, Image, Stroke

_TALL, _PEN = 73, 7
"""Longer side of the strokes, and the pen's width, px: together four times a glyph's box. The crop rule
widens the line to the least of MNIST's widths; a line drawn wider would close small loops."""

_MARGIN = 12


@dataclass(frozen=True, eq=False)
class Sketch:
    """A small picture of some strokes.

    ink: (h, w) uint8, bright on black. whole: the box around the real ink, px. place: the same around the
    points: left, top, right, bottom.
    """

    ink: Image
    whole: Box
    place: tuple[float, float, float, float]


def sketch(strokes: Sequence[Stroke]) -> Sketch:
    """Draw strokes, at least one, as large as a sketch is; less than the pen is wide is a dot."""
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
    (left, top), (right, bottom) = every.min(0).tolist(), every.max(0).tolist()
    return Sketch(ink, _around((left, top), (right, bottom), width / 2), (left, top, right, bottom))


def _around(low: Sequence[float], high: Sequence[float], reach: float) -> Box:
    """Return the box around two corners and what reaches beyond them, whole px."""
    left, top = math.floor(low[0] - reach), math.floor(low[1] - reach)
    return left, top, max(1, math.ceil(high[0] + reach) - left), max(1, math.ceil(high[1] + reach) - top)
