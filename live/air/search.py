"""Where in a frame the hand is looked for, and whether what is found there is one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from live.air.hand import Hand
from live.values import Box, Floats, Frame, Image

Detect = Callable[[Image, float], Floats | None]
"""Finds landmarks, (21, 2) float32 px, in a picture at a time, s, and keeps near where they were before."""


@dataclass(frozen=True)
class Knobs:
    """Say where a hand is looked for and when it is believed.

    sudden: palms that a fingertip moves from frame to frame until a frame is looked at again: MediaPipe looks
    where the hand was, and misplaces one that is quick. memory: s that a lost hand is expected to go on.
    around: palms, the side of the window in which it is looked for: hand and arm, and room to move.
    reach: palms around the palm's middle that a window must hold. part: of the frame's shorter side, a window
    in which a hand of 60 px in 640x480, too small in the whole frame, is found. smallest: px of a palm:
    below there is nothing to see of fingers. longest: palms of a finger; of 5,300 real hands none has more.
    strays: palms between a hand and where it was or was going, and grows: how much larger or smaller it may
    seem, to be the same one. sure: sights in a row before a hand may write: what is none does not stay.
    """

    sudden: float = 0.35
    memory: float = 0.5
    around: float = 6.0
    reach: float = 2.0
    part: float = 0.6
    smallest: float = 16.0
    longest: float = 3.0
    strays: float = 2.0
    grows: float = 1.5
    sure: int = 3


KNOBS = Knobs()


@dataclass(frozen=True)
class _Track:
    """Hold a hand that was seen at a time, s; speed: px a second; count: how often in a row."""

    hand: Hand
    time: float
    speed: tuple[float, float] = (0.0, 0.0)
    count: int = 1

    def at(self, time: float) -> tuple[float, float]:
        """Return where its palm will be, px."""
        (x, y), later = self.hand.palm, time - self.time
        return x + later * self.speed[0], y + later * self.speed[1]


class Search:
    """Follows one hand from frame to frame, with at most two looks at each.

    A look is at a window, which stays as long as the hand is in it. A hand that is lost is looked for around
    where it was going, then in the whole frame; without one, the whole frame and its parts take turns.
    """

    def __init__(self, detect: Detect) -> None:
        self._detect = detect
        self._track: _Track | None = None
        self._size = 0, 0
        self._window: Box | None = None  # the one that holds the hand
        self._turn = 0

    def look(self, frame: Frame) -> Hand | None:
        """Return the hand in a frame, None where there is none; sure once it was seen often enough."""
        last = self._track
        if frame.size != self._size or (last and not 0 <= frame.time - last.time <= KNOBS.memory):
            self._size, self._turn = frame.size, 0
            self._track = self._window = last = None
        window = self._where(last, frame)
        hand = self._at(frame, window)
        if hand is not None and (last is None or _is_sudden(last.hand, hand)):
            hand = self._at(frame, window) or hand
        elif hand is None and last is not None:
            around = _around(last, frame)
            window = around if window != around else (0, 0, *frame.size)
            hand = self._at(frame, window)
        self._window = None if hand is None else window
        if hand is None:
            return None
        self._track = _follow(last, hand, frame.time)
        return replace(hand, sure=self._track.count >= KNOBS.sure)

    def _where(self, last: _Track | None, frame: Frame) -> Box:
        """Return the window of the first look."""
        if last is None:
            windows, self._turn = _parts(frame.size), self._turn + 1
            return windows[(self._turn - 1) % len(windows)]
        if self._window is not None and _holds(self._window, last, frame):
            return self._window
        return _around(last, frame)

    def _at(self, frame: Frame, window: Box) -> Hand | None:
        """Look at a window."""
        x, y, w, h = window
        landmarks = self._detect(frame.image[y : y + h, x : x + w], frame.time)
        if landmarks is None or not is_hand(landmarks):
            return None
        landmarks += (x, y)
        return Hand(landmarks)


def is_hand(landmarks: Floats) -> bool:
    """Return whether landmarks, (21, 2) px, have a hand's size and proportions."""
    hand, points = Hand(landmarks), landmarks.tolist()
    bones = [math.dist(one, other) for one, other in pairwise(points)]
    longest = max(sum(bones[knuckle : knuckle + 3]) for knuckle in (5, 9, 13, 17))
    return hand.size >= KNOBS.smallest and longest <= KNOBS.longest * hand.size


def _is_sudden(last: Hand, hand: Hand) -> bool:
    """Return whether a hand has moved far since the frame before."""
    return math.dist(last.tip, hand.tip) > KNOBS.sudden * hand.size


def _follow(last: _Track | None, hand: Hand, time: float) -> _Track:
    """Return the track that goes on with a hand, or a new one where it cannot be the same."""
    if last is None:
        return _Track(hand, time)
    size = max(hand.size, last.hand.size)
    away = min(math.dist(hand.palm, place) for place in (last.hand.palm, last.at(time)))
    if away > KNOBS.strays * size or size > KNOBS.grows * min(hand.size, last.hand.size):
        return _Track(hand, time)
    (x, y), (was_x, was_y), took = hand.palm, last.hand.palm, time - last.time
    speed = ((x - was_x) / took, (y - was_y) / took) if took > 0 else last.speed
    return _Track(hand, time, speed, last.count + 1)


def _around(track: _Track, frame: Frame) -> Box:
    """Return a window around where a hand was and where it is going, as much of it as the frame has."""
    (x, y), (was_x, was_y) = track.at(frame.time), track.hand.palm
    side = KNOBS.around * track.hand.size + math.dist((x, y), (was_x, was_y))
    return _square(((x + was_x) / 2, (y + was_y) / 2), side, frame.size)


def _square(middle: tuple[float, float], side: float, size: tuple[int, int]) -> Box:
    """Return a square moved into a frame of a size, shortened where the frame is smaller; px."""
    (w, h), (x, y) = (min(round(side), whole) for whole in size), middle
    return max(0, min(round(x - w / 2), size[0] - w)), max(0, min(round(y - h / 2), size[1] - h)), w, h


def _holds(window: Box, track: _Track, frame: Frame) -> bool:
    """Return whether a window has all of the hand there that the frame has."""
    reach = KNOBS.reach * track.hand.size
    sides = zip(window[:2], window[2:], track.at(frame.time), frame.size, strict=True)
    return all(
        start <= max(0, middle - reach) and start + length >= min(whole, middle + reach)
        for start, length, middle, whole in sides
    )


@cache
def _parts(size: tuple[int, int]) -> tuple[Box, ...]:
    """Return what is looked at, in turn, while there is no hand: the whole frame, then a part of it."""
    whole: Box = (0, 0, *size)
    side = KNOBS.part * min(size)
    counts = [math.ceil(1.4 * (length - side) / side) + 1 for length in size]
    middles = [
        [side / 2 + k * (length - side) / (count - 1) for k in range(count)]
        for length, count in zip(size, counts, strict=True)
    ]
    return tuple(box for y in middles[1] for x in middles[0] for box in (whole, _square((x, y), side, size)))
