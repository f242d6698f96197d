"""Touching digits: where a mark may be cut, and which of the cuts make digits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.mark import Mark
from live.values import Floats, Image, as_image

Ints = npt.NDArray[np.intp]

HEIGHT = 40
"""Cuts are looked for in a picture of the mark at most this high, px."""

MOST_CUTS = 5
"""Cuts that are tried for each mark's height of its width, the cheapest ones."""

MOST_INK = 0.8
"""The most ink that a cut goes through, share of the mark's height; touching strokes are crossed at once."""

APART, NARROW = 0.1, 0.05
"""Least distance between two cuts, and of a cut from the mark's end, shares of its height."""

LEAST, WIDE = 0.4, 2.0
"""Least height of a digit, share of the mark's height, and its greatest width, share of its own."""

FAR = 3.0
"""Pieces between two cuts so far apart, share of the mark's height, are no digit however the cuts bend."""

CUT_COST, INK_COST = 1.0, 2.0
"""What a cut costs a parse, in nats: for itself, and for each mark's height of ink that it goes through."""

WALL, WALL_COST = 0.2, 0.5
"""A piece whose width is at most this share of the mark's height may be a stroke that the digits on both
sides have in common, as two noughts side by side do; and what sharing it costs, in nats."""

BEND = 0.08
"""What a step aside costs a cut, in pixels of ink."""


class Cuts:
    """The places where a mark may be cut, and the pieces between them.

    A cut is a path from the top to the bottom that goes through as little ink as it can (Wang, Jean
    1993, "Segmentation of merged characters by neural networks and shortest path"), where what the ink
    encloses counts as ink. marks: every run of neighbouring pieces that may be a digit, the whole mark left
    out.
    """

    def __init__(self, mark: Mark) -> None:
        rows, columns = np.nonzero(mark.ink >= 128)
        paths, inks = _paths(mark)
        self._costs = [CUT_COST + INK_COST * ink for ink in inks]
        self._walls = {
            k + 1
            for k, (left, right) in enumerate(pairwise(paths))
            if float(np.mean(right - left)) <= WALL * len(mark.ink)
        }
        # How many cuts lie to the left of each pixel of ink is the number of its piece.
        piece = sum((columns >= path[rows] for path in paths), np.zeros(len(rows), np.intp))
        self._pieces = len(paths) + 1
        middles = [0.0, *(float(path.mean()) for path in paths), float(mark.ink.shape[1])]
        self._spans: list[tuple[int, int]] = []
        self.marks: list[Mark] = []
        for first in range(self._pieces):
            for last in range(first + 1, self._pieces + 1):
                if last - first == self._pieces:
                    continue
                if middles[last] - middles[first] > FAR * len(mark.ink):
                    break
                inside = (piece >= first) & (piece < last)
                run = _run(mark, rows[inside], columns[inside])
                if run is not None:
                    self._spans.append((first, last))
                    self.marks.append(run)

    def best(self, scores: Sequence[float]) -> tuple[float, list[int]]:
        """The best way to cover the mark with runs: its score, cuts paid, and the runs' indices.

        scores: of `marks`, log-probabilities. Dynamic programming from left to right; minus infinity
        and no runs where there is no way.
        """
        reached: list[tuple[float, list[int]]] = [(0.0, [])]
        for end in range(1, self._pieces + 1):
            ways = [
                (reached[before][0] + scores[i] - cost, i, before)
                for i, (first, last) in enumerate(self._spans)
                if last == end
                for before, cost in self._ends_before(first)
                if before < end and reached[before][0] > -np.inf
            ]
            if ways:
                score, i, before = max(ways)
                reached.append((score, [*reached[before][1], i]))
            else:
                reached.append((-np.inf, []))
        return reached[-1]

    def _ends_before(self, first: int) -> list[tuple[int, float]]:
        """Where the run before one that begins at a piece may end, and what that costs: there, or beyond a
        wall that both have."""
        if first == 0:
            return [(0, 0.0)]
        ends = [(first, self._costs[first - 1])]
        if first in self._walls:
            ends.append((first + 1, WALL_COST + max(self._costs[first - 1 : first + 1])))
        return ends


