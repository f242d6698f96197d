"""One stroke that is several digits, drawn without lifting the pen: where it is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.strokes.experts import Experts
from live.strokes.judge import Judge
from live.strokes.near import Tie
from live.strokes.region import Mark
from live.values import Floats, Stroke

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knobs:
    """Of cutting a stroke; lengths are shares of its height."""

    broad: float = 0.7  # width from which a stroke may be several digits
    sure: float = 0.95  # probability of being one from which it is not looked at for several
    step: float = 0.04  # between the places along it
    turn: float = 0.12  # that it goes up or down before and after a turn
    corner: float = 0.5  # cosine of the angle by which it turns at a corner, at most
    reach: int = 4  # steps before and after a corner that tell the angle
    most: int = 14  # turns that are tried: time is bounded
    least: float = 0.45  # height of a digit
    wide: float = 1.3  # width of a digit
    digit: float = 0.9  # probability of each piece from which the stroke is cut
    link: float = 0.3  # nats, what a way between two digits costs


KNOBS = Knobs()


def parted(mark: Mark, experts: Experts, judge: Judge) -> list[Mark]:
    """Return the digits that a stroke is, at least two, or none where it is read better as one mark."""
    if len(mark.strokes) > 1 or mark.row[:-1].max() >= KNOBS.sure:
        return []
    (stroke,) = mark.strokes
    low, high = stroke.points[:, :2].min(0), stroke.points[:, :2].max(0)
    (width, height) = (high - low).tolist()
    if height <= stroke.width or width < KNOBS.broad * height:
        return []
    points = _evenly(stroke.points, KNOBS.step * height)
    cuts = sorted({*_turns(points[:, 1], KNOBS.turn * height), *_corners(points[:, :2])})
    if not 1 <= len(cuts) - 2 <= KNOBS.most:
        return []
    spans = [
        (a, b)
        for a in range(len(cuts) - 1)
        for b in range(a + 1, len(cuts))
        if (a, b) != (0, len(cuts) - 1) and _may_be_digit(points[cuts[a] : cuts[b] + 1], height)
    ]
    seen = experts.look([[Stroke(points[cuts[a] : cuts[b] + 1], stroke.width)] for a, b in spans])
    if not seen:
        return []
    pens, rows = np.stack([one.pen for one in seen]), np.stack([one.row for one in seen])
    scores = judge.scores(pens, rows, [Tie()] * len(seen))
    chances = np.exp(scores - scores.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    path = _best(len(cuts), spans, np.log(chances[:, :10].max(1) + 1e-6))
    if len(path) < 2 or min(chances[k, :10].max() for k in path) < KNOBS.digit:
        return []
    return [Mark(mark.strokes, seen[k], chances[k].astype(np.float32), mark.alphabet) for k in path]


def _evenly(points: Floats, step: float) -> Floats:
    """Return x, y, t at equal distances along a stroke."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points[:, :2], axis=0).T))])
    at = np.linspace(0, along[-1], 2 + int(along[-1] / step))
    return np.stack([np.interp(at, along, points[:, k]) for k in range(3)], 1).astype(np.float32)


def _turns(heights: Floats, least: float) -> list[int]:
    """Return where a stroke turns from up to down or back, its two ends first and last."""
    turns, way, far = [0], 0, 0
    for k, y in enumerate(heights.tolist()):
        back = heights[far] - y
        if way == 0 and abs(y - heights[0]) > least:
            way, far = (1 if y > heights[0] else -1), k
        elif way and way * (y - heights[far]) >= 0:
            far = k
        elif way and way * back > least:
            turns.append(far)
            way, far = -way, k
    return [*turns, len(heights) - 1]


def _corners(points: Floats) -> list[int]:
    """Return where a stroke turns sharply, but not where it does so near by more sharply."""
    k = KNOBS.reach
    ways = points[k:] - points[:-k]
    ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-6)
    bends = (ways[:-k] * ways[k:]).sum(1)
    least = [bends[max(0, n - k) : n + k + 1].min() for n in range(len(bends))]
    return (k + np.flatnonzero((bends <= KNOBS.corner) & (bends == least))).tolist()


def _may_be_digit(points: Floats, height: float) -> bool:
    width, high = np.ptp(points[:, :2], axis=0).tolist()
    return bool(high >= KNOBS.least * height and width <= KNOBS.wide * height)


def _best(cuts: int, spans: list[tuple[int, int]], scores: Numbers) -> list[int]:
    """Return the spans of the best way from one end to the other; a step without a digit costs."""
    reached: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, cuts):
        ways = [(reached[end - 1][0] - KNOBS.link, reached[end - 1][1])]
        ways += [
            (reached[a][0] + float(scores[k]), [*reached[a][1], k])
            for k, (a, b) in enumerate(spans)
            if b == end
        ]
        reached.append(max(ways, key=lambda way: way[0]))
    return reached[-1][1]
