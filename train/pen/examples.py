"""What the pen's network learns from: groups of strokes that are a character, and groups that are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from live.values import Doubles, Floats
from models.pen import features
from train.augment import Rng, turned
from train.pen.bank import Bank, Strokes
from train.pen.hand import joined, sampled, written
from train.scenes.alphabet import ALPHABET, CLASS_OF, DIGITS, OTHER

NO_MARK = OTHER + 1
"""Class of strokes that are no whole mark, or more than one; OTHER is a mark outside the alphabet."""


@dataclass(frozen=True)
class Knobs:
    """Shares of what is drawn; distances in heights of a digit."""

    digits: float = 0.5
    signs: float = 0.2  # the rest is no character
    kept: int = 4000  # examples that are shown again
    uses: int = 3  # of each
    air: float = 0.08  # share of signs that are written in the air, where they would look like digits
    dot: float = 0.2  # of points, drawn without moving
    bar: float = 0.85  # of a piece's length, how far its ends are apart where it is a bar: that may be a one
    gap: tuple[float, float] = (-0.08, 0.4)  # between neighbours that are taken together by mistake
    one: float = 0.25  # of these a one that touches what stands before it
    touch: tuple[float, float] = (-0.15, 0.08)  # the gap before it
    off: float = 0.06  # spread of a neighbour's height


KNOBS = Knobs()

RARER = {"÷": 0.7, "/": 0.3, ",": 0.4, ".": 0.6}
"""How often signs are drawn beside the others: bars are ones far more often than they are signs."""

PLAIN = "023568"
"""Digits of which no piece between a fifth and four fifths of the way looks like another digit."""


def batches(bank: Bank, rng: Rng, size: int) -> Iterator[tuple[Floats, Floats]]:
    """Yield batches without end, each example a few times, far apart: drawing takes a third as long as
    learning (Choi et al. 2019, "Faster neural network training with data echoing")."""
    x, y = drawn(bank, rng, KNOBS.kept)
    while True:
        some = rng.integers(0, KNOBS.kept, size // KNOBS.uses)
        x[some], y[some] = drawn(bank, rng, len(some))
        some = rng.integers(0, KNOBS.kept, size)
        yield x[some], y[some]


def drawn(bank: Bank, rng: Rng, count: int) -> tuple[Floats, Floats]:
    """Return (count, POINTS, CHANNELS) and the classes, one-hot, (count, NO_MARK + 1), both float32."""
    some, classes = zip(*(example(bank, rng) for _ in range(count)), strict=True)
    hot = np.eye(NO_MARK + 1, dtype=np.float32)[[*classes]]
    return np.stack([features(strokes) for strokes in some]), hot


def example(bank: Bank, rng: Rng) -> tuple[Strokes, int]:
    """Return a group of strokes and its class."""
    chance = rng.random()
    if chance < KNOBS.digits:
        character = ALPHABET[int(rng.integers(len(DIGITS)))]
    elif chance < KNOBS.digits + KNOBS.signs:
        character = bank.signs[int(rng.choice(len(bank.signs), p=_SHARES))]
        if character == "." and rng.random() < KNOBS.dot:
            return [np.zeros((1, 2), np.float32)], CLASS_OF["."]
    else:
        kind = list(JUNK)[int(rng.choice(len(JUNK), p=list(JUNK.values())))]
        return kind(bank, rng), OTHER if kind in WHOLE else NO_MARK
    air = None if character.isdigit() else KNOBS.air
    return written(bank.known(character, rng), rng, air), CLASS_OF[character]


def scribble(rng: Rng) -> Strokes:
    """Return what is no writing: a walk, a zigzag, a coil."""
    n = int(rng.integers(12, 70))
    t = np.linspace(0, 1, n)
    kind = rng.integers(3)
    if kind == 0:
        steps = rng.normal(0, 1, (n, 2))
        for _ in range(int(rng.integers(1, 4))):
            steps[1:] = 0.5 * steps[1:] + 0.5 * steps[:-1]
        walk = steps.cumsum(0)
    elif kind == 1:
        ups = rng.uniform(2, 7)
        walk = np.stack([t * rng.uniform(0.3, 3), _to_and_fro(ups * t) * rng.uniform(0.15, 0.95)], 1)
    else:
        turns = 2 * np.pi * rng.uniform(1.7, 6) * t
        radius = rng.uniform(0.2, 1) + rng.normal(0, 0.5) * t
        walk = np.stack([np.cos(turns) * radius, np.sin(turns) * radius], 1) + np.outer(
            t, rng.normal(0, 1.2, 2)
        )
    walk = walk @ turned(rng.uniform(0, 2 * np.pi))
    return [(walk / max(float(np.ptp(walk, axis=0).max()), 1e-6)).astype(np.float32)]


def _to_and_fro(t: Doubles) -> Doubles:
    """Return a zigzag between -1 and 1 that goes to one side and back in each unit of t."""
    return np.asarray(np.arcsin(np.sin(np.pi * t)) * 2 / np.pi)


def _letter(bank: Bank, rng: Rng) -> Strokes:
    return written(bank.letter(rng), rng) if bank.letters else _scribble(bank, rng)


def _word(bank: Bank, rng: Rng) -> Strokes:
    """Return two letters, or one and a piece of the next, at times drawn without lifting the pen."""
    one, other = _letter(bank, rng), _letter(bank, rng)
    both = [*one, *beside(one, other, rng)[: int(rng.integers(1, len(other) + 1))]]
    return [joined(both, rng)] if rng.random() < 0.3 else both


def _scribble(bank: Bank, rng: Rng) -> Strokes:
    return sampled(scribble(rng), rng)


def _digit(bank: Bank, rng: Rng, of: str = "0123456789") -> Strokes:
    return written(bank.known(of[int(rng.integers(len(of)))], rng), rng)


def _part(bank: Bank, rng: Rng) -> Strokes:
    """Return a piece of a digit, as a wrong cut leaves it."""
    (path, *rest) = _digit(bank, rng, PLAIN)
    at = int(len(path) * rng.uniform(0.25, 0.75))
    piece = path[: at + 1] if rng.random() < 0.5 else path[at:]
    steps = np.hypot(*np.diff(piece, axis=0).T)
    if len(piece) < 4 or np.hypot(*(piece[-1] - piece[0])) > KNOBS.bar * steps.sum():
        return _two(bank, rng)
    return [piece] if len(piece) == at + 1 else [piece, *rest]


def _two(bank: Bank, rng: Rng) -> Strokes:
    """Return a digit and another character beside it, taken together; now and then joined by the pen."""
    one = _digit(bank, rng)
    if rng.random() < KNOBS.one:
        return one + beside(one, _digit(bank, rng, "1"), rng, gap=KNOBS.touch)
    other = written(bank.known(ALPHABET[int(rng.integers(len(ALPHABET)))], rng), rng)
    pair = one + beside(one, other, rng) if rng.random() < 0.7 else beside(one, other, rng, before=True) + one
    return [joined(pair, rng)] if rng.random() < 0.3 else pair


def _more(bank: Bank, rng: Rng) -> Strokes:
    """Return a digit and a stroke or a piece of its neighbour."""
    one, before = _digit(bank, rng), bool(rng.random() < 0.3)
    other = beside(one, _digit(bank, rng), rng, before)
    piece = other[int(rng.integers(len(other)))]
    if len(other) == 1:
        at = max(2, int(len(piece) * rng.uniform(0.2, 0.6)))
        piece = piece[-at:] if before else piece[:at]
        if before:
            return [np.concatenate([piece, one[0]]), *one[1:]]
        return [*one[:-1], np.concatenate([one[-1], piece])]
    return [piece, *one] if before else [*one, piece]


def _struck(bank: Bank, rng: Rng) -> Strokes:
    """Return a digit and a line through it, or a zigzag over it."""
    turns = int(rng.integers(1, 9))
    digit = _digit(bank, rng, "023456789" if turns == 1 else "0123456789")
    every = np.concatenate(digit)
    (left, top), (right, foot) = every.min(0).tolist(), every.max(0).tolist()
    t = np.linspace(0, 1, 12 * turns)
    across = left - rng.uniform(0.1, 0.5) + t * (right - left + rng.uniform(0.3, 0.9))
    if turns > 1 and rng.random() < 0.5:  # to and fro
        across = left + (right - left) * (0.5 + rng.uniform(0.4, 0.7) * _to_and_fro(turns * t))
    up = rng.normal(0, 0.2) * (t - 0.5)
    if turns > 1:
        up = up + rng.uniform(0.1, 0.45) * _to_and_fro(turns * t)
    line = np.stack([across, top + (foot - top) * (rng.uniform(0.35, 0.65) + up)], 1).astype(np.float32)
    return sampled([*digit, line], rng)


def beside(
    one: Strokes, other: Strokes, rng: Rng, before: bool = False, gap: tuple[float, float] = KNOBS.gap
) -> Strokes:
    """Return the strokes of a character moved to where it stands beside another one."""
    a, b = np.concatenate(one), np.concatenate(other)
    away = rng.uniform(*gap)
    x = a[:, 0].min() - b[:, 0].max() - away if before else a[:, 0].max() - b[:, 0].min() + away
    place = np.array((x, rng.normal(0, KNOBS.off)), np.float32)
    return [stroke + place for stroke in other]


JUNK = {_letter: 0.6, _word: 0.05, _scribble: 0.04, _part: 0.08, _two: 0.12, _more: 0.08, _struck: 0.03}
"""What draws groups that are no character, and how often."""

WHOLE = _letter, _scribble, _struck
"""Of these what draws one mark."""

_WEIGHTS = np.array([RARER.get(sign, 1.0) for sign in ALPHABET[len(DIGITS) :]])
_SHARES = _WEIGHTS / _WEIGHTS.sum()
