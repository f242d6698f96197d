"""Strokes to a small picture of the one size that the network's glyphs are made from, whatever the pen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from live.strokes.cuts import Mark
from live.strokes.inking import draw, smooth
from live.values import Box, Image, Stroke

_TALL, _PEN = 73, 7
"""Longer side of the strokes, and the pen's width, px: together four times a glyph's box. The crop rule
widens the line to the least of MNIST's widths; a line drawn wider would close small loops."""

_MARGIN = 12


@dataclass(frozen=True, eq=False)
class Sketch:
    """A small picture of some strokes.

    ink: (h, w) uint8, bright on black. zoom: its pixels per px of the strokes. left, top: where the picture's
    corner lies among the strokes, px. reach: how far the real ink reaches around the strokes' points, px.
    whole: the box around the real ink, px.
    """

    ink: Image
    zoom: float
    left: float
    top: float
    reach: float
    whole: Box

    @property
    def dot(self) -> bool:
        """Whether the pen hardly moved."""
        return max(self.whole[2:]) <= 4 * self.reach + 2

    @property
    def mark(self) -> Mark:
        """The ink as a mark of its own picture."""
        x, y, w, h = cv2.boundingRect(np.asarray(self.ink >= 128, np.uint8))
        return Mark((x, y, w, h), self.ink[y - 1 : y + h + 1, x - 1 : x + w + 1])

    def box(self, mark: Box) -> Box:
        """Return a box around the picture's thick ink as one around the real ink among the strokes, px."""
        x, y, w, h = mark
        half = _PEN / 2
        low = self.left + (x + half) / self.zoom, self.top + (y + half) / self.zoom
        high = self.left + (x + w - half) / self.zoom, self.top + (y + h - half) / self.zoom
        return _around(low, high, self.reach)


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
    whole = _around(every.min(0).tolist(), every.max(0).tolist(), width / 2)
    return Sketch(ink, zoom, float(corner[0]), float(corner[1]), width / 2, whole)


def _around(low: Sequence[float], high: Sequence[float], reach: float) -> Box:
    """Return the box around two corners and what reaches beyond them, whole px."""
    left, top = math.floor(low[0] - reach), math.floor(low[1] - reach)
    return left, top, max(1, math.ceil(high[0] + reach) - left), max(1, math.ceil(high[1] + reach) - top)
