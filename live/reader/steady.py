"""Readings over time to one steady reading: marks are followed, and their evidence is fused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from live.reader.order import reading_order
from live.values import Box, Digit, Reading
from models import NOT_A_DIGIT

MEMORY = 0.7
"""Seconds after which a frame's evidence counts half."""

DELAY = 0.1
"""Seconds, and HITS frames, that a mark is followed before it is shown: what flickers never is."""

HITS = 3

HOLD = 0.3
"""Seconds that a mark stays although it is not found: a blink, a blur."""

REACH = 0.5
"""A mark is found again where its middle moved by less than this share of its longer side."""

TURN = 1.0
"""A label changes when another's mean log-probability is this much higher (a ratio of 2.7)."""


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

    def add(self, digit: Digit, time: float) -> None:
        """Fuse one more look at the mark: a mean of log-probabilities that forgets."""
        keep = 0.5 ** ((time - self.seen) / MEMORY)
        self.weight = keep * self.weight + 1
        self.evidence += (np.log(digit.probabilities + 1e-4) - self.evidence) / self.weight
        self.digit, self.seen, self.hits = digit, time, self.hits + 1
        best = int(self.evidence.argmax())
        if self.label < 0 or self.evidence[best] > self.evidence[self.label] + TURN:
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
        self._count = 0

    def clear(self) -> None:
        """Forget every mark."""
        self._tracks = []

    def update(self, reading: Reading, time: float) -> Reading:
        """Take in one frame's reading and give the steady one.

        time: seconds, never less than before. Digits keep their track number while they are followed.
        """
        free = list(self._tracks)
        for digit in reading.digits:
            track = min(free, key=lambda track: _distance(track.digit.box, digit.box), default=None)
            if track is None or _distance(track.digit.box, digit.box) > REACH:
                track = _Track(self._count, digit, time, time)
                self._count += 1
                self._tracks.append(track)
            else:
                free.remove(track)
            track.add(digit, time)
        self._tracks = [track for track in self._tracks if time - track.seen <= HOLD]
        ready = [track for track in self._tracks if track.hits >= HITS and time - track.since >= DELAY]
        return _in_order([track.shown() for track in _apart(ready)])


def _distance(a: Box, b: Box) -> float:
    """How far the middles of two boxes lie apart, in longer sides of the larger box; far if sizes differ."""
    size_a, size_b = max(a[2:]), max(b[2:])
    if max(size_a, size_b) > 1.6 * min(size_a, size_b):
        return float("inf")
    dx, dy = a[0] + a[2] / 2 - b[0] - b[2] / 2, a[1] + a[3] / 2 - b[1] - b[3] / 2
    return float(np.hypot(dx, dy)) / max(1, size_a, size_b)


def _apart(tracks: list[_Track]) -> list[_Track]:
    """Where two tracks cover one place, the one that was seen last, then the longer one."""
    kept: list[_Track] = []
    for track in sorted(tracks, key=lambda track: (-track.seen, -track.hits)):
        if not any(_covered(track.digit.box, other.digit.box) for other in kept):
            kept.append(track)
    return kept


def _covered(a: Box, b: Box) -> bool:
    """Whether two boxes share half of the smaller one."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return w > 0 and h > 0 and 2 * w * h > min(a[2] * a[3], b[2] * b[3])


def _in_order(digits: list[Digit]) -> Reading:
    lines = reading_order([digit.box for digit in digits], [digit.value for digit in digits])
    return Reading(tuple(replace(digits[k], line=n) for n, line in enumerate(lines) for k in line))
