"""Digits written by our own code: shapes that MNIST's American hands seldom show.

A one that is a bare bar or has a flag, a zero with a slash, a crossed seven, a four drawn in one go; and, as
a fingertip in the air leaves them, digits whose parts are joined because the pen was never lifted.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from train.augment import CANVAS, FINE, Ink, Rng, wear

Points = npt.NDArray[np.float64]
JITTER = 0.035
"""Usual spread of each corner point, share of the digit's height."""

WIDE = 0.42, 0.85
"""Least and greatest width of a digit in its heights."""

BROAD, BROAD_SHARE = (0.9, 2.0), 0.25
"""The same of a share of the noughts: who writes an amount may join its noughts, and then they lie."""

PEN = 0.8, 3.6
"""Least and greatest width of the pen, MNIST px."""

LEAN = 0.1, 0.18
"""Mean and spread of a digit's slant."""

# Each shape is its strokes; a stroke is points "x,y" in hundredths of a box, y downwards, through whose
# neighbourhood the pen goes; "!" is a sharp corner.
SHAPES: dict[int, list[list[str]]] = {
    0: [
        ["55,0 15,12 0,50 18,90 50,100 85,88 100,50 85,10 55,0 35,4", "105,-5 -5,105"],
        ["55,0 15,12 0,50 18,90 50,100 85,88 100,50 85,10 55,0 35,4", "80,20 20,80"],
        ["55,0 15,12 0,50 18,90 50,100 85,88 100,50 85,10 55,0 35,4 10,25"],
        ["55,0 15,12 0,50 18,90 50,100 85,88 100,50 85,10 50,-5 60,20 80,5"],
        ["55,0 15,12 0,50 18,90 50,100 85,88 100,50 85,10 55,0 35,4", "55,-15 45,115"],
        ["70,8 25,5 0,50 30,100 80,85 95,35 60,3 30,18 55,32 105,15"],
        ["85,5 40,0 0,50 25,95 70,90 92,40 85,5! 100,0"],
        ["40,30 20,5 60,0 98,40 75,95 25,100 0,55 30,5"],
        ["55,0 15,12 0,50 18,90 50,100 85,88 100,50 85,10 55,0 35,4", "75,-8 25,108"],
        ["42,3 8,30 5,75 50,100 92,78 96,35 64,2"],
    ],
    1: [
        ["0,32 50,0! 48,100"],
        ["10,42 50,0! 50,100"],
        ["30,55 55,0! 45,100"],
        ["0,75 60,0! 55,100"],
        ["0,60 30,45 70,0! 55,100"],
        ["10,30 50,0! 50,100", "10,100 95,100"],
        ["5,45 30,30 55,0! 50,95 75,100 95,88"],
        ["10,30 50,0! 50,100! 10,100! 95,98"],
        ["0,95 68,0! 55,100"],
        ["5,90 45,50 70,0! 58,80 75,100 100,92"],
        ["50,0 50,100"],
        ["53,0 47,100"],
        ["50,0 55,50 50,100"],
        ["5,65 62,25 66,0 45,6 40,60 55,100"],
        ["35,62 62,12 90,-4 92,18 55,62 15,100"],
        ["0,70 45,5 60,2 70,100"],
        ["0,45 65,0 72,8 40,100"],
    ],
    2: [
        ["0,22 40,0 95,20 60,60 5,100! 100,98"],
        ["5,20 50,0 90,25 30,90 2,95 12,78 45,90 100,95"],
        ["10,25 15,8 55,0 90,20 70,55 15,98! 55,88 100,100"],
        ["45,35 15,30 15,8 55,0 90,20 70,60 20,95 8,82 35,82 100,100"],
        ["15,62 50,45 85,15 60,0 30,25 30,65 5,98! 40,92 90,98"],
        ["45,42 10,45 5,15 50,0 95,20 80,60 60,85 90,95 110,80"],
        ["0,10 30,0 90,8 60,45 5,85! 50,100 100,80"],
    ],
    3: [
        ["0,0 95,0! 40,40! 100,60 75,100 0,95"],
        ["5,12 50,0 90,20 35,46! 100,68 60,100 0,88"],
        ["0,18 40,0 80,15 55,42 30,48 75,52 95,78 45,100 0,85"],
        ["0,5 90,0! 45,38! 100,65 65,100 10,95", "-2,0 2,12"],
        ["10,30 5,8 45,0 85,18 50,42! 95,60 80,98 30,100 0,82"],
        ["0,15 30,0 85,5 50,40! 75,55 70,80 35,100"],
        ["5,12 45,0 80,10 55,38 60,48 78,62 60,92 15,102"],
    ],
    4: [
        ["35,0 0,62! 100,60", "75,25 68,100"],
        ["35,0 0,62! 100,60! 75,20! 66,100"],
        ["70,0 0,66! 100,64", "70,0 68,100"],
        ["70,100 72,0! 0,66! 100,66"],
        ["70,0 5,55! 95,50", "65,30 45,100"],
        ["30,0 0,45 15,62 80,50! 85,15! 70,100"],
        ["15,0 10,55 50,60 85,45", "90,10 80,100"],
        ["0,0 5,55! 95,52", "85,0 85,100"],
        ["60,0 0,60! 70,55! 65,35! 50,100"],
        ["55,0 5,50! 30,58 95,48! 80,100"],
        ["80,0 0,68! 100,64", "68,50 55,105"],
        ["65,0 0,82! 95,80", "80,52 72,100"],
        ["60,0 5,78! 80,75", "60,48 55,98"],
        ["30,0 0,50 20,62 90,55", "95,20 60,100"],
        ["55,0 0,55! 100,52! 58,5! 52,100"],
        ["50,0 0,50! 100,50! 75,25 55,5! 50,100"],
    ],
    5: [
        ["15,0 12,44! 55,34 100,62 75,100 0,92", "15,0 95,0"],
        ["15,0 12,44! 55,34 100,62 75,100 0,92", "35,-5 105,-8"],
        ["15,0 12,44! 55,34 100,62 75,100 0,92! 15,0! 95,2"],
        ["95,0 15,0! 12,44! 55,34 100,62 75,100 0,92"],
        ["95,0 40,5 15,30 60,50 80,75 45,100 0,90"],
        ["45,0 30,45! 70,45 75,85 30,100 0,85", "45,0 100,5"],
        ["100,0 50,2! 40,32! 85,48 80,88 25,100 0,85 25,78 80,92"],
        ["105,0 45,5 25,42! 70,40 85,75 50,100 0,92"],
        ["40,0 15,45! 60,38 85,65 50,98 0,95", "55,2 110,-6"],
    ],
    6: [
        ["80,0 25,35 2,75 40,100 92,78 60,52 8,75"],
        ["50,0 10,50 5,90 55,100 85,75 50,60 10,80 20,95"],
    ],
    7: [
        ["0,4 100,0! 62,45 40,100", "20,50 90,47"],
        ["0,4 100,0! 62,45 40,100! 15,50! 92,47"],
        ["0,20 2,3! 100,0! 40,100"],
        ["0,20 2,3! 100,0! 40,100", "15,52 85,48"],
        ["0,10 60,0 100,5 70,45 45,100", "15,55 90,48"],
        ["0,0 100,0! 50,40 45,100"],
        ["0,12 30,0 60,8 100,2! 35,100", "25,52 90,50"],
        ["0,8 60,0 95,10 60,50 40,100 22,85 35,58 95,48"],
        ["5,18 15,2 95,8 65,50 45,100 25,80 90,45"],
        ["0,4 100,0! 55,55 38,100! 5,55! 95,48"],
        ["5,6 95,0! 60,50 42,100 20,92 12,62 30,50! 95,46"],
        ["0,8 15,28 55,35 100,5! 35,100", "20,68 75,60"],
        ["5,20 0,0! 105,2! 55,50 45,100", "15,55 85,52"],
        ["0,15 20,0 60,12 105,0! 20,100"],
        ["0,0 100,2! 68,20 62,100", "25,50 105,50"],
        ["5,2 90,0! 62,28 62,100", "15,52 100,50"],
    ],
    8: [
        ["85,12 45,0 10,20 50,48 95,75 50,100 5,78 50,48 90,20 80,8"],
        ["50,0 15,20 50,45 85,20 50,0 30,5", "50,45 5,75 50,100 95,75 50,45 30,50"],
        ["95,10 45,0 10,22 50,48 92,78 45,100 8,75 40,52 70,32"],
        ["60,48 20,28 45,0 80,20 45,48 5,80 45,100 85,75 55,50 30,42"],
    ],
    9: [
        ["85,15 40,0 5,25 40,50 85,20! 80,100"],
        ["90,25 75,0 20,0 5,30 45,52 90,25 90,55 60,100 5,92"],
        ["85,10 40,-2 5,25 45,50 88,12! 85,75 45,100 0,90"],
        ["90,8 35,0 10,25 45,48 80,35 95,5! 70,100"],
        ["85,20 45,0 10,20 30,48 75,40 90,15 75,60 30,100 0,80"],
        ["45,52 10,35 15,8 50,0 88,12 85,40 48,52! 45,100"],
        ["48,50 85,40 88,12 50,0 15,8 10,35 48,52! 50,100"],
        ["50,50 12,30 25,2 72,2 90,28 50,52 45,88 25,100 5,90"],
        ["90,10 50,0 10,22 40,50 88,22! 82,80 40,100 5,94! 100,100"],
        ["15,100 45,15! 85,0 100,22 75,48 30,52"],
        ["35,48 8,30 30,2 75,0 92,22 65,48 38,50 45,68 80,100"],
        ["40,52 15,45 5,20 40,0 85,8 90,35 55,55 30,45 55,60! 85,100"],
        ["85,12 50,0 10,15 20,40 60,45 85,20! 80,65 30,100"],
        ["70,5 30,5 15,28 45,42 85,30 88,60 60,95 20,100"],
        ["75,15 40,0 10,25 45,50 80,10 75,45 85,85 50,105 20,90"],
        ["50,55 15,40 20,5 70,0 90,25 50,55! 48,100! 10,100 95,98"],
    ],
}


