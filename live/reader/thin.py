"""A page has one pen: a one much thinner than its other digits is a crack, or a piece of a line."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.beside import usual_of
from live.reader.faint import ASKED
from live.reader.flanks import LINE
from live.reader.judge import among_digits
from live.reader.mark import Mark
from live.values import Floats
from models import NOT_A_DIGIT

ENOUGH = 2
"""So many clear digits that are no ones tell the pen."""

THINNER, THINNEST = 8.0, 0.05
"""How much commoner "not a digit" is among ones, nats for the squared logarithm of the share of the pen's
width. Ones on photographs, also by another pen than the rest, have 0.56 of it or more, a crack 0.2. What
has less than the second counts as that."""


def with_pen(marks: Sequence[Mark], rows: Floats) -> Floats:
    """Probabilities of marks that take the width of the page's pen into account.

    rows: (N, 11), of each mark. Returns (N, 11) float32; rows sum to 1.
    """
    like_lines = rows.argmax(1) == LINE
    others = np.flatnonzero(~like_lines & (rows[:, :NOT_A_DIGIT].max(1) >= ASKED))
    if not like_lines.any() or (usual := usual_of(_widths(marks, others), rows[others], ENOUGH)) is None:
        return rows
    prior = np.ones(len(rows), np.float32)
    ones = np.flatnonzero(like_lines)
    prior[ones] = np.exp(THINNER * np.log(np.clip(_widths(marks, ones) / usual, THINNEST, 1)) ** 2)
    return among_digits(rows, prior)


def _widths(marks: Sequence[Mark], chosen: npt.NDArray[np.int64]) -> Floats:
    return np.array([stroke_width(marks[k]) for k in chosen.tolist()], np.float32)


def stroke_width(mark: Mark) -> float:
    """How wide the strokes of a mark are, px: twice its area by the length of its outline."""
    ink = cv2.threshold(mark.ink, 127, 1, cv2.THRESH_BINARY)[1]
    outlines, _ = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return 2 * cv2.countNonZero(ink) / max(1.0, sum(cv2.arcLength(line, True) for line in outlines))
