"""Lines on paper that run alike: ridges along scanlines, chained.

Dark ridges on neighbouring scanlines that lie in the commonest direction are chained, long chains are rules,
and their even spacing tells where the others are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.paper.curves import Ints, Reals, curve_at, fit_curves, nearest
from live.paper.spacing import AWAY, EXPECTED, FEWEST, course, evenly_spaced
from live.values import Image

STEP = 16
"""Distance of scanlines, px: less than half the spacing of rules, so that chains are seldom in doubt."""

REACH = 6
"""A ridge has lighter paper this far on both sides, px: rules are 1 to 3 px wide, at 45° and blurred 7."""

BROAD_REACH, NEAR = 12, 1.5
"""The same in a crop, which is enlarged; or else, where feet of digits stand on the line, so many times the
least height above what is REACH beside it."""

SMOOTH = np.array([0.25, 0.5, 0.25], np.float32), np.ones(1, np.float32)
"""Along a scanline and across it."""

CROWDED = 1 / 14
"""More ridges a pixel of scanline than this are a texture."""

STEEPEST = 1.06
"""Steepest rule in the family nearer to the axis: 45° and a little perspective."""

DENSE, ASIDE, SHARP = 1 / 40, 3.5, 2.5
"""Of more ridges a pixel than the first, as print has and paper with close rules, so many times as many lie
in the rules' direction as a little aside of it, px a scanline: rules run straight, rows of letters about so.
Of pages of print, 12 to 28 px high, that seemed ruled none has more than 2.4 times as many, of rules none
less than 2.9."""

ACROSS = 0.15
"""How far the second family's slope may be from square to the first: perspective, a sheet bent or skewed."""

GAPS = 4
"""A rule is lost from sight for so many scanlines at most where writing crosses it."""

LONG = 0.4
"""A rule crosses this share of the sheet; once three are known, short ones are looked for as well."""

SHORTEST = 4
"""Least scanlines of a chain."""

SEEN = 0.7
"""Share of the scanlines along it on which a rule is seen."""

TURN = 0.6
"""How far a rule departs from its family's direction, px a scanline."""


@dataclass(frozen=True)
class Family:
    """Rules that run alike.

    curves: (R, 3) float64, sorted from the top: coefficients of y = a + b t + c t² px, t running from -1 to 1
    over the width. chains: (C, 3), those of them that were found by their length alone. spans: (C, 2), where
    those begin and end, px. crossed: (C,), the share of their way over the sheet on which they are there.
    """

    curves: Reals
    chains: Reals
    spans: Reals
    crossed: Reals


