"""The sides of a form's cells: short upright lines between two level rules, which they end at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.paper.curves import Ints, Reals, curve_at
from live.values import Image

LOWEST, HIGHEST = 16, 0.4
"""Least and greatest height of a row of cells, px and share of the picture's."""

FEWEST = 3
"""Sides of a row, those of two cells at least."""

BESIDE = 4
"""A side has lighter paper so far from it on both sides, px."""

SHARE = 0.5
"""It stands out from that by this share of what the rules above and below do from the paper."""

FIRST, WAY = np.linspace(0.1, 0.9, 4), np.linspace(0.06, 0.94, 16)
"""Where it is looked at, share of its way from rule to rule: at the ends there are the rules. First in few
places, then those that are left in more."""

SEEDS = 0.25, 0.5, 0.75
"""Where sides are looked for: writing may touch them at one of these places."""

ALL, FREE = 0.85, 0.5
"""Share of the places at which it stands out on one side at least, and on both, where writing may touch it;
the FEWEST of a row do at the first share on both. What a hand draws is not so straight, or ends before."""

LEANS = np.linspace(-0.1, 0.1, 9)
"""How far from square to the rules sides may stand, px to the right a px down: perspective, a sheet bent."""

ALIKE = 0.05
"""All of a row stand alike, to within so much."""

BEYOND = np.array([6, 8])
"""It ends at both its rules, and is not there so far beyond, px: a margin's line goes on, so do stems."""

INSIDE, STEP = 0.85, 8
"""Share of what is seen of two rules, at places so many px apart, that lies between the outer ones of a row's
sides, or no further beyond than half the gap: a form's row begins and ends with one."""

APART = 3
"""Two sides are at least so far from each other, px."""

Shorts = npt.NDArray[np.int16]
Places = npt.NDArray[np.number]


@dataclass(frozen=True)
class _Rows:
    """What lies between neighbouring level rules, K of them.

    middles, gaps: (K, W), y px halfway for each x, and px from rule to rule. square: (K,), what is square to
    the rules, px to the right a px down. least: (K,), by how much a side stands out. rules: (K, 2, W / STEP),
    where those above and below are to be seen.
    """

    middles: Reals
    gaps: Reals
    square: Reals
    least: Reals
    rules: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Sides:
    """Lines that may be sides, S of them, sorted. row, x: where they are halfway, px. slope: px to the right
    a px down. free: share of their way on which they stand out on both sides."""

    row: Ints
    x: Ints
    slope: Reals
    free: Reals

    def some(self, chosen: npt.NDArray[np.bool_]) -> _Sides:
        return _Sides(self.row[chosen], self.x[chosen], self.slope[chosen], self.free[chosen])


def sides(contrast: Image, level: Reals, paper: float) -> tuple[Reals, Reals]:
    """The sides of cells between level rules.

    contrast: (H, W) uint8, 0 paper, 255 black. level: (R, 3), y = a + b t + c t² px with t from -1 to 1 over
    the width, from the top. paper: the page's median contrast. Returns curves (S, 3) of the same kind in the
    transposed picture, and from where to where each goes, (S, 2) px.
    """
    height = len(contrast)
    high = np.flatnonzero((np.diff(level[:, 0]) >= LOWEST) & (np.diff(level[:, 0]) <= HIGHEST * height))
    if not len(high):
        return np.zeros((0, 3)), np.zeros((0, 2))
    rows = _rows(contrast, level, high, paper)
    found = _followed(contrast, rows, *_places(contrast, rows))
    found = found.some(_ending(contrast, rows, found, paper))
    found = found.some(_in_whole_rows(rows, found))
    at, half = rows.middles[found.row, found.x], rows.gaps[found.row, found.x] / 2
    slope = found.slope
    curves = np.stack([found.x + slope * (height / 2 - at), slope * height / 2, 0 * slope], 1)
    return curves, np.stack([at - half, at + half], 1)


def _rows(contrast: Image, level: Reals, high: Ints, paper: float) -> _Rows:
    """Those between rules of these numbers and the next ones."""
    width = contrast.shape[1]
    rules = curve_at(level[:, None], np.arange(width) * (2 / width) - 1)
    gaps = rules[high + 1] - rules[high]
    middles = rules[high] + gaps / 2
    dark, seen = _seen(contrast, rules, paper)
    least = SHARE * np.minimum(dark[high], dark[high + 1])
    square = (middles[:, 0] - middles[:, -1]) / width
    return _Rows(middles, gaps, square, least, np.stack([seen[high], seen[high + 1]], 1))


def _places(contrast: Image, rows: _Rows) -> tuple[Ints, Ints]:
    """Row and place halfway of all that stands out somewhere between two rules, sorted."""
    width = contrast.shape[1]
    found = []
    for place in SEEDS:
        down = (place - 0.5) * rows.gaps
        row, x = _ridges(_at(contrast, rows.middles + down, np.arange(width)[None]), rows.least)
        x = np.rint(x - rows.square[row] * down[row, x]).astype(np.intp)
        found.append(row * width + x.clip(0, width - 1))
    row, x = np.divmod(np.unique(np.concatenate(found)), width)
    return row, x


