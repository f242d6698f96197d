"""Readings over time to one steady reading: marks are followed, and their evidence is fused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from live.reader.boxes import covered, cut
from live.reader.order import reading_order
from live.reader.turn import score
from live.values import Digit, Reading
from models import NOT_A_DIGIT

MEMORY = 0.7
"""Seconds after which a frame's evidence counts half."""

DELAY = 0.1
"""Seconds, and HITS frames, that a mark is followed before it is shown: what flickers never is."""

HITS = 3

HOLD = 0.3
"""Seconds that a mark stays although it is not found: a blink, a blur."""

LONG = 2.0
"""Seconds between two frames after which a mark in the same place may be any other: the window was frozen."""

OTHER, SURELY = 2, 0.9
"""Frames in which most labels are surely contradicted, and how sure that is: another page lies there now."""

REACH, GROWN = 0.6, 1.6
"""A mark is found again where the way of its middle and the change of its sides together are less than this
share of its longer side, and where that has grown or shrunk by no more than this factor."""

TURN = 1.0
"""A label changes when another's mean log-probability is this much higher (a ratio of 2.7)."""

BLURRED = 1.0
"""A frame whose marks read so many nats worse, in the mean, than those of the frame before is blurred; it
is passed over, but for no longer than HOLD."""

Boxes = npt.NDArray[np.float64]
"""(N, 4): x, y, width, height, px."""


@dataclass
class _Track:
    number: int
    digit: Digit
    since: float
    seen: float
    hits: int = 0
    weight: float = 0.0
    evidence: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(11))
    label: int = -1
    line: int | None = None

    def standing(self, time: float) -> float:
        """How much was seen of the mark lately, in frames."""
        return float(self.weight * 0.5 ** ((time - self.seen) / MEMORY))

    def add(self, digit: Digit, time: float, whole: bool) -> None:
        """Fuse one more look at the mark: a mean of log-probabilities that forgets."""
        self.weight = self.standing(time) + 1
        self.digit, self.seen, self.hits = digit, time, self.hits + 1
        if self.hits > HITS and not whole:
            return  # what the frame leaves of a two looks like a seven, so it stays what it was
        self.evidence += (np.log(digit.probabilities + 1e-4) - self.evidence) / self.weight
        best = int(self.evidence.argmax())
        if self.hits <= HITS or self.evidence[best] > self.evidence[self.label] + TURN:
            self.label = best

    def shown(self) -> Digit:
        """The mark as it is shown: with the steady label and the fused probabilities."""
        powers = np.exp(self.evidence)
        rows = (powers / powers.sum()).astype(np.float32)
        value = self.label if self.label < NOT_A_DIGIT else None
        confidence = float(rows[self.label]) if value is not None else float(1 - rows[:NOT_A_DIGIT].max())
        return replace(self.digit, value=value, confidence=confidence, probabilities=rows, track=self.number)