def find_rules(
    contrast: Image,
    sheet: Image | None,
    least: float,
    slope: float | None = None,
    long: float = LONG,
    crop: bool = False,
) -> Family:
    """The rules within 45° of level, in (H, W) uint8 contrast, that stand out by `least`.

    slope: about theirs, where it is known. long: the share of the sheet that they cross. crop: whether the
    picture is enlarged, as small ones are.
    """
    none = Family(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 2)), np.zeros(0))
    height, width = contrast.shape
    lines = _scanlines(contrast, STEP // 2)
    on_sheet = np.ones(lines.shape, np.bool_) if sheet is None else sheet[:, STEP // 2 :: STEP].T > 0
    extent = int(on_sheet[:, ::8].any(1).sum())
    heights = {BROAD_REACH: least, REACH: NEAR * least} if crop else {REACH: least}
    line, y = _ridges(lines, heights)
    if len(y) < long * extent * SEEN or len(y) > CROWDED * extent * height:
        return none
    rise, support, aside = _direction(line, y, height, slope)
    dense = not crop and len(y) > DENSE * extent * height
    if support < max(long * extent * SEEN, SHARP * aside if dense else 0):
        return none
    where = (np.arange(len(lines)) * STEP + STEP // 2) * (2 / width) - 1
    chains, spans = _chains(line, where[line], y, rise, long * extent, height)
    if not len(chains) or not _seen_between(contrast, chains, spans, heights):
        return none
    rules = evenly_spaced(chains, line, y, on_sheet, where) if len(chains) >= FEWEST else chains
    on_way = course(chains, on_sheet, where)[1].sum(1)
    crossed = np.diff(spans)[:, 0] / np.maximum(1, on_way)
    return Family(rules, chains, STEP * spans.astype(np.float64), crossed)


def _scanlines(contrast: Image, first: int) -> Image:
    """The columns of a picture from the first on, STEP apart, as rows: (n, H) uint8."""
    return np.ascontiguousarray(contrast[:, first::STEP].T)


def _span(height: int) -> float:
    """By how much the keys of ridges go up from one scanline to the next, px: no ridge is near one that is
    numbered on another scanline."""
    return 2.0 * height + 4 * STEP


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


def _seen_between(contrast: Image, curves: Reals, spans: Ints, least: dict[int, float]) -> bool:
    """Whether curves are ridges half-way between the scanlines, too: not so a pattern that repeats from one
    scanline to the next. spans, (R, 2): as of `_chains`."""
    height, width = contrast.shape
    line, y = _ridges(_scanlines(contrast, STEP), least)
    if len(y) < SHORTEST:
        return False
    between = np.arange((width - 1) // STEP)
    at = curve_at(curves[:, None], (between + 1) * STEP * (2 / width) - 1)
    span = _span(height)
    near = np.abs(nearest(line * span + y, between * span + at)[1]) < AWAY
    on_way = (between >= spans[:, :1]) & (between < spans[:, 1:] - 1)
    return bool((near & on_way).sum() >= EXPECTED * on_way.sum())


def _direction(line: Ints, y: Reals, height: int, slope: float | None) -> tuple[float, int, int]:
    """The commonest rise from a ridge to one on the next scanline, px, how many have it, and how many one
    that is more or less by ASIDE, whichever are fewer."""
    span = _span(height)
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
    best = int(votes.argmax())
    near = rise[np.abs(rise - (best / 2 - reach)) < 1.5]
    if not len(near):
        return 0.0, 0, 0
    places = best - round(2 * ASIDE), best + round(2 * ASIDE)
    aside = min(votes[k] if 0 <= k < len(votes) else 0 for k in places)
    return float(near.sum()) / len(near), len(near), int(aside)


def _chains(line: Ints, t: Reals, y: Reals, rise: float, least: float, height: int) -> tuple[Reals, Ints]:
    """Curves, sorted, through the long chains of ridges that rise alike from scanline to scanline; and for
    each the first scanline, and that after the last, (R, 2)."""
    span = _span(height)
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
    counts = np.bincount(after)
    last = np.flatnonzero(counts)
    chain, count = (np.cumsum(counts > 0) - 1)[after], counts[last]
    first = np.zeros_like(after)
    first[after[::-1]] = np.arange(len(after))[::-1]
    length = line[last] - line[first[last]] + 1
    long = (length >= max(SHORTEST, least)) & (count >= SEEN * length)
    if not long.any():
        return np.zeros((0, 3)), np.zeros((0, 2), np.intp)
    number = np.where(long, np.cumsum(long) - 1, -1)[chain]
    curves = fit_curves(t, y, number, int(long.sum()))
    # Parts of one rule, seen on both sides of a hand, meet in its middle.
    order = np.argsort(curves[:, 0])
    parted = np.diff(curves[order, 0], prepend=-np.inf) > 4
    number = np.where(number >= 0, (np.cumsum(parted) - 1)[np.argsort(order)][number], -1)
    curves = fit_curves(t, y, number, int(parted.sum()))
    away = np.abs(curve_at(curves[number], t) - y)
    kept = (number >= 0) & (away < AWAY)
    kept &= np.bincount(number[kept], minlength=len(curves))[number] >= SHORTEST
    left, number[kept] = np.unique(number[kept], return_inverse=True)
    number[~kept] = -1
    start, end = np.full(len(left), line[-1]), np.zeros(len(left), np.intp)
    np.minimum.at(start, number[kept], line[kept])
    np.maximum.at(end, number[kept], line[kept] + 1)
    return fit_curves(t, y, number, len(left)), np.stack([start, end], 1)
