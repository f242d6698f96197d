"""Features of a candidate by itself, among its neighbours and on its page: the judge's input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from live.paper.detection import Candidates, intersections
from live.values import Doubles, Floats
from models import NOT_A_DIGIT

Flags = npt.NDArray[np.bool_]

Columns = dict[str, npt.NDArray[Any]]
"""Columns of the judge's input by name, in order, (N,) or (N, k) each."""


@dataclass(frozen=True)
class Knobs:
    """Of what counts as near. Offsets, distances and gaps are in longer sides of the larger of two marks.

    Offsets and distances are between centres, gaps between sides; a ratio is that of two longer sides.
    """

    max_row_offset: float = 0.45  # across a row, of neighbours in it
    max_row_distance: float = 8.0  # along a row: what is further away says little
    max_ratio: float = 2.5  # of neighbours
    max_adjacent_gap: float = 0.9  # to a mark's left or right neighbour
    max_close_gap: float = 0.5  # of close neighbours of one size
    max_close_ratio: float = 1.5  # of the same
    max_other_gap: float = 1.0  # to other marks in the row
    max_column_offset: float = 0.6  # across a column
    max_column_distance: float = 3.0  # along a column
    max_distance: float = 3.0  # of other marks around, in x and y
    min_counted: float = 0.5  # confidence from which marks are counted
    percentile: float = 80.0  # of confidences, and of contrasts, that stands for the page's best
    min_weight: float = 0.2  # summed confidence of neighbours, for their mean to be used
    min_probability: float = 1e-4  # before a logarithm: no expert is ever quite sure
    no_class_logit: float = -2.0  # of "not a digit" where the glyph network has no such class
    edge_distance: tuple[float, float] = (-0.3, 0.5)  # longer sides, to which a distance is clipped


KNOBS = Knobs()


@dataclass(frozen=True)
class Evidence:
    """What a closer look at each candidate says; all (N, ...).

    marks: (N, K + 1) probabilities by the mark network, "other" last. The rest is of its ink, zeros where
    there was none. digits: (N, 11) probabilities by the glyph network, column 10 "not a digit" or all zero
    where it has none. contrasts: grey levels. separabilities: Otsu's, 0..1.
    """

    digits: Floats
    marks: Floats
    contrasts: Floats
    separabilities: Floats


def features(candidates: Candidates, evidence: Evidence, size: tuple[int, int]) -> Doubles:
    """Return the features of each candidate, (N, F), N >= 1; F depends on the alphabet alone.

    size: width and height of the picture, px.
    """
    own, page = _own(candidates, evidence, size), _page(candidates, evidence)
    return np.column_stack([*(own | _neighbours(candidates, evidence) | page).values()])


def _own(candidates: Candidates, evidence: Evidence, size: tuple[int, int]) -> Columns:
    """Return what all experts say of each candidate alone, and its size and place."""
    heats, classes = candidates.heats.astype(np.float64), candidates.classes.astype(np.float64)
    digits, agreement = evidence.digits.astype(np.float64), candidates.agreement.astype(np.float64)
    tiny = KNOBS.min_probability
    has_ink = digits[:, :NOT_A_DIGIT].sum(1) > 0
    refused = np.where(digits[:, NOT_A_DIGIT] > 0, _logit(digits[:, NOT_A_DIGIT]), KNOBS.no_class_logit)
    by_eye = classes[:, :10] / np.maximum(classes[:, :10].sum(1, keepdims=True), tiny)
    by_glyph = digits[:, :10] / np.maximum(digits[:, :10].sum(1, keepdims=True), tiny)
    sides = _sides(candidates.boxes)
    room = np.concatenate([candidates.boxes[:, :2], np.array(size) - candidates.boxes[:, 2:]], 1).min(1)
    return {
        "heats": _logit(heats),
        "classes": np.log(classes + 10 * tiny),
        "has ink": has_ink,
        "no digit, says the glyph network": np.where(has_ink, refused, 0.0),
        "eye and glyph network agree": np.where(has_ink, np.log((by_eye * by_glyph).sum(1) + 10 * tiny), 0.0),
        "contrast": np.log(evidence.contrasts + 1.0),
        "separability": evidence.separabilities,
        "pyramid levels agree": np.maximum(agreement, 0),
        "one level alone could see it": agreement < 0,
        "size": np.log(sides.max(1)),
        "aspect ratio": np.log(sides[:, 0] / sides[:, 1]),
        "distance to the picture's edge": np.clip(room / sides.max(1), *KNOBS.edge_distance),
    }


