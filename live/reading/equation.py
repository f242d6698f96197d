"""What a row says as an equation: what its left side makes, and whether its right side is that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from live.reading.arithmetic import ADDING, DIVIDED, POINTS, TIMES, NoSumError, value

CLEARLY = "+×·÷"
"""Signs of which one makes a row without "=" a sum; dates, telephone numbers, ranges have - / : and ."""

UNUSUAL = re.compile(rf"(?<![\d{POINTS}])0\d")
"""A number that begins with a nought: a point was not read, or a digit."""


@dataclass(frozen=True)
class Equation:
    """Of a text: what its left side makes, and whether its right side is that, None where it is open."""

    answer: Fraction
    right: bool | None


@lru_cache(maxsize=1024)
def equation(text: str) -> Equation | None:
    """Return the equation that a text is, one that lacks its "=" among them; None where it is none."""
    left, equals, right = text.partition("=")
    if not any(sign in ADDING + TIMES + DIVIDED for sign in left[1:]):
        return None  # 7=7 tells nothing, -7=7 is the bar below a number
    if not equals and not any(sign in CLEARLY for sign in left):
        return None
    try:
        answer = value(left)
        given = value(right) if right else None
    except NoSumError:
        return None
    return Equation(answer, None if given is None else given == answer or _cut(given, answer, right))


def _cut(given: Fraction, answer: Fraction, right: Sequence[str]) -> bool:
    """Return whether a decimal without end was written to some places: 10÷3=3.33."""
    point = next((k for k, sign in enumerate(right) if sign in POINTS), None)
    places = len(right) - 1 - point if point is not None else 0
    return places > 0 and answer.denominator > 1 and abs(given - answer) < Fraction(1, 10**places)
