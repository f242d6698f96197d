"""A fingertip as a pen: when it goes down and up, and which of its places are the line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from live.air.euro import OneEuro
from live.strokes.pen import Pen

DOWN, UP = 0.6, 0.4
"""How likely the writing pose is for the pen to go down, and to come up again: between them it stays."""

DEBOUNCE = 0.06
"""Seconds that the pose lasts before a stroke begins; what was done meanwhile belongs to the stroke."""

BRIDGE = 0.12
"""Seconds of another pose, or of no hand, within a stroke."""

STALL = 0.5
"""Seconds between two frames, one after the other, in which nobody knows what the hand did."""

HOOK = 0.04
"""Seconds before the pose changed that are no part of the stroke: the finger that leaves the pose moves."""

FASTEST = 25.0
"""Palms a second that a fingertip moves at most: more than 2 m/s."""

CUTOFF, BETA = 0.5, 0.05
"""Of the 1 euro filter, Hz and Hz for each px a second, where a palm is PALM px."""

PALM = 90.0


@dataclass(frozen=True)
class Touch:
    """Where the fingertip is, px, at a time, s; down: how likely it writes, 0..1; size: of the palm, px."""

    x: float
    y: float
    time: float
    down: float
    size: float


class Fingertip:
    """Draws with a pen what a fingertip does."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._waiting: list[Touch] = []  # in the pose, though not yet for long enough
        self._last: Touch | None = None  # the last one of the stroke that is being drawn
        self._lost = False  # it was not seen to write since
        self._filter = OneEuro()

    @property
    def is_down(self) -> bool:
        """Whether a stroke is being drawn."""
        return self._last is not None

    def feel(self, touch: Touch | None, time: float) -> None:
        """Take what is seen at a time, s; None for no hand."""
        if self._last is not None and time - self._last.time > (BRIDGE if self._lost else STALL):
            self.lift()
        if self._last is not None:
            self._lost = touch is None or touch.down <= UP or not self._follows(self._last, touch)
            if touch is not None and not self._lost:
                self._draw(touch)
            elif time - self._last.time > BRIDGE:
                self.lift()
            return
        if touch is None or touch.down < DOWN:
            self._waiting.clear()
            return
        if self._waiting and not self._follows(self._waiting[-1], touch):
            self._waiting.clear()
        self._waiting.append(touch)
        if len(self._waiting) > 1 and touch.time - self._waiting[0].time >= DEBOUNCE:
            self._begin()

    def lift(self) -> None:
        """End the stroke; its last moments, when the finger was leaving already, are taken back."""
        if self._last is not None:
            self._pen.take_back(self._last.time - HOOK)
            self._pen.up()
        self._last, self._lost = None, False
        self._waiting.clear()

    def _begin(self) -> None:
        first, *rest = self._waiting
        scale = PALM / max(first.size, 1.0)
        self._filter = OneEuro(CUTOFF, BETA * scale)
        self._pen.down(*self._smooth(first))
        self._last = first
        for touch in rest:
            self._draw(touch)
        self._waiting.clear()

    def _draw(self, touch: Touch) -> None:
        self._pen.move(*self._smooth(touch))
        self._last = touch

    def _smooth(self, touch: Touch) -> tuple[float, float, float]:
        x, y = self._filter(np.array((touch.x, touch.y), np.float32), touch.time).tolist()
        return x, y, touch.time

    def _follows(self, last: Touch, touch: Touch) -> bool:
        """Whether a hand may have come from one place to the other."""
        way = math.hypot(touch.x - last.x, touch.y - last.y)
        took = touch.time - last.time
        return took <= STALL and way <= FASTEST * max(last.size, touch.size) * max(took, 1e-3)