def _neighbours(candidates: Candidates, evidence: Evidence) -> Columns:
    """Return how well each candidate goes with those around it, each weighted by its confidence."""
    boxes, confidence = candidates.boxes, candidates.confidence.astype(np.float64)
    sides, centres = _sides(boxes), (boxes[:, :2] + boxes[:, 2:]) / 2
    longer, area = sides.max(1), sides.prod(1)
    larger = np.maximum(longer[:, None], longer[None])
    ratio = larger / np.minimum(longer[:, None], longer[None])
    np.fill_diagonal(ratio, np.inf)
    offset = (centres[None] - centres[:, None]) / larger[..., None]
    x, (dx, dy) = offset[..., 0], np.abs(offset).transpose(2, 0, 1)
    gap = dx - (sides[:, None, 0] + sides[None, :, 0]) / 2 / larger
    row = (dy < KNOBS.max_row_offset) & (ratio < KNOBS.max_ratio)
    column = (dx < KNOBS.max_column_offset) & (dy < KNOBS.max_column_distance) & ~row
    column &= ratio < KNOBS.max_ratio
    adjacent = row & (gap < KNOBS.max_adjacent_gap)
    near_row = row & (dx < KNOBS.max_row_distance)
    close = row & (gap < KNOBS.max_close_gap) & (ratio < KNOBS.max_close_ratio)
    around = (np.maximum(dx, dy) < KNOBS.max_distance) & (ratio < KNOBS.max_ratio)
    other = np.maximum(candidates.heats[:, 2], candidates.classes[:, -1]).astype(np.float64)
    common = intersections(boxes, boxes)
    np.fill_diagonal(common, 0)
    return {
        "surest neighbour on the left": _highest(adjacent & (x < 0), confidence),
        "surest neighbour on the right": _highest(adjacent & (x > 0), confidence),
        "marks in the row": np.log1p(near_row @ confidence),
        "close ones of its size": np.log1p(close @ confidence),
        "marks in the column": np.log1p(column @ confidence),
        "other things in the row": np.log1p((row & (gap < KNOBS.max_other_gap)) @ other),
        "other things around": np.log1p(around @ other),
        "share inside another mark": (common / area[:, None] * confidence).max(1, initial=0),
        "share of another mark inside it": (common / area[None] * confidence).max(1, initial=0),
        "height beside the row's": _deviations(np.log(sides[:, 1]), near_row * confidence),
        "contrast beside the row's": _deviations(np.log(evidence.contrasts + 1.0), near_row * confidence),
    }


def _page(candidates: Candidates, evidence: Evidence) -> Columns:
    """Return features of the whole page, the same in each row, and each contrast beside the page's best."""
    confidence, contrasts = candidates.confidence.astype(np.float64), evidence.contrasts.astype(np.float64)
    counted = confidence > KNOBS.min_counted
    best = max(float(np.percentile(contrasts[counted], KNOBS.percentile)) if counted.any() else 0.0, 1.0)
    page = {
        "marks on the page": np.log1p(counted.sum()),
        "mean confidence": confidence.mean(),
        "highest confidence": confidence.max(),
        "high confidence": np.percentile(confidence, KNOBS.percentile),
        "other things on the page": np.log1p(candidates.heats[:, 2].sum()),
    }
    columns = {name: np.full(len(confidence), value) for name, value in page.items()}
    return columns | {"contrast beside the page's": np.minimum(np.log((contrasts + 1.0) / best), 0)}


def _highest(near: Flags, confidence: Doubles) -> Doubles:
    """Return the highest confidence among the neighbours of each, (N,), or 0. near: (N, N)."""
    return np.asarray(np.where(near, confidence, 0).max(1, initial=0))


def _deviations(values: Doubles, weights: Doubles) -> Doubles:
    """Return how far each value, (N,), is from its neighbours' weighted mean, or 0. weights: (N, N)."""
    total, least = weights.sum(1), KNOBS.min_weight
    return np.where(total > least, values - weights @ values / np.maximum(total, least), 0)


def _sides(boxes: Doubles) -> Doubles:
    """Return width and height of boxes, (N, 2) px, 1 at least."""
    return np.maximum(boxes[:, 2:] - boxes[:, :2], 1)


def _logit(p: npt.ArrayLike) -> Doubles:
    values = np.clip(np.asarray(p, np.float64), KNOBS.min_probability, 1 - KNOBS.min_probability)
    return np.asarray(np.log(values / (1 - values)))