def _followed(contrast: Image, rows: _Rows, row: Ints, x: Ints) -> _Sides:
    """What goes on from rule to rule, straight, at the slope at which it stands out most."""
    height, width = contrast.shape
    flat = np.pad(contrast, ((0, 0), (BESIDE, BESIDE)), "edge").astype(np.int16).ravel()
    for way in (FIRST, WAY):
        slopes = rows.square[row, None] + LEANS
        down = (way[:, None, None] - 0.5) * rows.gaps[row, x, None]
        y, across = rows.middles[row, x, None] + down, x[:, None] + slopes * down  # places, lines, leans
        at = np.rint(y).astype(np.intp).clip(0, height - 1) * (width + 2 * BESIDE)
        at = at + np.rint(across + BESIDE).astype(np.intp).clip(BESIDE, width - 1 + BESIDE)
        ridge = np.maximum.reduce([flat.take(at + near) for near in (-1, 0, 1)])
        left, right = flat.take(at - BESIDE), flat.take(at + BESIDE)
        least = np.ceil(rows.least[row, None]).astype(np.int16)
        free = (ridge - np.maximum(left, right) >= least).mean(0)
        kept = (ridge - np.minimum(left, right) >= least).mean(0).max(1, initial=0) >= ALL
        row, x, slopes, free = row[kept], x[kept], slopes[kept], free[kept]
    every, lean = np.arange(len(x)), free.argmax(1)
    found = _Sides(row, x, slopes[every, lean], free[every, lean])
    return found.some(_best_near(row * 2 * contrast.shape[1] + x, found.free))


def _ending(contrast: Image, rows: _Rows, found: _Sides, paper: float) -> npt.NDArray[np.bool_]:
    """Which end at both their rules, (S,)."""
    half = rows.gaps[found.row, found.x] / 2
    beyond = np.concatenate([-half - BEYOND[:, None], half + BEYOND[:, None]])
    seen = _at(contrast, rows.middles[found.row, found.x] + beyond, found.x + found.slope * beyond)
    return np.asarray((seen < paper + rows.least[found.row]).all(0), np.bool_)


def _in_whole_rows(rows: _Rows, found: _Sides) -> npt.NDArray[np.bool_]:
    """Which stand alike in a row of cells that is as long as its rules, (S,)."""
    chosen = np.zeros(len(found.row), np.bool_)
    for k in np.unique(found.row):
        own = found.row == k
        sure = own & (found.free >= ALL)
        if np.count_nonzero(sure) >= FEWEST and _as_long(
            found.x[sure], float(rows.gaps[k, 0]), rows.rules[k]
        ):
            alike = np.abs(found.slope - np.median(found.slope[sure])) <= ALIKE
            chosen |= own & alike & (found.free >= FREE)
    return chosen


def _best_near(at: Ints, share: Reals) -> npt.NDArray[np.bool_]:
    """Which of what is there with these shares, at sorted places, is the best of those next to it."""
    number = np.cumsum(np.diff(at, prepend=-APART) >= APART) - 1
    best = np.zeros(len(at), np.bool_)
    order = np.lexsort((share, number))  # the last of each is its best
    best[order[np.flatnonzero(np.diff(number[order], append=-1))]] = True
    return best


def _ridges(seen: Shorts, least: Reals) -> tuple[Ints, Ints]:
    """Row and column of what stands out so far along rows of contrast, (R, W)."""
    ridge = seen >= least[:, None]
    ridge[:, 1:] &= seen[:, 1:] >= seen[:, :-1]
    ridge[:, :-1] &= seen[:, :-1] > seen[:, 1:]
    row, x = np.nonzero(ridge)
    last = seen.shape[1] - 1
    beside = np.maximum(seen[row, (x - BESIDE).clip(0)], seen[row, (x + BESIDE).clip(None, last)])
    out = seen[row, x] - beside >= least[row]
    return row[out], x[out]


def _at(contrast: Image, y: Reals, x: Places) -> Shorts:
    """The contrast at places, px; for those beyond the picture that at its edge."""
    height, width = contrast.shape
    row, column = np.rint(y).astype(np.intp), np.rint(x).astype(np.intp)
    return np.asarray(contrast[row.clip(0, height - 1), column.clip(0, width - 1)], np.int16)


def _seen(contrast: Image, rules: Reals, paper: float) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """How much darker than paper each rule usually is where it is to be seen, and at which of every STEP px.

    rules: (R, W), y px. Returns (R,), and (R, W / STEP).
    """
    x = np.arange(0, contrast.shape[1], STEP)
    along = np.maximum.reduce([_at(contrast, rules[:, x] + row, x[None]) for row in (-1, 0, 1)])
    seen = 2 * along >= np.percentile(along, 95, axis=1, keepdims=True)
    dark = [float(np.sort(own[there])[there.sum() // 2]) for own, there in zip(along, seen, strict=True)]
    return np.array(dark) - paper, np.asarray(seen, np.bool_)


def _as_long(x: Ints, gap: float, seen: npt.NDArray[np.bool_]) -> bool:
    """Whether two rules so far apart go no further than some sides between them: those of a ruled page do.

    x: of the sides, px. seen: (2, W / STEP), where the rules are.
    """
    place = STEP * np.arange(seen.shape[1])
    between = (place >= x.min() - gap / 2) & (place <= x.max() + gap / 2)
    return bool((seen & between).sum() >= INSIDE * seen.sum())
