"""Strokes drawn with a pen: kept as points, so that they can be taken back, erased and inked anew."""

from __future__ import annotations

import math

import cv2
import numpy as np

from live.values import Floats, Image, Ink, Stroke

_SHIFT = 4  # cv2 takes points in fixed point, with this many binary places

Point = tuple[float, float]
Points = list[tuple[float, float, float]]


class Pen:
    """What has been drawn so far.

    strokes: finished and unfinished ones, in the order they were begun. version: changes with every
    change of the strokes.
    """

    def __init__(self) -> None:
        self.version = 0
        self._done: tuple[Stroke, ...] = ()
        self._past: list[tuple[Stroke, ...]] = []
        self._points: Points = []

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return (*self._done, _stroke(self._points)) if self._points else self._done

    def down(self, x: float, y: float, time: float) -> None:
        """Begin a stroke at a point, px and s."""
        self.up()
        self._points = [(x, y, time)]
        self.version += 1

    def move(self, x: float, y: float, time: float) -> None:
        """Draw on to a point, while the pen is down."""
        if self._points and self._points[-1][:2] != (x, y):
            self._points.append((x, y, time))
            self.version += 1

    def up(self) -> None:
        """End the stroke."""
        if self._points:
            self._keep((*self._done, _stroke(self._points)))
            self._points = []

    def erase(self, start: Point, end: Point, radius: float) -> None:
        """Take away the strokes that pass within a radius of the way from one point to another, px.

        A quick hand moves far between two events, so the way between them erases as well.
        """
        steps = max(1, math.ceil(math.dist(start, end) / radius))
        way = np.linspace(start, end, steps + 1, dtype=np.float32)
        left = tuple(
            stroke for stroke in self._done if min(_distance(stroke.points, x, y) for x, y in way) > radius
        )
        if len(left) < len(self._done):
            self._keep(left)

    def clear(self) -> None:
        """Take away all strokes."""
        self.up()
        if self._done:
            self._keep(())

    def undo(self) -> None:
        """Take back the last change: a stroke, an erasure or a clearing."""
        self.up()
        if self._past:
            self._done = self._past.pop()
            self.version += 1

    def _keep(self, strokes: tuple[Stroke, ...]) -> None:
        self._past.append(self._done)
        self._done = strokes
        self.version += 1


def rasterise(strokes: tuple[Stroke, ...], size: tuple[int, int], width: float) -> Ink:
    """Ink from strokes: smooth lines with round ends.

    size: (w, h) px. width: of the pen, px. Points may lie outside of the picture.
    """
    image: Image = np.zeros((size[1], size[0]), np.uint8)
    thickness = max(1, round(width))
    for stroke in strokes:
        points = np.round(stroke.points[:, :2] * (1 << _SHIFT)).astype(np.int32)
        if len(points) == 1:  # a dot, a little larger than the line is wide so that it is seen
            x, y = points[0].tolist()
            cv2.circle(image, (x, y), round(0.6 * width * (1 << _SHIFT)), 255, -1, cv2.LINE_AA, _SHIFT)
        else:
            cv2.polylines(image, [points], False, 255, thickness, cv2.LINE_AA, _SHIFT)
    return Ink(image)


def _stroke(points: Points) -> Stroke:
    return Stroke(np.array(points, np.float32))


def _distance(points: Floats, x: float, y: float) -> float:
    """From a point to the nearest place of a polyline, px."""
    path = points[:, :2] - np.array((x, y), np.float32)
    start, step = path[:-1], np.diff(path, axis=0)
    if not len(step):
        return float(np.hypot(*path[0]))
    along = -(start * step).sum(1) / np.maximum((step * step).sum(1), 1e-9)
    return float(np.linalg.norm(start + along.clip(0, 1)[:, None] * step, axis=1).min())
