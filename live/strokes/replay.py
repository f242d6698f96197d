"""Recorded strokes that draw themselves on the canvas, at their own speed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from live.errors import UserError
from live.strokes.pen import Pen
from live.values import Drawing, Stroke


@dataclass(frozen=True)
class Knobs:
    """Of a replay."""

    pause: float = 1.5  # s, that a finished drawing is left to be looked at
    max_extent: float = 0.9  # share of the canvas that a drawing takes which had to be fitted onto it


KNOBS = Knobs()


class Replay:
    """Draws one drawing after the other.

    name: what the user calls the recording. whole: a drawing is finished, and the next one has not begun.
    trouble: what is wrong with a line that was skipped, to be told once. ended: all is drawn.
    """

    def __init__(self, drawings: Iterator[Drawing], size: tuple[int, int], name: str) -> None:
        """size: (w, h) of the canvas, px."""
        self.name, self.trouble = name, ""
        self.whole = self.ended = False
        self._drawings, self._size = drawings, size
        self._due: deque[tuple[float, Stroke, int]] = deque()  # time, s; stroke; index of its point
        self._began = 0.0

    def step(self, pen: Pen, now: float) -> None:
        """Draw with a pen the points that are due by a time, s."""
        if not self._due and now >= self._began:
            drawing = self._next()
            if drawing is None:
                self.ended = True
                return
            pen.clear()
            self.whole, self._began = False, now
            strokes = fitted(drawing, self._size)
            self._due.extend((float(s.points[k, 2]), s, k) for s in strokes for k in range(len(s.points)))
        while self._due and self._due[0][0] <= now - self._began:
            _, stroke, k = self._due.popleft()
            x, y, time = stroke.points[k].tolist()
            if k == 0:
                pen.width = stroke.width or pen.width
                pen.down(x, y, time)
            else:
                pen.move(x, y, time)
            if k == len(stroke.points) - 1:
                pen.up()
        if not self._due and not self.whole:
            self.whole, self._began = True, now + KNOBS.pause

    def _next(self) -> Drawing | None:
        while True:
            try:
                return next(self._drawings, None)
            except UserError as error:  # one bad line of many
                self.trouble = str(error)


def fitted(drawing: Drawing, size: tuple[int, int]) -> tuple[Stroke, ...]:
    """Return a drawing's strokes, shrunk and centred on a canvas of (w, h) px if some lie outside of it."""
    if not drawing.strokes:
        return ()
    points = np.concatenate([stroke.points[:, :2] for stroke in drawing.strokes])
    low, high = points.min(0), points.max(0)
    room = np.array(size, np.float32)
    if (low >= 0).all() and (high < room).all():
        return drawing.strokes
    scale = float((KNOBS.max_extent * room / np.maximum(high - low, 1)).min().clip(max=1))
    shift = room / 2 - scale * (low + high) / 2
    affine, offset = np.array((scale, scale, 1), np.float32), np.array((*shift, 0), np.float32)
    return tuple(Stroke(stroke.points * affine + offset, stroke.width * scale) for stroke in drawing.strokes)
