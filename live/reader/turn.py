"""Sheets held sideways or upside down: read whichever way round reads best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from live.reader import Reader
from live.reader.around import inside
from live.reader.boxes import cut, placed
from live.reader.reader import First
from live.values import Box, Digit, Image, Ink, Reading

TURNS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
"""Quarter turns clockwise, and what cv2 calls them."""

REFUSED, READ = -2.5, -0.3
"""What a mark adds to a reading's score, in nats: one that is no digit, and each digit beside its own
log-confidence, so that the same ink read as fewer digits is better."""

POOR, DOUBTFUL = -0.8, -0.4
"""A sheet that reads worse than the first, nats a mark, is turned; a still that reads worse than the second,
for there is time: upside down half of all digits look like some other digit."""

GAIN, LEAST = 0.6, 4.0
"""The turn has to gain this share of what reading every mark as a sure digit would gain, and so many nats."""

FEWEST, MANY = 2, 40
"""Marks that a reading to be turned has: one alone tells nothing, and many would take long."""

KEPT = 0.7
"""Share of the sure digits that a turn has to keep: sideways a line is a tall mark, beside which digits may
be specks, and few sure ones would read better than many."""

SURE = 0.9
"""The probability from which a digit counts as sure in this."""

PATIENCE = 4
"""Frames that read poorly, after one that read well, before a film is turned: a short blur turns nothing."""


class Upright:
    """Reads ink the way round that reads best, and remembers it for the frames that follow.

    A still is tried all ways at once; of a film, each frame that reads badly is tried one way more.
    turn: quarters clockwise by which the last frame of a film was turned. first: what the network of glyphs
    alone made of the last picture.
    """

    def __init__(self, reader: Reader) -> None:
        self.turn, self.first = 0, Reading()
        self._reader, self._next, self._poor = reader, 0, PATIENCE

    def read(self, ink: Ink, still: bool = False) -> Reading:
        """The digits in the ink, in reading order as the sheet is held; boxes in the frame's pixels."""
        turn = 0 if still else self.turn
        best = self._look(ink, turn, still)
        seen = _whole(best.reading, ink, still)
        marks, gained = len(seen), score(seen)
        good = marks > 0 and gained >= (DOUBTFUL if still else POOR) * marks
        self._poor = 0 if good else self._poor + 1
        if good or not FEWEST <= marks <= MANY or (self._poor <= PATIENCE and not still):
            return self._done(ink, best)
        sure = sum(digit.value is not None and digit.confidence >= SURE for digit in seen)
        least = max(FEWEST, KEPT * sure)
        self._next = self._next % 3 + 1
        wanted = gained + max(LEAST, GAIN * (READ * marks - gained))
        for step in (1, 2, 3) if still else (self._next,):
            other = self._look(ink, (turn + step) % 4, still)
            seen = _whole(other.reading, ink, still)
            enough = sum(digit.value is not None for digit in seen) >= least
            if enough and score(seen) >= max(wanted, gained):
                best, gained = other, score(seen)
                self.turn = self.turn if still else (turn + step) % 4
        return self._done(ink, best)

    def _look(self, ink: Ink, turn: int, still: bool) -> _Look:
        if not turn:
            first = self._reader.first(ink, still)
            return _Look(0, first, first.reading)
        sheet = None if ink.sheet is None else _rotate(ink.sheet, turn)
        first = self._reader.first(Ink(_rotate(ink.image, turn), sheet=sheet, crop=ink.crop), still)
        return _Look(turn, first, _upright(first.reading, turn, ink))

    def _done(self, ink: Ink, look: _Look) -> Reading:
        self.first = look.reading
        return _upright(self._reader.second(look.first), look.turn, ink)


@dataclass(frozen=True)
class _Look:
    """Ink turned clockwise by some quarters, what was read there first, and that as the picture came."""

    turn: int
    first: First
    reading: Reading


def score(digits: Sequence[Digit]) -> float:
    """How well marks read, nats."""
    return sum(REFUSED if d.value is None else READ + float(np.log(d.confidence)) for d in digits)


def _whole(reading: Reading, ink: Ink, still: bool) -> list[Digit]:
    """The marks that tell which way round they are: those with no other inside, as rings have, that a film's
    frame does not cut."""
    height, width = (round(n * ink.scale) for n in ink.image.shape)
    rings = set(np.flatnonzero(inside([digit.box for digit in reading.digits]).any(1)).tolist())
    marks = [digit for k, digit in enumerate(reading.digits) if k not in rings]
    return [digit for digit in marks if still or not cut(digit.box, (width, height))]


def _rotate(image: Image, turn: int) -> Image:
    return np.asarray(cv2.rotate(image, TURNS[turn]), np.uint8)


def _upright(reading: Reading, turn: int, ink: Ink) -> Reading:
    """A reading of the turned ink as the picture came."""
    return Reading(tuple(_back(digit, turn, ink) for digit in reading.digits)) if turn else reading


def _back(digit: Digit, turn: int, ink: Ink) -> Digit:
    """A digit of the turned ink with its box where it is in the frame."""
    x, y, w, h = digit.box
    height, width = ink.image.shape
    box: Box = {
        1: (y, height - x - w, h, w),
        2: (width - x - w, height - y - h, w, h),
        3: (width - y - h, x, h, w),
    }[turn]
    return placed(digit, box, ink)
