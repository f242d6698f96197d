"""Reading paper in front of a source: one step, one reading."""

from __future__ import annotations

import time
from dataclasses import replace

from live.frames.playing import Playing
from live.paper.page import PageReader
from live.paper.why import why
from live.reading.tracker import Tracker
from live.values import Frame, Moment
from models import Classifier

EXPLAIN_AFTER = 2.0
"""Seconds without a digit after which the user is told why, and after which that is looked at again."""


class Paper:
    """Frames of a source, read one after the other.

    last: what was read last. lack: why nothing is read, once that has lasted.
    """

    def __init__(self, playing: Playing, classifier: Classifier, signs: bool = True) -> None:
        """signs: whether signs are read, or digits alone."""
        self.lack = ""
        self._playing, self._classifier, self._signs = playing, classifier, signs
        self._reader: tuple[PageReader, Tracker] | None = None  # opened for the first frame alone
        self.last: Moment | None = None
        self._seen = self._explained = 0.0  # when something was read, and when was said why not; s

    def step(self) -> Moment | None:
        """Return the next frame's moment when it is due; raises UserError where there is no frame at all."""
        frame = self._playing.next()
        if frame is None and self.last is None and (end := self._playing.end) is not None:
            frame = replace(end, still=True)
        if frame is None:
            return None
        self.last = self._read(frame)
        return self.last

    def clear(self) -> None:
        """Forget every mark that is followed."""
        if self._reader is not None:
            self._reader[1].clear()

    def _read(self, frame: Frame) -> Moment:
        if self._reader is None:
            reader = PageReader(self._classifier, self._signs)
            self._reader = reader, Tracker(reader.alphabet, reader.surest)
        reader, tracker = self._reader
        start = time.perf_counter()
        sight, reading = reader.read(frame)
        if not frame.still:
            reading = tracker.update(reading, frame.time, frame.size, reader.turn)
        moment = Moment(frame, sight, reading, 1e3 * (time.perf_counter() - start))
        self._explain(moment)
        return moment

    def _explain(self, moment: Moment) -> None:
        """Say what is lacking once nothing has been read for a while."""
        frame, text = moment.frame, moment.reading.text
        if text or self.last is None:
            self.lack, self._seen = "", frame.time
        if not text and (frame.still or frame.time - max(self._seen, self._explained) >= EXPLAIN_AFTER):
            self.lack, self._explained = why(frame.image, moment.sight), frame.time
