"""Pictures and boxes turned by quarters."""

from __future__ import annotations

import cv2
import numpy as np

from live.values import Box, Image

ROTATIONS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
"""Quarters clockwise, and what cv2 calls them."""


def turned(image: Image, quarters: int) -> Image:
    """Return a picture turned clockwise by quarters."""
    return np.asarray(cv2.rotate(image, ROTATIONS[quarters]), np.uint8) if quarters else image


def turned_back(box: Box, quarters: int, size: tuple[int, int]) -> Box:
    """Return where a box of the turned picture is in the picture as it came, of (w, h) px."""
    x, y, w, h = box
    width, height = size
    return {
        0: box,
        1: (y, height - x - w, h, w),
        2: (width - x - w, height - y - h, w, h),
        3: (width - y - h, x, h, w),
    }[quarters]
