"""Readings over time to one steady reading: marks are followed, and their evidence is fused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from live.reading.matching import found_again, is_covered, is_cut, speed
from live.reading.order import reading_order
from live.reading.track import KNOBS as FUSING
from live.reading.track import NONE, Track
from live.values import Reading

HITS = FUSING.hits
"""Frames in which a mark is found before it is shown; fewer frames have no steady reading."""


@dataclass(frozen=True)
class Knobs:
    """Of showing what is followed."""

    delay: float = 0.1  # s that a mark is followed before it is shown: what flickers never is
    hold: float = 0.3  # s that a mark stays although it is not found: a blink, a blur
    turned: float = 0.25  # s that the writing lies another way before it is read so; shorter than `hold`
    long: float = 2.0  # s between two frames after which a mark in the same place may be any other one
    other: int = 2  # frames with mostly other digits after which another page lies there
    surely: float = 0.9  # confidence from which a digit contradicts a label in that
    blurred: float = 1.0  # nats a mark that a frame reads worse than the one before, and is passed over for
    steady: float = 0.15  # that the surest mark may be less sure once it is shown


KNOBS = Knobs()


class Tracker:
    """Follows marks from frame to frame."""

    def __init__(self, alphabet: Sequence[str], surest: float = 0.0) -> None:
        """Follow nothing yet.

        alphabet: the characters that may be shown, the ten digits first: columns of the probabilities.
        surest: how sure, 0..1, the surest of the marks must be for any to be shown.
        """
        self._alphabet, self._surest, self._numbers = tuple(alphabet), surest, count()
        self._turn, self._since, self._now = 0, 0.0, 0.0
        self.clear()

    def clear(self) -> None:
        """Forget every mark."""
        self._marks = _Marks(self._alphabet, self._surest, self._numbers)
        self._turned: _Marks | None = None  # the marks as they are read another way round, not shown yet

    def update(
        self, reading: Reading, time: float, size: tuple[int, int] | None = None, turn: int = 0
    ) -> Reading:
        """Take in one frame's reading and return the steady one.

        time: seconds, never less than before. size: width and height of the frame, px, whose edges cut
        marks; None where nothing does. turn: quarters clockwise by which the frame was turned to be read;
        when that changes, what was shown stays for a moment, until the writing has lain the other way that
        long. Digits keep their track number while they are followed.
        """
        if time - self._now > KNOBS.long:
            self.clear()  # what was there long ago tells nothing: the window was frozen
        self._now = time
        if turn == self._turn:
            self._turned = None
            self._marks.update(reading, time, size)
        else:
            if self._turned is None or turn != self._turned.turn:
                self._turned, self._since = _Marks(self._alphabet, self._surest, self._numbers, turn), time
            self._turned.update(reading, time, size)
            self._marks.age(time)
            if time - self._since >= KNOBS.turned:
                self._marks, self._turn, self._turned = self._turned, turn, None
        return self._marks.shown(time)


class _Marks:
    """The marks of a sheet that lies one way round. turn: which, quarters clockwise."""

    def __init__(self, alphabet: tuple[str, ...], surest: float, numbers: count[int], turn: int = 0) -> None:
        self.turn = turn
        self._alphabet, self._surest, self._numbers = alphabet, surest, numbers
        self._showing = False
        self._tracks: list[Track] = []
        self._odd = 0
        self._clear, self._since = -np.inf, 0.0  # how well the last clear frame read, and when that was
        self._speed = np.zeros(2)

    def update(self, reading: Reading, time: float, size: tuple[int, int] | None) -> None:
        """Take in a frame's reading."""
        if not self._is_blurred(reading, time):
            self._look(reading, time, size)
        self.age(time)

    def age(self, time: float) -> None:
        """Forget what has not been found for a while."""
        self._tracks = [track for track in self._tracks if time - track.seen <= KNOBS.hold]

    def shown(self, time: float) -> Reading:
        """Return what has been there long enough and is of the alphabet, in reading order.

        Signs beside no digit say nothing.
        """
        ready = [
            track
            for track in self._tracks
            if track.label != NONE and track.hits >= FUSING.hits and time - track.since >= KNOBS.delay
        ]
        least = self._surest - (KNOBS.steady if self._showing else 0)
        self._showing = any(track.sure >= least for track in ready)
        says = self._showing and any(track.label < 10 for track in ready)
        return _in_order(_apart(ready, time)) if says else Reading()

    def _is_blurred(self, reading: Reading, time: float) -> bool:
        """Return whether the frame tells less than nothing; if not, the next ones are measured against it."""
        marks = [digit for digit in reading.digits if digit.value is not None]
        if not marks:
            return False
        clear = float(np.mean([np.log(max(digit.confidence, 1e-6)) for digit in marks]))
        if clear < self._clear - KNOBS.blurred and time - self._since <= KNOBS.hold:
            return True
        self._clear, self._since = clear, time
        return False

    def _is_other_page(self, reading: Reading, again: dict[int, int]) -> bool:
        """Return whether most of the marks that were found again have surely been others for some frames."""
        pairs = [(reading.digits[k], self._tracks[old].value) for k, old in again.items()]
        pairs = [(digit, value) for digit, value in pairs if value is not None]
        other = sum(
            digit.value not in (None, value) and digit.confidence >= KNOBS.surely for digit, value in pairs
        )
        self._odd = self._odd + 1 if other >= 2 and 2 * other > len(pairs) else 0
        return self._odd >= KNOBS.other

    def _look(self, reading: Reading, time: float, size: tuple[int, int] | None) -> None:
        """Find the marks again and fuse what they look like; follow new ones."""
        known = any(track.line is not None for track in self._tracks)
        now = np.array([digit.box for digit in reading.digits], np.float64).reshape(-1, 4)
        before = np.array([track.digit.box for track in self._tracks], np.float64).reshape(-1, 4)
        gone = np.array([time - track.seen for track in self._tracks])[:, None]
        moved = before + np.pad(self._speed * gone, ((0, 0), (0, 2)))
        # A row of digits that has moved on by one place looks much like one that rests, but for its end:
        # it rests unless more is found again where it would have moved to.
        again = max(found_again(before, now), found_again(moved, now), key=len)
        if self._is_other_page(reading, again):
            self._tracks, again = [], {}
        self._speed = speed(before, now, gone, again)
        for k, digit in enumerate(reading.digits):
            whole = size is None or not is_cut(digit.box, size)
            if k in again:
                track = self._tracks[again[k]]
            elif known and not whole:
                continue  # a bit of what is leaving, or of what will be seen better
            else:
                track = Track(next(self._numbers), digit, time, self._alphabet)
                self._tracks.append(track)
            track.add(digit, time, whole)


def _apart(tracks: list[Track], time: float) -> list[Track]:
    """Return the tracks without those that lie over one that was seen more.

    So it is where one ink is read whole in some frames and in parts in others.
    """
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda track: track.standing(time), reverse=True):
        if not any(is_covered(track.digit.box, other.digit.box) for other in kept):
            kept.append(track)
    return kept


def _in_order(tracks: list[Track]) -> Reading:
    """Return the tracks in reading order, each of which remembers its line."""
    digits = [track.shown() for track in tracks]
    boxes = [digit.page or digit.box for digit in digits]
    lines = reading_order(boxes, [digit.number for digit in digits], [track.line for track in tracks])
    for number, line in enumerate(lines):
        for k in line:
            tracks[k].line = number
    return Reading(tuple(replace(digits[k], line=n) for n, line in enumerate(lines) for k in line))
