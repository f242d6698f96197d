"""Writing in the air in front of a source: its frames, the hand in them, and what that writes."""

from __future__ import annotations

import time
from pathlib import Path

from live.air.hand import Finder
from live.air.writing import AirMoment, Grip, Writing
from live.frames.playing import Playing
from live.frames.source import Source
from live.report import complain
from live.values import Frame
from models import Classifier

MAX_WAIT = 0.05
"""Seconds that the hand in a camera's frame is waited for until the window gets its turn again."""

LOAD_DELAY = 0.7
"""Seconds before the hand's model is loaded where the user came from another mode, perhaps on to a third."""


def mirrored(source: Source, mode: str, asked: bool | None) -> bool:
    """Return whether left and right are exchanged: as asked, else for a camera in air mode as in a mirror."""
    return mode == "air" and source.camera if asked is None else asked


class Air:
    """A hand writes in front of a source.

    A clip is shown at its own speed, but waits for the hand; a camera's frames are shown as the hand is found
    in them, and those that come too fast are left out. last: what was shown last. writing: what is written.
    note: what to tell the user once. lack: what is waited for, or why no hand can be found.
    """

    def __init__(
        self,
        playing: Playing,
        classifier: Classifier,
        hand_model: Path | None = None,
        grip: Grip = "index",
        signs: bool = True,
    ) -> None:
        self.note, self.lack = "", ""
        self.writing = Writing(classifier, grip, signs)
        self.last: AirMoment | None = None
        self._hand_model, self._live = hand_model, playing.kind == "live"
        self._playing = playing
        self._finder: Finder | None = None
        self._load_at = 0.0
        self._held: Frame | None = None  # of a clip, until the hand can be found

    def step(self) -> AirMoment | None:
        """Return the next moment when it is there; raises UserError where the source has no frame at all."""
        if self._finder is None and time.monotonic() >= self._load_at:
            self._finder = Finder(self._hand_model)
        finder = self._finder
        if finder is not None:
            self._tell(finder)
        moment = self._step_live(finder) if self._live else self._step_clip(finder)
        if moment is None and self.last is None and (end := self._playing.end) is not None:
            moment = self.writing.follow(end, None)
        self.last = moment or self.last
        return moment

    def enter(self) -> None:
        """Begin this mode: what is slow to load is loaded a little later."""
        self._held = None  # other modes have gone on
        if self._finder is None:
            self._load_at = time.monotonic() + LOAD_DELAY

    def redraw(self) -> AirMoment | None:
        """Return the last frame's moment anew where a key has changed what is written since, else None."""
        moment = self.writing.redraw()
        self.last = moment or self.last
        return moment

    def close(self) -> None:
        """End what runs in the background."""
        if self._finder is not None:
            self._finder.close()

    def _tell(self, finder: Finder) -> None:
        if finder.failed and self.lack != finder.lack:
            self.note = finder.lack
            complain(self.note)  # it may be too long for the window
        self.lack = finder.lack

    def _step_clip(self, finder: Finder | None) -> AirMoment | None:
        if finder is not None and finder.ready:
            frame, self._held = self._held or self._playing.next(), None
            return None if frame is None else self.writing.follow(frame, finder.find(frame))
        if self._held is not None and not (finder is not None and finder.failed):
            return None  # the first frame is there to see until the hand can be found
        self._held = self._playing.next()
        return None if self._held is None else self.writing.follow(self._held, None)

    def _step_live(self, finder: Finder | None) -> AirMoment | None:
        if finder is None or not finder.ready:
            frame = self._playing.next()
            return None if frame is None else self.writing.follow(frame, None)
        found = finder.take()
        if found is None and (frame := self._playing.next()) is not None:
            finder.offer(frame)
            found = finder.take(MAX_WAIT)
        return None if found is None else self.writing.follow(*found)
