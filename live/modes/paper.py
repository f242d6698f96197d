"""Reading paper in front of a source: one step, one reading."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

from live.frames.playing import Playing
from live.paper.page import PageReader
from live.paper.why import why
from live.reading.tracker import Tracker
from live.values import Frame, Moment, Reading
from models import Classifier
from models.eye import Eye

EXPLAIN_AFTER = 2.0
"""Seconds without a digit after which the user is told why, and after which that is looked at again."""


class Film:
    """Reads frames of paper: a still by itself, others together with those before."""

    def __init__(self, classifier: Classifier, signs: bool = True, eye: Eye | None = None) -> None:
        """signs: whether signs are read, or digits alone. eye: shared with others."""
        self._reader = PageReader(classifier, signs, eye)
        self._tracker = Tracker(self._reader.alphabet, self._reader.surest)
        self.raw = Reading()  # of the last frame by itself

    def read(self, frame: Frame) -> Moment:
        """Return a frame and what is made of it."""
        start = time.perf_counter()
        sight, self.raw = self._reader.read(frame)
        reading = self.raw
        if not frame.still:
            reading = self._tracker.update(reading, frame.time, frame.size, self._reader.turn)
        return Moment(frame, sight, reading, 1e3 * (time.perf_counter() - start))

    def clear(self) -> None:
        """Forget every mark that is followed."""
        self._tracker.clear()


class Paper:
    """Frames of a source, read one after the other.

    last: what was read last. lack: why nothing is read, once that has lasted.
    """

    def __init__(self, playing: Playing, classifier: Classifier, signs: bool = True) -> None:
        """signs: whether signs are read, or digits alone."""
        self.lack = ""
        self._playing = playing
        self._film = cache(lambda: Film(classifier, signs))  # opened for the first frame alone
        self.last: Moment | None = None
        self._seen = self._explained = 0.0  # when something was read, and when was said why not; s

    def step(self) -> Moment | None:
        """Return the next frame's moment when it is due; raises UserError where there is no frame at all."""
        frame = self._playing.next()
        if frame is None and self.last is None and (end := self._playing.end) is not None:
            frame = replace(end, still=True)
        if frame is None:
            return None
        moment = self._film().read(frame)
        self._explain(moment)
        self.last = moment
        return moment

    def clear(self) -> None:
        """Forget every mark that is followed."""
        if self.last is not None:
            self._film().clear()

    def _explain(self, moment: Moment) -> None:
        """Say what is lacking once nothing has been read for a while."""
        frame, text = moment.frame, moment.reading.text
        if text or self.last is None:
            self.lack, self._seen = "", frame.time
        if not text and (frame.still or frame.time - max(self._seen, self._explained) >= EXPLAIN_AFTER):
            self.lack, self._explained = why(frame.image, moment.sight), frame.time