class Steady:
    """Follows marks from frame to frame."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._count = self._turn = self._odd = 0
        self._clear, self._since, self._now = -np.inf, 0.0, 0.0
        self._speed = np.zeros(2)

    def clear(self) -> None:
        """Forget every mark."""
        self._tracks = []

    def update(
        self, reading: Reading, time: float, size: tuple[int, int] | None = None, turn: int = 0
    ) -> Reading:
        """Take in one frame's reading and give the steady one.

        time: seconds, never less than before. size: width and height of the frame, px, whose edges cut
        marks; None where nothing does. turn: quarters clockwise by which the frame was turned to be read.
        Digits keep their track number while they are followed.
        """
        if turn != self._turn or time - self._now > LONG:
            self.clear()  # what was read the wrong way round tells nothing, nor what was there long ago
        self._turn, self._now = turn, time
        if not self._blurred(reading, time):
            self._look(reading, time, size)
        self._tracks = [track for track in self._tracks if time - track.seen <= HOLD]
        ready = [track for track in self._tracks if track.hits >= HITS and time - track.since >= DELAY]
        return _in_order(_apart(ready, time))

    def _blurred(self, reading: Reading, time: float) -> bool:
        """Whether the frame tells less than nothing; if not, the next ones are measured against it."""
        clear = score(reading.digits) / max(1, len(reading.digits))
        if clear < self._clear - BLURRED and time - self._since <= HOLD:
            return True
        if reading.digits:
            self._clear, self._since = clear, time
        return False

    def _is_other_page(self, reading: Reading, again: dict[int, int]) -> bool:
        """Whether most of the marks that were found again have been other digits for OTHER frames now."""
        pairs = [(reading.digits[k], self._tracks[old].label) for k, old in again.items()]
        pairs = [(digit, label) for digit, label in pairs if 0 <= label < NOT_A_DIGIT]
        other = sum(digit.value not in (None, label) and digit.confidence >= SURELY for digit, label in pairs)
        self._odd = self._odd + 1 if other >= 2 and 2 * other > len(pairs) else 0
        return self._odd >= OTHER

    def _look(self, reading: Reading, time: float, size: tuple[int, int] | None) -> None:
        """Find the marks again and fuse what they look like; follow new ones."""
        known = any(track.line is not None for track in self._tracks)
        now = np.array([digit.box for digit in reading.digits], np.float64).reshape(-1, 4)
        before = np.array([track.digit.box for track in self._tracks], np.float64).reshape(-1, 4)
        gone = np.array([time - track.seen for track in self._tracks])[:, None]
        moved = before + np.pad(self._speed * gone, ((0, 0), (0, 2)))
        # A row of digits that has moved on by one place looks much like one that rests, but for its end:
        # it rests unless more is found again where it would have moved to.
        again = max(_found_again(before, now), _found_again(moved, now), key=len)
        if self._is_other_page(reading, again):
            self.clear()
            again = {}
        self._speed = _speed(before, now, gone, again)
        for k, digit in enumerate(reading.digits):
            whole = size is None or not cut(digit.box, size)
            if k in again:
                track = self._tracks[again[k]]
            elif known and not whole:
                continue  # a bit of what is leaving, or of what will be seen better
            else:
                track = _Track(self._count, digit, time, time)
                self._count += 1
                self._tracks.append(track)
            track.add(digit, time, whole)


def _found_again(before: Boxes, now: Boxes) -> dict[int, int]:
    """Which of the boxes that are expected each of the boxes now is, by index: nearest first, none twice."""
    a, b = before[:, None], now[None]
    long_a, long_b = a[..., 2:].max(-1), b[..., 2:].max(-1)
    larger = np.maximum(1, np.maximum(long_a, long_b))
    way = a[..., :2] + a[..., 2:] / 2 - b[..., :2] - b[..., 2:] / 2
    grown = np.abs(a[..., 2:] - b[..., 2:]).sum(-1)
    far = (np.hypot(way[..., 0], way[..., 1]) + grown) / larger
    far[larger > GROWN * np.minimum(long_a, long_b)] = np.inf
    pairs: dict[int, int] = {}
    for old, new in np.argwhere(far <= REACH)[np.argsort(far[far <= REACH], kind="stable")].tolist():
        if new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def _speed(before: Boxes, now: Boxes, gone: Boxes, pairs: dict[int, int]) -> Boxes:
    """How fast a sheet moves as a whole: the median speed of its marks' middles, (2,), px/s."""
    new, old = list(pairs), list(pairs.values())
    way = now[new, :2] + now[new, 2:] / 2 - before[old, :2] - before[old, 2:] / 2
    later = gone[old, 0] > 0
    return np.asarray(np.median(way[later] / gone[old][later], axis=0)) if later.any() else np.zeros(2)


def _apart(tracks: list[_Track], time: float) -> list[_Track]:
    """Where two tracks cover one place, as where one ink is read whole in some frames and in parts in others,
    the one that was seen more."""
    kept: list[_Track] = []
    for track in sorted(tracks, key=lambda track: track.standing(time), reverse=True):
        if not any(covered(track.digit.box, other.digit.box) for other in kept):
            kept.append(track)
    return kept


def _in_order(tracks: list[_Track]) -> Reading:
    """The tracks in reading order, each of which remembers its line."""
    digits = [track.shown() for track in tracks]
    boxes = [digit.page or digit.box for digit in digits]
    lines = reading_order(boxes, [digit.value for digit in digits], [track.line for track in tracks])
    for number, line in enumerate(lines):
        for k in line:
            tracks[k].line = number
    return Reading(tuple(replace(digits[k], line=n) for n, line in enumerate(lines) for k in line))
