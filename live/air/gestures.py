"""Poses that are held: an open palm takes the number, a fist erases the last digit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from live.air.fingertip import KNOBS as FINGERTIP
from live.air.pose import Pose

Action = Literal["take", "erase"]

ACTIONS: dict[Pose, Action] = {"palm": "take", "fist": "erase"}


@dataclass(frozen=True)
class Knobs:
    """Of holding a pose."""

    hold: float = 0.8  # s that a pose is held until it acts
    max_lapse: float = 0.12  # s of another pose, or of no hand, that do not end a hold: debounce
    max_drift: float = 0.5  # palms that a hand moves while it holds: one that moves further is on its way


KNOBS = Knobs()


class Gestures:
    """Follows how long a pose is held.

    action: what is about to happen, None where nothing is held. progress: how much of the hold is over, 0..1.
    """

    def __init__(self) -> None:
        self.action: Action | None = None
        self.progress = 0.0
        self._since = self._seen = -math.inf
        self._at = 0.0, 0.0
        self._acted = False

    def update(self, pose: Pose | None, at: tuple[float, float], size: float, time: float) -> Action | None:
        """Take in a pose, None without a hand, at a time, s; return what is now to be done, once a hold.

        at: the palm's middle, px. size: of the palm, px.
        """
        action = None if pose is None else ACTIONS.get(pose)
        if time - self._seen > FINGERTIP.max_interval:
            self.action = None
        if action is None or action != self.action:
            if time - self._seen > KNOBS.max_lapse:
                self.action = None
                if action is not None:
                    self._start(action, at, time)
        else:
            self._seen = time
            if math.dist(at, self._at) > KNOBS.max_drift * size and not self._acted:
                self._start(action, at, time)
        self.progress = 0.0
        if self.action is not None:
            self.progress = min(1.0, (self._seen - self._since) / KNOBS.hold)
        if self.progress < 1 or self._acted:
            return None
        self._acted = True
        return self.action

    def _start(self, action: Action, at: tuple[float, float], time: float) -> None:
        self.action, self._at, self._acted = action, at, False
        self._since = self._seen = time
