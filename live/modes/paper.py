"""Reading paper in front of a source: one step, one reading."""

from __future__ import annotations

import time
from dataclasses import replace

from live.frames.playing import Playing
from live.page import Pages
from live.paper.why import why
from live.reader import Reader
from live.reader.steady import Steady
from live.values import Frame, Moment

PATIENCE = 2.0
"""Seconds without a digit after which the user is told why, and after which that is looked at again."""


class Paper:
    """Frames of a source, read one after the other.

    last: what was read last. trouble: what to tell the user once. lack: why nothing is read, once that has
    lasted. ended: the source has no more frames.
    """

    def __init__(self, playing: Playing, reader: Reader) -> None:
        self.trouble, self.lack = "", ""
        self._playing, self._pages, self._steady = playing, Pages(reader), Steady()
        self.last: Moment | None = None
        self._seen = self._asked = 0.0

    @property
    def ended(self) -> bool:
        return self._playing.ended

    def step(self) -> Moment | None:
        """Read the next frame when it is there and due; raises UserError where the source has none at all."""
        frame = self._playing.next()
        self.trouble, self._playing.trouble = self.trouble or self._playing.trouble, ""
        if frame is None and self.last is None and (end := self._playing.end) is not None:
            frame = replace(end, still=True)
        if frame is None:
            return None
        self.last = self._read(frame)
        return self.last

    def turn(self) -> None:
        """Go on to the next picture of a source of pictures."""
        self._playing.turn()

    def clear(self) -> None:
        self._steady.clear()

    def _read(self, frame: Frame) -> Moment:
        start = time.perf_counter()
        ink, reading = self._pages.read(frame)
        if not frame.still:
            reading = self._steady.update(reading, frame.time, frame.size, self._pages.turn)
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
