"""What makes it hard to see a hand, in one line that says what helps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from live.air.hand import Hand
from live.values import Frame


@dataclass(frozen=True)
class Knobs:
    """Say when something is said.

    near: palm, of the frame's shorter side: a larger hand has no room to write. out: palms by which a wrist
    may be out of the frame while its hand writes; further out too much is guessed. dark: mean grey,
    0..255, of a frame without a hand: a room with a lamp on has 70 and more. apart: palms between two sights
    within a moment, s, that are two hands; twice, as a quick one may be misplaced once. lasting: s that what
    is past is said.
    """

    near: float = 0.4
    out: float = 0.7
    dark: float = 45.0
    apart: float = 3.0
    moment: float = 0.2
    lasting: float = 2.0


KNOBS = Knobs()

NEAR, OUT, TWO, DARK = (
    "move the hand back a little: it is too near",
    "keep the whole hand in view",
    "show one hand alone",
    "it is too dark to see a hand: turn a light on",
)


def may_write(hand: Hand, size: tuple[int, int]) -> bool:
    """Return whether a hand is surely one, has room to write in a frame of a size, and is seen enough of."""
    roomy = hand.size <= KNOBS.near * min(size)
    return hand.sure and roomy and hand.is_within(size, -KNOBS.out * hand.size)


class Advisor:
    """Follows what is seen, and says what helps."""

    def __init__(self) -> None:
        self._hand: Hand | None = None
        self._seen = -math.inf
        self._changes = (-math.inf, -math.inf)  # when the last two hands took the place of another

    def tell(self, frame: Frame, hand: Hand | None) -> str:
        """Return what helps to see the hand in a frame, empty where nothing is needed."""
        if hand is None:
            gone = self._hand is not None and frame.time - self._seen < KNOBS.lasting
            if gone and self._hand is not None and not self._hand.is_within(frame.size, self._hand.size / 2):
                return OUT
            return DARK if frame.image[::16, ::16].mean() < KNOBS.dark else ""
        if self._hand is not None and frame.time - self._seen < KNOBS.moment:
            away = math.dist(self._hand.palm, hand.palm)
            if away > KNOBS.apart * max(self._hand.size, hand.size):
                self._changes = self._changes[1], frame.time
        self._hand, self._seen = hand, frame.time
        if hand.size > KNOBS.near * min(frame.size):
            return NEAR
        if not hand.is_within(frame.size):
            return OUT
        return TWO if frame.time - self._changes[0] < KNOBS.lasting else ""
