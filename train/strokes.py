"""Digits written by our own code: shapes that MNIST's American hands seldom show.

A one that is a bare bar or has a flag, a zero with a slash, a crossed seven, a four drawn in one go; and, as
a fingertip in the air leaves them, digits whose parts are joined because the pen was never lifted.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import resources

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats
from train.augment import CANVAS, FINE, Ink, Rng, turned, wear
from train.paint import WHITE, line

Points = npt.NDArray[np.float64]
JITTER = 0.035
"""Usual spread of each corner point, share of the digit's height."""

WIDE = 0.42, 0.85
"""Least and greatest width of a digit in its heights."""

BROAD, BROAD_SHARE = (0.9, 2.0), 0.25
"""The same of a share of the noughts: who writes an amount may join its noughts, and then they lie."""

PEN = 0.8, 3.6
"""Least and greatest width of the pen, MNIST px."""

AWAY, UNEVEN = 0.05, 0.1
"""Spreads of a loose stroke's place, longer sides of its mark, and of the logarithm of its size."""

LEAN = 0.1, 0.18
"""Mean and spread of a digit's slant."""


def _read() -> dict[str, list[tuple[list[str], tuple[float, ...]]]]:
    """Return the shapes of each name, with the numbers behind it."""
    found = defaultdict(list)
    for row in (resources.files("train") / "data" / "shapes.txt").read_text("utf-8").splitlines():
        if " | " in row:
            head, strokes = row.split(" | ")
            name, *wide = head.split()
            found[name].append((strokes.split("; "), tuple(map(float, wide))))
    return dict(found)


_FOUND = _read()

SHAPES = {value: [strokes for strokes, _ in _FOUND[str(value)]] for value in range(10)}
"""Shapes of digits that are clear by themselves."""

UNUSUAL = {value: [strokes for strokes, _ in _FOUND.get(f"{value}?", [])] for value in range(10)}
"""Shapes of digits of which neighbours tell what they are."""

UNUSUAL_SHARE = 0.2
"""Share of the unusual shapes among our own digits that have any."""

SIGNS = {name: [(strokes, (wide[0], wide[1])) for strokes, wide in many]
         for name, many in _FOUND.items() if many[0][1]}  # fmt: skip
"""Of each sign: its shapes, with the least and the greatest width over height."""

LETTERS = [strokes for strokes, _ in _FOUND["letter"]]
"""Letters that are no digits."""


def written(value: int, rng: Rng) -> Ink:
    """A digit from one of its shapes, as ink: (CANVAS, CANVAS) uint8."""
    return drawn(*any_shape(value, rng, 0), rng)


def any_shape(value: int, rng: Rng, unusual: float = UNUSUAL_SHARE) -> tuple[list[str], tuple[float, float]]:
    """One of a digit's shapes, and the least and the greatest of its widths in heights.

    unusual: share of the shapes that only neighbours tell to be that digit, where it has any.
    """
    shapes = more if (more := UNUSUAL[value]) and rng.random() < unusual else SHAPES[value]
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
        points = corners(stroke, rng, jitter)
        if rng.random() < 0.15:  # the pen comes down, or goes up, on its way
            points = np.concatenate([points[:1] + rng.normal(0, 0.08, 2), points])
        curve = smooth(points) - 0.5
        curve = curve + np.sin(np.pi * curve[:, ::-1]) @ bow
        curve += cv2.GaussianBlur(rng.normal(0, 0.02, curve.shape), (1, 7), 2)  # a hand is never still
        line(page, curve @ linear + CANVAS / 2, WHITE, width)
    return page


def corners(stroke: str, rng: Rng, jitter: float) -> Points:
    """A stroke's points in the unit box, each a little elsewhere; a sharp corner's point comes twice."""
    points: list[Points] = []
    for place in stroke.split():
        point = np.array(place.rstrip("!").split(","), np.float64) / 100 + rng.normal(0, jitter, 2)
        points += [point, point] if place.endswith("!") else [point]
    return np.array(points)


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
    turn, lower = turned(np.radians(rng.normal(0, 5))), [[1, 0], [-rng.normal(*lean), 1]]
    return np.asarray(np.diag([wide * tall, tall]) @ lower @ turn)


def loose(strokes: list[Floats], rng: Rng) -> list[Floats]:
    """Strokes set down carelessly: each a little beside its place, larger or smaller."""
    size = float(np.ptp(np.concatenate(strokes), axis=0).max())
    moved = []
    for stroke in strokes:
        middle = (stroke.min(0) + stroke.max(0)) / 2
        place = middle + rng.normal(0, AWAY * size, 2)
        moved.append(((stroke - middle) * np.exp(rng.normal(0, UNEVEN)) + place).astype(np.float32))
    return moved
