"""Why nothing is read: what a frame lacks, in words for the person before the camera."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Floats, Image, Sight


@dataclass(frozen=True)
class Knobs:
    """Of telling what a frame lacks."""

    dark: float = 30.0  # grey levels; paper darker than this is lost in the camera's noise
    light: float = 95.0  # percentile of the grey levels that is the paper's
    far: float = 12.0  # px of the frame; digits whose longer side is shorter run together
    side: int = 640  # px, longer side at which sharpness is measured, as the eye looks first
    window: int = 9  # px, around a pixel in which its contrast is measured: a few widths of a stroke
    edges: float = 0.5  # % of the pixels, those of most contrast, that are looked at as edges
    contrast: float = 24.0  # grey levels of an edge below which there is nothing to be sharp
    soft: float = 0.13  # of its contrast that an edge changes by from pixel to pixel, or it is blurred


KNOBS = Knobs()


def why(image: Image, sight: Sight) -> str:
    """Return one line that says what to do when nothing is read.

    image: the frame, (H, W, 3) uint8 BGR. sight: what was seen in it.
    """
    brightest = image[::4, ::4].max(2)
    if float(np.percentile(brightest, KNOBS.light)) < KNOBS.dark:
        return "too dark: turn on a light"
    if is_soft(image):
        return "too blurred: hold it still, a little further away"
    sides = [(max(box[2:]), likely) for box, likely in sight.proposals]
    if sides and _usual(sides) < KNOBS.far:
        return "too far away: come closer, or write larger"
    return "no digits in sight"


def is_soft(image: Image) -> bool:
    """Return whether even the sharpest edges of a picture, (H, W, 3) uint8 BGR, are blurred."""
    zoom = min(1.0, KNOBS.side / max(image.shape[:2]))
    size = max(1, round(image.shape[1] * zoom)), max(1, round(image.shape[0] * zoom))
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (KNOBS.window, KNOBS.window))
    contrast = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, around), np.float32)
    edges = contrast >= max(KNOBS.contrast, float(np.percentile(contrast, 100 - KNOBS.edges)))
    if not edges.any():
        return False
    return (
        float(np.percentile(_steepness(np.asarray(grey, np.float32))[edges] / contrast[edges], 90))
        < KNOBS.soft
    )


def _steepness(grey: Floats) -> Floats:
    """Return by how many grey levels each pixel's neighbours differ across it, per px."""
    across, down = cv2.Sobel(grey, -1, 1, 0, ksize=1), cv2.Sobel(grey, -1, 0, 1, ksize=1)
    return np.asarray(np.hypot(across, down) / 2, np.float32)


def _usual(sides: list[tuple[int, float]]) -> float:
    """Return the median of lengths, px, each with a weight."""
    ordered = np.array(sorted(sides), np.float64)
    weight = np.cumsum(ordered[:, 1])
    return float(ordered[np.searchsorted(weight, weight[-1] / 2), 0])
