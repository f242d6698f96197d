"""Where in a frame the hand is looked for, and whether what is found there is one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np

from live.air.follower import Square, square_of
from live.air.hand import Hand
from live.values import Box, Floats, Frame, Image

Find = Callable[[Image, Box], Floats | None]
"""Finds landmarks, (21, 2) float32 px, in a window of a picture that may reach beyond it; see Landmarker."""

Follow = Callable[[Image, Square], tuple[Floats, float]]
"""Sees landmarks, and how surely they are a hand's, 0..1, in a square; see Follower."""


@dataclass(frozen=True)
class Knobs:
    """Of looking for a hand, and of believing it. Presence: how surely the follower sees one, 0..1."""

    min_found: float = 0.4  # presence from which a hand is followed
    min_kept: float = 0.1  # presence from which it is followed on
    min_clear: float = 0.5  # presence of one that needs no second look
    widening: float = 1.4  # how much more a second look shows: a hand half out of view seems ever smaller
    max_deviation: float = 0.25  # palms between a fingertip and its expected place that ask for a second look
    min_confident: float = 0.8  # presence of a confident sight: people who wave are seen less clearly
    min_sightings: int = 3  # confident sights before a hand may write: false hands do not last
    max_unconfirmed: float = 2.0  # s after the last of them: a finger that writes is half hidden for long
    max_lost: float = 0.5  # s that a lost hand is expected to go on
    window: float = 6.0  # palms, the window in which it is found anew: hand and arm, and room to move
    margin: float = 0.25  # of the frame's shorter side, black around it: a palm that the edge cuts is missed
    part: float = 0.6  # of the frame's shorter side, a window in which a hand of 60 px in 640x480 is found
    min_palm: float = 1 / 18  # palm, of the frame's shorter side: people seen from above have smaller hands
    max_finger: float = 3.0  # palms of a finger; of 5,300 real hands none has more
    max_stray: float = 2.0  # palms between a hand and where it was or was going, to be the same one
    max_growth: float = 1.5  # how much larger or smaller it may seem, to be the same one


KNOBS = Knobs()


@dataclass(frozen=True)
class _Track:
    """Hold a hand that was seen at a time, s.

    speed: px a second. count: of confident sights. sighted: when the last of these was, s.
    """

    hand: Hand
    time: float
    speed: tuple[float, float] = (0.0, 0.0)
    count: int = 0
    sighted: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Return whether it was seen surely, often enough and not long ago."""
        return self.count >= KNOBS.min_sightings and self.time - self.sighted <= KNOBS.max_unconfirmed

    def at(self, time: float) -> Hand:
        """Return the hand where it will be."""
        way = np.array(self.speed, np.float32) * np.float32(time - self.time)
        return Hand(self.hand.landmarks + way)


class Search:
    """Follows one hand from frame to frame.

    It is looked for where it is expected. One that is not there is found anew: in a window around, in the
    whole frame or in a part of it, which take turns. A frame costs at most two looks and one search.
    """

    def __init__(self, find: Find, follow: Follow) -> None:
        self._find, self._follow = find, follow
        self._track: _Track | None = None
        self._size = 0, 0
        self._turn = 0

    def look(self, frame: Frame) -> Hand | None:
        """Return the hand in a frame, None where there is none; sure once it was seen often enough."""
        last = self._track
        if frame.size != self._size or (last and not 0 <= frame.time - last.time <= KNOBS.max_lost):
            self._size, self._turn = frame.size, 0
            self._track = last = None
        hand, presence = (None, 0.0) if last is None else self._again(frame, last.at(frame.time))
        if hand is None and (found := self._find(frame.image, self._where(last, frame))) is not None:
            hand, presence = self._see(frame, square_of(found))
            hand = hand if presence >= KNOBS.min_found else None
        if hand is None:
            return None
        self._track, self._turn = _updated(last, hand, presence, frame.time), 0
        return replace(hand, sure=self._track.is_sure)

    def _where(self, last: _Track | None, frame: Frame) -> Box:
        """Return the window in which a hand is found anew."""
        self._turn += 1
        if last is not None and self._turn % 2:
            return _around(last.at(frame.time), last.hand)
        windows = _parts(frame.size)
        return windows[(self._turn - 1) % len(windows)]

    def _again(self, frame: Frame, expected: Hand) -> tuple[Hand | None, float]:
        """Return the hand where it is expected, and how surely; looked at again if unclear or elsewhere.

        The second square keeps the turn: a hand that seems to turn or shrink at once is misread.
        """
        square = square_of(expected.landmarks)
        hand, presence = self._see(frame, square)
        if hand is None or presence < KNOBS.min_clear:
            wide, surely = self._see(frame, replace(square, side=KNOBS.widening * square.side))
            seen = [
                (one, sure)
                for one, sure in ((hand, presence), (wide, surely))
                if one and sure >= KNOBS.min_kept
            ]
            return min(seen, key=lambda one: _unlike(one[0], expected), default=(None, 0.0))
        if math.dist(expected.tip, hand.tip) <= KNOBS.max_deviation * hand.size:
            return hand, presence
        there = square_of(hand.landmarks)
        again, surely = self._see(frame, replace(square, x=there.x, y=there.y))
        return (again, surely) if surely >= KNOBS.min_kept else (hand, presence)

    def _see(self, frame: Frame, square: Square) -> tuple[Hand | None, float]:
        """Return the hand in a square and how surely it is one, 0..1."""
        landmarks, presence = self._follow(frame.image, square)
        return (Hand(landmarks), presence) if is_hand(landmarks, frame.size) else (None, 0.0)


def _unlike(one: Hand, other: Hand) -> float:
    """Return the mean distance of two hands' landmarks, px, their centroids laid onto each other."""
    apart = one.landmarks - other.landmarks
    return float(np.linalg.norm(apart - apart.mean(0), axis=1).mean())


