"""Marks and readings as a reader would give them, for tests of what comes after the reading."""

from dataclasses import replace
from typing import Any

import numpy as np

from live.reading.likeliest import likeliest
from live.values import Box, Digit, Reading, Sum

ALPHABET = tuple("0123456789+-×÷=.,()/·:")
WIDE, HIGH, PITCH = 20, 40, 26
"""Boxes of the marks of a row, and from one to the next, px."""


def mark(value: int | str | None, box: Box = (0, 0, WIDE, HIGH), sure: float = 0.99, **more: Any) -> Digit:
    """Return a mark of a value; what it is not sure of is spread over the others. more: other fields."""
    row = np.full(len(ALPHABET) + 1, (1 - sure) / len(ALPHABET), np.float32)
    row[-1 if value is None else ALPHABET.index(str(value))] = sure
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 12:16] = 1
    return replace(Digit(value, sure, row, box, 0, glyph), **more)


def value_of(character: str) -> int | str | None:
    """Return what a character of a test's text stands for; a "?" is a mark that is neither digit nor sign."""
    return int(character) if character.isdigit() else None if character == "?" else character


def reading(*rows: str, sure: float = 0.99) -> Reading:
    """Return rows as they would be read; a space is a gap of one mark."""
    return Reading(
        tuple(
            mark(value_of(character), (place * PITCH, 60 * line, WIDE, HIGH), sure, line=line)
            for line, row in enumerate(rows)
            for place, character in enumerate(row)
            if character != " "
        )
    )


def worked(*rows: str, sure: float = 0.99) -> Reading:
    """Return such rows with their sums."""
    return likeliest(reading(*rows, sure=sure), ALPHABET)


def sums(*rows: str, sure: float = 0.99) -> tuple[Sum, ...]:
    """Return the sums of such rows."""
    return worked(*rows, sure=sure).sums
