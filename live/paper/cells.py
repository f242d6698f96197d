"""The sides of a form's cells: short upright lines between two level rules, which they end at."""

from __future__ import annotations

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


def sides(contrast: Image, level: Reals, paper: float) -> tuple[Reals, Reals]:
    """The sides of cells between level rules.

    contrast: (H, W) uint8, 0 paper, 255 black. level: (R, 3), y = a + b t + c t² px with t from -1 to 1 over
    the width, from the top. paper: the page's median contrast. Returns curves (S, 3) of the same kind in the
    transposed picture, and from where to where each goes, (S, 2) px.
    """
    height, width = contrast.shape
    rules = curve_at(level[:, None], np.arange(width) * (2 / width) - 1)
    gaps = np.diff(rules, axis=0)
    usual = np.diff(level[:, 0])
    high = np.flatnonzero((usual >= LOWEST) & (usual <= HIGHEST * height))
    if not len(high):
        return np.zeros((0, 3)), np.zeros((0, 2))
    gaps, middles = gaps[high], rules[high] + gaps[high] / 2
    dark, there_is = _seen(contrast, rules, paper)
    least = SHARE * np.minimum(dark[high], dark[high + 1])
    square = (middles[:, 0] - middles[:, -1]) / width  # to the rules, px to the right a px down
    found = []
    for place in SEEDS:
        row, x = _ridges(_at(contrast, middles + (place - 0.5) * gaps, np.arange(width)[None]), least)
        x = np.rint(x - square[row] * (place - 0.5) * gaps[row, x]).astype(np.intp)
        found.append(row * 2 * width + x.clip(0, width - 1))
    row, x = np.divmod(np.unique(np.concatenate(found)), 2 * width)
    leans = LEANS + square[row, None]

    def there(places: Reals) -> tuple[Reals, Reals]:
        """The share of some places at which each side stands out, if it leans so, (sides, leans): on both its
        sides, and on one at least."""
        down = (places - 0.5) * gaps[row, x, None, None]
        y, across = middles[row, x, None, None] + down, x[:, None, None] + leans[..., None] * down
        ridge = np.maximum.reduce([_at(contrast, y, across + near) for near in (-1, 0, 1)])
        left, right = (_at(contrast, y, across + beside) for beside in (-BESIDE, BESIDE))
        out = ridge - least[row, None, None]
        return (out >= np.maximum(left, right)).mean(2), (out >= np.minimum(left, right)).mean(2)

    for places in (FIRST, WAY):
        free, share = there(places)
        kept = share.max(1, initial=0) >= ALL
        row, x, leans, free, share = row[kept], x[kept], leans[kept], free[kept], share[kept]
    best = _best_near(row * 2 * width + x, free.max(1, initial=0))
    row, x, leans, free = row[best], x[best], leans[best], free[best]
    lean = free.argmax(1)
    slope, free = leans[np.arange(len(x)), lean], free.max(1, initial=0)
    at, half = middles[row, x], gaps[row, x] / 2
    beyond = np.concatenate([-half - BEYOND[:, None], half + BEYOND[:, None]])
    ends = (_at(contrast, at + beyond, x + slope * beyond) < paper + least[row]).all(0)
    chosen = np.zeros(len(row), np.bool_)
    for k in np.unique(row):
        sure = (row == k) & ends & (free >= ALL)
        if np.count_nonzero(sure) >= FEWEST and _ends_with(x[sure], usual[high[k]], there_is[high[k] :][:2]):
            chosen |= (row == k) & ends & (free >= FREE) & (np.abs(slope - np.median(slope[sure])) <= ALIKE)
    x, slope, at, half = x[chosen], slope[chosen], at[chosen], half[chosen]
    curves = np.stack([x + slope * (height / 2 - at), slope * height / 2, 0 * slope], 1)
    return curves, np.stack([at - half, at + half], 1)


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


def _at(contrast: Image, y: Reals, x: npt.NDArray[np.number]) -> Shorts:
    """The contrast at places, px; for those beyond the picture that at its edge."""
    height, width = contrast.shape
    rows, columns = (
        np.rint(y).astype(np.intp).clip(0, height - 1),
        np.rint(x).astype(np.intp).clip(0, width - 1),
    )
    return np.asarray(contrast[rows, columns], np.int16)


def _seen(contrast: Image, rules: Reals, paper: float) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """How much darker than paper each rule usually is where it is to be seen, and at which of every STEP px.

    rules: (R, W), y px. Returns (R,), and (R, W / STEP).
    """
    x = np.arange(0, contrast.shape[1], STEP)
    along = np.maximum.reduce([_at(contrast, rules[:, x] + row, x[None]) for row in (-1, 0, 1)])
    seen = 2 * along >= np.percentile(along, 95, axis=1, keepdims=True)
    dark = [float(np.median(own[there])) for own, there in zip(along, seen, strict=True)]
    return np.array(dark) - paper, np.asarray(seen, np.bool_)


def _ends_with(x: Ints, gap: float, seen: npt.NDArray[np.bool_]) -> bool:
    """Whether two rules so far apart go no further than the sides between them: those of a ruled page do.

    x: of the sides, px. seen: (2, W / STEP), where the rules are.
    """
    place = STEP * np.arange(seen.shape[1])
    between = (place >= x.min() - gap / 2) & (place <= x.max() + gap / 2)
    return bool((seen & between).sum() >= INSIDE * seen.sum())
