"""Touching digits: where a mark may be cut, and which of the cuts make digits."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from live.segment import Mark
from live.values import Floats

Ints = npt.NDArray[np.intp]

MOST_CUTS = 4
"""Cuts that are tried in one mark, the cheapest ones: five pieces, at most 14 runs of them."""

NARROW, WIDE = 0.06, 1.25
"""Least and greatest width of a digit, shares of the mark's height."""

APART = 0.14
"""Least distance between two cuts, share of the mark's height."""

CUT_COST, INK_COST = 0.8, 2.0
"""What a cut costs a parse, in nats: for itself, and for each mark's height of ink that it goes through."""

SLANTS = (-0.2, 0.0, 0.2, 0.4, 0.6)
"""Slants that are tried, pixels to the right for each pixel up."""


class Cuts:
    """The places where a mark may be cut, and the pieces between them.

    marks: every run of neighbouring pieces that may be a digit, the whole mark left out.
    """

    def __init__(self, mark: Mark) -> None:
        ink = mark.ink >= 128
        height = len(ink)
        rows, columns = np.nonzero(ink)
        slanted, profile = _profile(rows, columns, height)
        places = _places(profile, height)
        self._costs = [CUT_COST + INK_COST * float(profile[place]) / height for place in places]
        bounds = [0, *places, len(profile)]
        self._spans: list[tuple[int, int]] = []
        self.marks: list[Mark] = []
        for first in range(len(bounds) - 1):
            for last in range(first + 1, len(bounds)):
                wide = (bounds[last] - bounds[first]) / height
                if NARROW <= wide <= WIDE and last - first < len(bounds) - 1:
                    inside = (slanted >= bounds[first]) & (slanted < bounds[last])
                    piece = _piece(mark, rows[inside], columns[inside])
                    if piece is not None:
                        self._spans.append((first, last))
                        self.marks.append(piece)
        self._pieces = len(bounds) - 1

    def best(self, scores: Sequence[float]) -> tuple[float, list[int]]:
        """The best way to cover the mark with runs: its score, cuts paid, and the runs' indices.

        scores: of `marks`, log-probabilities. Dynamic programming from left to right; minus infinity
        and no runs where there is no way.
        """
        reached: list[tuple[float, list[int]]] = [(0.0, [])]
        for end in range(1, self._pieces + 1):
            ways = [
                (reached[first][0] + scores[i] - (self._costs[first - 1] if first else 0.0), i, first)
                for i, (first, last) in enumerate(self._spans)
                if last == end and reached[first][0] > -np.inf
            ]
            if ways:
                score, i, first = max(ways)
                reached.append((score, [*reached[first][1], i]))
            else:
                reached.append((-np.inf, []))
        return reached[-1]


def _profile(
    rows: Ints,
    columns: Ints,
    height: int,
) -> tuple[Ints, Floats]:
    """Columns of the ink with its slant taken out, and how much ink each holds; the slant whose profile
    has the sharpest peaks is the writing's."""
    best = None
    for slant in SLANTS:
        slanted = np.round(columns + slant * (rows - height / 2)).astype(np.intp)
        slanted -= slanted.min()
        profile = np.bincount(slanted).astype(np.float32)
        sharpness = float((profile**2).sum())
        if best is None or sharpness > best[0]:
            best = sharpness, slanted, profile
    assert best is not None
    return best[1], best[2]


def _places(profile: Floats, height: int) -> list[int]:
    """Columns where little ink is cut, left to right: the lowest ones, some distance apart."""
    smooth = cv2.blur(profile[None], (max(1, height // 20), 1))[0]
    apart, margin = max(1, round(APART * height)), max(1, round(NARROW * height))
    chosen: list[int] = []
    for place in np.argsort(smooth, kind="stable").tolist():
        if len(chosen) == MOST_CUTS:
            break
        inside = margin <= place < len(profile) - margin
        if inside and all(abs(place - other) >= apart for other in chosen):
            chosen.append(place)
    return sorted(chosen)


def _piece(
    mark: Mark,
    rows: Ints,
    columns: Ints,
) -> Mark | None:
    """The mark's ink at some places alone, as a mark of its own; None where it is next to nothing."""
    if len(rows) < 8:
        return None
    top, left = int(rows.min()), int(columns.min())
    height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
    ink = np.zeros((height + 2, width + 2), np.uint8)
    ink[rows - top + 1, columns - left + 1] = mark.ink[rows, columns]
    x, y = mark.box[0] - 1 + left, mark.box[1] - 1 + top
    return Mark(mark.parts, (x, y, width, height), ink)
