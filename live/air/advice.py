"""What makes it hard to see a hand, in one line that says what helps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from live.air.hand import Hand
from live.values import Frame


@dataclass(frozen=True)
class Knobs:
    """Of what makes a hand hard to see. A palm is the length that `Hand.size` has."""

    max_palm: float = 0.4  # of the frame's shorter side: a larger hand has no room to write
    max_outside: float = 0.7  # palms that landmarks of a writing hand, there a guess, are out of the frame
    min_light: float = 45.0  # mean grey, 0..255, of a frame without a hand: a room with a lamp on has 70
    max_step: float = 3.0  # palms between two sights at most `step_time` apart, else they are of two hands
    step_time: float = 0.2  # s
    lasting: float = 2.0  # s that what is past is still told


KNOBS = Knobs()

TOO_NEAR = "move the hand back a little: it is too near"
NOT_IN_VIEW = "keep the whole hand in view"
TWO_HANDS = "show one hand alone"
TOO_DARK = "it is too dark to see a hand: turn a light on"


def may_write(hand: Hand, size: tuple[int, int]) -> bool:
    """Return whether a hand is surely one, has room to write in a frame of a size, and is seen enough of."""
    roomy = hand.size <= KNOBS.max_palm * min(size)
    return hand.sure and roomy and hand.is_within(size, -KNOBS.max_outside * hand.size)


class Advisor:
    """Follows what is seen, and says what helps."""

    def __init__(self) -> None:
        self._hand: Hand | None = None
        self._seen = -math.inf
        self._jumps = (-math.inf, -math.inf)  # the last two, s: a single hand may be misplaced once

    def update(self, frame: Frame, hand: Hand | None) -> str:
        """Return what helps to see the hand in a frame, empty where nothing is needed."""
        last, since = self._hand, frame.time - self._seen
        if hand is None:
            if last is not None and since < KNOBS.lasting and not last.is_within(frame.size, last.size / 2):
                return NOT_IN_VIEW
            return TOO_DARK if frame.image[::16, ::16].mean() < KNOBS.min_light else ""
        if last is not None and since < KNOBS.step_time:
            step = math.dist(last.palm, hand.palm)
            if step > KNOBS.max_step * max(last.size, hand.size):
                self._jumps = self._jumps[1], frame.time
        self._hand, self._seen = hand, frame.time
        if hand.size > KNOBS.max_palm * min(frame.size):
            return TOO_NEAR
        if not hand.is_within(frame.size):
            return NOT_IN_VIEW
        return TWO_HANDS if frame.time - self._jumps[0] < KNOBS.lasting else ""
