"""Readings over time to one steady reading: marks are followed, and their evidence is fused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from live.reading.likeliest import likeliest
from live.reading.matching import found_again, is_cut, overlap, speed
from live.reading.order import reading_order
from live.reading.track import KNOBS as FUSING
from live.reading.track import NONE, Track
from live.values import Reading


@dataclass(frozen=True)
class Knobs:
    """Of showing what is followed."""

    min_age: float = 0.1  # s that a mark is followed before it is shown: what flickers never is
    max_lost: float = 0.3  # s that a mark stays although it is not found: a blink, a blur
    min_turned: float = 0.25  # s of another orientation before it is taken over; shorter than `max_lost`
    max_interval: float = 2.0  # s between two frames; after more a mark in the same place may be any other
    min_contradictions: int = 2  # frames in a row with mostly other digits: another page lies there
    min_contradiction: float = 0.9  # confidence from which a digit contradicts a track's label in that
    max_drop: float = 1.0  # nats a mark that a frame reads worse than a sharp one: more is blur, passed over
    hysteresis: float = 0.15  # that the surest mark may be less sure once the marks are shown


KNOBS = Knobs()


class Tracker:
    """Follows marks from frame to frame."""

    def __init__(self, alphabet: Sequence[str], surest: float = 0.0) -> None:
        """Follow nothing yet.

        alphabet: the characters that may be shown, the ten digits first: columns of the probabilities.
        surest: how sure, 0..1, the surest mark must be for any to be shown.
        """
        self._alphabet, self._surest, self._numbers = tuple(alphabet), surest, count()
        self._turn, self._since, self._now = 0, 0.0, 0.0
        self.clear()

    def clear(self) -> None:
        """Forget every mark."""
        self._marks = _Marks(self._alphabet, self._surest, self._numbers)
        self._turned: _Marks | None = None  # the marks as they are read in a new orientation, not shown yet

    def update(
        self, reading: Reading, time: float, size: tuple[int, int] | None = None, turn: int = 0
    ) -> Reading:
        """Return the steady reading after one more frame's.

        time: s, never less than before. size: width and height of the frame, px, whose edges cut marks; None
        where nothing does. turn: the orientation in which the frame was read, quarters clockwise; a new one
        is shown once it has lasted for a moment. Digits keep their track number while they are followed.
        """
        if time - self._now > KNOBS.max_interval:
            self.clear()  # what was there long ago tells nothing: as after the window was frozen
        self._now = time
        if turn == self._turn:
            self._turned = None
            self._marks.update(reading, time, size)
        else:
            if self._turned is None or turn != self._turned.turn:
                self._turned, self._since = _Marks(self._alphabet, self._surest, self._numbers, turn), time
            self._turned.update(reading, time, size)
            self._marks.age(time)
            if time - self._since >= KNOBS.min_turned:
                self._marks, self._turn, self._turned = self._turned, turn, None
        return likeliest(self._marks.shown(time), self._alphabet).known


class _Marks:
    """The tracks of a sheet in one orientation. turn: which, quarters clockwise."""

    def __init__(self, alphabet: tuple[str, ...], surest: float, numbers: count[int], turn: int = 0) -> None:
        self.turn = turn
        self._alphabet, self._surest, self._numbers = alphabet, surest, numbers
        self._showing = False
        self._tracks: list[Track] = []
        self._contradictions = 0  # frames in a row
        self._sharp, self._sharp_at = -np.inf, 0.0  # how well the last sharp frame read, nats; and when, s
        self._speed = np.zeros(2)  # of the sheet, px/s

    def update(self, reading: Reading, time: float, size: tuple[int, int] | None) -> None:
        """Take in a frame's reading."""
        if not self._is_blurred(reading, time):
            self._associate(reading, time, size)
        self.age(time)

    def age(self, time: float) -> None:
        """Forget what has not been found for a while."""
        self._tracks = [track for track in self._tracks if time - track.seen <= KNOBS.max_lost]

    def shown(self, time: float) -> Reading:
        """Return what has been there long enough and is of the alphabet, in reading order.

        Signs without any digit are not shown.
        """
        ready = [
            track
            for track in self._tracks
            if track.label != NONE and track.hits >= FUSING.min_hits and time - track.since >= KNOBS.min_age
        ]
        least = self._surest - (KNOBS.hysteresis if self._showing else 0)
        self._showing = any(track.sure >= least for track in ready)
        says = self._showing and any(track.label < 10 for track in ready)
        return _in_order(_suppressed(ready, time)) if says else Reading()

    def _is_blurred(self, reading: Reading, time: float) -> bool:
        """Return whether a frame reads too badly to count; if not, the next ones are compared with it."""
        marks = [digit for digit in reading.digits if digit.value is not None]
        if not marks:
            return False
        sharp = float(np.mean([np.log(max(digit.confidence, 1e-6)) for digit in marks]))
        if sharp < self._sharp - KNOBS.max_drop and time - self._sharp_at <= KNOBS.max_lost:
            return True
        self._sharp, self._sharp_at = sharp, time
        return False

    def _is_other_page(self, reading: Reading, again: dict[int, int]) -> bool:
        """Return whether most of the marks that were found again have surely been others for some frames."""
        pairs = [(reading.digits[k], self._tracks[old].value) for k, old in again.items()]
        pairs = [(digit, value) for digit, value in pairs if value is not None]
        other = sum(
            digit.value not in (None, value) and digit.confidence >= KNOBS.min_contradiction
            for digit, value in pairs
        )
        self._contradictions = self._contradictions + 1 if other >= 2 and 2 * other > len(pairs) else 0
        return self._contradictions >= KNOBS.min_contradictions

    def _associate(self, reading: Reading, time: float, size: tuple[int, int] | None) -> None:
        """Find the tracks' marks again and fuse what they look like; begin tracks for new ones."""
        known = any(track.line is not None for track in self._tracks)
        now = np.array([digit.box for digit in reading.digits], np.float64).reshape(-1, 4)
        before = np.array([track.digit.box for track in self._tracks], np.float64).reshape(-1, 4)
        gone = np.array([time - track.seen for track in self._tracks])[:, None]
        moved = before + np.pad(self._speed * gone, ((0, 0), (0, 2)))
        # A row of digits that has moved on by one place looks much like one that rests, but for its end: the
        # sheet is taken to rest unless more marks are found again where its speed would have brought them.
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


def _suppressed(tracks: list[Track], time: float) -> list[Track]:
    """Return the tracks after non-maximum suppression: of two that overlap the one that was seen more.

    They overlap where ink is read as one mark in some frames and as several in others.
    """
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda track: track.weight_at(time), reverse=True):
        if not any(overlap(track.digit.box, other.digit.box) for other in kept):
            kept.append(track)
    return kept


def _in_order(tracks: list[Track]) -> Reading:
    """Return the tracks in reading order, each of which remembers its line."""
    digits = [track.shown() for track in tracks]
    boxes = [digit.upright for digit in digits]
    lines = reading_order(boxes, [digit.number for digit in digits], [track.line for track in tracks])
    for number, line in enumerate(lines):
        for k in line:
            tracks[k].line = number
    return Reading(tuple(replace(digits[k], line=n) for n, line in enumerate(lines) for k in line))