def parts(mark: Mark, places: Sequence[float]) -> list[Mark]:
    """A mark cut between digits that are known to be there, from left to right.

    places: one of each digit, px from the mark's left edge. The cheapest cut between two is taken, a straight
    one where there is none.
    """
    rows, columns = np.nonzero(mark.ink >= 128)
    paths, inks = _paths(mark)
    piece = np.zeros(len(rows), np.intp)
    for left, right in pairwise(place + 1 for place in places):
        between = [k for k, path in enumerate(paths) if left < path.mean() < right]
        best = min(between, key=lambda k: inks[k], default=None)
        piece += columns >= ((left + right) / 2 if best is None else paths[best][rows])
    cut = [(rows[piece == k], columns[piece == k]) for k in range(len(places))]
    return [_ink_at(mark, *at) for at in cut if len(at[0])]


def _paths(mark: Mark) -> tuple[list[Ints], list[float]]:
    """The cheapest cuts, left to right: each one's column in every row of the mark's ink, and how much
    ink it goes through, share of the height."""
    height, width = mark.ink.shape
    zoom = min(1.0, HEIGHT / height)
    size = max(2, round(width * zoom)), max(2, round(height * zoom))
    solid = _without_holes(as_image(cv2.resize(mark.ink, size, interpolation=cv2.INTER_AREA)))
    low, middle = size[1], size[1] // 2
    down, up = _least(solid), _least(solid[::-1])[::-1]
    through = (down + up - solid)[middle]
    paths = _trace(down, up)
    means = paths.mean(0)
    free = (means >= NARROW * low) & (means <= size[0] - 1 - NARROW * low) & (through <= MOST_INK * low)
    chosen: list[int] = []
    for place in np.argsort(through, kind="stable").tolist():
        if len(chosen) >= MOST_CUTS * size[0] / low:
            break
        if free[place]:
            chosen.append(place)
            free &= np.abs(means - means[place]) >= APART * low
    chosen.sort(key=lambda place: means[place])
    rows = np.linspace(0, low - 1, height)
    full = [(np.interp(rows, np.arange(low), paths[:, place]) + 0.5) / zoom - 0.5 for place in chosen]
    return [np.round(path).astype(np.intp) for path in full], [float(through[k]) / low for k in chosen]


def _without_holes(ink: Image) -> Floats:
    """The ink with what it encloses, so that no cut goes through a loop: (h, w) float32 in 0..1."""
    outline = cv2.findContours(
        cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1], cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )[0]
    return np.asarray(cv2.drawContours(ink.copy(), outline, -1, 255, -1), np.float32) / np.float32(255)


def _trace(down: Floats, up: Floats) -> Floats:
    """The cheapest path through each column of the middle row: (h, w) float32, its column in every row."""
    height, width = down.shape
    middle = height // 2
    paths = np.empty((height, width), np.float32)
    paths[middle] = np.arange(width)
    for rows, least in ((range(middle - 1, -1, -1), down), (range(middle + 1, height), up)):
        walled = _walled(least)  # a column further right
        at = np.arange(width)
        for row in rows:
            left, right = walled[row, at], walled[row, at + 2]
            aside = walled[row, at + 1] > np.minimum(left, right) + np.float32(BEND)
            at = at + np.where(aside, np.where(left <= right, -1, 1), 0)
            paths[row] = at
    return paths


def _least(ink: Floats) -> Floats:
    """The least ink on a way from the top row to each pixel, that pixel included: (h, w) float32."""
    walled = _walled(ink)
    for above, row in pairwise(walled):
        aside = np.minimum(above[:-2], above[2:]) + np.float32(BEND)
        row[1:-1] += np.minimum(above[1:-1], aside)
    return walled[:, 1:-1]


def _walled(least: Floats) -> Floats:
    """The same with a column on both sides through which no way goes."""
    return np.pad(least, ((0, 0), (1, 1)), constant_values=np.inf)


def _run(mark: Mark, rows: Ints, columns: Ints) -> Mark | None:
    """The mark's ink at some places alone, as a mark of its own; None where it can be no digit."""
    if len(rows) < 8:
        return None
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    if height < LEAST * len(mark.ink) or width > WIDE * height:
        return None
    return _ink_at(mark, rows, columns)


def _ink_at(mark: Mark, rows: Ints, columns: Ints) -> Mark:
    """The mark's ink at some places alone."""
    top, left = int(rows.min()), int(columns.min())
    height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
    ink = np.zeros((height + 2, width + 2), np.uint8)
    ink[rows - top + 1, columns - left + 1] = mark.ink[rows, columns]
    x, y = mark.box[0] - 1 + left, mark.box[1] - 1 + top
    return Mark(mark.parts, (x, y, width, height), ink)
