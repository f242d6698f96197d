"""What may be light writing on a dark ground: a blackboard, a drawing program's canvas, MNIST's pictures."""

from __future__ import annotations

import cv2
import numpy as np

from live.paper.sheet import find_sheet
from live.values import Image, as_image

SIDE = 160
"""Longer side of the picture that is looked at, px."""

SAMPLES = 40
"""Rows of pixels, spread over the picture, that tell how dark its ground is."""

BROADEST = 0.22
"""A stroke is narrower than this share of the picture's shorter side: else it is a sheet."""

DARK, EVEN, LIGHTER = 110, 40, 60
"""The ground is darker than the first, of 255, and nowhere lighter than its median by the second; writing is
by the third."""

BOLDEST = 0.33
"""Nor is it broader than this share of the longer side of all writing, as a small sheet in the dark is."""

WRITTEN = 0.003, 0.35
"""Least and greatest share of the picture that writing covers."""

COARSE = 480
"""A board is looked for in a picture of some such longer side, px: every so many pixels will do for that."""

BOARD, FRAME = 0.15, 0.03
"""Least share of a picture that is as dark as a board's ground before a board is looked for, and how much of
the board's shorter side its frame takes at each edge."""


def light_on_dark(image: Image) -> bool:
    """Whether a picture, (H, W, 3) uint8 BGR, may show light strokes on nothing but a dark ground."""
    if np.median(_samples(image)) >= DARK:  # paper is soon told
        return False
    zoom = min(1.0, SIDE / max(image.shape[:2]))
    size = [max(1, round(n * zoom)) for n in image.shape[1::-1]]
    grey = as_image(cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY))
    side = _odd(BROADEST * min(size))
    without_strokes = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    ground, lightest = np.percentile(without_strokes, [50, 99])
    if ground >= DARK or lightest > ground + EVEN:
        return False
    around = as_image(cv2.medianBlur(grey, _odd(2 * BROADEST * min(size))))
    if _most(around, grey) > _most(grey, around):  # dark writing, in sloping light
        return False
    light = np.asarray(grey >= ground + LIGHTER, np.uint8)
    longer = max(cv2.boundingRect(light)[2:])
    broadest = 2 * float(cv2.distanceTransform(light, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).max())
    return WRITTEN[0] <= float(light.mean()) <= WRITTEN[1] and broadest <= BOLDEST * longer


def on_a_board(image: Image) -> bool:
    """Whether a part of a picture, (H, W, 3) uint8 BGR, may be a dark board with light strokes on it.

    In the negative a board is a sheet.
    """
    if np.mean(_samples(image) < DARK) < BOARD:
        return False
    every = max(1, max(image.shape[:2]) // COARSE)
    board = find_sheet(np.bitwise_not(image[::every, ::every]))
    if board is None or not board.any():
        return False
    x, y, w, h = (every * side for side in cv2.boundingRect(board))
    m = round(FRAME * min(w, h))
    return min(w, h) > 2 * m and light_on_dark(image[y + m : y + h - m, x + m : x + w - m])


def _most(grey: Image, ground: Image) -> float:
    """By how much the lightest pixels, as many as writing has, are at least lighter than their ground."""
    return float(np.quantile(cv2.subtract(grey, ground), 1 - WRITTEN[0]))


def _odd(side: float) -> int:
    """A window's side, px, that has a middle."""
    return max(3, round(side) | 1)


def _samples(image: Image) -> Image:
    """Some of a picture's pixels, spread over it, in green, which is most of grey."""
    step = max(1, min(image.shape[:2]) // SAMPLES)
    return image[::step, ::step, 1]
