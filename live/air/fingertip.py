"""A fingertip as a pen: when it goes down and comes up, and which of its places make the line."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from live.air.euro import OneEuro
from live.strokes.pen import Pen


@dataclass(frozen=True)
class Knobs:
    """Of a stroke in the air. A palm is the length that `Touch.size` has."""

    down: float = 0.6  # probability of the writing pose from which the pen goes down
    up: float = 0.4  # and at which it comes up again: hysteresis
    min_hold: float = 0.06  # s that the pose is held before a stroke begins, which holds them, too
    min_touches: int = 3  # touches in which it is seen before that
    max_lapse: float = 0.12  # s of another pose within a stroke: debounce
    max_gap: float = 0.25  # s without a hand within a stroke
    max_miss: float = 1.0  # from its expected place after a gap; palms, or lengths of the way there if more
    max_interval: float = 0.5  # s between two frames: after a longer one nobody knows what the hand did
    max_speed: float = 25.0  # palms a second, more than 2 m/s
    speed_window: float = 0.1  # s of touches that the finger's speed is estimated from
    bridge_step: float = 1 / 30  # s between the points of a line that bridges a gap
    hook: float = 0.04  # s before the pose changed that are cut off: a finger that leaves the pose moves
    min_cutoff: float = 0.5  # Hz, of the 1 euro filter
    beta: float = 0.05  # Hz for each px a second, of the same, where a palm is `palm` px
    palm: float = 90.0


KNOBS = Knobs()


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
        self._pending: list[Touch] = []  # in the writing pose, though not yet for long enough
        self._recent: list[Touch] = []  # of the stroke that is being drawn
        # Seconds that the stroke outlasts without a touch; less once one missed.
        self._patience = KNOBS.max_interval
        self._filter = OneEuro()

    def update(self, touch: Touch | None, time: float) -> None:
        """Take in what is seen at a time, s; None for no hand."""
        if self._recent and time - self._recent[-1].time > self._patience:
            self.lift()
        if self._recent:
            if touch is not None and touch.down > KNOBS.up and self._continues(touch):
                self._draw(touch)
            else:
                self._patience = min(self._patience, KNOBS.max_gap if touch is None else KNOBS.max_lapse)
                if time - self._recent[-1].time > self._patience:
                    self.lift()
            return
        if touch is None or touch.down < KNOBS.down:
            self._pending.clear()
            return
        if self._pending and not _may_be_one(self._pending[-1], touch):
            self._pending.clear()
        self._pending.append(touch)
        held = touch.time - self._pending[0].time
        if len(self._pending) >= KNOBS.min_touches and held >= KNOBS.min_hold:
            self._begin()

    def lift(self) -> None:
        """End the stroke; where the finger was leaving the pose, its last moments are taken back."""
        if self._recent:
            if self._patience != KNOBS.max_gap:  # a hand that was only lost has left no pose
                self._pen.take_back(self._recent[-1].time - KNOBS.hook)
            self._pen.up()
        self._recent.clear()
        self._pending.clear()
        self._patience = KNOBS.max_interval

    def _begin(self) -> None:
        first, *rest = _despiked(self._pending)
        self._filter = OneEuro(KNOBS.min_cutoff, KNOBS.beta * KNOBS.palm / max(first.size, 1.0))
        self._pen.down(*self._smooth(first))
        self._recent = [first]
        for touch in rest:
            self._draw(touch)
        self._pending.clear()

    def _draw(self, touch: Touch) -> None:
        """Draw on to a touch; where some were missed, along the finger's speed, bent so as to end there."""
        if self._missed:
            last, took = self._recent[-1], touch.time - self._recent[-1].time
            x, y = self._expected(touch.time)
            for k in range(1, math.ceil(took / KNOBS.bridge_step)):
                time = last.time + k * KNOBS.bridge_step
                (along_x, along_y), bend = self._expected(time), (k * KNOBS.bridge_step / took) ** 2
                place = along_x + bend * (touch.x - x), along_y + bend * (touch.y - y)
                self._pen.move(*self._smooth(replace(touch, x=place[0], y=place[1], time=time)))
        self._pen.move(*self._smooth(touch))
        near = [one for one in self._recent if touch.time - one.time <= KNOBS.speed_window]
        self._recent = [*(near or self._recent[-1:]), touch]
        self._patience = KNOBS.max_interval

    @property
    def _missed(self) -> bool:
        """Whether there was no touch of the stroke in the last update."""
        return self._patience < KNOBS.max_interval

    def _expected(self, time: float) -> tuple[float, float]:
        """Return where the finger is at a time if it keeps its speed, px."""
        first, last = self._recent[0], self._recent[-1]
        share = (time - last.time) / max(last.time - first.time, 1e-3)
        return last.x + share * (last.x - first.x), last.y + share * (last.y - first.y)

    def _smooth(self, touch: Touch) -> tuple[float, float, float]:
        x, y = self._filter(np.array((touch.x, touch.y), np.float32), touch.time).tolist()
        return x, y, touch.time

    def _continues(self, touch: Touch) -> bool:
        """Return whether a touch belongs to the stroke: after a gap it is near where the finger was going."""
        last = self._recent[-1]
        if self._missed and touch.time - last.time > KNOBS.max_lapse:
            expected = self._expected(touch.time)
            way = math.dist(expected, (last.x, last.y))
            if math.dist(expected, (touch.x, touch.y)) > KNOBS.max_miss * max(touch.size, way):
                return False
        return _may_be_one(last, touch)


def _despiked(touches: list[Touch]) -> list[Touch]:
    """Return three touches or more, each inner one at the median of itself and its neighbours.

    As the pose changes a finger may be taken for another in a single frame.
    """
    inner = [
        replace(now, x=median((before.x, now.x, after.x)), y=median((before.y, now.y, after.y)))
        for before, now, after in zip(touches, touches[1:], touches[2:], strict=False)
    ]
    return [touches[0], *inner, touches[-1]]


def _may_be_one(last: Touch, touch: Touch) -> bool:
    """Return whether one hand may have come from the last touch to another."""
    way, took = math.dist((last.x, last.y), (touch.x, touch.y)), touch.time - last.time
    reach = KNOBS.max_speed * max(last.size, touch.size) * max(took, 1e-3)
    return took <= KNOBS.max_interval and way <= reach
