"""Lines taken out of a page along known curves, each straightened into a strip; what crosses them stays."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.paper.curves import Ints, Reals, curve_at
from live.values import Image

REACH = 6
"""Widest half of a line, px."""

EDGE = 0.08
"""A line ends where less than this share of its contrast is left, or 1.5 of 255."""

SPARSE, ALONG = 8, 21
"""A line's own contrast changes slowly: it is measured at every so many px, as the median of so many, odd."""

BOLD = 1.4
"""Lines so many times as dark as the usual one are broader too, as every fifth of squared paper may be."""

UNEVEN = 1.5
"""A line is nowhere darker than so many times its usual contrast: there, writing lies along it."""

DARKER, NOISE = 0.35, 3.0
"""A stroke is darker than a line by this share of its contrast and so many deviations of the noise."""

SLANTS = (0.0, 0.5, -0.5, 1.0, -1.0, 1.7, -1.7)
"""Directions in which strokes are followed across a line: tangents of the angle to its normal."""

BEYOND = 2
"""A stroke that crosses a line goes on for so many px at both sides of it."""

_MARGIN = 2 * REACH


@dataclass(frozen=True)
class _Strips:
    """Lines straightened and laid end to end, N px long.

    at: (N,), the middle row's places in the flat page. down: from a place to the one below. half: rows of a
    line on each side of the middle. ink: (2 half + 1, N) uint8, what was there. slope: the lines' own, px
    down a px to the right.
    """

    at: Ints
    down: int
    half: int
    ink: Image
    slope: float


def erase(
    contrast: Image, level: Reals, upright: Reals, paper: float, noise: float, spans: Reals | None = None
) -> Image:
    """The page without lines, and whole where they were crossed.

    contrast: (H, W) uint8, 0 paper, 255 black. level: (R, 3), y = a + b t + c t² px with t from -1 to 1 over
    the width; upright: the same of the transposed page. paper, noise: the page's median contrast and its
    standard deviation there. spans: (U, 2), from where to where the upright ones go, px; None for all of it.

    A stroke is what is darker than the line, or goes straight on at its other side: the test across the line
    is that of staff removal (Dalitz, Droettboom, Pranzas, Fujinaga, "A comparative study of staff removal
    algorithms", PAMI 2008), here for grey pictures and strokes at any angle.
    """
    m = _MARGIN
    # With a margin, and flat, so that places beyond a line's edge are plain sums.
    page = np.asarray(cv2.copyMakeBorder(contrast, m, m, m, m, cv2.BORDER_REPLICATE), np.uint8)
    strips = _straighten(page, level, paper) + _straighten(page.T, upright, paper, spans)
    flat = page.ravel()
    # All lines go before any stroke is mended, or they would be taken for strokes across each other.
    for strip, limits in strips:
        _take(flat, strip, limits, paper + NOISE * noise)
    for strip, _ in strips:
        _mend(flat, strip, paper + NOISE * noise)
    return page[m:-m, m:-m].copy()


