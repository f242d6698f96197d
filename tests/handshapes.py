"""Hands as MediaPipe would see them, drawn by rule: any pose, place, size and turn."""

import numpy as np

from live.air.hand import Hand
from live.values import Floats

_KNUCKLES = np.array([(-0.28, -0.93), (0.0, -1.0), (0.22, -0.93), (0.42, -0.8)])
_LENGTHS = np.array([(0.47, 0.28, 0.22), (0.53, 0.33, 0.23), (0.49, 0.31, 0.23), (0.38, 0.22, 0.21)])
_SPREAD = np.radians([-9, 0, 8, 17])
_THUMB_OUT = [(-0.22, -0.22), (-0.5, -0.5), (-0.75, -0.75), (-0.95, -0.95)]
_THUMB_IN = [(-0.22, -0.22), (-0.3, -0.55), (-0.05, -0.7), (0.15, -0.65)]

FINGERS = {
    "pointing": ("index", "in"), "palm": ("index middle ring little", "out"), "fist": ("", "in"),
    "two": ("index middle", "in"), "three": ("index middle ring", "in"),
    "four": ("index middle ring little", "in"), "call": ("little", "out"),
    "pinch": ("middle ring little", "pinch"),
}  # fmt: skip
"""Which fingers are stretched out, and where the thumb is."""


def landmarks(
    shape: str, at: tuple[float, float] = (320, 300), size: float = 80, turn: float = 0, mirror: bool = False
) -> Floats:
    """(21, 2) float32 px: the back of a right hand with its wrist at a place, its palm of a size, px.

    turn: clockwise, degrees. mirror: as a left hand.
    """
    stretched, thumb = FINGERS[shape]
    points = np.zeros((21, 2))
    for finger, name in enumerate(("index", "middle", "ring", "little")):
        place, first = _KNUCKLES[finger], 5 + 4 * finger
        points[first] = place
        turns: tuple[float, ...] = (0, 0, 0) if name in stretched.split() else (0, 2.7, 0.5)
        if thumb == "pinch" and name == "index":
            turns = (-0.4, -0.7, -0.3)
        heading = _SPREAD[finger]
        for joint, (length, bend) in enumerate(zip(_LENGTHS[finger], turns, strict=True)):
            heading += bend
            place = place + length * np.array([np.sin(heading), -np.cos(heading)])
            points[first + 1 + joint] = place
    points[1:5] = _THUMB_OUT if thumb == "out" else _THUMB_IN
    if thumb == "pinch":
        points[1:5] = np.linspace(points[1], points[8] + (0.05, 0.03), 4)
    angle = np.radians(turn)
    spin = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    placed = (points * (-1 if mirror else 1, 1)) @ spin.T * size + at
    return np.asarray(placed, np.float32)


def hand(shape: str, tip: tuple[float, float] | None = None, **options: float) -> Hand:
    """A hand, its index finger's tip at a place, px."""
    points = landmarks(shape, **options)  # type: ignore[arg-type]
    return Hand(points if tip is None else points + (np.array(tip, np.float32) - points[8]))
