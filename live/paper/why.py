"""Why nothing is read: what a frame lacks, in words for the person before the camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Floats, Image, Sight


@dataclass(frozen=True)
class Knobs:
    """Of telling what a frame lacks."""

    min_paper_level: float = 30.0  # grey levels; darker paper is lost in the camera's noise
    paper_percentile: float = 95.0  # of the grey levels that is the paper's
    min_mark: float = 12.0  # px of the frame, longer side: smaller digits run together
    max_side: int = 640  # px, of the picture in which sharpness is measured, as the eye looks first
    contrast_window: int = 9  # px, around a pixel: a few widths of a stroke
    edge_share: float = 0.5  # % of the pixels, those of highest contrast, that are edges
    min_edge_contrast: float = 24.0  # grey levels; without any such edge there is nothing to be sharp
    edge_percentile: float = 90.0  # of the edges' sharpness that is the picture's
    min_sharpness: float = 0.13  # change of an edge per px, share of its contrast, of a picture not blurred


KNOBS = Knobs()


def why(image: Image, sight: Sight) -> str:
    """Return one line that says what to do when nothing is read.

    image: the frame, (H, W, 3) uint8 BGR. sight: what was seen in it.
    """
    brightest = image[::4, ::4].max(2)
    if float(np.percentile(brightest, KNOBS.paper_percentile)) < KNOBS.min_paper_level:
        return "too dark: turn on a light"
    if is_blurred(image):
        return "too blurred: hold it still, a little further away"
    sides = [(max(box[2:]), confidence) for box, confidence in sight.proposals]
    if sides and _weighted_median(sides) < KNOBS.min_mark:
        return "too far away: come closer, or write larger"
    return "no digits in sight"


def is_blurred(image: Image) -> bool:
    """Return whether even the sharpest edges of a picture, (H, W, 3) uint8 BGR, are blurred."""
    zoom = min(1.0, KNOBS.max_side / max(image.shape[:2]))
    size = max(1, round(image.shape[1] * zoom)), max(1, round(image.shape[0] * zoom))
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    window = cv2.getStructuringElement(cv2.MORPH_RECT, (KNOBS.contrast_window, KNOBS.contrast_window))
    contrast = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, window), np.float32)
    threshold = max(KNOBS.min_edge_contrast, float(np.percentile(contrast, 100 - KNOBS.edge_share)))
    edges = contrast >= threshold
    if not edges.any():
        return False
    sharpness = _gradient(np.asarray(grey, np.float32))[edges] / contrast[edges]
    return float(np.percentile(sharpness, KNOBS.edge_percentile)) < KNOBS.min_sharpness


def _gradient(grey: Floats) -> Floats:
    """Return the gradient's magnitude at each pixel, grey levels a px."""
    dx, dy = cv2.Sobel(grey, -1, 1, 0, ksize=1), cv2.Sobel(grey, -1, 0, 1, ksize=1)
    return np.asarray(np.hypot(dx, dy) / 2, np.float32)


def _weighted_median(lengths: Sequence[tuple[float, float]]) -> float:
    """Return the median of lengths, px, each with a weight."""
    ordered = np.array(sorted(lengths), np.float64)
    weight = np.cumsum(ordered[:, 1])
    return float(ordered[np.searchsorted(weight, weight[-1] / 2), 0])
