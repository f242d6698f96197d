"""Touching digits: where a mark may be cut, and which of the cuts make digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Box, Floats, Image, as_image

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Mark:
    """Ink that may be one digit, cut out of its picture.

    box: (x, y, w, h) in the picture's pixels. ink: (h + 2, w + 2) uint8, 128 at the threshold, the mark's own
    alone, with a pixel around it that keeps the soft edge.
    """

    box: Box
    ink: Image


@dataclass(frozen=True)
class Knobs:
    """Of cutting a mark; lengths are shares of the mark's height where nothing else is said."""

    height: int = 40  # px, of the small picture in which cuts are looked for
    most: int = 5  # cuts that are tried for each mark's height of its width, the cheapest ones
    ink: float = 0.8  # the most ink that a cut goes through: touching strokes are crossed at once
    apart: float = 0.1  # least distance between two cuts
    narrow: float = 0.05  # least distance of a cut from the mark's end
    least: float = 0.4  # least height of a digit
    wide: float = 2.0  # greatest width of a digit, in its own heights
    far: float = 3.0  # between two cuts beyond which there is no digit, however they bend
    cost: float = 1.0  # nats, of a cut for itself
    ink_cost: float = 2.0  # nats, of a mark's height of ink that a cut goes through
    wall: float = 0.2  # width of a piece that two digits may have in common, as noughts side by side do
    wall_cost: float = 0.5  # nats, of having one in common
    bend: float = 0.08  # px of ink, of a step aside
    fewest: int = 8  # px of ink: less is no digit


KNOBS = Knobs()


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
        self._costs = [KNOBS.cost + KNOBS.ink_cost * ink for ink in inks]
        self._walls = {
            k + 1
            for k, (left, right) in enumerate(pairwise(paths))
            if float(np.mean(right - left)) <= KNOBS.wall * len(mark.ink)
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
                if middles[last] - middles[first] > KNOBS.far * len(mark.ink):
                    break
                inside = (piece >= first) & (piece < last)
                run = _run(mark, rows[inside], columns[inside])
                if run is not None:
                    self._spans.append((first, last))
                    self.marks.append(run)

    def best(self, scores: Sequence[float]) -> tuple[float, list[int]]:
        """Return the best way to cover the mark with runs: its score, cuts paid, and the runs' indices.

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
        """Return where the run before one that begins at a piece may end, and what that costs.

        That is there, or beyond a wall that both have.
        """
        if first == 0:
            return [(0, 0.0)]
        ends = [(first, self._costs[first - 1])]
        if first in self._walls:
            ends.append((first + 1, KNOBS.wall_cost + max(self._costs[first - 1 : first + 1])))
        return ends


def _paths(mark: Mark) -> tuple[list[Ints], list[float]]:
    """Return the cheapest cuts, left to right.

    Each is its column in every row of the mark's ink, and how much ink it goes through, share of the height.
    """
    height, width = mark.ink.shape
    zoom = min(1.0, KNOBS.height / height)
    size = max(2, round(width * zoom)), max(2, round(height * zoom))
    solid = _without_holes(as_image(cv2.resize(mark.ink, size, interpolation=cv2.INTER_AREA)))
    low, middle = size[1], size[1] // 2
    down, up = _least(solid), _least(solid[::-1])[::-1]
    through = (down + up - solid)[middle]
    paths = _trace(down, up)
    means = paths.mean(0)
    free = (means >= KNOBS.narrow * low) & (means <= size[0] - 1 - KNOBS.narrow * low)
    free &= through <= KNOBS.ink * low
    chosen: list[int] = []
    for place in np.argsort(through, kind="stable").tolist():
        if len(chosen) >= KNOBS.most * size[0] / low:
            break
        if free[place]:
            chosen.append(place)
            free &= np.abs(means - means[place]) >= KNOBS.apart * low
    chosen.sort(key=lambda place: means[place])
    rows = np.linspace(0, low - 1, height)
    full = [(np.interp(rows, np.arange(low), paths[:, place]) + 0.5) / zoom - 0.5 for place in chosen]
    return [np.round(path).astype(np.intp) for path in full], [float(through[k]) / low for k in chosen]


def _without_holes(ink: Image) -> Floats:
    """Return the ink with what it encloses, so that no cut goes through a loop: (h, w) float32 in 0..1."""
    outline = cv2.findContours(
        cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1], cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )[0]
    return np.asarray(cv2.drawContours(ink.copy(), outline, -1, 255, -1), np.float32) / np.float32(255)


def _trace(down: Floats, up: Floats) -> Floats:
    """Return the cheapest path through each column of the middle row: (h, w), its column in each row."""
    height, width = down.shape
    middle = height // 2
    paths = np.empty((height, width), np.float32)
    paths[middle] = np.arange(width)
    for rows, least in ((range(middle - 1, -1, -1), down), (range(middle + 1, height), up)):
        walled = _walled(least)  # a column further right
        at = np.arange(width)
        for row in rows:
            left, right = walled[row, at], walled[row, at + 2]
            aside = walled[row, at + 1] > np.minimum(left, right) + np.float32(KNOBS.bend)
            at = at + np.where(aside, np.where(left <= right, -1, 1), 0)
            paths[row] = at
    return paths


def _least(ink: Floats) -> Floats:
    """Return the least ink on a way from the top row to each pixel, that pixel included: (h, w) float32."""
    walled = _walled(ink)
    for above, row in pairwise(walled):
        aside = np.minimum(above[:-2], above[2:]) + np.float32(KNOBS.bend)
        row[1:-1] += np.minimum(above[1:-1], aside)
    return walled[:, 1:-1]


def _walled(least: Floats) -> Floats:
    """Return the same with a column on both sides through which no way goes."""
    return np.pad(least, ((0, 0), (1, 1)), constant_values=np.inf)


def _run(mark: Mark, rows: Ints, columns: Ints) -> Mark | None:
    """Return the mark's ink at some places alone, as a mark of its own; None where it can be no digit."""
    if len(rows) < KNOBS.fewest:
        return None
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    if height < KNOBS.least * len(mark.ink) or width > KNOBS.wide * height:
        return None
    return _ink_at(mark, rows, columns)


def _ink_at(mark: Mark, rows: Ints, columns: Ints) -> Mark:
    """Return the mark's ink at some places alone."""
    top, left = int(rows.min()), int(columns.min())
    height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
    ink = np.zeros((height + 2, width + 2), np.uint8)
    ink[rows - top + 1, columns - left + 1] = mark.ink[rows, columns]
    x, y = mark.box[0] - 1 + left, mark.box[1] - 1 + top
    return Mark((x, y, width, height), ink)
