"""A line that a number stands on, printed or drawn: taken out, or all of it would be one mark."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.strips import erase
from live.reader.mark import Ints
from live.values import Image

BROAD, SHORTEST, MOST = 2.0, 60, 40
"""A piece of ink is looked at if it is so many times as broad as high and so broad, px; of one picture so
many pieces at most, the broadest, and SEEN columns of each, so that time is bounded."""

LESS_BROAD, THINNER, BARE = 1.3, 0.4, 0.5
"""One that is but so broad is looked at as well: a single digit may stand on a line. There, the line is no
thicker than this share of the pen's width, and it is alone on this share of the piece's: the foot of a two
and the bar of a five are strokes of the pen."""

SEEN = 320

GLIMPSE, LIKELY, DENSEST = 40, 0.75, 0.45
"""So many columns tell already where no line can be: on less than that share of them. Nor is there one where
more than the last share of a piece's box is ink: of digits on a line 0.32 is."""

SLOPES = np.linspace(-0.16, 0.16, 33)
"""Slopes of it that are tried, px down a px to the right."""

WHOLE, CORE = 0.85, 0.5
"""Share of a mark's width on which a line is there, and that of its rows' that belong to it."""

THICK = 0.2
"""Its thickness is at most this share of the mark's height; digits stand on it or hang from it."""

OUT = 0.4
"""It goes on beyond the digits, left and right together, for this share of the mark's height: noughts
that are written in one go are joined at their feet as well."""


def without_underlines(image: Image, labels: Ints, stats: Ints) -> Image:
    """Ink without the lines that numbers stand on; the very same array where there are none.

    image: (H, W) uint8, 128 at the threshold. labels, stats: its connected pieces, as cv2 gives them.
    """
    cleaned = image
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    broad = np.flatnonzero((width >= SHORTEST) & (width >= LESS_BROAD * height))
    broad = broad[broad > 0]  # the paper
    for n in broad[np.argsort(-width[broad])][:MOST].tolist():
        x, y, w, h = stats[n, :4].tolist()
        own = labels[y : y + h, x : x + w] == n
        line = _line(own)
        if line is None:
            continue
        part = np.where(own, image[y : y + h, x : x + w], 0).astype(np.uint8)
        rest = erase(part, line[None], np.zeros((0, 3)), 0.0, 0.0)
        cleaned = image.copy() if cleaned is image else cleaned
        cleaned[y : y + h, x : x + w] = np.where(own, rest, cleaned[y : y + h, x : x + w])
    return cleaned


def _line(own: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64] | None:
    """The line through all of a piece of ink, (h, w): y = a + b t px, t from -1 to 1 over its width, (3,)."""
    height, width = own.shape
    if np.count_nonzero(own) > DENSEST * own.size or _straightest(own, GLIMPSE)[1].max() < LIKELY:
        return None
    slope, share = _straightest(own, SEEN)
    if share.max() < WHOLE:
        return None
    core = np.flatnonzero(share >= CORE)
    thick = int(core[-1] - core[0]) + 1
    bare = own.sum(0) <= 2 * thick
    out = (int(bare.argmin()) + int(bare[::-1].argmin())) if not bare.all() else 0
    if thick > max(3, THICK * height) or height < 3 * thick or out < OUT * height:
        return None
    if width < BROAD * height and (out < BARE * width or thick > THINNER * _pen(own)):
        return None
    return np.array([core.mean() - width, slope * width / 2, 0.0])


def _straightest(own: npt.NDArray[np.bool_], most: int) -> tuple[float, npt.NDArray[np.float64]]:
    """The slope along which one row has most of a piece of ink, (h, w), and what share of the width each row
    has then; rows are counted from w above. most: columns that are looked at."""
    height, width = own.shape
    step = -(-width // most) | 1  # odd, for a pattern's period seldom is
    rows, columns = np.nonzero(own[:, ::step])
    count, span = -(-width // step), height + 2 * width
    off = np.rint(width - SLOPES[:, None] * (step * np.arange(count) - width / 2)).astype(np.intp)
    at = rows + (off + span * np.arange(len(SLOPES))[:, None])[:, columns]
    share = np.bincount(at.ravel(), minlength=span * len(SLOPES)).reshape(len(SLOPES), span) / count
    best = int(share.max(1).argmax())
    return float(SLOPES[best]), share[best]


def _pen(own: npt.NDArray[np.bool_]) -> float:
    """The broadest stroke of a piece of ink, px."""
    return 2 * float(cv2.distanceTransform(own.astype(np.uint8), cv2.DIST_L2, 3).max())
