"""Rows of digits and signs as sums: worked out where the right side is open, judged where it is finished."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from live.reading.arithmetic import DIVIDED, written
from live.reading.equation import LEADING_ZERO, equation
from live.reading.parts import KNOBS as PARTS
from live.reading.parts import gaps_of, parts
from live.values import Digit, Reading, Sum


@dataclass(frozen=True)
class Knobs:
    """Of doubt: a sum is shown with a question mark below these probabilities, beyond these gaps."""

    max_marks: int = 40  # of a sum: nobody writes a longer one
    min_finished: float = 0.55  # that a sum is right, or is wrong: its two sides vouch for each other
    min_open: float = 0.7  # that a left side makes what it does
    max_gap: float = 0.45  # within a sum, heights of its digits, and so many times
    max_gap_ratio: float = 3.0  # its usual gap: what is wider may hold a mark that was not read


KNOBS = Knobs()


def sums_in(reading: Reading, confidence: Callable[[Sequence[Digit]], float]) -> tuple[Sum, ...]:
    """Return the sums of a reading, in its order; all other rows are left alone.

    So are numbers below each other, a sign before the last one and a bar: none of their rows is a sum. What
    stands behind digits that are none, and end no other sum, is doubtful: words may be between. confidence:
    returns how likely the marks of a sum say what they do.
    """
    found = []
    for row in parts(reading):
        unread_before = False
        for marks in row:
            made = _sum(marks, confidence, unread_before)
            if made is not None:
                found.append(made)
            ended = made is not None or any(mark.value == "=" for mark in marks)
            unread_before = not ended and marks[-1].value not in (")", ".")
    return tuple(found)


def _sum(
    marks: Sequence[Digit], confidence: Callable[[Sequence[Digit]], float], doubtful: bool
) -> Sum | None:
    """Return the sum that marks make, or None where they make none. doubtful: it is, whatever they are."""
    text = "".join(str(mark.value) for mark in marks)
    if len(text) > KNOBS.max_marks or (found := equation(text)) is None:
        return None
    left, equals, right = text.partition("=")
    open_ = found.right is None
    doubtful |= confidence(marks) < (KNOBS.min_open if open_ else KNOBS.min_finished)
    doubtful |= _has_hole(marks, len(left))
    doubtful |= not found.right and bool(LEADING_ZERO.search(text))
    doubtful |= found.right is False and _is_remainder(left, right)
    if doubtful and not equals:
        return None
    shown = written(found.answer) if equals else f"={written(found.answer)}"
    return Sum(tuple(marks), found.answer, found.right, doubtful, shown)


def _has_hole(marks: Sequence[Digit], at: int) -> bool:
    """Return whether a gap is so wide that something was not read there. at: place of the "=", if any."""
    gaps = gaps_of(marks)
    widest = max(KNOBS.max_gap, KNOBS.max_gap_ratio * float(np.median(gaps)))
    return any(gap > min(PARTS.min_split_gap, widest) for k, gap in enumerate(gaps) if k != at)


def _is_remainder(left: str, right: str) -> bool:
    """Return whether a right side is quotient and remainder, between which a letter is not read: 17÷5=3R2."""
    division = re.fullmatch(rf"(\d+)[{DIVIDED}](\d+)", left)
    return division is not None and right == "{}{}".format(*divmod(int(division[1]), int(division[2])))
