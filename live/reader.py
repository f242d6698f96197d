"""Ink to reading: all marks through the network in one batch, then the best way to part them."""

from __future__ import annotations

import numpy as np

from live.order import reading_order
from live.segment import Mark, find_marks
from live.values import Box, Digit, Floats, Ink, Reading
from models import Classifier
from models.glyph import normalise

NOT_A_DIGIT = 10

JUNK_COST = 2.0
"""What a mark that is no digit costs a parse, in nats: so that two odd pieces that make a digit
together are joined, and a digit beside a smudge is not."""

SURE = 0.5
"""A mark is read as a digit from this probability."""

SMALL = 0.4
"""A mark lower than this share of its line's usual digit is an accent or a smudge: dots and ticks
look like ones once they are brought to a glyph's size."""


class Reader:
    """Reads ink with a network."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def read(self, ink: Ink) -> Reading:
        """The digits in the ink, in reading order; boxes in the frame's pixels."""
        marks = find_marks(ink)
        if not marks:
            return Reading()
        glyphs = np.stack([normalise(mark.ink) for mark in marks])
        rows = self._classifier.probabilities(glyphs)
        chosen = _best_parse(marks, rows)
        boxes = [_scaled(marks[i].box, ink.scale) for i in chosen]
        values = [_judge(rows[i]) for i in chosen]
        digits: list[Digit] = []
        for number, line in enumerate(reading_order(boxes, values)):
            usual = float(np.median([boxes[k][3] for k in line if values[k] is not None] or [0]))
            for k in line:
                row = rows[chosen[k]]
                value = values[k] if boxes[k][3] >= SMALL * usual else None
                confidence = 1 - row[:NOT_A_DIGIT].max() if value is None else row[value]
                digits.append(Digit(value, float(confidence), row, boxes[k], number, glyphs[chosen[k]]))
        return Reading(tuple(digits))


def _judge(row: Floats) -> int | None:
    """The digit that a row of probabilities is sure of, or None."""
    best = int(row[:NOT_A_DIGIT].argmax())
    return best if row[best] >= SURE else None


def _best_parse(marks: list[Mark], rows: Floats) -> list[int]:
    """Indices of the marks that together explain every piece once, the likeliest way.

    Joined marks are taken where they read as a digit and gain most over their pieces; what is taken no
    longer joins.
    """
    values = rows.argmax(1)
    scores = np.log(rows.max(1) + 1e-6) - JUNK_COST * (values == NOT_A_DIGIT)
    single = {next(iter(mark.parts)): i for i, mark in enumerate(marks) if len(mark.parts) == 1}
    gains = {
        i: float(scores[i] - sum(scores[single[part]] for part in mark.parts))
        for i, mark in enumerate(marks)
        if len(mark.parts) > 1 and values[i] != NOT_A_DIGIT
    }
    taken: set[int] = set()
    chosen: list[int] = []
    for i in sorted(gains, key=lambda i: -gains[i]):
        if gains[i] > 0 and not taken & marks[i].parts:
            taken |= marks[i].parts
            chosen.append(i)
    return chosen + [i for part, i in single.items() if part not in taken]


def _scaled(box: Box, scale: float) -> Box:
    x, y, w, h = (round(n * scale) for n in box)
    return x, y, w, h
