"""The likeliest way to take a page's pieces together, and what marks are worth to it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.beside import usual_of
from live.reader.judge import SURE
from live.reader.mark import Mark
from live.values import Floats
from models import NOT_A_DIGIT

JUNK_COST = 2.0
"""What a mark that is no digit costs a parse, in nats, times the square of its proportions where it is
broader than high: so that two odd pieces that make a digit together are joined, digits that touch are parted,
and a letter is left whole."""

HEIGHT_COST = 1.0
"""What a digit costs a parting, in nats, times the squared logarithm of its share of the usual height."""

WIDTH_COST, WIDE, LYING = 6.0, 0.8, 0
"""What a digit costs a parting that is wider than the second, share of its height: times the squared
logarithm of how much wider. Digits are seldom so wide, two that touch nearly always; only noughts may lie."""

HOLE = 0.02
"""Least area of a hole, in squares of the mark's height."""

STACKED = 1.6
"""Pieces are not joined to a digit so many times as high as the page's clear ones, where there are enough."""

BAR, BROADER, CLEAR = 3.0, 1.3, 0.9
"""What is so many times as broad as high, and so many times as broad as a digit of this probability,
underlines it or is the bar of a fraction, and no part of it."""


def may_lie(mark: Mark, row: Floats) -> bool:
    """Whether a mark of any width may be one digit: a nought, which has one hole, where two side by side have
    two."""
    _, _, width, height = mark.box
    nought = bool(row[:NOT_A_DIGIT].argmax() == LYING)
    if not nought or width <= height:
        return nought
    mask = cv2.threshold(mark.ink, 127, 255, cv2.THRESH_BINARY)[1]
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    inner = (line for line, (*_, outer) in zip(outlines, tree[0], strict=True) if outer >= 0)
    return sum(cv2.contourArea(line) >= HOLE * height**2 for line in inner) < 2


def worth(marks: Sequence[Mark], rows: Floats, usual: float | None = None) -> Floats:
    """What marks add to a parse, in nats: their log-probabilities, less the cost of no digit or, where the
    usual mark's height in px is given, of a digit out of proportion."""
    digit = rows[:, :NOT_A_DIGIT].max(1)
    width, height = np.array([mark.box[2:] for mark in marks], np.float32).T
    sign = np.log(1 - digit + 1e-6) - JUNK_COST * np.maximum(1, width / height) ** 2
    read = np.log(digit + 1e-6)
    if usual is not None:
        read -= HEIGHT_COST * np.log(height / usual) ** 2
        upright = [not may_lie(mark, row) for mark, row in zip(marks, rows, strict=True)]
        read -= np.array(upright) * WIDTH_COST * np.log(np.maximum(1, width / (WIDE * height))) ** 2
    return np.asarray(np.where(digit >= SURE, read, sign), np.float32)


def _has_bar(marks: Sequence[Mark], clear: npt.NDArray[np.bool_], parts: list[int]) -> bool:
    """Whether of some pieces one is a clear digit, and one a bar that is broader than it."""
    sizes = {part: marks[part].box[2:] for part in parts}
    broadest = max((width for width, height in sizes.values() if width > BAR * height), default=0)
    return any(clear[part] and broadest > BROADER * sizes[part][0] for part in parts)


def best_parse(marks: list[Mark], rows: Floats) -> list[int]:
    """Indices of the marks that together explain every piece once, the likeliest way.

    Joined marks are taken where they read as a digit and gain most over their pieces; what is taken no
    longer joins. None is much taller than the page's clear digits: that is one above the other. None is a
    digit with a bar below or above it.
    """
    values, scores = rows.argmax(1), worth(marks, rows)
    single = {next(iter(mark.parts)): i for i, mark in enumerate(marks) if len(mark.parts) == 1}
    alone = list(single.values())
    usual = usual_of(np.array([marks[i].box[3] for i in alone], np.float32), rows[alone])
    tallest = np.inf if usual is None else STACKED * usual
    gains = {
        i: float(scores[i] - sum(scores[single[part]] for part in mark.parts))
        for i, mark in enumerate(marks)
        if len(mark.parts) > 1 and values[i] != NOT_A_DIGIT and mark.box[3] <= tallest
    }
    clear = rows[:, :NOT_A_DIGIT].max(1) >= CLEAR
    barred = {i for i in gains if _has_bar(marks, clear, [single[part] for part in marks[i].parts])}
    taken: set[int] = set()
    chosen: list[int] = []
    for i in sorted(gains.keys() - barred, key=lambda i: -gains[i]):
        if gains[i] > 0 and not taken & marks[i].parts:
            taken |= marks[i].parts
            chosen.append(i)
    return chosen + [i for part, i in single.items() if part not in taken]
