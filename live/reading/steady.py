"""Sums over time to steady ones: what is said of a sum changes once it has been otherwise for a while."""

from __future__ import annotations

from dataclasses import replace

from live.reading.tracker import KNOBS as TRACKING
from live.values import Digit, Reading, Sum

DEBOUNCE = TRACKING.max_lost
"""Seconds that a sum is there before it is shown, and that it is shown after it was; marks are as long."""

_Key = tuple[str, str, tuple[int, ...]]
"""Text, verdict and tracks of a sum: what is the same from frame to frame."""


class Steady:
    """Follows the sums of readings. shown: those that are to be shown, in reading order."""

    def __init__(self) -> None:
        self.shown: tuple[Sum, ...] = ()
        self._before: float | None = None  # when the last reading was taken in
        self._since: dict[_Key, float] = {}
        self._kept: dict[_Key, tuple[float, Sum]] = {}  # those to be shown, and when each was there last

    def update(self, reading: Reading, time: float) -> None:
        """Take in a reading; marks that are not followed, as of a still, are shown at once. time: s."""
        now = {_key(found): found for found in reading.sums}
        before, self._before = time if self._before is None else self._before, time
        self._since = {key: self._since.get(key, before) for key in now}
        for key, found in now.items():
            if key in self._kept or time - self._since[key] >= DEBOUNCE or found.marks[0].track < 0:
                self._kept[key] = time, found
        marks = {mark.track: mark for mark in reading.digits if mark.track >= 0}
        self._kept = {
            key: (seen, _moved(found, marks))
            for key, (seen, found) in self._kept.items()
            if key in now
            or (time - seen < DEBOUNCE and 2 * sum(track in marks for track in key[2]) > len(key[2]))
        }
        shown = (found for _, found in self._kept.values())
        self.shown = tuple(sorted(shown, key=lambda found: (found.line, found.marks[0].box[0])))


def _key(found: Sum) -> _Key:
    return found.text, found.verdict, tuple(mark.track for mark in found.marks)


def _moved(found: Sum, marks: dict[int, Digit]) -> Sum:
    """Return a sum where its marks are now. marks: by their track."""
    now = [(mark, marks.get(mark.track, mark)) for mark in found.marks]
    return replace(found, marks=tuple(replace(mark, box=at.box, page=at.page) for mark, at in now))
