"""The reading that was there longest, as what a film says in the end."""

from __future__ import annotations

from live.values import Frame, Reading


class Longest:
    """Finds the reading that was there longest; one without digits only where there was no other.

    Readings are the same when their text is. One that comes back adds to its earlier time.
    """

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._now: tuple[Frame, Reading] | None = None
        self._leader: tuple[Frame, Reading] | None = None  # two frames alone: a camera has no end

    def add(self, frame: Frame, reading: Reading) -> None:
        """Take in what was read at frame.time."""
        if self._now is not None:
            last, was = self._now
            self._seconds[was.text] += frame.time - last.time
            self._leader = self.result()
        self._seconds.setdefault(reading.text, 0.0)
        self._now = frame, reading

    def result(self) -> tuple[Frame, Reading] | None:
        """Return the frame and reading where that text was last seen; None when nothing was added."""
        if self._now is None or self._leader is None:
            return self._now
        return self._now if self._rank(self._now) >= self._rank(self._leader) else self._leader

    def _rank(self, seen: tuple[Frame, Reading]) -> tuple[bool, float]:
        text = seen[1].text
        return seen[1].count > 0, self._seconds[text]
