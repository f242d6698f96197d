"""Printed rules: the lines of ruled and squared paper, found and taken out without cutting what crosses them.

Upright lines that cross the sheet are rules, that stand close to each other, or that reach from one end of a
table to the other. Others are stems of digits, written large.

Source: Lopresti and Kavallieratou, "Ruling line removal in handwritten page images" (ICPR 2010), for the use
of even width and predictable spacing, and that a page without rules is to pass as it is.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.cells import sides
from live.paper.curves import Reals, curve_at
from live.paper.families import STEP, Family, find_rules
from live.paper.spacing import FEWEST
from live.paper.strips import erase
from live.values import Image

LEAST, NOISE = 5.0, 2.0
"""Least height of a ridge above what is beside it: of 255, and in deviations of the paper's noise."""

WHOLE = 0.9
"""A line that is there on this share of its way over the sheet is no stem of a digit, however large."""

FRAMED = 0.08
"""How far the ends of a table's upright may be from its outermost rules, share of its length."""

MOST = 0.7
"""Where so many of the upright rules are whole or a table's, the others are so too, and but partly seen."""

CLOSE = 0.2
"""Usual gap between upright rules, share of their length, that is less than digits as large need."""

LONE = 0.7
"""In a strip of paper at least STRIP times as long as wide, no stroke crosses this share of its length: a
single line does, the box of a form."""

STRIP, CROP_STRIP = 2.0, 1.5
"""The second where writing fills the picture."""

FINE = 0.75
"""Greatest height of a line at a crop's side, share of the darkest ink's: of the boxes of cheques it is 0.43
to 0.56, of digits as high as the crop 0.97 and more."""

STRONG = 0.2
"""Least height of such a line, share of the darkest ink's: what is fainter is a pattern in the paper."""


def without_rules(contrast: Image, sheet: Image | None = None, crop: bool = False) -> Image:
    """The page without its printed rules; the very same array where it has none.

    contrast: (H, W) uint8, 0 paper, 255 black, black off the sheet. sheet: (H, W) mask, or None for all of
    it. crop: whether writing fills the picture. Returns (H, W) uint8.
    """
    paper, noise = _paper(contrast, sheet)
    if min(contrast.shape) < 4 * STEP:
        return contrast
    height, width = contrast.shape
    if width >= (CROP_STRIP if crop else STRIP) * height:
        least = max(LEAST, noise, STRONG * _darkest(contrast))
        level = find_rules(contrast, sheet, least, long=LONE, crop=crop).curves
        ends = level[:0]
        if crop:  # where digits are as high as the picture, and so their stems as long as its sides
            beside = find_rules(contrast.T, None, least, long=LONE, crop=True)
            ends = beside.chains[_whole(beside, level, width) & _fine(beside, contrast)]
        return erase(contrast, level, ends, paper, noise) if len(level) + len(ends) else contrast
    least = max(LEAST, NOISE * noise)
    along = find_rules(contrast, sheet, least)
    level = along.curves
    # At 45° both families are in sight either way; the second is the one across the first.
    slope = -2 * float(np.median(level[:, 1])) / width if len(level) >= FEWEST else None
    across = find_rules(contrast.T, None if sheet is None else sheet.T, least, slope)
    upright = _printed(across, level, width)
    if max(len(level), len(upright)) < FEWEST:  # but a margin's line, or a box's, is alone
        level, upright = (each.chains[each.crossed >= WHOLE] for each in (along, across))
        if not len(level) + len(upright):
            return contrast
    cells, spans = sides(contrast, level if len(upright) < FEWEST else level[:0], paper)
    spans = np.concatenate([np.full((len(upright), 2), (0, height)), spans])
    return erase(contrast, level, np.concatenate([upright, cells]), paper, noise, spans)


def _printed(upright: Family, level: Reals, width: int) -> Reals:
    """Those upright rules that are no stems of digits, (R, 3).

    level: the rules across them. width: of the picture, px.
    """
    if not len(upright.chains):
        return upright.chains
    printed = _whole(upright, level, width)
    length = np.diff(upright.spans)[:, 0]
    gaps = np.diff(upright.curves[:, 0])
    close = len(gaps) >= FEWEST - 1 and np.median(gaps) <= CLOSE * np.median(length)
    return upright.curves if close or printed.mean() >= MOST else upright.chains[printed]


def _whole(upright: Family, level: Reals, width: int) -> npt.NDArray[np.bool_]:
    """Which upright lines cross the picture, or reach from one end of a table to the other, (C,)."""
    whole = upright.crossed >= WHOLE
    if len(level) >= 2 and len(whole):
        outer = curve_at(level[[0, -1]], 2 * upright.chains[:, :1] / width - 1)
        whole |= np.abs(outer - upright.spans).max(1) <= FRAMED * np.diff(upright.spans)[:, 0]
    return np.asarray(whole, np.bool_)


def _fine(upright: Family, contrast: Image) -> npt.NDArray[np.bool_]:
    """Which upright lines are too faint for writing, as a printed line is that is finer than a pen, (C,)."""
    height, width = contrast.shape
    y = np.arange(0, height, 2)
    x = np.rint(curve_at(upright.chains[:, None], 2 * y / height - 1)).astype(np.intp).clip(0, width - 1)
    ridge = np.asarray(cv2.dilate(contrast, np.ones((1, 3), np.uint8)), np.uint8)
    return np.asarray(np.median(ridge[y, x], axis=1) <= FINE * _darkest(contrast), np.bool_)


def _paper(contrast: Image, sheet: Image | None) -> tuple[float, float]:
    """The sheet's median contrast and its noise, a standard deviation, from what is lighter: in a crop ink
    covers so much that it would count as noise."""
    some = contrast[::8, ::8]
    if sheet is not None:
        some = some[sheet[::8, ::8] > 0]
    if some.size == 0:
        return 0.0, 0.0
    share = np.cumsum(np.bincount(some.ravel(), minlength=256)) / some.size
    low, paper = np.searchsorted(share, [0.25, 0.5])  # ink is on the other side
    return float(paper), 1.4826 * float(paper - low)


def _darkest(contrast: Image) -> float:
    return float(np.percentile(contrast[::4, ::4], 99))
