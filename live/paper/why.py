"""Why nothing is read: what a frame lacks, in words for the person before the camera."""

from __future__ import annotations

import cv2
import numpy as np

from live.paper.surfaces import darkest_channel
from live.values import Image, Ink

DARK = 30
"""Paper darker than this, of 255, is lost in the camera's noise."""

FAR = 12
"""Digits lower than this, px of the frame, run together."""

SOFT = 0.14
"""The steepest edges change by this share of the ink's contrast from pixel to pixel, or they are blurred."""


def why(image: Image, ink: Ink) -> str:
    """One line that says what to do when nothing is read.

    image: the frame, (H, W, 3) uint8 BGR. ink: what was found in it.
    """
    grey = image[::4, ::4].max(2)
    if float(np.percentile(grey, 95)) < DARK:
        return "too dark: turn on a light"
    if ink.sheet is not None and not ink.sheet.any():
        return "no sheet found: hold it up whole"
    if _is_soft(image, ink):
        return "too blurred: hold it still, a little further away"
    height = _height(ink)
    if 0 < height < FAR:
        return "too far away: come closer, or write larger"
    return "no digits in sight"


def _is_soft(image: Image, ink: Ink) -> bool:
    """Whether the ink's edges are blurred: looked at where there is ink alone."""
    size = ink.image.shape[1::-1]
    grey = cv2.resize(darkest_channel(image), size, interpolation=cv2.INTER_AREA).astype(np.float32)
    near = cv2.dilate(ink.image, np.ones((9, 9), np.uint8)) >= 128
    if not near.any():
        return False
    low, high = np.percentile(grey[near], [2, 98])
    steep = np.maximum(abs(cv2.Sobel(grey, -1, 1, 0, ksize=1)), abs(cv2.Sobel(grey, -1, 0, 1, ksize=1))) / 2
    return float(np.percentile(steep[near], 99)) < SOFT * float(high - low)


def _height(ink: Ink) -> float:
    """The usual height of the pieces of ink, px of the frame; 0 where there are none worth the name."""
    stats = cv2.connectedComponentsWithStats((ink.image >= 128).astype(np.uint8))[2][1:]
    heights = stats[stats[:, cv2.CC_STAT_AREA] >= 6, cv2.CC_STAT_HEIGHT]
    return float(np.median(heights)) * ink.scale if len(heights) else 0.0
