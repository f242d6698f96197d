"""Characters written with a pen, by what they show: other people's and those of our own shapes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from live.values import Floats
from models.path import lengths_along, resampled
from train.augment import Rng, turned
from train.scenes import sources
from train.scenes.alphabet import ALPHABET, ALSO, DIGITS, PROPORTIONS, SHAPES
from train.strokes import JITTER, any_shape, corners, smooth

Points = npt.NDArray[np.float32]
Strokes = list[Points]
"""In the order they were drawn in, (N, 2) each, y downwards; a digit is about 1 high, a sign as high as it is
beside one, its middle at 0."""


@dataclass(frozen=True)
class Knobs:
    """Of the bank."""

    step: float = 0.04  # between points: bends are drawn into them
    straight: float = 0.9  # of a stroke's length, how far apart the ends of a bar are
    broad: float = 0.6  # of its width, how high a broad digit counts at least
    point: tuple[float, float] = (0.01, 0.22)  # size of points: a pen that hardly moves draws the least
    short: float = 0.5  # of the other points that are a short stroke of any direction
    tall: tuple[float, float] = (0.6, 2.0)  # by which = and ÷ are drawn higher: bars and points far apart
    turned: float = 0.25  # of a stroke of our own signs that is drawn from its end
    swapped: float = 0.3  # of our own signs whose strokes are drawn in another order
    own: float = 0.12  # share of our own digits
    bar: float = 0.12  # of ones that are a straight bar, as a mouse draws them: else straight is a point
    own_sign: float = 0.25  # share of our own signs, where other people's are there
    narrow: float = 0.15  # of brackets that are nearly straight
    dots: float = 0.6  # of points that are a pen's trembling on the spot
    turns: tuple[float, float] = (0.0, 2.2)  # that it goes round there
    cells: tuple[int, int] = (2, 40)  # of the device's grid, that such a point is wide


KNOBS = Knobs()

TIMES: list[tuple[list[str], tuple[float, float]]] = [
    (["0,0 100,100", "100,0 0,100"], (0.6, 1.4)),
    (["0,5 30,0 60,50 75,95 100,92", "95,0 40,60 0,100"], (0.6, 1.3)),
    (["0,0 35,15 50,50 35,85 0,100", "100,0 62,15 48,50 62,85 100,100"], (0.6, 1.2)),
    (["0,0 100,100! 100,0! 0,100"], (0.7, 1.3)),
]
"""Shapes of ×, which no data has, beside asterisks: two bars, a curve and a bar, two curves back to back, one
stroke."""

OWN = {"×": 0.45, "÷": 0.65, ".": 0.0}
"""Shares of our own signs where they are others than usual: colons and asterisks are one form of many, and a
point is what `Knobs.dots` says."""

NARROW = 0.25, 0.9
"""Least and greatest width of brackets that are nearly straight, of their own one."""

CONFUSED = "oOlIsSzZbqgxX|'`\"\\_~:;{}!"
"""Characters that are digits or signs to anybody who sees them alone: nothing is learnt from them."""


class Bank:
    """Hands out characters.

    signs, letters: the characters that are there.
    """

    def __init__(self, folder: Path | None, validation: bool) -> None:
        """Load the pens of a folder, what is kept apart or the rest; docs/training.md says what it holds.

        None: there are our own shapes alone.
        """
        found = sources.Sources() if folder is None else sources.load_pens(folder, validation)
        self.signs = ALPHABET[len(DIGITS) :]
        self._known = found.strokes
        for name, sign in ALSO.items():
            self._known.setdefault(sign, []).extend(found.letters.get(name, []))
        self._letters = {
            name: [strokes for strokes in many if not _is_bar(strokes)]
            for name, many in found.letters.items()
            if name not in CONFUSED
        }
        self.letters = sorted(self._letters)

    def known(self, character: str, rng: Rng) -> Strokes:
        """Return one of the alphabet's characters, at its size beside a digit that is 1 high."""
        there = self._known.get(character, [])
        own = KNOBS.own if character.isdigit() else OWN.get(character, KNOBS.own_sign)
        drawn = _drawn(character, rng) if rng.random() < own or not there else _any(there, rng)
        if character == "1" and rng.random() < KNOBS.bar:
            drawn = [_bar(rng)]
        if character.isdigit():
            return _sized(drawn, 1.0)
        if character in "()" and rng.random() < KNOBS.narrow:
            drawn = [stroke * np.array((rng.uniform(*NARROW), 1), np.float32) for stroke in drawn]
        if character == ".":
            if rng.random() < KNOBS.dots:
                drawn = [_dot(rng)]
            elif rng.random() < KNOBS.short:
                drawn = [_tick(rng)]
        low, high, sunk = PROPORTIONS[character]
        if character == ".":
            low, high = KNOBS.point
        if character in "=÷":
            taller = np.array((1, np.exp(rng.uniform(*np.log(KNOBS.tall)))), np.float32)
            drawn = [stroke * taller for stroke in drawn]
        sized = _sized(drawn, rng.uniform(low, high), longer=True)
        return [stroke + np.array((0, sunk), np.float32) for stroke in sized]

    def letter(self, rng: Rng) -> Strokes:
        """Return a character outside of the alphabet, about 1 high."""
        name = self.letters[int(rng.integers(len(self.letters)))]
        return _sized(_any(self._letters[name], rng), rng.uniform(0.5, 1.2))


