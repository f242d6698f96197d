"""A pen: the strokes that it has drawn, with undo, redo and an eraser."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from live.values import Floats, Stroke

Point = tuple[float, float]
Points = list[tuple[float, float, float]]


class Pen:
    """The strokes that have been drawn so far.

    width: of the strokes that are begun from now on, px. done: finished strokes, in the order they were
    begun. version: changes with every change of the strokes.
    """

    def __init__(self, width: float = 0.0) -> None:
        self.width, self.version = width, 0
        self.done: tuple[Stroke, ...] = ()
        self._past: list[tuple[Stroke, ...]] = []
        self._future: list[tuple[Stroke, ...]] = []
        self._points: Points = []
        self._stroke_width = width  # of the unfinished stroke
        self._erased = False  # whether the last change is an erasure, which may go on

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """All strokes, the unfinished one last."""
        return (*self.done, self._stroke()) if self._points else self.done

    @property
    def is_down(self) -> bool:
        """Whether a stroke is being drawn."""
        return bool(self._points)

    def down(self, x: float, y: float, time: float) -> None:
        """Begin a stroke at a point, px and s."""
        self.up()
        self._points, self._stroke_width = [(x, y, time)], self.width
        self.version += 1

    def move(self, x: float, y: float, time: float) -> None:
        """Draw on to a point, while the pen is down."""
        if self._points and self._points[-1][:2] != (x, y):
            self._points.append((x, y, time))
            self.version += 1

    def take_back(self, time: float) -> None:
        """Shorten the unfinished stroke by what was drawn after a time, s; its first point stays."""
        kept = [point for point in self._points[1:] if point[2] <= time]
        if self._points and len(kept) < len(self._points) - 1:
            self._points[1:] = kept
            self.version += 1

    def up(self) -> None:
        """End the stroke."""
        if self._points:
            stroke, self._points = self._stroke(), []
            self._keep((*self.done, stroke))

    def erase(self, start: Point, end: Point, radius: float, more: bool = False) -> None:
        """Take away the strokes whose line comes within a radius, px, of the segment between two points.

        more: the eraser has not been lifted since the last erasure, so both are one change.
        """
        steps = max(1, math.ceil(math.dist(start, end) / radius))
        path = np.linspace(start, end, steps + 1, dtype=np.float32)
        low, high = path.min(0) - radius, path.max(0) + radius
        left = tuple(
            stroke
            for stroke in self.done
            if not _intersects(stroke.points, low - stroke.width / 2, high + stroke.width / 2)
            or min(_distance(stroke.points, x, y) for x, y in path) > max(radius, stroke.width / 2)
        )
        going_on = more and self._erased
        touched = len(left) < len(self.done)
        if touched:
            self._keep(left, going_on)
        self._erased = touched or going_on

    def remove(self, strokes: Collection[Stroke]) -> None:
        """Take away some of the finished strokes."""
        left = tuple(stroke for stroke in self.done if stroke not in strokes)
        if len(left) < len(self.done):
            self._keep(left)

    def clear(self) -> None:
        """Take away all strokes."""
        self.up()
        if self.done:
            self._keep(())

    def undo(self) -> None:
        """Take back the last change: a stroke, an erasure or a clearing."""
        self.up()
        self._step(self._past, self._future)

    def redo(self) -> None:
        """Make the change that was undone last again, unless something else was changed since."""
        self.up()
        self._step(self._future, self._past)

    def _step(self, source: list[tuple[Stroke, ...]], target: list[tuple[Stroke, ...]]) -> None:
        self._erased = False
        if source:
            target.append(self.done)
            self.done = source.pop()
            self.version += 1

    def _keep(self, strokes: tuple[Stroke, ...], same: bool = False) -> None:
        """Set the finished strokes; same: as a part of the last change."""
        if not same:
            self._past.append(self.done)
        self._future.clear()
        self._erased = False
        self.done = strokes
        self.version += 1

    def _stroke(self) -> Stroke:
        return Stroke(np.array(self._points, np.float32), self._stroke_width)


def _intersects(points: Floats, low: Floats, high: Floats) -> bool:
    """Return whether the bounding box of points, px, intersects another, given by its corners."""
    return bool((points[:, :2].min(0) <= high).all() and (points[:, :2].max(0) >= low).all())


def _distance(points: Floats, x: float, y: float) -> float:
    """Return the distance from a point to a polyline, px."""
    path = points[:, :2] - np.array((x, y), np.float32)
    start, step = path[:-1], np.diff(path, axis=0)
    if not len(step):
        return float(np.hypot(*path[0]))
    along = -(start * step).sum(1) / np.maximum((step * step).sum(1), 1e-9)
    return float(np.linalg.norm(start + along.clip(0, 1)[:, None] * step, axis=1).min())
