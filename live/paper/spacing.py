"""Where the even spacing of printed rules lets more of them be expected."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from live.paper.curves import Ints, Reals, curve_at, fit_curves, nearest

EXPECTED = 0.4
"""Share of the scanlines along it on which an expected rule is seen."""

FEWEST = 3
"""A family has this many rules, or it is handwriting; only one beside another family may have fewer."""

AWAY = 2.5
"""How far, px, a ridge may be from a rule's curve."""

ROUNDS, OUTSIDE = 3, 8
"""How often more rules are looked for, and how many beyond the outermost known ones each time."""

MOST = 120
"""Most rules of a family."""

Mask = npt.NDArray[np.bool_]


def evenly_spaced(curves: Reals, line: Ints, y: Reals, on_sheet: Mask, t: Reals) -> Reals:
    """The rules, and those at their distance that are seen too: in corners, or broken by much writing.

    Parallels in perspective and on a bent sheet: tilt and bend change evenly from rule to rule. on_sheet:
    (n, L), scanlines; t: (n,), where they are.
    """
    height = on_sheet.shape[1]
    span = 2.0 * height
    key = line * span + y
    scanline = np.arange(len(t))
    change, start = _trend(curves[:, 0], curves[:, 1:])
    heights = curves[:, 0]
    for _ in range(ROUNDS):
        heights, fresh = _with_neighbours(heights)
        shape = np.column_stack([heights, start + change * heights[:, None]])
        at, inside = course(shape, on_sheet, t)
        away = np.full(at.shape, np.inf)
        away[inside] = nearest(key, (scanline * span + at)[inside])[1]
        near = np.abs(away) < AWAY
        seen = near.sum(1) >= np.maximum(1, EXPECTED * inside.sum(1))
        if not seen.any():
            return curves
        shape, near, away = shape[seen], near[seen], away[seen]
        heights = shape[:, 0] + np.where(near, away, 0).sum(1) / near.sum(1)
        heights = heights[np.diff(heights, prepend=-np.inf) > 2 * AWAY]
        if not fresh[seen].any():
            break
    rule, where = np.nonzero(near)
    # A rule seen but here and there goes by its family.
    return shape + fit_curves(t[where], away[near], rule, len(shape), (0.01, 1, 1))


def course(curves: Reals, on_sheet: Mask, t: Reals) -> tuple[Reals, Mask]:
    """Where curves, (R, 3), pass the scanlines, px, and whether that is on the sheet: (R, n) each."""
    height = on_sheet.shape[1]
    at = curve_at(curves[:, None], t)
    inside = (at >= 0) & (at < height)
    inside &= on_sheet[np.arange(len(t)), at.clip(0, height - 1).astype(np.intp)]
    return at, inside


def _with_neighbours(heights: Reals) -> tuple[Reals, Mask]:
    """The heights of rules, sorted, with those that even spacing lets expect between and beyond them; and
    which of them these are."""
    gaps = np.diff(heights)
    if len(gaps) < FEWEST - 1:
        return heights, np.zeros(len(heights), np.bool_)
    # The least gap nearby: where many rules are missing, the usual one is two; in perspective it changes.
    whole = np.where(gaps < 0.7 * np.quantile(gaps, 0.25), np.inf, gaps)
    pitch = np.lib.stride_tricks.sliding_window_view(np.pad(whole, 4, "edge"), 9).min(1)
    number = np.concatenate([[0], np.cumsum(np.rint(gaps / pitch))]).astype(np.intp)
    last = min(MOST, int(number[-1]))
    missing = np.ones(last + 1 + 2 * OUTSIDE, np.bool_)
    missing[OUTSIDE + number[number <= last]] = False
    scale = 1 / max(1, last)
    bends = 1e-9 if len(heights) > 2 * FEWEST else 1e9
    spacing = fit_curves(number * scale, heights, np.zeros_like(number), 1, (1e-9, 1e-9, bends))
    guesses = curve_at(spacing, (np.flatnonzero(missing) - OUTSIDE) * scale)
    both = np.concatenate([heights, guesses])
    order = np.argsort(both)
    return both[order], order >= len(heights)


def _trend(x: Reals, values: Reals) -> tuple[Reals, Reals]:
    """The slopes and intercepts of (n, k) values over (n,) x, by medians (Theil and Sen)."""
    half = len(x) // 2
    change = np.median((values[-half:] - values[:half]) / (x[-half:] - x[:half])[:, None], 0)
    return change, np.median(values - change * x[:, None], 0)
