"""Reading paper in front of a source: one step, one reading."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from live import paper
from live.errors import UserError
from live.reader import Reader
from live.sources import Source
from live.steady import Steady
from live.turn import Upright
from live.values import Frame, Ink, Reading
from live.why import why

PATIENCE = 2.0
"""Seconds without a digit after which the user is told why, and after which that is looked at again."""


@dataclass(frozen=True, eq=False)
class Moment:
    """A frame and all that was made of it; ms: the time that took."""

    frame: Frame
    ink: Ink
    reading: Reading
    ms: float


NOTHING = Moment(
    Frame(np.zeros((540, 960, 3), np.uint8), 0.0, 0), Ink(np.zeros((540, 960), np.uint8)), Reading(), 0.0
)
"""What is shown before there is anything."""


class Paper:
    """Frames of a source, read one after the other.

    A clip is shown at its own speed, a picture until the next one is asked for. last: what was read
    last. trouble: what to tell the user once. lack: why nothing is read, once that has lasted. ended: the
    source has no more frames.
    """

    def __init__(self, source: Source, reader: Reader) -> None:
        self.trouble, self.lack, self.ended = "", "", False
        self._source, self._reader, self._steady = source, Upright(reader), Steady()
        self._frames = iter(source)
        self.last: Moment | None = None
        self._due: Frame | None = None
        self._turn = True
        self._began = self._seen = self._asked = 0.0

    def step(self) -> Moment | None:
        """Read the next frame when it is there and due; raises UserError where the source has none at all."""
        if self.ended or (self._source.kind == "still" and not self._turn):
            return None
        self._due = self._due or self._next()
        if self._due is None or not self._is_due(self._due):
            return None
        frame, self._due, self._turn = self._due, None, False
        if self.last is not None and frame.index == self.last.frame.index:  # the camera has stopped
            return None
        self.last = self._read(frame)
        return self.last

    def turn(self) -> None:
        """Go on to the next picture of a source of pictures."""
        self._turn = True

    def clear(self) -> None:
        self._steady.clear()

    def _next(self) -> Frame | None:
        error: UserError | None = None
        while True:
            try:
                frame = next(self._frames, None)
            except UserError as one:  # one bad picture of many
                error, self.trouble = one, str(one)
                self._frames = iter(self._source)
                continue
            if frame is None:
                self.ended = True
                if self.last is None:
                    raise error or UserError(f"{self._source.name}: there is nothing in it to show")
                self.trouble = self.trouble or f"That was the last of {self._source.name}"
            return frame

    def _is_due(self, frame: Frame) -> bool:
        if self._source.kind != "clip":
            return True
        late = time.monotonic() - self._began - frame.time
        if late > 0.5 or self.last is None:  # it was frozen, or the machine is slow: go on from here
            self._began += late
            return True
        return late >= 0

    def _read(self, frame: Frame) -> Moment:
        start = time.perf_counter()
        ink = paper.find_ink(frame.image, film=not frame.still)
        reading = self._reader.read(ink, still=frame.still)
        if not frame.still:
            reading = self._steady.update(reading, frame.time)
        moment = Moment(frame, ink, reading, 1e3 * (time.perf_counter() - start))
        self._explain(moment)
        return moment

    def _explain(self, moment: Moment) -> None:
        """Say what is lacking once nothing has been read for a while."""
        frame, text = moment.frame, moment.reading.text
        if text or self.last is None:
            self.lack, self._seen = "", frame.time
        if not text and (frame.still or frame.time - max(self._seen, self._asked) >= PATIENCE):
            self.lack, self._asked = why(frame.image, moment.ink), frame.time
