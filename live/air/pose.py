"""What a hand does, told from its landmarks: any rotation, any distance, left or right."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from live.values import Floats

Pose = Literal["pointing", "pinch", "palm", "fist", "other"]

POSES: tuple[Pose, ...] = ("pointing", "pinch", "palm", "fist", "other")

WRIST, THUMB, INDEX = 0, 4, 8
"""Of MediaPipe's 21 landmarks the wrist and two fingertips; a finger's joints come before its tip."""

_KNUCKLES = np.array([5, 9, 13, 17])
"""Of index, middle, ring and little finger; each one's middle joint, end joint and tip follow."""

BENT, BENT_SOFT = 0.8, 0.1
"""Radians by which an index finger that points turns at its two joints together at most."""

FOLDED, OPEN, REACH_SOFT = 0.3, 0.1, 0.05
"""Palms that a fingertip lies further from the wrist than the finger's middle joint: less beside a finger
that points, more on an open hand. A finger that is stretched out reaches about 0.5, a folded one -0.3."""

THUMB_OUT, THUMB_SOFT = 0.06, 0.03
"""Palms that the thumb's tip lies further from the little finger's knuckle than its joint; else it is in."""

PINCHED, PINCH_SOFT = 0.3, 0.04
"""Palms between the tips of thumb and index finger that touch."""


def size_of(landmarks: Floats) -> float:
    """The size of the palm, whichever side of it is turned to the camera, in the landmarks' unit."""
    return max(_apart(landmarks, WRIST, knuckle) for knuckle in (5, 9, 17)) + 1e-6


def shares(landmarks: Floats) -> Floats:
    """How likely each of POSES is; 1 in all.

    landmarks: (21, 2) float32, any unit, y downwards, as MediaPipe orders them. Returns (5,) float32.
    """
    size = size_of(landmarks)
    from_wrist = np.linalg.norm(landmarks - landmarks[WRIST], axis=1)
    reach = (from_wrist[_KNUCKLES + 3] - from_wrist[_KNUCKLES + 1]) / size
    straight = _soft((BENT - _turn(landmarks[5:9])) / BENT_SOFT)
    alone = _soft((FOLDED - float(reach[1:].max())) / REACH_SOFT)
    is_open = _soft((float(reach.min()) - OPEN) / REACH_SOFT)
    closed = _soft((OPEN - float(reach.max())) / REACH_SOFT)
    thumb = (_apart(landmarks, THUMB, 17) - _apart(landmarks, THUMB - 1, 17)) / size
    thumb_out = _soft((thumb - THUMB_OUT) / THUMB_SOFT)
    together = _soft((PINCHED - _apart(landmarks, THUMB, INDEX) / size) / PINCH_SOFT)
    pointing = straight * alone * (1 - together)
    rest = 1 - pointing
    pinch = rest * together * (1 - closed)
    fist = (rest - pinch) * closed
    palm = (rest - pinch - fist) * is_open * thumb_out
    return np.array([pointing, pinch, palm, fist, rest - pinch - fist - palm], np.float32)


def _apart(landmarks: Floats, a: int, b: int) -> float:
    (ax, ay), (bx, by) = landmarks[a].tolist(), landmarks[b].tolist()
    return math.hypot(ax - bx, ay - by)


def _turn(joints: Floats) -> float:
    """By how much the ways between joints, one after the other, turn in all, radians."""
    ways = np.diff(joints, axis=0)
    headings = np.arctan2(ways[:, 1], ways[:, 0])
    turns = np.abs(np.diff(headings))
    return float(np.minimum(turns, 2 * np.pi - turns).sum())


def _soft(x: float) -> float:
    """0 far below 0, 1 far above it."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
