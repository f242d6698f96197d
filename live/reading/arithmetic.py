"""What an expression of digits and signs makes, exactly, and how people write that."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

ADDING, TIMES, DIVIDED, POINTS = "+-", "×·", "÷/:", ".,"
"""Signs of addition, multiplication, division and decimals; an alphabet may lack some of them."""

PLACES = 4
"""Decimals of an answer that does not end."""


class NoSumError(Exception):
    """Say that marks are no expression, or divide by zero."""


def value(signs: Sequence[str]) -> Fraction:
    """Return what digits and signs make, one character each; raises NoSumError where they make nothing."""
    try:
        return _Parser(signs).value()
    except ZeroDivisionError:
        raise NoSumError from None


def written(number: Fraction) -> str:
    """Return a number as a decimal, "…" behind it where it goes on: 7, -2.5, 0.3333…"""
    scaled = abs(number) * 10**PLACES
    whole, part = divmod(int(scaled), 10**PLACES)
    decimals = f"{part:0{PLACES}d}".rstrip("0")
    text = ("-" if number < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")
    return text + ("" if scaled.denominator == 1 else "…")


class _Parser:
    """Works out an expression by recursive descent: sums of products of numbers and brackets."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values, self._at = values, 0

    def value(self) -> Fraction:
        """Return what the whole expression makes."""
        result = self._added()
        if self._next:
            raise NoSumError
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
        while self._next and self._next in TIMES + DIVIDED:
            result = result * self._signed() if self._take() in TIMES else result / self._signed()
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
                raise NoSumError
            self._take()
            return result
        return self._number()

    def _number(self) -> Fraction:
        text = ""
        while self._next and (self._next.isdigit() or self._next in POINTS):
            text += self._take().replace(",", ".")
        if not text[:1].isdigit() or not text[-1:].isdigit() or text.count(".") > 1:
            raise NoSumError
        return Fraction(text)
