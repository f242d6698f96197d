"""What a hand does, told from its landmarks: any rotation, any distance, left or right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from live.values import Floats

Pose = Literal["pointing", "pinch", "palm", "fist", "other"]

POSES: tuple[Pose, ...] = ("pointing", "pinch", "palm", "fist", "other")

WRIST, THUMB, INDEX = 0, 4, 8
"""Of MediaPipe's 21 landmarks the wrist and two fingertips; a finger's joints come before its tip."""

_KNUCKLES = np.array([5, 9, 13, 17])
"""Of index, middle, ring and little finger; each one's middle joint, end joint and tip follow."""


@dataclass(frozen=True)
class Knobs:
    """Thresholds between poses, in palms, each with the width of the logistic function across it.

    A finger's reach is how much further its tip lies from the wrist than its middle joint: about 0.5 where it
    is stretched out, -0.3 where it is folded.
    """

    max_bend: tuple[float, float] = (0.8, 0.1)  # rad, of a pointing index finger's two joints together
    max_folded: tuple[float, float] = (0.3, 0.05)  # reach of the fingers beside one that points
    min_open: tuple[float, float] = (0.1, 0.05)  # reach of all fingers of an open hand, of none of a fist's
    min_thumb: tuple[float, float] = (0.06, 0.03)  # as reach, from the little finger's knuckle, of one out
    max_pinch: tuple[float, float] = (0.3, 0.04)  # between the tips of thumb and index finger that touch


KNOBS = Knobs()


def palm_size(landmarks: Floats) -> float:
    """Return the size of the palm, whichever side of it is turned to the camera, in the landmarks' unit."""
    return max(math.dist(landmarks[WRIST], landmarks[knuckle]) for knuckle in (5, 9, 17)) + 1e-6


def probabilities(landmarks: Floats) -> Floats:
    """Return how likely each of POSES is, (5,) float32, 1 in all.

    landmarks: (21, 2) float32, any unit, y downwards, as MediaPipe orders them.
    """
    size = palm_size(landmarks)
    from_wrist = np.linalg.norm(landmarks - landmarks[WRIST], axis=1)
    reach = (from_wrist[_KNUCKLES + 3] - from_wrist[_KNUCKLES + 1]) / size
    straight = 1 - _above(_bend(landmarks[5:9]), KNOBS.max_bend)
    alone = 1 - _above(float(reach[1:].max()), KNOBS.max_folded)
    is_open = _above(float(reach.min()), KNOBS.min_open)
    closed = 1 - _above(float(reach.max()), KNOBS.min_open)
    tip, joint = (math.dist(landmarks[k], landmarks[17]) for k in (THUMB, THUMB - 1))
    thumb_out = _above((tip - joint) / size, KNOBS.min_thumb)
    together = 1 - _above(math.dist(landmarks[THUMB], landmarks[INDEX]) / size, KNOBS.max_pinch)
    pointing = straight * alone * (1 - together)
    rest = 1 - pointing
    pinch = rest * together * (1 - closed)
    fist = (rest - pinch) * closed
    palm = (rest - pinch - fist) * is_open * thumb_out
    return np.array([pointing, pinch, palm, fist, rest - pinch - fist - palm], np.float32)


def _bend(joints: Floats) -> float:
    """Return by how much the bones between joints, one after the other, turn in all, radians."""
    bones = np.diff(joints, axis=0)
    turns = np.abs(np.diff(np.arctan2(bones[:, 1], bones[:, 0])))
    return float(np.minimum(turns, 2 * np.pi - turns).sum())


def _above(value: float, threshold: tuple[float, float]) -> float:
    """Return how surely a value is above a threshold, 0..1, by a logistic function of some width."""
    middle, width = threshold
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, (value - middle) / width))))
