"""Probabilities to digits: what each drawn mark is taken for, and where it stands in the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.reading.order import KNOBS as ORDER
from live.reading.order import reading_order
from live.values import Box, Digit, Floats, Reading
from models import NOT_A_DIGIT


@dataclass(frozen=True)
class Knobs:
    """Of judging what somebody drew."""

    refused: float = 0.9  # of "not a digit" from which a mark is none: a four that might be a nine is a digit
    doubt: float = 0.05  # what is left of a mark's chances to be a digit where there is a reason against it
    expected: float = 0.4  # times rarer than in training are marks that are no digits where numbers are drawn


KNOBS = Knobs()


def among_digits(rows: Floats) -> Floats:
    """Return probabilities (N, 11) where "not a digit" is as rare as where somebody writes numbers.

    The network is so wary that one digit in a hundred looks like none to it (train/card.py).
    """
    rows = rows.copy()
    rows[:, NOT_A_DIGIT] *= KNOBS.expected
    return np.asarray(rows / rows.sum(1, keepdims=True), np.float32)


def judged(row: Floats) -> int | None:
    """Return the likeliest digit of (11,) probabilities, or None where they refuse every digit."""
    return None if row[NOT_A_DIGIT] >= KNOBS.refused else int(row[:NOT_A_DIGIT].argmax())


def in_order(boxes: Sequence[Box], rows: Sequence[Floats], glyphs: Sequence[Floats]) -> Reading:
    """Return the marks as digits in reading order.

    boxes: of the marks, px. rows: probabilities, (11,) each. glyphs: what the network saw, (28, 28) each.
    """
    values = [judged(row) for row in rows]
    digits: list[Digit] = []
    for number, line in enumerate(reading_order(boxes, values)):
        for k in line:
            row, value = rows[k], values[k]
            confidence = 1 - row[:NOT_A_DIGIT].max() if value is None else row[value]
            digits.append(Digit(value, float(confidence), row, boxes[k], number, glyphs[k]))
    return Reading(tuple(digits))


def without_small(boxes: Sequence[Box], rows: Floats) -> Floats:
    """Return probabilities (N, 11) where marks that are low beside their line's usual digit are doubted.

    Dots and ticks look like ones once they are brought to a glyph's size.
    """
    values = [judged(row) for row in rows]
    highest = max((box[3] for box, value in zip(boxes, values, strict=True) if value is not None), default=0)
    if all(box[3] >= ORDER.small * highest for box in boxes):
        return rows
    rows = rows.copy()
    for line in reading_order(boxes, values):
        usual = float(np.median([boxes[k][3] for k in line if values[k] is not None] or [0]))
        for k in line:
            if boxes[k][3] < ORDER.small * usual:
                rows[k] = _doubted(rows[k])
    return rows


def _doubted(row: Floats) -> Floats:
    """Return the probabilities (11,) of a mark that looks like a digit where there is a reason against it."""
    left = row * np.float32(KNOBS.doubt)
    left[NOT_A_DIGIT] = 1 - left[:NOT_A_DIGIT].sum()
    return left
