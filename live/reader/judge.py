"""Probabilities to digits: what each mark is taken for, and where it stands in the reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from live.reader.order import SMALL, reading_order
from live.values import Box, Digit, Floats, Reading
from models import NOT_A_DIGIT

SURE = 0.5
"""A mark on a sheet is read as a digit from this probability."""

REFUSED = 0.9
"""A mark that somebody drew is no digit from this probability of "not a digit"; what is left is shared by the
digits, of which the likeliest is taken: a four that might be a nine is still a digit."""

DOUBT = 0.05
"""What is left of such a mark's chances to be a digit."""

EXPECTED = 0.4
"""How much rarer marks that are no digits are where somebody writes numbers than the network expects: it is
so wary that one digit in a hundred looks like none to it (train/card.py)."""

Judge = Callable[[Floats], int | None]


def among_digits(rows: Floats, prior: float | Floats = EXPECTED) -> Floats:
    """Probabilities (N, 11) where "not a digit" is rarer by a factor: one for all marks, or one for each."""
    rows = rows.copy()
    rows[:, NOT_A_DIGIT] *= prior
    return np.asarray(rows / rows.sum(1, keepdims=True), np.float32)


def found(row: Floats) -> int | None:
    """The digit that (11,) probabilities are sure of, or None: of a mark that was found on a sheet."""
    best = int(row[:NOT_A_DIGIT].argmax())
    return best if row[best] >= SURE else None


def drawn(row: Floats) -> int | None:
    """The likeliest digit of (11,) probabilities, unless that is none: of a mark that somebody drew."""
    return None if row[NOT_A_DIGIT] >= REFUSED else int(row[:NOT_A_DIGIT].argmax())


def in_order(boxes: Sequence[Box], rows: Sequence[Floats], glyphs: Sequence[Floats], judge: Judge) -> Reading:
    """The marks as digits in reading order.

    boxes: of the marks, px. rows: probabilities, (11,) each. glyphs: what the network saw, (28, 28) each.
    judge: what a mark is taken for, `found` or `drawn`.
    """
    values = [judge(row) for row in rows]
    digits: list[Digit] = []
    for number, line in enumerate(reading_order(boxes, values)):
        for k in line:
            row, value = rows[k], values[k]
            confidence = 1 - row[:NOT_A_DIGIT].max() if value is None else row[value]
            digits.append(Digit(value, float(confidence), row, boxes[k], number, glyphs[k]))
    return Reading(tuple(digits))


def without_small(boxes: Sequence[Box], rows: Floats, judge: Judge) -> Floats:
    """Probabilities (N, 11) of marks where those that are low beside their line's usual digit are doubted:
    dots and ticks look like ones once they are brought to a glyph's size."""
    values = [judge(row) for row in rows]
    highest = max((box[3] for box, value in zip(boxes, values, strict=True) if value is not None), default=0)
    if all(box[3] >= SMALL * highest for box in boxes):
        return rows
    rows = rows.copy()
    for line in reading_order(boxes, values):
        usual = float(np.median([boxes[k][3] for k in line if values[k] is not None] or [0]))
        for k in line:
            if boxes[k][3] < SMALL * usual:
                rows[k] = doubted(rows[k])
    return rows


def all_doubted(rows: Floats, numbers: Sequence[int]) -> Floats:
    """Probabilities (N, 11) of marks of which those of some numbers are `doubted`."""
    rows = rows.copy() if numbers else rows
    for k in numbers:
        rows[k] = doubted(rows[k])
    return rows


def doubted(row: Floats) -> Floats:
    """The probabilities (11,) of a mark that looks like a digit where there is a reason that it is none."""
    left = row * np.float32(DOUBT)
    left[NOT_A_DIGIT] = 1 - left[:NOT_A_DIGIT].sum()
    return left
