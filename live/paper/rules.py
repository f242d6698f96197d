"""Printed rules: the lines of ruled and squared paper, found and taken out without cutting what crosses them.

The picture is looked at along scanlines only. Dark ridges on neighbouring scanlines that lie in the commonest
direction are chained, long chains are rules, and their even spacing tells where the others are.

Source: Lopresti and Kavallieratou, "Ruling line removal in handwritten page images" (ICPR 2010), for the use
of even width and predictable spacing, and that a page without rules is to pass as it is.
"""

from __future__ import annotations

import cv2
import numpy as np

from live.paper.curves import Ints, Reals, curve_at, fit_curves, nearest
from live.paper.spacing import AWAY, FEWEST, evenly_spaced
from live.paper.strips import erase
from live.values import Image

STEP = 16
"""Distance of scanlines, px: less than half the spacing of rules, so that chains are seldom in doubt."""

REACH = 6
"""A ridge has lighter paper this far on both sides, px: rules are 1 to 3 px wide, at 45° and blurred 7."""

BROAD_REACH, NEAR = 12, 1.5
"""The same in a crop, which is enlarged; or else, where feet of digits stand on the line, so many times the
least height above what is REACH beside it."""

LEAST, NOISE = 5.0, 2.0
"""Least height of a ridge above what is beside it: of 255, and in deviations of the paper's noise."""

SMOOTH = np.array([0.25, 0.5, 0.25], np.float32), np.ones(1, np.float32)
"""Along a scanline and across it."""

CROWDED = 1 / 14
"""More ridges a pixel of scanline than this are a texture."""

STEEPEST = 1.06
"""Steepest rule in the family nearer to the axis: 45° and a little perspective."""

ACROSS = 0.15
"""How far the second family's slope may be from square to the first: perspective, a sheet bent or skewed."""

GAPS = 4
"""A rule is lost from sight for so many scanlines at most where writing crosses it."""

LONG = 0.4
"""A rule crosses this share of the sheet; once three are known, short ones are looked for as well."""

SEEN = 0.7
"""Share of the scanlines along it on which a rule is seen."""

LONE = 0.7
"""In a strip of paper at least STRIP times as long as wide, no stroke crosses this share of its length: a
single line does, the box of a form."""

STRIP, CROP_STRIP = 2.0, 1.5
"""The second where writing fills the picture."""

STRONG = 0.2
"""Least height of such a line, share of the darkest ink's: what is fainter is a pattern in the paper."""

TURN = 0.6
"""How far a rule departs from its family's direction, px a scanline."""


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
        level = find_rules(contrast, sheet, least, long=LONE, crop=crop)
        return erase(contrast, level, level[:0], paper, noise) if len(level) else contrast
    least = max(LEAST, NOISE * noise)
    level = find_rules(contrast, sheet, least)
    # At 45° both families are in sight either way; the second is the one across the first.
    slope = -2 * float(np.median(level[:, 1])) / contrast.shape[1] if len(level) >= FEWEST else None
    upright = find_rules(contrast.T, None if sheet is None else sheet.T, least, slope)
    if max(len(level), len(upright)) < FEWEST:
        return contrast
    return erase(contrast, level, upright, paper, noise)


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