def _is_bar(strokes: Strokes) -> bool:
    """Return whether strokes are a single bar, which nobody can tell from a one or a minus."""
    path = strokes[0]
    length = float(np.hypot(*np.diff(path, axis=0).T).sum()) if len(path) > 1 else 0.0
    return len(strokes) == 1 and float(np.hypot(*(path[-1] - path[0]))) >= KNOBS.straight * length


def _any(many: list[Strokes], rng: Rng) -> Strokes:
    return _resampled(many[int(rng.integers(len(many)))])


def _sized(strokes: Strokes, size: float, longer: bool = False) -> Strokes:
    """Return strokes at a height, or with a longer side, their box's middle at 0."""
    every = np.concatenate(strokes)
    low, high = every.min(0), every.max(0)
    w, h = (high - low).tolist()
    zoom = np.float32(size / max(max(w, h) if longer else max(h, KNOBS.broad * w), 1e-6))
    return [(stroke - (low + high) / 2) * zoom for stroke in strokes]


def _resampled(strokes: list[Floats]) -> Strokes:
    """Return strokes whose longer side is 1, their points at equal distances."""
    every = np.concatenate(strokes)
    size = max(float(np.ptp(every, axis=0).max()), 1e-6)
    return [evenly(stroke / np.float32(size), KNOBS.step) for stroke in strokes]


def evenly(stroke: Points, step: float) -> Points:
    """Return a stroke with points at equal distances, about `step`; its ends stay."""
    along = lengths_along(stroke)
    return resampled(stroke, along, 2 + int(along[-1] / step)).astype(np.float32)


def _dot(rng: Rng) -> Points:
    """Return what a pen leaves on the spot: part of a walk, part of a turn, on the device's grid."""
    n = int(rng.integers(4, 30))
    walk = rng.normal(0, rng.uniform(0.1, 1), (n, 2)).cumsum(0) / np.sqrt(n)
    turns = rng.choice([-1, 1]) * 2 * np.pi * rng.uniform(*KNOBS.turns)
    angle = rng.uniform(0, 7) + np.linspace(0, turns, n)
    path = walk + np.stack([np.cos(angle), np.sin(angle)], 1)
    grid = max(float(np.ptp(path, axis=0).max()), 1e-6) / rng.uniform(*KNOBS.cells)
    return np.asarray(np.round(path / grid), np.float32)


def _tick(rng: Rng) -> Points:
    """Return a point that became a short stroke, hardly bent."""
    t = np.linspace(0, 1, int(rng.integers(2, 8)))
    path = np.stack([t, rng.normal(0, 0.15) * np.sin(np.pi * t)], 1)
    return (path @ turned(rng.uniform(0, 2 * np.pi))).astype(np.float32)


def _bar(rng: Rng) -> Points:
    """Return a straight stroke, nearly upright, of any number of points."""
    t = np.linspace(0, 1, int(rng.integers(2, 30)))
    return np.stack([rng.normal(0, 0.12) * t, t], 1).astype(np.float32)


def _drawn(character: str, rng: Rng) -> Strokes:
    """Return a character of our own shapes, of any proportions that people give it."""
    if character.isdigit():
        shape, (low, high) = any_shape(int(character), rng)
    else:
        many = TIMES if character == "×" else SHAPES[character]
        shape, (low, high) = many[int(rng.integers(len(many)))]
        shape = [" ".join(s.split()[::-1]) if rng.random() < KNOBS.turned else s for s in shape]
        if rng.random() < KNOBS.swapped:
            shape = [shape[k] for k in rng.permutation(len(shape))]
    wide = np.array([rng.uniform(low, high), 1.0])
    return _resampled([(smooth(corners(stroke, rng, JITTER)) * wide).astype(np.float32) for stroke in shape])
