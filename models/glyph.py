"""The crop-and-centre rule that live ink and training digits both pass through."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

SIZE = 28
"""Side of a glyph, px (MNIST's)."""

BOX = 20
"""The ink's longer side in a glyph, px (MNIST's: digits were fitted into 20x20)."""

CENTRE = 14.0
"""x and y of the centre of mass, px from the first pixel's centre (MNIST's own digits: 14.03 and 13.99 on
average)."""

STROKE_WIDTH = (2.5, 3.4)
"""Least and greatest stroke width, px in a glyph; others are widened or narrowed to these. The middle half of
MNIST's 60,000 training digits lies between them."""

HAIRLINE_PEAK = 1.2
"""Times the threshold; ink that shrinking leaves below it is a hairline."""

_FINE = 4
"""Fine pixels to a glyph's pixel: outlines are measured and moved at this resolution."""

_MARGIN = 3 * _FINE
_MAX_GROWTH = 1.5 * _FINE
_MAX_SHRINKAGE = 0.25
"""How far an outline moves: outwards, fine px; inwards, share of the stroke's width."""

_MIN_MOVE = 0.45
"""Fine px; an outline that moves by less does not reach the next pixel's centre."""


def normalise(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Return ink as a glyph of MNIST's kind.

    ink: (H, W) uint8, bright strokes on black, any size; what reaches half the peak is ink.
    Returns (28, 28) float32 in 0..1: the ink's longer side 20 px, its stroke width brought to
    MNIST's, its centre of mass at the centre. Empty ink gives zeros.

    Raises ValueError for an array of another shape or type.
    Source of the rule: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
    """
    if ink.ndim != 2 or ink.dtype != np.uint8:
        raise ValueError(f"ink is (H, W) uint8, got {ink.shape} {ink.dtype}")
    peak = int(ink.max()) if ink.size else 0
    if peak == 0:
        return np.zeros((SIZE, SIZE), np.float32)
    level = (peak + 1) // 2
    shape = _fit(_crop(ink, level), level)
    return _centred(*_rewidth(shape))


def _crop(ink: npt.NDArray[np.uint8], level: int) -> npt.NDArray[np.uint8]:
    """Return the ink's bounding box, one pixel wider on each side so that edges keep their slope."""
    mask = cv2.threshold(ink, level - 1, 255, cv2.THRESH_BINARY)[1]
    x, y, w, h = cv2.boundingRect(mask)
    if 0 < x < ink.shape[1] - w and 0 < y < ink.shape[0] - h:
        return ink[y - 1 : y + h + 1, x - 1 : x + w + 1]
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(padded[y : y + h + 2, x : x + w + 2], np.uint8)


def _fit(crop: npt.NDArray[np.uint8], level: int) -> npt.NDArray[np.uint8]:
    """Return the ink as a mask, (h, w) uint8 of 0 and 255, its longer side BOX * _FINE, with a margin."""
    h, w = crop.shape
    zoom = BOX * _FINE / (max(h, w) - 2)
    size = max(1, round(w * zoom)), max(1, round(h * zoom))
    grey = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC)
    peak = int(grey.max())
    if peak < HAIRLINE_PEAK * level:  # shrinking greys it: half of what is left is ink
        level = (peak + 1) // 2
    outline = cv2.threshold(grey, level - 1, 255, cv2.THRESH_BINARY)[1]
    m = _MARGIN
    return np.asarray(cv2.copyMakeBorder(outline, m, m, m, m, cv2.BORDER_CONSTANT, value=0), np.uint8)


def _rewidth(shape: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.float32], float]:
    """Return the shape with strokes of MNIST's width, (h, w) float32 in 0..1, and how far its outline moved.

    The move is in fine pixels, outwards. Across a stroke of width w the distance to its edge runs evenly from
    0 to w/2, so w is four times the mean of the distance transform.
    """
    inside = cv2.distanceTransform(shape, cv2.DIST_L2, 3)
    width = 4 * cv2.sumElems(inside)[0] / max(1, cv2.countNonZero(shape))
    low, high = (limit * _FINE for limit in STROKE_WIDTH)
    grow = min(_MAX_GROWTH, max(-_MAX_SHRINKAGE * width, (min(high, max(low, width)) - width) / 2))
    if abs(grow) <= _MIN_MOVE:
        return np.asarray(cv2.threshold(inside, 0, 1, cv2.THRESH_BINARY)[1], np.float32), grow
    outside = cv2.distanceTransform(cv2.bitwise_not(shape), cv2.DIST_L2, 3)
    ink = np.clip(inside - outside + np.float32(grow + 0.5), 0, 1)
    return np.asarray(ink, np.float32), grow


def _centred(ink: npt.NDArray[np.float32], grow: float) -> npt.NDArray[np.float32]:
    """Return the ink at a glyph's size with its centre of mass at the centre, (28, 28)."""
    moments = cv2.moments(ink)
    if moments["m00"] == 0:
        return np.zeros((SIZE, SIZE), np.float32)
    cx, cy = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    step = (BOX * _FINE + 2 * grow) / BOX  # fine pixels to a glyph pixel
    mean = cv2.blur(ink, (_FINE, _FINE))
    # The blur's even window is off by half a pixel.
    x0, y0 = cx + 0.5 - CENTRE * step, cy + 0.5 - CENTRE * step
    back = np.array([[step, 0, x0], [0, step, y0]], np.float32)
    glyph = cv2.warpAffine(mean, back, (SIZE, SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(glyph, np.float32)
