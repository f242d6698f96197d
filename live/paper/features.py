"""What is known of a candidate, by itself, beside its neighbours, and on its page: the judge's features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.paper.look import Candidates, common_area
from live.values import Floats
from models import NOT_A_DIGIT

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TINY = 1e-4
"""Probabilities are taken to be at least this before their logarithm: no expert is ever quite sure."""


@dataclass(frozen=True)
class Knobs:
    """Of what counts as near. Distances between middles and gaps are in longer sides of the larger mark."""

    across: float = 0.45  # of neighbours in a row, across it
    ratio: float = 2.5  # greatest ratio of two longer sides of one row
    touching: float = 0.9  # greatest gap to a mark's left or right neighbour
    close: tuple[float, float] = (0.5, 1.5)  # greatest gap and ratio of close neighbours of one size
    row: float = 8.0  # along a row: what is further away says little
    column: tuple[float, float] = (0.6, 3.0)  # across and along a column
    around: float = 3.0  # in any direction
    surely: float = 0.5  # likelihood from which marks are counted
    unread: float = -2.0  # logit of "not a digit" where the glyph network has no such class
    edge: tuple[float, float] = (-0.3, 0.5)  # bounds of a mark's distance from the picture's edge


KNOBS = Knobs()


@dataclass(frozen=True)
class Evidence:
    """What the other two experts found in the candidates' ink; all (N, ...), zeros where there was no ink.

    rows: (N, 11) probabilities of the glyph network, column 10 "not a digit" or all zero where it has none.
    signs: (N, K + 1) probabilities of the sign network, "other" last.
    contrasts: grey levels. shares: of the variance that the threshold explains.
    """

    rows: Floats
    signs: Floats
    contrasts: Floats
    shares: Floats


def features(candidates: Candidates, evidence: Evidence, size: tuple[int, int]) -> Numbers:
    """Return what is known of each candidate, (N, F); F depends on the alphabet alone.

    size: width and height of the picture, px.
    """
    return np.column_stack(
        [_own(candidates, evidence, size), _beside(candidates, evidence), _page(candidates, evidence)]
    )


def _own(candidates: Candidates, evidence: Evidence, size: tuple[int, int]) -> Numbers:
    """Return what all experts say of each candidate alone, and its size and place."""
    heats, classes = candidates.heats.astype(np.float64), candidates.classes.astype(np.float64)
    rows, again = evidence.rows.astype(np.float64), candidates.again.astype(np.float64)
    read = rows[:, :NOT_A_DIGIT].sum(1) > 0
    refused = np.where(rows[:, NOT_A_DIGIT] > 0, _logit(rows[:, NOT_A_DIGIT]), KNOBS.unread)
    eye = classes[:, :10] / np.maximum(classes[:, :10].sum(1, keepdims=True), TINY)
    glyph = rows[:, :10] / np.maximum(rows[:, :10].sum(1, keepdims=True), TINY)
    sides = _sides(candidates.boxes)
    room = np.concatenate([candidates.boxes[:, :2], np.array(size) - candidates.boxes[:, 2:]], 1).min(1)
    return np.column_stack(
        [
            _logit(heats),
            np.log(classes + 10 * TINY),
            read,
            np.where(read, refused, 0.0),
            np.where(read, np.log((eye * glyph).sum(1) + 10 * TINY), 0.0),
            np.log(evidence.contrasts + 1.0),
            evidence.shares,
            np.maximum(again, 0),
            again < 0,
            np.log(sides.max(1)),
            np.log(sides[:, 0] / sides[:, 1]),
            np.clip(room / sides.max(1), *KNOBS.edge),
        ]
    )


def _beside(candidates: Candidates, evidence: Evidence) -> Numbers:
    """Return how well each candidate goes with those around it, each counted by how likely it is."""
    boxes, likely = candidates.boxes, candidates.likely.astype(np.float64)
    sides, middle = _sides(boxes), (boxes[:, :2] + boxes[:, 2:]) / 2
    longer = sides.max(1)
    larger = np.maximum(longer[:, None], longer[None])
    ratio = larger / np.minimum(longer[:, None], longer[None])
    np.fill_diagonal(ratio, np.inf)
    way = (middle[None] - middle[:, None]) / larger[..., None]
    x, away = way[..., 0], np.abs(way)
    gap = away[..., 0] - (sides[:, None, 0] + sides[None, :, 0]) / 2 / larger
    row = (away[..., 1] < KNOBS.across) & (ratio < KNOBS.ratio)
    column = (away[..., 0] < KNOBS.column[0]) & (away[..., 1] < KNOBS.column[1]) & ~row
    near_row = row & (away[..., 0] < KNOBS.row)
    close = row & (gap < KNOBS.close[0]) & (ratio < KNOBS.close[1])
    around = (away < KNOBS.around).all(2) & (ratio < KNOBS.ratio)
    none = np.maximum(candidates.heats[:, 2], candidates.classes[:, -1]).astype(np.float64)
    common, area = common_area(boxes, boxes), sides.prod(1)
    np.fill_diagonal(common, 0)
    return np.column_stack(
        [
            _most(row & (x < 0) & (gap < KNOBS.touching), likely),
            _most(row & (x > 0) & (gap < KNOBS.touching), likely),
            np.log1p(near_row @ likely),
            np.log1p(close @ likely),
            np.log1p((column & (ratio < KNOBS.ratio)) @ likely),
            np.log1p((row & (gap < 1)) @ none),
            np.log1p(around @ none),
            (common / area[:, None] * likely).max(1, initial=0),
            (common / area[None] * likely).max(1, initial=0),
            _apart_from(np.log(sides[:, 1]), near_row * likely),
            _apart_from(np.log(evidence.contrasts + 1.0), near_row * likely),
        ]
    )


def _page(candidates: Candidates, evidence: Evidence) -> Numbers:
    """Return what is known of all candidates of a picture, the same in each row, and each beside the best."""
    likely, contrasts = candidates.likely.astype(np.float64), evidence.contrasts.astype(np.float64)
    sure = likely > KNOBS.surely
    clearest = max(float(np.percentile(contrasts[sure], 80)) if sure.any() else 0.0, 1.0)
    known = np.array(
        [
            np.log1p(sure.sum()),
            likely.mean(),
            likely.max(),
            np.percentile(likely, 80),
            np.log1p(candidates.heats[:, 2].sum()),
        ]
    )
    contrast = np.minimum(np.log((contrasts + 1.0) / clearest), 0)
    return np.column_stack([np.tile(known, (len(likely), 1)), contrast])


def _most(near: Flags, likely: Numbers) -> Numbers:
    """Return of each row of (N, N) flags the greatest likelihood, (N,), or 0."""
    return np.asarray(np.where(near, likely, 0).max(1, initial=0))


def _apart_from(values: Numbers, weights: Numbers) -> Numbers:
    """Return how far each value, (N,), is from the mean of its neighbours', or 0. weights: (N, N)."""
    total = weights.sum(1)
    return np.where(total > 0.2, values - weights @ values / np.maximum(total, 0.2), 0)


def _sides(boxes: Numbers) -> Numbers:
    """Return width and height of boxes, (N, 2) px, 1 at least."""
    return np.maximum(boxes[:, 2:] - boxes[:, :2], 1)


def _logit(p: npt.ArrayLike) -> Numbers:
    values = np.clip(np.asarray(p, np.float64), TINY, 1 - TINY)
    return np.asarray(np.log(values / (1 - values)))
