"""How hands differ: slant, bends, order and direction of strokes, ways in and out, parts joined, tremor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.augment import Rng, turned
from train.pen.bank import Points, Strokes, evenly
from train.strokes import loose


@dataclass(frozen=True)
class Knobs:
    """Chances, and spreads in heights of a digit."""

    turn: float = 0.12  # radians
    lean: float = 0.18  # px aside a px of height
    proportion: float = 0.16  # of the logarithm of width over height
    bend: float = 0.035
    reversed: float = 0.06  # of each stroke
    reordered: float = 0.06
    air: float = 0.4  # of marks that are written in the air
    joined: float = 0.55  # of those with several strokes
    back: float = 0.35  # of joins on which the pen goes back along its line first
    ways: float = 0.4  # of those with a way in, and with a way out
    way: float = 0.4  # length of these
    far: float = 0.4  # of its logarithm: some come all the way from the last mark
    hook: float = 0.12  # of pens that leave a short hook at either end
    walk: float = 0.004  # of a finger's drift from point to point
    tremor: float = 0.006
    plain: float = 0.3  # of marks drawn with neither bend nor tremor, as a mouse or a program draws bars
    coarse: float = 0.35  # of marks whose points are far apart
    steps: tuple[float, float] = (0.05, 0.22)  # between these points
    grid: float = 0.15  # of devices whose points lie on a coarse grid
    grids: tuple[float, float] = (0.005, 0.02)  # its width
    cut: float = 0.06  # of strokes that lack a piece at an end
    loose: float = 0.3  # of marks of several strokes, which then are not quite in place: a bar that misses
    still: float = 0.2  # of points drawn without moving the pen
    point: float = 0.2  # longer side up to which a stroke is a point


KNOBS = Knobs()


def written(strokes: Strokes, rng: Rng, air: float | None = None) -> Strokes:
    """Return a mark as some hand would write it, with a pen or in the air.

    air: the chance of that, None for the usual one.
    """
    plain = bool(rng.random() < KNOBS.plain)
    if not plain:
        bends = rng.normal(0, 1, (4, 2))
        strokes = [_bent(stroke, bends) for stroke in strokes]
    if len(strokes) > 1 and rng.random() < KNOBS.loose:
        strokes = loose(strokes, rng)
    linear = _linear(rng)
    strokes = [stroke @ linear for stroke in strokes]
    strokes = [stroke[::-1] if rng.random() < KNOBS.reversed else stroke for stroke in strokes]
    if len(strokes) > 1 and rng.random() < KNOBS.reordered:
        strokes = [strokes[k] for k in rng.permutation(len(strokes))]
    if rng.random() < (KNOBS.air if air is None else air):
        strokes = _in_the_air(strokes, rng)
    elif rng.random() < KNOBS.hook:
        strokes = _with_way(strokes, rng, rng.random() < 0.5, 0.1)
    return sampled(strokes, rng, 0.0 if plain else KNOBS.tremor)


def sampled(strokes: Strokes, rng: Rng, trembles: float = KNOBS.tremor) -> Strokes:
    """Return strokes as a device of some pace tells them: points near by or far apart, not quite in place.

    trembles: spread of the tremor, heights of a digit.
    """
    if rng.random() < KNOBS.cut:
        k = int(rng.integers(len(strokes)))
        left = int(len(strokes[k]) * rng.uniform(0, 0.12))
        if len(strokes[k]) - left > 2:
            strokes = [*strokes[:k], strokes[k][left:], *strokes[k + 1 :]]
    strokes = [
        stroke[:1] if np.ptp(stroke, axis=0).max() < KNOBS.point and rng.random() < KNOBS.still else stroke
        for stroke in strokes
    ]
    if rng.random() < KNOBS.coarse:
        step = rng.uniform(*KNOBS.steps)
        strokes = [evenly(stroke, step) for stroke in strokes]
    tremor = abs(rng.normal(0, trembles))
    strokes = [(stroke + rng.normal(0, tremor, stroke.shape)).astype(np.float32) for stroke in strokes]
    if rng.random() < KNOBS.grid:
        grid = np.float32(rng.uniform(*KNOBS.grids))
        strokes = [np.round(stroke / grid) * grid for stroke in strokes]
    return strokes


def _linear(rng: Rng) -> Points:
    wide, lean = np.exp(rng.normal(0, KNOBS.proportion)), rng.normal(0, KNOBS.lean)
    return np.asarray([[wide, 0], [-lean, 1]] @ turned(rng.normal(0, KNOBS.turn)), np.float32)


def _bent(stroke: Points, bends: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Points:
    """Return a stroke bent by two waves across the mark. bends: (4, 2), normal."""
    long = np.sin(3 * stroke[:, ::-1] + 2 * bends[2]) * bends[0]
    short = np.sin(5 * stroke + 2 * bends[3]) * bends[1] / 2
    return np.asarray(stroke + KNOBS.bend * (long + short), np.float32)


def _in_the_air(strokes: Strokes, rng: Rng) -> Strokes:
    if len(strokes) > 1 and rng.random() < KNOBS.joined:
        strokes = [joined(strokes, rng)]
    if rng.random() < KNOBS.ways:
        strokes = _with_way(strokes, rng, True, KNOBS.way)
    if rng.random() < KNOBS.ways:
        strokes = _with_way(strokes, rng, False, KNOBS.way)
    drift = rng.uniform(0, KNOBS.walk)
    return [np.asarray(s + np.cumsum(rng.normal(0, drift, s.shape), 0), np.float32) for s in strokes]


def joined(strokes: Strokes, rng: Rng) -> Points:
    """Return strokes as one, drawn without lifting the pen."""
    path = [strokes[0]]
    for after in strokes[1:]:
        before = path[-1]
        if rng.random() < KNOBS.back and len(before) > 3:  # back along its line to where the next is near
            near = int(np.hypot(*(before - after[0]).T).argmin())
            if near < len(before) - 2:
                path.append(before[near:-1][::-1] + np.float32(rng.normal(0, 0.015, 2)))
        path += [_curve(path[-1][-1], after[0], rng)[1:-1], after]
    return np.concatenate(path)


def _with_way(strokes: Strokes, rng: Rng, first: bool, length: float) -> Strokes:
    """Return strokes with a way into the first one, or out of the last, no longer than they are large."""
    length *= min(1.0, float(np.ptp(np.concatenate(strokes), axis=0).max()))
    length *= np.exp(rng.normal(0, KNOBS.far))
    end = strokes[0][0] if first else strokes[-1][-1]
    far = (end + rng.normal(0, length, 2)).astype(np.float32)
    if first:
        return [np.concatenate([_curve(far, end, rng)[:-1], strokes[0]]), *strokes[1:]]
    return [*strokes[:-1], np.concatenate([strokes[-1], _curve(end, far, rng)[1:]])]


def _curve(start: Points, end: Points, rng: Rng) -> Points:
    """Return a way between two points that bows to a side."""
    t = np.linspace(0, 1, 3 + int(float(np.hypot(*(end - start))) / 0.05))[:, None]
    aside = (end - start)[::-1] * np.array([1, -1]) * rng.normal(0, 0.15)
    return np.asarray(start + t * (end - start) + np.sin(np.pi * t) * aside, np.float32)
