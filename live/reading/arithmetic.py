"""Evaluates expressions of digits and signs, exactly, and writes numbers as people do."""

from __future__ import annotations

import re
from fractions import Fraction

ADDING, TIMES, DIVIDED, POINTS = "+-", "×·", "÷/:", ".,"
"""Signs of addition, multiplication, division and decimals; an alphabet may lack some of them."""

PLACES = 4
"""Decimals of an answer that does not end."""

_TOKEN = re.compile(rf"\d+(?:[{POINTS}]\d+)?|.")


def evaluate(text: str) -> Fraction:
    """Return the value of an expression; raises ValueError where it is none, ZeroDivisionError."""
    return _Parser(text).value()


def written(number: Fraction) -> str:
    """Return a number as a decimal, "…" behind it where it goes on: 7, -2.5, 0.3333…"""
    scaled = abs(number) * 10**PLACES
    whole, part = divmod(int(scaled), 10**PLACES)
    decimals = f"{part:0{PLACES}d}".rstrip("0")
    text = ("-" if number < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")
    return text + ("" if scaled.denominator == 1 else "…")


class _Parser:
    """Recursive descent: sums of products of numbers and brackets, a minus before the first one at most."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_TOKEN.findall(text), "end"][::-1]  # the next one last

    def value(self) -> Fraction:
        """Return the value of the whole text."""
        result = self._sum()
        if self._tokens != ["end"]:
            raise ValueError(self._tokens)
        return result

    def _sum(self) -> Fraction:
        total = Fraction(0) if self._tokens[-1] == "-" else self._product()
        while self._tokens[-1] in ADDING:
            total += self._product() if self._tokens.pop() == "+" else -self._product()
        return total

    def _product(self) -> Fraction:
        result = self._factor()
        while self._tokens[-1] in TIMES + DIVIDED:
            result = result * self._factor() if self._tokens.pop() in TIMES else result / self._factor()
        return result

    def _factor(self) -> Fraction:
        token = self._tokens.pop()
        if token != "(":
            return Fraction(token.replace(",", "."))
        result = self._sum()
        if self._tokens.pop() != ")":
            raise ValueError(token)
        return result
