"""One stroke that is several digits, drawn without lifting the pen: it is cut into segments, one a digit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from live.strokes.cover import best_cover
from live.strokes.experts import Experts
from live.strokes.graph import Affinity
from live.strokes.judge import Judge
from live.strokes.region import Mark
from live.strokes.sequence import Frames, said_alone
from live.values import Floats, Stroke
from models.characters import softmax
from models.path import lengths_along, resampled


@dataclass(frozen=True)
class Knobs:
    """Of cutting a stroke; lengths are shares of its height."""

    min_width: float = 0.7  # of a stroke that may be several digits
    max_confidence: float = 0.95  # of a stroke that is one digit, from which it is not tried as several
    step: float = 0.04  # between the points of the stroke, resampled
    min_swing: float = 0.12  # up or down, before and after a turning point
    max_corner_cosine: float = 0.5  # of the angle between the directions before and after a corner
    corner_window: int = 4  # steps before and after a corner that tell its angle
    max_cuts: int = 14  # that are tried: time is bounded
    min_digit_height: float = 0.45
    max_digit_width: float = 1.3
    min_digit_confidence: float = 0.7  # of each segment, or the stroke is left whole
    ligature_penalty: float = 0.3  # nats, of a segment that links two digits and is none


KNOBS = Knobs()


def may_be_several(mark: Mark) -> bool:
    """Return whether a mark is one stroke that is not surely one digit."""
    return len(mark.strokes) == 1 and bool(mark.probabilities[:-1].max() < KNOBS.max_confidence)


def split(mark: Mark, experts: Experts, judge: Judge, frames: Frames) -> list[Mark]:
    """Return the digits that a mark of one stroke is, at least two, or none where it is read better whole.

    frames: of the stroke, by the sequence network.
    """
    (stroke,) = mark.strokes
    width, height = np.ptp(stroke.points[:, :2], axis=0).tolist()
    if height <= stroke.width or width < KNOBS.min_width * height:
        return []
    points = _evenly(stroke.points, KNOBS.step * height)
    cuts = sorted({*_turning_points(points[:, 1], KNOBS.min_swing * height), *_corners(points[:, :2])})
    if not 1 <= len(cuts) - 2 <= KNOBS.max_cuts:
        return []
    spans = [
        (a, b)
        for a, b in combinations(range(len(cuts)), 2)
        if b - a < len(cuts) - 1 and _may_be_digit(points[cuts[a] : cuts[b] + 1], height)
    ]
    if not spans:
        return []
    segments = experts.observe([[Stroke(points[cuts[a] : cuts[b] + 1], stroke.width)] for a, b in spans])
    pens, digits = np.stack([one.pen for one in segments]), np.stack([one.digits for one in segments])
    totals = judge.scores(pens, digits, [Affinity()] * len(segments))
    if stroke in frames:
        each = np.linspace(0, len(frames[stroke]), len(points))  # the frame of each point
        parts = [frames[stroke][int(each[cuts[a]]) : int(each[cuts[b]]) + 1] for a, b in spans]
        totals = totals + judge.row_scores(np.array([said_alone(part) for part in parts]))
    rows = softmax(totals)
    confidences = rows[:, :10].max(1)
    masks = [(1 << b) - (1 << a) for a, b in spans]  # of pieces between cuts, each maybe a ligature
    ligatures = [1 << n for n in range(len(cuts) - 1)]
    scores = [*np.log(confidences + 1e-6).tolist(), *[-KNOBS.ligature_penalty] * len(ligatures)]
    chosen = [k for k in best_cover(len(ligatures), masks + ligatures, scores) if k < len(spans)]
    if len(chosen) < 2 or confidences[chosen].min() < KNOBS.min_digit_confidence:
        return []
    return [Mark(mark.strokes, segments[k], rows[k].astype(np.float32), mark.alphabet) for k in chosen]


def _evenly(points: Floats, step: float) -> Floats:
    """Return x, y, t at equal distances along a stroke, (M, 3)."""
    along = lengths_along(points)
    return resampled(points, along, 2 + int(along[-1] / step)).astype(np.float32)


def _turning_points(y: Floats, min_swing: float) -> list[int]:
    """Return the indices of the extrema of y between swings of enough px; both ends first and last."""
    found, direction, extremum = [0], 0, 0
    for k, value in enumerate(y.tolist()):
        back = y[extremum] - value
        if direction == 0 and abs(value - y[0]) > min_swing:
            direction, extremum = (1 if value > y[0] else -1), k
        elif direction and direction * (value - y[extremum]) >= 0:
            extremum = k
        elif direction and direction * back > min_swing:
            found.append(extremum)
            direction, extremum = -direction, k
    return [*found, len(y) - 1]


def _corners(points: Floats) -> list[int]:
    """Return the indices of sharp corners, each the sharpest within the window (non-maximum suppression)."""
    k = KNOBS.corner_window
    directions = points[k:] - points[:-k]
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-6)
    cosines = (directions[:-k] * directions[k:]).sum(1)
    sharpest = [cosines[max(0, n - k) : n + k + 1].min() for n in range(len(cosines))]
    return (k + np.flatnonzero((cosines <= KNOBS.max_corner_cosine) & (cosines == sharpest))).tolist()


def _may_be_digit(points: Floats, height: float) -> bool:
    wide, high = np.ptp(points[:, :2], axis=0).tolist()
    return bool(high >= KNOBS.min_digit_height * height and wide <= KNOBS.max_digit_width * height)