def find_rules(
    contrast: Image,
    sheet: Image | None,
    least: float,
    slope: float | None = None,
    long: float = LONG,
    crop: bool = False,
) -> Reals:
    """The rules within 45° of level, in (H, W) uint8 contrast, that stand out by `least`.

    slope: about theirs, where it is known. long: the share of the sheet that they cross. crop: whether the
    picture is enlarged, as small ones are.

    Returns (R, 3) float64, sorted from the top: coefficients of y = a + b t + c t² px, t running from -1 to
    1 over the width.
    """
    none = np.zeros((0, 3))
    height, width = contrast.shape
    lines = np.ascontiguousarray(contrast[:, STEP // 2 :: STEP].T)
    on_sheet = np.ones(lines.shape, np.bool_) if sheet is None else sheet[:, STEP // 2 :: STEP].T > 0
    extent = int(on_sheet[:, ::8].any(1).sum())
    line, y = _ridges(lines, {BROAD_REACH: least, REACH: NEAR * least} if crop else {REACH: least})
    if len(y) < long * extent * SEEN or len(y) > CROWDED * extent * height:
        return none
    rise, support = _direction(line, y, height, slope)
    if support < long * extent * SEEN:
        return none
    where = (np.arange(len(lines)) * STEP + STEP // 2) * (2 / width) - 1
    curves = _chains(line, where[line], y, rise, long * extent, height)
    return evenly_spaced(curves, line, y, on_sheet, where) if len(curves) >= FEWEST else curves


def _ridges(lines: Image, least: dict[int, float]) -> tuple[Ints, Reals]:
    """Dark ridges along scanlines, (n, L) uint8: the scanline of each and where on it, px, sorted.

    least: the height above what is so far beside it, px, that makes a ridge; one is enough.
    """
    smooth = np.asarray(cv2.sepFilter2D(lines, cv2.CV_32F, *SMOOTH), np.float32)
    stands_out = np.zeros(lines.shape, np.bool_)
    for reach, height in least.items():
        far = cv2.copyMakeBorder(smooth, 0, 0, reach, reach, cv2.BORDER_CONSTANT, value=0)
        stands_out |= smooth - cv2.max(far[:, : -2 * reach], far[:, 2 * reach :]) > height
    top = cv2.dilate(smooth, np.ones((1, 7), np.uint8))
    ridge = (smooth >= top) & stands_out
    ridge[:, 0] = ridge[:, -1] = False
    ridge[:, 1:] &= smooth[:, 1:] > smooth[:, :-1]  # of a flat top, its first pixel
    line, y = np.divmod(np.flatnonzero(ridge), lines.shape[1])
    before, here, after = smooth[line, y - 1], smooth[line, y], smooth[line, y + 1]
    return line, y + 0.5 * (after - before) / np.maximum(2 * here - before - after, 1e-3)


def _direction(line: Ints, y: Reals, height: int, slope: float | None) -> tuple[float, int]:
    """The commonest rise from a ridge to one on the next scanline, px, and how many have it."""
    span = 2.0 * height + 4 * STEP  # no ridge is near one that is numbered on another scanline
    key = line * span + y
    reach = STEEPEST * STEP
    first = np.searchsorted(key, key + span - reach)
    count = np.searchsorted(key, key + span + reach) - first
    start = np.repeat(np.arange(len(key)), count)
    end = np.arange(len(start)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    rise = y[end] - y[start]
    if slope is not None:
        rise = rise[np.abs(rise - slope * STEP) < ACROSS * STEP]
    votes = np.convolve(
        np.bincount(np.rint(2 * (rise + reach)).astype(np.intp), minlength=5), np.ones(5), "same"
    )
    near = np.abs(rise - (votes.argmax() / 2 - reach)) < 1.5
    return (float(rise[near].mean()), int(near.sum())) if near.any() else (0.0, 0)


def _chains(line: Ints, t: Reals, y: Reals, rise: float, least: float, height: int) -> Reals:
    """Curves, sorted, through the long chains of ridges that rise alike from scanline to scanline."""
    span = 2.0 * height + 4 * STEP
    key = line * span + y
    after = np.arange(len(key))
    ends = np.ones(len(key), np.bool_)
    for lag in range(1, GAPS + 1):
        place, away = nearest(key, key + lag * (span + rise))
        found = ends & (np.abs(away) < 1 + TURN * lag)
        after[found] = place[found]
        ends &= ~found
    for _ in range(len(key).bit_length()):
        after = after[after]  # each step doubles how far along its chain a ridge looks
    last, first, chain, count = np.unique(after, return_index=True, return_inverse=True, return_counts=True)
    length = line[last] - line[first] + 1
    long = (length >= max(4.0, least)) & (count >= SEEN * length)
    if not long.any():
        return np.zeros((0, 3))
    number = np.where(long, np.cumsum(long) - 1, -1)[chain]
    curves = fit_curves(t, y, number, int(long.sum()))
    # Parts of one rule, seen on both sides of a hand, meet in its middle.
    order = np.argsort(curves[:, 0])
    parted = np.diff(curves[order, 0], prepend=-np.inf) > 4
    number = np.where(number >= 0, (np.cumsum(parted) - 1)[np.argsort(order)][number], -1)
    curves = fit_curves(t, y, number, int(parted.sum()))
    away = np.abs(curve_at(curves[number], t) - y)
    number = np.where(away < AWAY, number, -1)
    return fit_curves(t, y, number, len(curves))
