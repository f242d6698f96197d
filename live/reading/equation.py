"""Evaluates a text as an equation: the value of its left side, and whether its right side equals that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from live.reading.arithmetic import ADDING, DIVIDED, PLACES, POINTS, TIMES, evaluate

OPERATORS = ADDING + TIMES + DIVIDED

CLEARLY = "+×·÷"
"""Operators of which one makes a row without "=" a sum; dates, telephone numbers, ranges have - / : and ."""

LEADING_ZERO = re.compile(rf"(?<![\d{POINTS}])0\d")
"""A number that begins with a nought: a point was not read, or a digit."""

_ANSWER = re.compile(rf"-?\d+[{POINTS}](\d+)")


@dataclass(frozen=True)
class Equation:
    """answer: the value of the left side. right: whether the right side is that, None where there is none."""

    answer: Fraction
    right: bool | None


@lru_cache(maxsize=1024)
def equation(text: str) -> Equation | None:
    """Parse a text as an equation; None if it is none. "=" may be missing where a sign is clearly a sum's."""
    left, equals, right = text.partition("=")
    if not any(sign in OPERATORS for sign in left[1:]):
        return None  # 7=7 tells nothing, -7=7 is the bar below a number
    if not equals and not any(sign in CLEARLY for sign in left):
        return None
    try:
        answer = evaluate(left)
        given = evaluate(right) if right else None
    except (ValueError, ZeroDivisionError):
        return None
    return Equation(answer, None if given is None else given == answer or _is_rounded(given, answer, right))


def _is_rounded(given: Fraction, answer: Fraction, right: str) -> bool:
    """Return whether a decimal without end was cut or rounded to some places: 10÷3=3.33."""
    decimals, ends = _ANSWER.fullmatch(right), (answer * 10**PLACES).denominator == 1
    if decimals is None or ends:
        return False
    return abs(given - answer) < Fraction(1, 10 ** len(decimals[1]))
