"""Poses that are held: an open palm takes the number, a fist erases the last digit."""

from __future__ import annotations

import math
from typing import Literal

from live.air.fingertip import STALL
from live.air.pose import Pose

HOLD = 0.8
"""Seconds that a pose is held until it acts."""

GAP = 0.12
"""Seconds of another pose, or of no hand, that do not end a hold."""

STILL = 0.5
"""Palms that the hand may move while it holds a pose: more is on its way to somewhere."""

Action = Literal["take", "erase"]

ACTIONS: dict[Pose, Action] = {"palm": "take", "fist": "erase"}


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

    def feel(self, pose: Pose | None, at: tuple[float, float], size: float, time: float) -> Action | None:
        """Take a pose, None without a hand, at a time, s: what is to be done now; once for each hold.

        at: the palm's middle, px. size: of the palm, px.
        """
        action = None if pose is None else ACTIONS.get(pose)
        if time - self._seen > STALL:
            self.action = None
        if action is None or action != self.action:
            if time - self._seen > GAP:
                self.action = None
                if action is not None:
                    self._start(action, at, time)
        else:
            self._seen = time
            if math.dist(at, self._at) > STILL * size and not self._acted:
                self._start(action, at, time)
        self.progress = 0.0
        if self.action is not None:
            self.progress = min(1.0, (self._seen - self._since) / HOLD)
        if self.progress < 1 or self._acted:
            return None
        self._acted = True
        return self.action

    def _start(self, action: Action, at: tuple[float, float], time: float) -> None:
        self.action, self._at, self._acted = action, at, False
        self._since = self._seen = time