def written(value: int, rng: Rng) -> Ink:
    """A digit from one of its shapes, as ink: (CANVAS, CANVAS) uint8."""
    return drawn(*some_shape(value, rng), rng)


def some_shape(value: int, rng: Rng) -> tuple[list[str], tuple[float, float]]:
    """One of a digit's shapes, and the least and the greatest of its widths in heights."""
    shapes = SHAPES[value]
    wide = BROAD if value == 0 and rng.random() < BROAD_SHARE else WIDE
    return shapes[int(rng.integers(len(shapes)))], wide


def drawn(shape: list[str], wide: tuple[float, float], rng: Rng) -> Ink:
    """A shape, written as in SHAPES, as some hand and pen would leave it on paper: (CANVAS, CANVAS) uint8.

    wide: the least and the greatest of its box's widths in heights.
    """
    return wear(traced(shape, wide, rng), rng)


def traced(
    shape: list[str],
    wide: tuple[float, float],
    rng: Rng,
    pen: tuple[float, float] = PEN,
    lean: tuple[float, float] = LEAN,
    jitter: float = JITTER,
) -> Ink:
    """A shape as some hand would draw it, not yet worn: (CANVAS, CANVAS) uint8 ink.

    pen: the least and the greatest of its width, MNIST px. lean: mean and spread of the slant. jitter: spread
    of each corner point, share of the digit's height.
    """
    page = np.zeros((CANVAS, CANVAS), np.uint8)
    linear = _slant(rng.uniform(*wide), lean, rng)
    width = int(rng.uniform(*pen) * FINE)
    bow = rng.normal(0, 0.03, (2, 2))  # bends the whole shape a little
    for stroke in shape:
        points = _points(stroke, rng, jitter)
        if rng.random() < 0.15:  # the pen comes down, or goes up, on its way
            points = np.concatenate([points[:1] + rng.normal(0, 0.08, 2), points])
        curve = smooth(points) - 0.5
        curve = curve + np.sin(np.pi * curve[:, ::-1]) @ bow
        curve += cv2.GaussianBlur(rng.normal(0, 0.02, curve.shape), (1, 7), 2)  # a hand is never still
        placed = curve @ linear + CANVAS / 2
        line = np.round(placed * 16).astype(np.int32)
        cv2.polylines(page, [line], False, 255, width, cv2.LINE_AA, shift=4)
    return page


def smooth(points: Points) -> Points:
    """A curve through the neighbourhood of some points: Chaikin's corner cutting, three times."""
    for _ in range(3):
        before, after = points[:-1], points[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], 1)
        points = np.concatenate([points[:1], cut.reshape(-1, 2), points[-1:]])
    return points


def _slant(wide: float, lean: tuple[float, float], rng: Rng) -> Points:
    """The unit box to canvas pixels: proportions, slant and turn of the hand."""
    tall = 22 * FINE / max(1, wide)
    angle, shear = np.radians(rng.normal(0, 5)), rng.normal(*lean)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(np.diag([wide * tall, tall]) @ np.array([[1, 0], [-shear, 1]]) @ turn)


def _points(stroke: str, rng: Rng, jitter: float) -> Points:
    """A stroke's points in the unit box, each a little elsewhere; a sharp corner's point comes twice."""
    points: list[Points] = []
    for place in stroke.split():
        point = np.array(place.rstrip("!").split(","), np.float64) / 100 + rng.normal(0, jitter, 2)
        points += [point, point] if place.endswith("!") else [point]
    return np.array(points)
