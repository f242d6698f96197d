"""What people write in a row: numbers, sums, equations, and how often characters stand side by side there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.values import Doubles
from train.augment import Rng
from train.scenes.alphabet import CLASS_OF, DIGITS, OTHER

LETTER = "a"
"""Stands for any letter."""


@dataclass(frozen=True)
class Style:
    """How people write: how long at most, and shares of what each line names."""

    longest: int  # digits of a number
    term: int  # digits of a number in a sum
    terms: int  # of a sum
    depth: int  # brackets in each other
    points: str  # of numbers, as often
    point: float  # numbers of two digits and more: with one of these
    round: float  # numbers: they end in noughts, as prices do
    repeated: float  # numbers: of one digit again and again
    bracket: float  # terms: in brackets, in which there are others
    fraction: float  # terms: a fraction in a row
    ones: float  # fractions and brackets: they begin with a 1, beside a stroke like it
    signs: str  # of a sum, as often
    unknowns: str  # of an equation, as often: an x is a times sign
    minus: float = 0.06  # first terms and results
    result: float = 0.6  # sums: with an equals sign
    finished: float = 0.72  # of these: with what follows it


PAPER = Style(
    longest=8, term=3, terms=3, depth=2, points=".,", point=0.1, round=0.12, repeated=0.12, bracket=0.22,
    fraction=0.12, ones=0.4, signs="+++++----××××÷÷÷÷÷/", unknowns="×" + 6 * LETTER,
)  # fmt: skip
PEN = Style(
    longest=6, term=6, terms=4, depth=3, points="..,", point=0.18, round=0, repeated=0, bracket=0.15,
    fraction=0.08, ones=0, signs="++++---××××÷÷/", unknowns="×" + LETTER,
)  # fmt: skip


class Texts:
    """Makes up texts of some style."""

    def __init__(self, rng: Rng, style: Style) -> None:
        self.rng, self.style = rng, style

    def any(self, characters: str) -> str:
        """Return one of some characters."""
        return characters[int(self.rng.integers(len(characters)))]

    def digits(self, longest: int) -> str:
        """Return 1 to `longest` digits."""
        return "".join(map(str, self.rng.integers(0, 10, int(self.rng.integers(1, longest + 1)))))

    def number(self, longest: int | None = None) -> str:
        """Return a number of the style's length, or of 1 to `longest` digits."""
        rng, style = self.rng, self.style
        digits, kind = self.digits(longest or style.longest), rng.random()
        if kind < style.round:
            noughts = int(rng.integers(len(digits)))
            digits = digits[: len(digits) - noughts] + "0" * noughts
        elif kind < style.round + style.repeated:
            digits = digits[0] * len(digits)
        if len(digits) > 1 and rng.random() < style.point:
            at = int(rng.integers(1, len(digits)))
            digits = digits[:at] + self.any(style.points) + digits[at:]
        return digits

    def signed(self, longest: int | None = None) -> str:
        """Return a number, seldom with a minus."""
        return ("-" if self.rng.random() < self.style.minus else "") + self.number(longest)

    def sum(self) -> str:
        """Return a sum, its right side open, missing or finished."""
        row = ("-" if self.rng.random() < self.style.minus else "") + self._terms(self.style.terms)
        if self.rng.random() < self.style.result:
            row += "="
            if self.rng.random() < self.style.finished:
                row += self.signed(self.style.term)
        return row

    def _terms(self, most: int, deep: int = 0) -> str:
        """Return terms and the signs between them. deep: within how many brackets."""
        row = self._term(deep)
        for _ in range(int(self.rng.integers(1, most))):
            row += self.any(self.style.signs) + self._term(deep)
        return row

    def _term(self, deep: int) -> str:
        kind, style = self.rng.random(), self.style
        if kind < style.fraction:
            return f"{self._led(self.number(2))}/{self._led(self.number(2))}"
        if deep < style.depth and kind < style.fraction + style.bracket:
            return f"({self._led(self._terms(3, deep + 1))})"
        return self.number(style.term)

    def _led(self, row: str) -> str:
        """Return a row that at times begins with a 1."""
        return "1" + row[1:] if row[0].isdigit() and self.rng.random() < self.style.ones else row

    def equation(self) -> str:
        """Return an equation of unknowns, signs and few digits: 2×+3a=7, a=4."""
        rng = self.rng
        row = self._unknown()
        for _ in range(int(rng.integers(3))):
            row += self.any("++++---×/") + (self._unknown() if rng.random() < 0.75 else self.number(2))
        return f"{row}={self.signed(2) if rng.random() < 0.9 else LETTER}"

    def _unknown(self) -> str:
        return (self.number(2) if self.rng.random() < 0.5 else "") + self.any(self.style.unknowns)


@dataclass(frozen=True)
class Knobs:
    """Shares of rows written with a pen, and how their neighbours are counted."""

    sums: float = 0.5
    equations: float = 0.12
    lists: float = 0.05  # dates, telephone numbers, pairs in brackets; the rest is numbers
    letter: float = 0.06  # rows with a letter anywhere
    rows: int = 40_000  # from which neighbours are counted
    unseen: float = 1e-4  # of all neighbours, added to each pair: nothing is impossible


KNOBS = Knobs()


def text(rng: Rng) -> str:
    """Return what a row says that is written with a pen."""
    texts, rest = Texts(rng, PEN), 1 - KNOBS.sums - KNOBS.equations - KNOBS.lists
    kinds = texts.sum, texts.equation, lambda: _list(texts), texts.signed
    row = kinds[int(rng.choice(4, p=[KNOBS.sums, KNOBS.equations, KNOBS.lists, rest]))]()
    if rng.random() < KNOBS.letter:
        at = int(rng.integers(len(row) + 1))
        row = row[:at] + LETTER + row[at:]
    return row


def _list(texts: Texts) -> str:
    parts = [texts.digits(4) for _ in range(int(texts.rng.integers(2, 4)))]
    return f"({','.join(parts)})" if texts.rng.random() < 0.3 else texts.any(".-/").join(parts)


def neighbours(rng: Rng) -> Doubles:
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