def is_hand(landmarks: Floats, size: tuple[int, int]) -> bool:
    """Return whether landmarks, (21, 2) px, have a hand's size in a frame of a size, and its proportions."""
    hand, points = Hand(landmarks), landmarks.tolist()
    bones = [math.dist(one, other) for one, other in pairwise(points)]
    longest = max(sum(bones[knuckle : knuckle + 3]) for knuckle in (5, 9, 13, 17))
    return hand.size >= KNOBS.min_palm * min(size) and longest <= KNOBS.max_finger * hand.size


def _updated(last: _Track | None, hand: Hand, presence: float, time: float) -> _Track:
    """Return the track that goes on with a hand, or a new one where it cannot be the same."""
    counts = presence >= KNOBS.min_confident
    if last is None:
        return _Track(hand, time, count=int(counts), sighted=time)
    size = max(hand.size, last.hand.size)
    away = min(math.dist(hand.palm, place) for place in (last.hand.palm, last.at(time).palm))
    if away > KNOBS.max_stray * size or size > KNOBS.max_growth * min(hand.size, last.hand.size):
        return _Track(hand, time, count=int(counts), sighted=time)
    (x, y), (was_x, was_y), took = hand.palm, last.hand.palm, time - last.time
    speed = ((x - was_x) / took, (y - was_y) / took) if took > 0 else last.speed
    return _Track(hand, time, speed, last.count + counts, time if counts else last.sighted)


def _around(expected: Hand, last: Hand) -> Box:
    """Return a window around where a hand was and where it is going; it may reach beyond the frame."""
    (x, y), (was_x, was_y) = expected.palm, last.palm
    side = KNOBS.window * last.size + math.dist((x, y), (was_x, was_y))
    return _square(((x + was_x) / 2, (y + was_y) / 2), side)


def _square(middle: tuple[float, float], side: float) -> Box:
    """Return a square around a place, px."""
    return round(middle[0] - side / 2), round(middle[1] - side / 2), round(side), round(side)


@cache
def _parts(size: tuple[int, int]) -> tuple[Box, ...]:
    """Return what is looked at in turn without a hand: more than the whole frame, the frame, a part."""
    margin = round(KNOBS.margin * min(size))
    whole: Box = (0, 0, *size)
    wider: Box = (-margin, -margin, size[0] + 2 * margin, size[1] + 2 * margin)
    side = KNOBS.part * min(size)
    xs, ys = (
        np.linspace(side / 2, length - side / 2, math.ceil(1.4 * (length - side) / side) + 1).tolist()
        for length in size
    )
    return tuple(box for y in ys for x in xs for box in (wider, whole, _square((x, y), side)))
