"""How dark paper and its ink are, and how uneven the paper is."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from live.values import Image

DARKEST = 0.997
"""Share of the sheet that is lighter than its darkest ink: a single digit covers about 0.5 %."""

ROWS = 160
"""So many rows tell the levels; of a higher picture but every second one is counted, or third, or so."""


class Levels(NamedTuple):
    """Of the contrast on a sheet, 0..255: the paper's own (its median), its noise (a standard deviation, by
    the median of absolute differences), and that of the darkest ink."""

    paper: float
    noise: float
    darkest: float


def levels_of(contrast: Image, sheet: Image | None = None) -> Levels:
    """The levels of (H, W) uint8 contrast, 0 paper, 255 black; sheet: (H, W) mask, or None for all of it."""
    every = max(1, len(contrast) // ROWS)
    mask = None if sheet is None else sheet[::every]
    counts = cv2.calcHist([contrast[::every]], [0], mask, [256], [0, 256]).ravel()
    total = np.cumsum(counts)
    paper, darkest = np.searchsorted(total, [0.5 * total[-1], DARKEST * total[-1]])
    away = np.bincount(np.abs(np.arange(256) - paper), counts, 256)
    middle = np.cumsum(away)
    # Within the bin that the median falls into, values are spread evenly.
    k = int(np.searchsorted(middle, 0.5 * middle[-1]))
    before = middle[k - 1] if k else 0.0
    spread = max(0.0, k - 0.5 + (0.5 * middle[-1] - before) / max(1.0, away[k]))
    return Levels(float(paper), 1.4826 * spread, float(darkest))
