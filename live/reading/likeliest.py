"""Rows as the likeliest equations: their marks are named, added and left out as the whole row says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from live.reading.equation import OPERATORS
from live.reading.hypotheses import Hypotheses, hypotheses
from live.reading.parts import parts
from live.reading.sums import KNOBS as SUMS
from live.reading.sums import sums_in
from live.values import Digit, Reading, value_of

MIN_MARKS = 3
"""Of a row that may be an equation: fewer may be anything."""


def likeliest(reading: Reading, alphabet: Sequence[str], even: float = 0.5) -> Reading:
    """Return a reading whose rows are the likeliest equations, with its sums.

    Marks that the row has no place for lose their value, and some without one get it. Probabilities become
    those given the whole row. Rows without an operator stay as they are. alphabet: of the columns of the
    probabilities, the ten digits first. even: as `hypotheses` has it.
    """
    letters = tuple(alphabet)
    if not any(mark.is_sign for mark in reading.digits):
        return reading
    named: dict[Digit, Digit] = {}
    found: dict[Sequence[Digit], Hypotheses] = {}  # by the marks of a row that have a value
    for row in parts(reading, hidden=True):
        for marks in row:
            if _may_be_equation(marks):
                several = hypotheses(marks, letters, even)
                new = list(_renamed(marks, several, letters, even))
                named |= zip(marks, new, strict=True)
                found[tuple(mark for mark in new if mark.value is not None)] = several
    before = {new: old for old, new in named.items()}
    read = Reading(tuple(named.get(mark, mark) for mark in reading.digits))

    def confidence(marks: Sequence[Digit]) -> float:
        """Return how likely a sum says what it does; with its new names a row may be parted elsewhere."""
        several = found.get(tuple(marks))
        if several is None:
            several = hypotheses([before.get(mark, mark) for mark in marks], letters, even)
        return several.confidence

    return replace(read, sums=sums_in(read, confidence))


def _may_be_equation(marks: Sequence[Digit]) -> bool:
    known = [mark for mark in marks if mark.value is not None]
    signs = any(mark.is_sign and str(mark.value) in OPERATORS + "=" for mark in known)
    return signs and len(known) >= MIN_MARKS and len(marks) <= SUMS.max_marks


def _renamed(
    marks: Sequence[Digit], found: Hypotheses, alphabet: tuple[str, ...], even: float
) -> Iterator[Digit]:
    """Yield the marks as the row has them: surer of a name that stays, as sure as the row is of a new one."""
    for mark, label, row in zip(marks, found.classes, found.table, strict=True):
        probabilities = mark.probabilities.copy()
        there = 1 - row[-1]
        probabilities[-1] = (1 - there) * (1 - even) / ((1 - there) * (1 - even) + there * even)
        probabilities[: len(alphabet)] = row[:-1] * (1 - probabilities[-1]) / max(there, 1e-9)
        value = value_of(label, alphabet)
        sure = float(probabilities[-1 if value is None else label])
        if value == mark.value:
            sure = max(mark.confidence, sure)
        yield replace(mark, value=value, confidence=sure, probabilities=probabilities)
