"""The frames of a source at the time they are due."""

from __future__ import annotations

import time

from live.errors import UserError
from live.frames.source import Source
from live.values import Frame


class Playing:
    """Gives a clip's frames at the clip's own speed, a camera's as they come, a picture when it is asked for.

    note: what to tell the user once. ended: the source has no more frames.
    """

    def __init__(self, source: Source) -> None:
        self.note, self.ended = "", False
        self._last: Frame | None = None
        self._source, self._frames = source, iter(source)
        self._due: Frame | None = None
        self._index: int | None = None  # of the last frame that was given
        self._turn = True
        self._began = 0.0

    def next(self) -> Frame | None:
        """The next frame when it is there and due; raises UserError where the source has none at all."""
        if self.ended or (self._source.kind == "still" and not self._turn):
            return None
        self._due = self._due or self._fetch()
        if self._due is None or not self._is_due(self._due):
            return None
        frame, self._due, self._turn = self._due, None, False
        if frame.index == self._index:  # the camera has stopped
            return None
        self._index, self._last = frame.index, frame
        return frame

    @property
    def kind(self) -> str:
        """The source's: "still", "clip" or "live"."""
        return self._source.kind

    @property
    def end(self) -> Frame | None:
        """The last frame of all, once it was given: for a mode that comes too late to see another."""
        return self._last if self.ended else None

    def turn(self) -> None:
        """Go on to the next picture of a source of pictures."""
        self._turn = True

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
                if self._index is None:
                    raise error or UserError(f"{self._source.name}: there is nothing in it to show")
                self.note = self.note or f"That was the last of {self._source.name}"
            return frame

    def _is_due(self, frame: Frame) -> bool:
        if self._source.kind != "clip":
            return True
        late = time.monotonic() - self._began - frame.time
        if late > 0.5 or self._index is None:  # it was frozen, or the machine is slow: go on from here
            self._began += late
            return True
        return late >= 0