def _straighten(
    page: Image, curves: Reals, paper: float, spans: Reals | None = None
) -> list[tuple[_Strips, Reals]]:
    """Lines of a page with a margin, the bold ones apart; and up to which contrast each of their pixels,
    (rows, N / SPARSE), is the line's own."""
    height, width = (n - 2 * _MARGIN for n in page.shape)
    down, right = page.strides
    t = (np.arange(width) * (2 / width) - 1).astype(np.float32)
    y = np.rint(curve_at(curves[:, None].astype(np.float32), t)).astype(np.int32)
    inside = (y > BEYOND - REACH) & (y < height + REACH - BEYOND)
    if spans is not None:
        x = np.arange(width)
        inside &= (x >= spans[:, :1]) & (x <= spans[:, 1:])
    at = (y * down + np.arange(width, dtype=np.int32) * right)[inside] + _MARGIN * (down + right)
    flat = page.ravel(order="K")
    kept = np.flatnonzero(flat.take(at) > 0)  # off the sheet it is black
    kept = kept[: len(kept) // SPARSE * SPARSE]
    at = at[kept].astype(np.intp).reshape(-1, SPARSE)
    if len(at) == 0:
        return []
    sparse = flat.take(at[:, 0] + np.arange(-REACH, REACH + 1)[:, None] * down)
    own = cv2.medianBlur(sparse[REACH - 1 : REACH + 2].max(0)[None], ALONG)[0].astype(np.float32) - paper
    line = np.searchsorted(np.cumsum(inside.sum(1)), kept[::SPARSE], "right")
    usual = _usual(own, line)
    own = np.minimum(own, UNEVEN * usual)
    bold = usual > BOLD * np.median(usual)
    slope = float(np.median(curves[:, 1])) * 2 / width
    strips = []
    for alike in (~bold, bold):
        if alike.any():
            half, limits = _limits(sparse[:, alike] - np.float32(paper), own[alike])
            places = at[alike].ravel()
            ink = np.stack([flat.take(places + row * down) for row in range(-half, half + 1)])
            strips.append((_Strips(places, down, half, ink, slope), limits))
    return strips


def _limits(across: Reals, height: Reals) -> tuple[int, Reals]:
    """How far lines that are alike reach to each side, px, and up to which contrast, (rows, n), they do.

    across: (2 REACH + 1, n), what lies across them, above the paper's. height: (n,), their own.
    """
    middle = across.shape[1] // 2
    profile = np.partition(across, middle, 1)[:, middle]
    seen = profile > max(EDGE * profile.max(), 1.5)
    half = int(np.abs(np.arange(-REACH, REACH + 1)[seen]).max(initial=1))
    # A line is where it should be to within a pixel: each row is judged by its darkest neighbour's share.
    share = np.maximum(profile, np.maximum(np.roll(profile, 1), np.roll(profile, -1)))
    share = (share / max(1.0, profile.max())).clip(0, 1)
    return half, share[REACH - half : REACH + half + 1, None] * (height * np.float32(1 + DARKER))


def _usual(values: Reals, line: Ints) -> Reals:
    """For each value the median of its line's.

    values: (N,). line: (N,), the line that each belongs to, ascending.
    """
    counts = np.bincount(line)
    counts = counts[counts > 0]
    parts = np.split(values, np.cumsum(counts)[:-1])
    return np.repeat([np.partition(part, len(part) // 2)[len(part) // 2] for part in parts], counts)


def _take(page: Image, strip: _Strips, limits: Reals, paper: float) -> None:
    """Take lines out of a flat page, in place, up to the limits of their contrast above the paper's."""
    levels = (limits + paper).clip(0, 255).astype(np.uint8)
    for row, (ink, level) in enumerate(zip(strip.ink, levels, strict=True)):
        own = (ink.reshape(-1, SPARSE) <= level[:, None]).ravel()
        page[strip.at[own] + (row - strip.half) * strip.down] = 0


def _mend(page: Image, strip: _Strips, paper: float) -> None:
    """Put back into a flat page, in place, the strokes that go straight on at both sides of a line."""
    half, far, size, slope = strip.half, strip.half + BEYOND, len(strip.at), strip.slope
    most = int(np.ceil((max(SLANTS) + 1) * 2 * (far + 1)))
    near = half + 1
    edges = {row: np.pad(page.take(strip.at + row * strip.down), most) for row in (-far, -near, near, far)}
    filled = np.zeros_like(strip.ink)
    both = np.empty(size, np.uint8)
    for slant in SLANTS:
        lean = (slant - slope) / (1 + slope**2)  # px to the right a row down
        for row in range(-half, half + 1):
            both[:] = 255
            for to, edge in edges.items():
                np.minimum(both, edge[most + round(lean * (to - row)) :][:size], out=both)
            np.maximum(filled[row + half], both, out=filled[row + half])
    stroke = np.minimum(filled, strip.ink)
    rows, x = np.divmod(np.flatnonzero(stroke > paper), max(1, size))
    at = strip.at[x] + (rows - half) * strip.down
    page[at] = np.maximum(page[at], stroke[rows, x])
