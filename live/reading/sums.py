"""Rows of digits and signs as sums: worked out where the right side is open, judged where it is finished."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np

from live.reading.arithmetic import ADDING, DIVIDED, POINTS, TIMES, NoSumError, value, written
from live.values import Box, Digit, Reading

DIGITS, OPERATORS = "0123456789", "+-×÷"

CLEARLY = "+×·÷"
"""Signs of which one makes a row without "=" a sum; dates, telephone numbers, ranges have - / : and ."""


UNUSUAL = re.compile(rf"(?<![\d{POINTS}])0\d")
"""A number that begins with a nought: a point was not read, or a digit."""


@dataclass(frozen=True)
class Knobs:
    """Of finding sums: confidences below which one is doubtful, and gaps in heights of the row's digits."""

    sure: float = 0.4  # of all marks together
    right: float = 0.05  # the same where a sum comes out right: one that is misread hardly ever does
    other: float = 0.02  # odds of another digit or sign that would make a wrong sum right
    apart: float = 2.0  # gap between two sums of a row
    answer: float = 3.0  # gap between "=" and an answer in a place of its own
    inside: float = 1.3  # gap elsewhere in a sum beyond which something was not read; so it is beyond
    uneven: tuple[float, float] = (0.45, 3.0)  # these heights and so many times the sum's usual gap
    numbered: float = 0.7  # gap from which a point ends the number of an exercise: a decimal point is nearer
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
        for part in _parted([digit for digit in row if digit.value is not None]):
            if (made := _sum(_unnumbered(part), line)) is not None:
                found.append(made if whole else replace(made, doubtful=True))
            whole = made is not None or part[-1].value in (")", ".") or any(m.value == "=" for m in part)
    return tuple(found)


def _parted(row: Sequence[Digit]) -> Iterator[Sequence[Digit]]:
    """Yield the parts of a row: wide gaps are between them, and the widest one between two "="."""
    gaps = _gaps(row)
    cuts = {k for k, gap in enumerate(gaps, 1) if gap > KNOBS.apart and not _is_answer(row[k - 1 :], gap)}
    for one, other in pairwise(k for k, mark in enumerate(row) if mark.value == "="):
        widest = max(range(one + 1, other + 1), key=lambda k: gaps[k - 1])
        if gaps[widest - 1] > KNOBS.inside:
            cuts.add(widest)
    for start, end in pairwise(sorted({0, *cuts, len(row)})):
        yield row[start:end]


def _is_answer(row: Sequence[Digit], gap: float) -> bool:
    """Return whether a row goes on, behind a gap after its first mark, with an answer alone."""
    gaps = [*_gaps(row), np.inf]
    end = next(k for k in range(1, len(row)) if gaps[k] > KNOBS.apart) + 1
    plain = all(mark.number is not None or str(mark.value) in POINTS for mark in row[1:end])
    return row[0].value == "=" and gap <= KNOBS.answer and plain


def _unnumbered(row: Sequence[Digit]) -> Sequence[Digit]:
    """Return a row without the number that an exercise has before it: 3) 4+5=9 or 3. 4+5=9."""
    k = next((k for k, mark in enumerate(row) if mark.number is None), 0)
    if not 0 < k < len(row) - 1:
        return row
    gaps = _gaps(row)
    ended = row[k].value == "." and gaps[k] > max(KNOBS.numbered, 2 * float(np.median(gaps)))
    return row[k + 1 :] if ended or row[k].value == ")" else row


def _gaps(row: Sequence[Digit]) -> list[float]:
    """Return the gaps between the marks of a row, heights of its digits."""
    boxes = [digit.page or digit.box for digit in row]
    heights = [box[3] for digit, box in zip(row, boxes, strict=True) if digit.number is not None]
    usual = float(np.median(heights)) if heights else 1.0
    return [(after[0] - before[0] - before[2]) / usual for before, after in pairwise(boxes)]


def _sum(row: Sequence[Digit], line: int) -> Sum | None:
    """Return the sum that marks make, or None where they make none."""
    values = [str(digit.value) for digit in row]
    at = values.index("=") if "=" in values else len(values)
    left, right = values[:at], values[at + 1 :]
    if len(values) > KNOBS.longest or not any(sign in ADDING + TIMES + DIVIDED for sign in left[1:]):
        return None  # 7=7 tells nothing, -7=7 is the bar below a number
    if at == len(values) and not any(sign in CLEARLY for sign in values):
        return None
    try:
        answer = value(left)
        given = value(right) if right else None
    except NoSumError:
        return None
    agrees = None if given is None else given == answer or _cut(given, answer, right)
    doubtful = float(np.prod([mark.confidence for mark in row])) < (KNOBS.right if agrees else KNOBS.sure)
    doubtful |= _has_hole(row, at)
    doubtful |= not agrees and bool(UNUSUAL.search("".join(values)))
    if agrees is False:
        text = "".join(values)
        doubtful |= _has_remainder(left, right) or _lacks_digit(text) or _is_perhaps_right(row, text)
    if doubtful and at == len(values):
        return None
    return Sum(tuple(row), line, answer, agrees, doubtful)


def _has_hole(row: Sequence[Digit], at: int) -> bool:
    """Return whether a gap is so wide that something was not read there. at: place of the "=", if any."""
    gaps = _gaps(row)
    least, times = KNOBS.uneven
    widest = min(KNOBS.inside, max(least, times * float(np.median(gaps))))
    return any(gap > widest for k, gap in enumerate(gaps) if k != at)


def _cut(given: Fraction, answer: Fraction, right: Sequence[str]) -> bool:
    """Return whether a decimal without end was written to some places: 10÷3=3.33."""
    point = next((k for k, sign in enumerate(right) if sign in POINTS), None)
    places = len(right) - 1 - point if point is not None else 0
    return places > 0 and answer.denominator > 1 and abs(given - answer) < Fraction(1, 10**places)


def _has_remainder(left: Sequence[str], right: Sequence[str]) -> bool:
    """Return whether a right side is quotient and remainder, between which a letter is not read: 17÷5=3R2."""
    at = next((k for k, sign in enumerate(left) if sign in DIVIDED), 0)
    by, of = "".join(left[at + 1 :]), "".join(left[:at])
    if not (of.isdigit() and by.isdigit()):
        return False
    whole, rest = divmod(int(of), int(by))
    return "".join(right) == f"{whole}{rest}"


def _is_perhaps_right(row: Sequence[Digit], text: str) -> bool:
    """Return whether a wrong sum is right where one mark is what it might be as well."""
    for k, character in _mends(text):
        mark = row[k]
        none = 1 - mark.confidence if mark.number is None else mark.probabilities[int(character)]
        if none >= KNOBS.other * mark.confidence:
            return True
    return False


@lru_cache(maxsize=256)
def _mends(text: str) -> tuple[tuple[int, str], ...]:
    """Return the exchanges of one digit or sign, place and character, that make a wrong sum right."""
    kinds = DIGITS, OPERATORS
    return tuple(
        (k, new)
        for k, old in enumerate(text)
        for new in next((kind for kind in kinds if old in kind), "")
        if _comes_out(text[:k] + new + text[k + 1 :])
    )


@lru_cache(maxsize=256)
def _lacks_digit(text: str) -> bool:
    """Return whether one more digit would make it right: a thin one is missed more often than people err."""
    return any(_comes_out(text[:k] + new + text[k:]) for k in range(len(text) + 1) for new in DIGITS)


def _comes_out(text: str) -> bool:
    """Return whether both sides of a text make the same."""
    left, right = text.split("=")
    with suppress(NoSumError):
        return value(left) == value(right)
    return False
