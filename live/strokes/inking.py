"""Strokes to ink: a smooth line through what the pen told, drawn anew only where something changed."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from live.values import Floats, Image, Stroke

_SHIFT = 4  # cv2 takes points in fixed point, with this many binary places
_STEP = 4.0  # px between the points of a smooth line
_DOT = 0.6  # radius of a dot in widths of the pen: a little larger than the line is wide, so that it is seen

Pixels = tuple[int, int, int, int]
"""left, top, right, bottom, px; right and bottom are outside."""


def smooth(points: Floats, step: float = _STEP) -> Floats:
    """Return a curve through points that are far apart, as a quick hand leaves them.

    points: (N, 2) float32, px. Returns (M, 2) float32, about `step` px apart, all of the points among them.
    Cubic Hermite pieces over the chords' lengths (Catmull and Rom 1974); where the line turns by more
    than 60 degrees the tangent is shortened, so that corners stay corners and nothing overshoots.
    """
    chords = np.diff(points, axis=0)
    lengths = np.linalg.norm(chords, axis=1)
    if len(points) < 3 or lengths.max() <= step:
        return points
    kept = lengths > 0
    start, chords, lengths = points[:-1][kept], chords[kept], lengths[kept, None]
    ways = chords / lengths
    turn = (2 * (ways[:-1] * ways[1:]).sum(1, keepdims=True)).clip(0, 1)
    inner = turn * (ways[:-1] * lengths[1:] + ways[1:] * lengths[:-1]) / (lengths[:-1] + lengths[1:])
    tangents = np.concatenate([ways[:1], inner, ways[-1:]])
    counts = np.maximum(1, np.ceil(lengths[:, 0] / step)).astype(np.intp)
    which = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    t = ((np.arange(counts.sum()) - first[which]) / counts[which])[:, None].astype(np.float32)
    begin, end = tangents[which] * lengths[which], tangents[which + 1] * lengths[which]
    chord = chords[which]
    curve = start[which] + t * begin + t * t * (3 * chord - 2 * begin - end)
    curve += t * t * t * (begin + end - 2 * chord)
    return np.concatenate([curve, points[-1:]]).astype(np.float32)


def draw(image: Image, path: Floats, width: float) -> None:
    """Draw a line with round ends, or a dot, onto ink in place; places outside of it are left out.

    image: (h, w) uint8. path: (N, 2) float32, px. width: of the pen, px.
    """
    fixed = np.round(path * (1 << _SHIFT)).astype(np.int32)
    if len(fixed) == 1:
        x, y = fixed[0].tolist()
        cv2.circle(image, (x, y), round(_DOT * width * (1 << _SHIFT)), 255, -1, cv2.LINE_AA, _SHIFT)
    else:
        cv2.polylines(image, [fixed], False, 255, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def rasterise(strokes: Sequence[Stroke], size: tuple[int, int], width: float) -> Image:
    """Return the ink of strokes, (h, w) uint8, bright on black.

    size: (w, h) px. width: px, of the strokes whose own is unknown. Points may lie outside of the picture.
    """
    return Canvas(size, width).ink(strokes)


class Canvas:
    """The ink of strokes that change little from one time to the next."""

    def __init__(self, size: tuple[int, int], width: float) -> None:
        """size: (w, h) px. width: px, of the strokes whose own is unknown."""
        self._width = width
        self._image: Image = np.zeros((size[1], size[0]), np.uint8)
        self._drawn: dict[Stroke, Pixels] = {}

    def ink(self, done: Sequence[Stroke], unfinished: Stroke | None = None) -> Image:
        """Return the ink of finished strokes, and of one that will be another the next time: (h, w) uint8."""
        kept = set(done)
        self._take_away([stroke for stroke in self._drawn if stroke not in kept])
        for stroke in done:
            if stroke not in self._drawn:
                self._drawn[stroke] = self._add(self._image, stroke)
        image = self._image.copy()
        if unfinished is not None:
            self._add(image, unfinished)
        return image

    def _take_away(self, gone: list[Stroke]) -> None:
        """Blank the ink of strokes; what else there was in that place is drawn again."""
        if not gone:
            return
        boxes = [self._drawn.pop(stroke) for stroke in gone]
        for left, top, right, bottom in boxes:
            self._image[top:bottom, left:right] = 0
        touched = {
            stroke
            for stroke, (left, top, right, bottom) in self._drawn.items()
            if any(left < r and x < right and top < b and y < bottom for x, y, r, b in boxes)
        }
        for stroke in touched:
            self._add(self._image, stroke)

    def _add(self, image: Image, stroke: Stroke) -> Pixels:
        """Draw a stroke and tell the part of the picture that it lies in.

        Where there is ink already the brighter stays, so that the order of strokes does not matter.
        """
        width, path = stroke.width or self._width, smooth(stroke.points[:, :2])
        reach, high = _DOT * width + 2, np.array(image.shape[::-1])
        left, top = np.floor(path.min(0) - reach).clip(0, high).astype(int).tolist()
        right, bottom = np.ceil(path.max(0) + reach).clip(0, high).astype(int).tolist()
        if left < right and top < bottom:
            part = image[top:bottom, left:right]
            patch: Image = np.zeros(part.shape, np.uint8)
            draw(patch, path - np.array((left, top), np.float32), width)
            np.maximum(part, patch, out=part)
        return left, top, right, bottom
