"""Rows of digits and signs as sums: worked out where the right side is open, judged where it is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

import numpy as np

from live.reading.arithmetic import DIVIDED, written
from live.reading.equation import UNUSUAL, equation
from live.reading.likeliest import KNOBS as PRIOR
from live.reading.parts import KNOBS as PARTS
from live.reading.parts import gaps, parted, unnumbered
from live.values import Box, Digit, Reading


@dataclass(frozen=True)
class Knobs:
    """Of finding sums: confidences below which one is doubtful, and gaps in heights of the row's digits."""

    sure: float = 0.4  # of all marks together, that each is one and named rightly
    named: float = 0.6  # of all names together, among others that the marks may have
    uneven: tuple[float, float] = (0.45, 3.0)  # these heights and so many times the sum's usual gap
    longest: int = 40  # marks; a longer row is no sum that anybody wrote


KNOBS = Knobs()


@dataclass(frozen=True)
class Sum:
    """A sum in a reading.

    marks: its digits and signs, from the left. line: as `Digit.line`. answer: what its left side makes.
    right: whether its right side is that; None where it is open. doubtful: whether a mark is not sure, or
    seems to be missing: then the sum is neither solved nor marked.
    """

    marks: tuple[Digit, ...]
    line: int
    answer: Fraction
    right: bool | None
    doubtful: bool

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
    for line, row in groupby(reading.digits, key=lambda digit: digit.line):
        whole = True
        for part in parted([digit for digit in row if digit.value is not None]):
            if (made := _sum(unnumbered(part), line)) is not None:
                found.append(made if whole else replace(made, doubtful=True))
            whole = made is not None or part[-1].value in (")", ".") or any(m.value == "=" for m in part)
    return tuple(found)


def _sum(row: Sequence[Digit], line: int) -> Sum | None:
    """Return the sum that marks make, or None where they make none."""
    text = "".join(str(digit.value) for digit in row)
    if len(text) > KNOBS.longest or (found := equation(text)) is None:
        return None
    at = text.index("=") if "=" in text else len(text)
    doubtful = not _is_sure(row, bool(found.right)) or _has_hole(row, at)
    doubtful |= not found.right and bool(UNUSUAL.search(text))
    doubtful |= found.right is False and (_has_remainder(text[:at], text[at + 1 :]) or _lacks_digit(text))
    if doubtful and at == len(text):
        return None
    return Sum(tuple(row), line, found.answer, found.right, doubtful)


def _is_sure(row: Sequence[Digit], right: bool) -> bool:
    """Return whether marks of a sum are likely what they are read as; those of a right one hardly are not."""
    sure = float(np.prod([mark.confidence for mark in row]))
    odds = sure * np.exp(PRIOR.right if right else 0)
    named = float(np.prod([mark.probabilities.max() / mark.probabilities[:-1].sum() for mark in row]))
    return bool(odds >= KNOBS.sure * (odds + 1 - sure)) and (right or named >= KNOBS.named)


def _has_hole(row: Sequence[Digit], at: int) -> bool:
    """Return whether a gap is so wide that something was not read there. at: place of the "=", if any."""
    wide, (least, times) = gaps(row), KNOBS.uneven
    widest = min(PARTS.inside, max(least, times * float(np.median(wide))))
    return any(gap > widest for k, gap in enumerate(wide) if k != at)


def _has_remainder(left: str, right: str) -> bool:
    """Return whether a right side is quotient and remainder, between which a letter is not read: 17÷5=3R2."""
    at = next((k for k, sign in enumerate(left) if sign in DIVIDED), 0)
    of, by = left[:at], left[at + 1 :]
    if not (of.isdigit() and by.isdigit()):
        return False
    whole, rest = divmod(int(of), int(by))
    return right == f"{whole}{rest}"


@lru_cache(maxsize=256)
def _lacks_digit(text: str) -> bool:
    """Return whether one more digit would make it right: a thin one is missed more often than people err."""
    more = (text[:k] + new + text[k:] for k in range(len(text) + 1) for new in "0123456789")
    return any(found.right for each in more if (found := equation(each)) is not None)
