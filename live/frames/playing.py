"""The frames of a source at the time they are due."""

from __future__ import annotations

import time

from live.errors import UserError
from live.frames.source import Source
from live.values import Frame

MAX_LATE = 0.5
"""Seconds that a clip's frames may come late for; those after them are hurried."""


class Playing:
    """Gives a clip's frames at its own speed, a camera's as they come, a picture when it is asked for.

    note: what to tell the user once. ended: the source has no more frames.
    """

    def __init__(self, source: Source) -> None:
        self.note, self.ended = "", False
        self._last: Frame | None = None
        self._source, self._frames = source, iter(source)
        self._due: Frame | None = None  # fetched, and not given yet
        self._turned = True  # whether the next picture is asked for
        self._began = 0.0  # when the clip's time 0 was

    def next(self) -> Frame | None:
        """Return the next frame when it is due; raises UserError where the source has none at all."""
        if self.ended or (self._source.kind == "still" and not self._turned):
            return None
        self._due = self._due or self._fetch()
        if self._due is None or not self._is_due(self._due):
            return None
        frame, self._due, self._turned = self._due, None, False
        if self._last is not None and frame.index == self._last.index:  # the camera has stopped
            return None
        self._last = frame
        return frame

    @property
    def kind(self) -> str:
        """The source's kind: "still", "clip" or "live"."""
        return self._source.kind

    @property
    def end(self) -> Frame | None:
        """The last frame of all, None before it was given: for a mode that comes too late to see another."""
        return self._last if self.ended else None

    def turn(self) -> None:
        """Go on to the next picture of a source of pictures."""
        self._turned = True

    def _fetch(self) -> Frame | None:
        error: UserError | None = None
        while True:
            try:
                frame = next(self._frames, None)
            except UserError as one:  # one bad picture of many
                error, self.note = one, str(one)
                self._frames = iter(self._source)
                continue
            if frame is None:
                self.ended = True
                if self._last is None:
                    raise error or UserError(f"{self._source.name}: there is nothing in it to show")
                self.note = self.note or f"That was the last of {self._source.name}"
            return frame

    def _is_due(self, frame: Frame) -> bool:
        if self._source.kind != "clip":
            return True
        late = time.monotonic() - self._began - frame.time
        if late > MAX_LATE or self._last is None:  # it was frozen, or the machine is slow: go on from here
            self._began += late
            return True
        return late >= 0
