"""Rows of digits and signs as sums: worked out where the right side is open, judged where it is finished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np

from live.values import Digit, Reading

ADDING, TIMES, POINTS = "+-", "×÷/", ".,"
"""Signs of addition, of multiplication and of decimals, as the alphabet has them."""

CLEARLY = "+×÷("
"""Signs of which one makes a row without "=" a sum; dates, telephone numbers, scores have but - and /."""


@dataclass(frozen=True)
class Knobs:
    """Of finding sums."""

    sure: float = 0.7  # confidence of the least sure mark below which a sum is doubtful: wrong marks hurt
    apart: float = 2.0  # digit heights between two sums of a row: more than the room left for an answer
    inside: float = 1.3  # digit heights between two marks before the "=": beyond, something was not read
    longest: int = 40  # marks; a longer row is no sum that anybody wrote
    places: int = 4  # decimals of an answer that does not end


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
    def verdict(self) -> str:
        """What is to be shown: "open", "right", "wrong", or "doubtful"."""
        if self.doubtful:
            return "doubtful"
        return {None: "open", True: "right", False: "wrong"}[self.right]

    @property
    def shown(self) -> str:
        """The answer as people write it, behind a "=" where there is none."""
        return ("" if any(mark.value == "=" for mark in self.marks) else "=") + written(self.answer)


class _NoSumError(Exception):
    """Say that a row is no sum."""


def sums_in(reading: Reading) -> tuple[Sum, ...]:
    """Return the sums of a reading, in its order; all other rows are left alone."""
    found = []
    for line, row in groupby(reading.digits, key=lambda digit: digit.line):
        for part in _parted([digit for digit in row if digit.value is not None]):
            if (made := _sum(part, line)) is not None:
                found.append(made)
    return tuple(found)


def written(number: Fraction) -> str:
    """Return a number as a decimal, "…" behind it where it goes on: 7, -2.5, 0.3333…"""
    scaled = abs(number) * 10**KNOBS.places
    whole, part = divmod(int(scaled), 10**KNOBS.places)
    decimals = f"{part:0{KNOBS.places}d}".rstrip("0")
    text = ("-" if number < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")
    return text + ("" if scaled.denominator == 1 else "…")


def _parted(row: Sequence[Digit]) -> Iterator[list[Digit]]:
    """Yield the parts of a row between which there is a wide gap, with one "=" each."""
    gaps, part = _gaps(row), list[Digit]()
    for k, digit in enumerate(row):
        done = any(mark.value == "=" for mark in part) and any(mark.value == "=" for mark in row[k + 1 :])
        if done and gaps[k - 1] > KNOBS.apart:
            yield part
            part = []
        part.append(digit)
    if part:
        yield part


def _gaps(row: Sequence[Digit]) -> list[float]:
    """Return the gaps between the marks of a row, heights of its digits."""
    boxes = [digit.page or digit.box for digit in row]
    heights = [box[3] for digit, box in zip(row, boxes, strict=True) if digit.number is not None]
    usual = float(np.median(heights)) if heights else 1.0
    return [(after[0] - before[0] - before[2]) / usual for before, after in pairwise(boxes)]


def _sum(row: Sequence[Digit], line: int) -> Sum | None:
    """Return the sum that marks make, or None where they make none."""
    values = [str(digit.value) for digit in row]
    if len(values) > KNOBS.longest or values.count("=") > 1:
        return None
    if "=" not in values and not any(value in CLEARLY for value in values):
        return None
    at = values.index("=") if "=" in values else len(values)
    left, right = values[:at], values[at + 1 :]
    if all(value.isdigit() or value in POINTS for value in left):
        return None  # 7 = 7 tells nothing
    try:
        answer = _Parser(left).value()
        given = _Parser(right).value() if right else None
    except (_NoSumError, ZeroDivisionError):
        return None
    agrees = None if given is None else given == answer or _cut(given, answer, right)
    doubtful = min(digit.confidence for digit in row) < KNOBS.sure
    doubtful |= max(_gaps(row)[: at - 1], default=0.0) > KNOBS.inside
    return Sum(tuple(row), line, answer, agrees, doubtful)


def _cut(given: Fraction, answer: Fraction, right: Sequence[str]) -> bool:
    """Return whether a decimal without end was written to some places: 10÷3=3.33."""
    point = next((k for k, value in enumerate(right) if value in POINTS), None)
    places = len(right) - 1 - point if point is not None else 0
    return places > 0 and answer.denominator > 1 and abs(given - answer) < Fraction(1, 10**places)


class _Parser:
    """Works out an expression by recursive descent: sums of products of numbers and brackets."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values, self._at = values, 0

    def value(self) -> Fraction:
        """Return what the whole expression makes; raises _NoSumError where it is none."""
        result = self._added()
        if self._next:
            raise _NoSumError
        return result

    @property
    def _next(self) -> str:
        return self._values[self._at] if self._at < len(self._values) else ""

    def _take(self) -> str:
        self._at += 1
        return self._values[self._at - 1]

    def _added(self) -> Fraction:
        result = self._multiplied()
        while self._next and self._next in ADDING:
            result = result + self._multiplied() if self._take() == "+" else result - self._multiplied()
        return result

    def _multiplied(self) -> Fraction:
        result = self._signed()
        while self._next and self._next in TIMES:
            result = result * self._signed() if self._take() == "×" else result / self._signed()
        return result

    def _signed(self) -> Fraction:
        if self._next == "-" and (self._at == 0 or self._values[self._at - 1] == "("):
            self._take()
            return -self._single()
        return self._single()

    def _single(self) -> Fraction:
        if self._next == "(":
            self._take()
            result = self._added()
            if self._next != ")":
                raise _NoSumError
            self._take()
            return result
        return self._number()

    def _number(self) -> Fraction:
        text = ""
        while self._next and (self._next.isdigit() or self._next in POINTS):
            text += self._take().replace(",", ".")
        if not text[:1].isdigit() or not text[-1:].isdigit() or text.count(".") > 1:
            raise _NoSumError
        return Fraction(text)
