"""Strokes to ink: a smooth line through the pen's points, drawn anew only where strokes changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Floats, Image, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of drawing."""

    step: float = 4.0  # px between the points of a smooth line
    dot_radius: float = 0.6  # widths of the pen: more than half of one, so that a dot is seen


KNOBS = Knobs()

_SHIFT = 4
"""Fractional bits of cv2's fixed-point coordinates."""

Rect = tuple[int, int, int, int]
"""left, top, right, bottom, px; right and bottom are exclusive."""


def smooth(points: Floats, step: float = KNOBS.step) -> Floats:
    """Return a curve through points that may be far apart, as a quick hand leaves them.

    points: (N, 2) float32, px. Returns (M, 2) float32, about `step` px apart, all of the points among them.
    Cubic Hermite segments, parametrised by chord length (Catmull and Rom 1974); where the line turns by more
    than 60 degrees the tangent is shortened, so that corners stay corners and nothing overshoots.
    """
    chords = np.diff(points, axis=0)
    lengths = np.linalg.norm(chords, axis=1)
    if len(points) < 3 or lengths.max() <= step:
        return points
    distinct = lengths > 0
    start, chords, lengths = points[:-1][distinct], chords[distinct], lengths[distinct, None]
    units = chords / lengths
    damping = (2 * (units[:-1] * units[1:]).sum(1, keepdims=True)).clip(0, 1)
    inner = damping * (units[:-1] * lengths[1:] + units[1:] * lengths[:-1]) / (lengths[:-1] + lengths[1:])
    tangents = np.concatenate([units[:1], inner, units[-1:]])
    counts = np.maximum(1, np.ceil(lengths[:, 0] / step)).astype(np.intp)
    segment = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    t = ((np.arange(counts.sum()) - first[segment]) / counts[segment])[:, None].astype(np.float32)
    begin, end = tangents[segment] * lengths[segment], tangents[segment + 1] * lengths[segment]
    chord = chords[segment]
    curve = start[segment] + t * begin + t * t * (3 * chord - 2 * begin - end)
    curve += t * t * t * (begin + end - 2 * chord)
    return np.concatenate([curve, points[-1:]]).astype(np.float32)


def draw(image: Image, path: Floats, width: float) -> None:
    """Draw a line with round ends, or a dot, onto ink in place, clipped to the image.

    image: (h, w) uint8. path: (N, 2) float32, px. width: of the pen, px.
    """
    fixed = np.round(path * (1 << _SHIFT)).astype(np.int32)
    if len(fixed) == 1:
        x, y = fixed[0].tolist()
        radius = round(KNOBS.dot_radius * width * (1 << _SHIFT))
        cv2.circle(image, (x, y), radius, 255, -1, cv2.LINE_AA, _SHIFT)
    else:
        cv2.polylines(image, [fixed], False, 255, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def rasterise(strokes: Sequence[Stroke], size: tuple[int, int], width: float) -> Image:
    """Return the ink of strokes, (h, w) uint8, bright on black.

    size: (w, h) px. width: px, of the strokes whose own is unknown. Points may lie outside of the picture.
    """
    return Canvas(size, width).ink(strokes)


class Canvas:
    """Keeps the ink of strokes from one call to the next, and draws only those that are new or uncovered."""

    def __init__(self, size: tuple[int, int], width: float) -> None:
        """size: (w, h) px. width: px, of the strokes whose own is unknown."""
        self._width = width
        self._image: Image = np.zeros((size[1], size[0]), np.uint8)
        self._drawn: dict[Stroke, Rect] = {}

    def ink(self, done: Sequence[Stroke], unfinished: Stroke | None = None) -> Image:
        """Return the ink of finished strokes and of an unfinished one, which is not kept: (h, w) uint8."""
        current = set(done)
        self._remove([stroke for stroke in self._drawn if stroke not in current])
        for stroke in done:
            if stroke not in self._drawn:
                self._drawn[stroke] = self._add(self._image, stroke)
        image = self._image.copy()
        if unfinished is not None:
            self._add(image, unfinished)
        return image

    def _remove(self, gone: list[Stroke]) -> None:
        """Blank the boxes of strokes, and draw the others that reach into these again."""
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

    def _add(self, image: Image, stroke: Stroke) -> Rect:
        """Draw a stroke and return the rectangle that it lies in.

        Where there is ink already the brighter stays, so that the order of strokes does not matter.
        """
        width, path = stroke.width or self._width, smooth(stroke.points[:, :2])
        reach, size = KNOBS.dot_radius * width + 2, np.array(image.shape[::-1])
        left, top = np.floor(path.min(0) - reach).clip(0, size).astype(int).tolist()
        right, bottom = np.ceil(path.max(0) + reach).clip(0, size).astype(int).tolist()
        if left < right and top < bottom:
            part = image[top:bottom, left:right]
            patch: Image = np.zeros(part.shape, np.uint8)
            draw(patch, path - np.array((left, top), np.float32), width)
            np.maximum(part, patch, out=part)
        return left, top, right, bottom
