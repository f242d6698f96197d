"""A fingertip as a pen: when it goes down and up, and which of its places are the line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from live.air.euro import OneEuro
from live.strokes.pen import Pen

DOWN, UP = 0.6, 0.4
"""How likely the writing pose is for the pen to go down, and to come up again: between them it stays."""

DEBOUNCE, TIMES = 0.06, 3
"""Seconds that the pose lasts, and times that it is seen, before a stroke begins; what was done meanwhile
belongs to the stroke."""

BRIDGE = 0.12
"""Seconds of another pose within a stroke."""

GAP, NEAR = 0.25, 1.0
"""Seconds of no hand within a stroke; how far from where it was going it comes back, in palms or in lengths
of the way, whichever is more: a finger turns as it writes."""

RECENT = 0.1
"""Seconds that the speed of a finger is told from."""

STEP = 1 / 30
"""Seconds between points of the line that bridges a gap."""

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
        self._recent: list[Touch] = []  # of the stroke that is being drawn
        self._patience = STALL  # seconds until it ends unless it is seen to go on
        self._filter = OneEuro()

    @property
    def is_down(self) -> bool:
        """Whether a stroke is being drawn."""
        return bool(self._recent)

    def feel(self, touch: Touch | None, time: float) -> None:
        """Take what is seen at a time, s; None for no hand."""
        if self._recent and time - self._recent[-1].time > self._patience:
            self.lift()
        if self._recent:
            if touch is not None and touch.down > UP and self._goes_on(touch):
                self._draw(touch)
            else:
                self._patience = min(self._patience, GAP if touch is None else BRIDGE)
                if time - self._recent[-1].time > self._patience:
                    self.lift()
            return
        if touch is None or touch.down < DOWN:
            self._waiting.clear()
            return
        if self._waiting and not self._follows(self._waiting[-1], touch):
            self._waiting.clear()
        self._waiting.append(touch)
        if len(self._waiting) >= TIMES and touch.time - self._waiting[0].time >= DEBOUNCE:
            self._begin()

    def lift(self) -> None:
        """End the stroke; where the finger was leaving the pose, its last moments are taken back."""
        if self._recent:
            if self._patience != GAP:  # a hand that was only lost has done nothing
                self._pen.take_back(self._recent[-1].time - HOOK)
            self._pen.up()
        self._recent.clear()
        self._patience = STALL
        self._waiting.clear()

    def _begin(self) -> None:
        first, *rest = self._waiting
        scale = PALM / max(first.size, 1.0)
        self._filter = OneEuro(CUTOFF, BETA * scale)
        self._pen.down(*self._smooth(first))
        self._recent = [first]
        for touch in rest:
            self._draw(touch)
        self._waiting.clear()

    def _draw(self, touch: Touch) -> None:
        """Draw on to a touch, along the finger's speed where it was lost meanwhile."""
        if self._patience < STALL:
            last, took = self._recent[-1], touch.time - self._recent[-1].time
            x, y = self._expected(touch.time)
            for k in range(1, math.ceil(took / STEP)):
                time = last.time + k * STEP
                (along_x, along_y), bend = self._expected(time), (k * STEP / took) ** 2
                place = along_x + bend * (touch.x - x), along_y + bend * (touch.y - y)
                self._pen.move(*self._smooth(replace(touch, x=place[0], y=place[1], time=time)))
        self._pen.move(*self._smooth(touch))
        near = [one for one in self._recent if touch.time - one.time <= RECENT]
        self._recent = [*(near or self._recent[-1:]), touch]
        self._patience = STALL

    def _expected(self, time: float) -> tuple[float, float]:
        """Return where the finger is at a time if it keeps its speed, px."""
        first, last = self._recent[0], self._recent[-1]
        share = (time - last.time) / max(last.time - first.time, 1e-3)
        return last.x + share * (last.x - first.x), last.y + share * (last.y - first.y)

    def _smooth(self, touch: Touch) -> tuple[float, float, float]:
        x, y = self._filter(np.array((touch.x, touch.y), np.float32), touch.time).tolist()
        return x, y, touch.time

    def _goes_on(self, touch: Touch) -> bool:
        """Return whether a touch belongs to the stroke: after a gap it is where the finger was going."""
        last = self._recent[-1]
        if self._patience < STALL and touch.time - last.time > BRIDGE:
            place = self._expected(touch.time)
            way = math.dist(place, (last.x, last.y))
            if math.dist(place, (touch.x, touch.y)) > NEAR * max(touch.size, way):
                return False
        return self._follows(last, touch)

    def _follows(self, last: Touch, touch: Touch) -> bool:
        """Whether a hand may have come from one place to the other."""
        way = math.hypot(touch.x - last.x, touch.y - last.y)
        took = touch.time - last.time
        return took <= STALL and way <= FASTEST * max(last.size, touch.size) * max(took, 1e-3)
