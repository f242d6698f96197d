"""What people write in a row: numbers, sums, equations, and how often characters stand side by side there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.augment import Rng
from train.scenes.alphabet import CLASS_OF, DIGITS, OTHER

LETTER = "a"
"""Stands for any letter."""


@dataclass(frozen=True)
class Knobs:
    """Shares of rows, and of their parts."""

    sums: float = 0.5
    equations: float = 0.12  # of unknowns: an x is a times sign, any other letter is "other"
    lists: float = 0.05  # dates, telephone numbers, pairs in brackets; the rest is numbers
    longest: int = 6  # digits of a number
    point: float = 0.15  # of numbers
    bracket: float = 0.15  # of terms
    fraction: float = 0.08  # of terms
    minus: float = 0.06  # of terms and results
    result: float = 0.6  # of sums with an equals sign
    letter: float = 0.06  # of rows with a letter anywhere
    depth: int = 3  # brackets in each other
    rows: int = 40_000  # from which neighbours are counted
    unseen: float = 1e-4  # of all neighbours, added to each pair: nothing is impossible


KNOBS = Knobs()

SIGNS = "++++---××××÷÷/"
"""Signs of a sum, as often as people write them."""


def text(rng: Rng) -> str:
    """Return what a row says."""
    chance = rng.random()
    if chance < KNOBS.sums:
        row = _sum(rng)
    elif chance < KNOBS.sums + KNOBS.equations:
        row = _equation(rng)
    elif chance < KNOBS.sums + KNOBS.equations + KNOBS.lists:
        row = _list(rng)
    else:
        row = _signed(rng, number(rng))
    if rng.random() < KNOBS.letter:
        at = int(rng.integers(len(row) + 1))
        row = row[:at] + LETTER + row[at:]
    return row


def number(rng: Rng) -> str:
    """Return a number of any sense."""
    digits = _digits(rng, int(rng.integers(1, KNOBS.longest + 1)))
    if rng.random() < KNOBS.point:
        digits += _any(rng, "..,") + _digits(rng, int(rng.integers(1, 4)))
    return digits


def neighbours(rng: Rng) -> npt.NDArray[np.float64]:
    """Return how much likelier than by chance classes follow each other, (K + 2, K + 2).

    Row: of the first one; column: of the second; the last of both is the end of a row. Digits count as one.
    """
    end = OTHER + 1
    counts = np.zeros((end + 1, end + 1))
    for _ in range(KNOBS.rows):
        labels = [end, *(CLASS_OF.get(character, OTHER) for character in text(rng)), end]
        np.add.at(counts, (labels[:-1], labels[1:]), 1)
    ten = len(DIGITS)
    counts[:, :ten] = counts[:, :ten].mean(1, keepdims=True)
    counts[:ten] = counts[:ten].mean(0)
    counts += KNOBS.unseen * KNOBS.rows
    shares = counts / counts.sum()
    return np.asarray(shares / shares.sum(1, keepdims=True) / shares.sum(0))


def _sum(rng: Rng) -> str:
    row = _terms(rng, int(rng.integers(2, 5)), 0)
    if rng.random() < KNOBS.result:
        row += "=" + (_signed(rng, number(rng)) if rng.random() < 0.7 else "")
        if rng.random() < 0.1:
            row += "=" + number(rng)
    return row


def _terms(rng: Rng, count: int, depth: int) -> str:
    row = _signed(rng, _term(rng, depth))
    for _ in range(count - 1):
        row += _any(rng, SIGNS) + _term(rng, depth)
    return row


def _term(rng: Rng, depth: int) -> str:
    chance = rng.random()
    if chance < KNOBS.bracket and depth < KNOBS.depth:
        return f"({_terms(rng, int(rng.integers(2, 4)), depth + 1)})"
    if chance < KNOBS.bracket + KNOBS.fraction:
        return f"{rng.integers(1, 100)}/{rng.integers(1, 100)}"
    return number(rng)


def _equation(rng: Rng) -> str:
    """Return an equation of one unknown or two: 2x+3y=7, x=4."""

    def unknown(many: float) -> str:
        return (str(rng.integers(2, 30)) if rng.random() < many else "") + _any(rng, "×" + LETTER)

    row = unknown(0.6)
    if rng.random() < 0.6:
        row += _any(rng, "+-") + (unknown(0.6) if rng.random() < 0.5 else number(rng))
    return f"{row}={_signed(rng, number(rng))}"


def _list(rng: Rng) -> str:
    parts = [_digits(rng, int(rng.integers(1, 5))) for _ in range(int(rng.integers(2, 4)))]
    return f"({','.join(parts)})" if rng.random() < 0.3 else _any(rng, ".-/").join(parts)


def _signed(rng: Rng, row: str) -> str:
    return f"-{row}" if rng.random() < KNOBS.minus else row


def _digits(rng: Rng, count: int) -> str:
    return "".join(map(str, rng.integers(0, 10, count)))


def _any(rng: Rng, characters: str) -> str:
    return characters[int(rng.integers(len(characters)))]
