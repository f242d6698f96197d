"""A frame to its ink and its own reading: dark writing on a light ground, or light writing on a dark one."""

from __future__ import annotations

import cv2
import numpy as np

from live.paper import find_ink
from live.paper.look import look
from live.paper.polarity import light_on_dark, on_a_board
from live.reader import Reader
from live.reader.turn import Upright
from live.reader.witness import confirmed, sees_nothing
from live.values import Frame, Ink, Reading
from models.eye import Eye

NO_DIGIT = 0.5
"""What a mark that is no digit takes from a reading's worth, beside a sure digit's 1."""


class Pages:
    """Reads the frames of one source.

    turn: quarters clockwise by which what was read last of a film was turned.
    """

    def __init__(self, reader: Reader, eye: Eye | None = None) -> None:
        """eye: one for all sources, so that it is laid out once for each size; None for one of its own."""
        self.turn = 0
        self._eye = Eye() if eye is None else eye
        # In the negative other marks are read, which are no reason to turn the page, nor to leave it.
        self._dark, self._light = Upright(reader), Upright(reader)

    def read(self, frame: Frame) -> tuple[Ink, Reading]:
        """What is written in a frame, and its reading: of what the rules propose, what the eye sees as well.

        In a film's frame where the eye sees nothing the ink is found, for hints, but not read.
        """
        seen = look(self._eye, frame.image)
        if not frame.still and sees_nothing(seen):
            return find_ink(frame.image, film=True), Reading()
        ink, reading = self._read(frame)
        return ink, confirmed(reading, seen, frame.size, film=not frame.still)

    def _read(self, frame: Frame) -> tuple[Ink, Reading]:
        """What is written in a frame, and its reading, by the rules alone.

        What may show light writing on a dark ground is read both ways, and the better one counts: a sheet
        full of digits that lies in the dark looks much the same. A board with a wall around it is looked for
        in stills alone: in a film a dark sleeve with a bright edge would be one, too.
        """
        ink = find_ink(frame.image, film=not frame.still)
        reading = self._dark.read(ink, still=frame.still)
        self.turn = self._dark.turn
        if not (light_on_dark(frame.image) or (frame.still and on_a_board(frame.image))):
            return ink, reading
        inverted = find_ink(np.asarray(cv2.bitwise_not(frame.image), np.uint8), film=not frame.still)
        other = self._light.read(inverted, still=frame.still)
        if _worth(self._light.first) <= _worth(self._dark.first):
            return ink, reading
        self.turn = self._light.turn
        return inverted, other


def _worth(reading: Reading) -> float:
    return sum(-NO_DIGIT if d.value is None else 2 * d.confidence - 1 for d in reading.digits)
