"""Rows of digits and signs as sums: worked out where the right side is open, judged where it is finished."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from live.reading.arithmetic import DIVIDED, written
from live.reading.equation import LEADING_ZERO, equation
from live.reading.likeliest import KNOBS as PRIOR
from live.reading.parts import KNOBS as PARTS
from live.reading.parts import gaps_of, parts
from live.values import Box, Digit, Reading


@dataclass(frozen=True)
class Knobs:
    """Of doubt: a sum is shown with a question mark below these probabilities, beyond these gaps."""

    min_confidence: float = 0.3  # of all marks together, that each is one and named rightly
    min_name_probability: float = 0.55  # of all names together, among others that the marks may have
    max_gap: float = 0.45  # within a sum, heights of its digits, and so many times
    max_gap_ratio: float = 3.0  # its usual gap: what is wider may hold a mark that was not read


KNOBS = Knobs()


@dataclass(frozen=True)
class Sum:
    """A sum in a reading.

    marks: its digits and signs, from the left. answer: the value of its left side. right: whether its right
    side is that; None where it is open. doubtful: whether a mark is not sure, or seems to be missing: then
    the sum is neither solved nor marked.
    """

    marks: tuple[Digit, ...]
    answer: Fraction
    right: bool | None
    doubtful: bool

    @property
    def line(self) -> int:
        """As `Digit.line`."""
        return self.marks[0].line

    @property
    def text(self) -> str:
        """The sum as read."""
        return "".join(str(mark.value) for mark in self.marks)

    @property
    def box(self) -> Box:
        """What its marks take in the frame, px."""
        corners = np.array([mark.box for mark in self.marks])
        (x, y), (right, foot) = corners[:, :2].min(0), (corners[:, :2] + corners[:, 2:]).max(0)
        return int(x), int(y), int(right - x), int(foot - y)

    @property
    def verdict(self) -> str:
        """What is to be shown: "open", "right", "wrong", or "doubtful"."""
        if self.doubtful:
            return "doubtful"
        return {None: "open", True: "right", False: "wrong"}[self.right]

    @property
    def shown(self) -> str:
        """The answer as people write it, behind a "=" where there is none."""
        return ("" if any(mark.value == "=" for mark in self.marks) else "=") + written(self.answer)


def sums_in(reading: Reading) -> tuple[Sum, ...]:
    """Return the sums of a reading, in its order; all other rows are left alone.

    So are numbers below each other, a sign before the last one and a bar: none of their rows is a sum. What
    stands behind digits that are none, and end no other sum, is doubtful: words may be between.
    """
    found = []
    for row in parts(reading):
        unread_before = False
        for marks in row:
            made = _sum(marks, unread_before)
            if made is not None:
                found.append(made)
            ended = made is not None or any(mark.value == "=" for mark in marks)
            unread_before = not ended and marks[-1].value not in (")", ".")
    return tuple(found)


def _sum(marks: Sequence[Digit], doubtful: bool) -> Sum | None:
    """Return the sum that marks make, or None where they make none. doubtful: it is, whatever they are."""
    text = "".join(str(mark.value) for mark in marks)
    if len(text) > PRIOR.max_marks or (found := equation(text)) is None:
        return None
    left, equals, right = text.partition("=")
    doubtful |= not _is_sure(marks, bool(found.right)) or _has_hole(marks, len(left))
    doubtful |= not found.right and bool(LEADING_ZERO.search(text))
    doubtful |= found.right is False and (_is_remainder(left, right) or _lacks_digit(text))
    if doubtful and not equals:
        return None
    return Sum(tuple(marks), found.answer, found.right, doubtful)


def _is_sure(marks: Sequence[Digit], right: bool) -> bool:
    """Return whether marks of a sum are likely what they are read as; those of a right one hardly are not."""
    sure = math.prod(mark.confidence for mark in marks)
    likely = sure * math.exp(PRIOR.right) if right else sure
    named = math.prod(mark.probabilities[:-1].max() / mark.probabilities[:-1].sum() for mark in marks)
    return likely >= KNOBS.min_confidence * (likely + 1 - sure) and (
        right or named >= KNOBS.min_name_probability
    )


def _has_hole(marks: Sequence[Digit], at: int) -> bool:
    """Return whether a gap is so wide that something was not read there. at: place of the "=", if any."""
    gaps = gaps_of(marks)
    widest = max(KNOBS.max_gap, KNOBS.max_gap_ratio * float(np.median(gaps)))
    return any(gap > min(PARTS.min_split_gap, widest) for k, gap in enumerate(gaps) if k != at)


def _is_remainder(left: str, right: str) -> bool:
    """Return whether a right side is quotient and remainder, between which a letter is not read: 17÷5=3R2."""
    division = re.fullmatch(rf"(\d+)[{DIVIDED}](\d+)", left)
    return division is not None and right == "{}{}".format(*divmod(int(division[1]), int(division[2])))


@lru_cache(maxsize=256)
def _lacks_digit(text: str) -> bool:
    """Return whether one more digit would make it right: a thin one is missed more often than people err."""
    more = (text[:k] + new + text[k:] for k in range(len(text) + 1) for new in "0123456789")
    return any(found.right for each in more if (found := equation(each)) is not None)
