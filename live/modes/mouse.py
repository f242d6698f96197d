"""A dark canvas that is read while the mouse, a pen or a finger draws on it."""

from __future__ import annotations

import time

import cv2
import numpy as np

from live.screen import stages
from live.strokes.inking import Canvas
from live.strokes.pen import Pen
from live.strokes.reader import StrokeReader
from live.strokes.replay import Replay
from live.values import Frame, Moment, Reading, Sight
from models import Classifier

PEN_WIDTH = 14.0
"""Px, as long as no other is chosen."""

PEN_WIDTHS = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, PEN_WIDTH, 17.0, 20.0, 24.0, 29.0, 35.0, 42.0)
"""Px, to choose from."""

ERASER_RADIUS = 12.0
"""Px from the pointer to the line of a stroke that is erased; half of the pen's width if that is more."""


class Mouse:
    """The left button draws, the right button erases whole strokes, the wheel changes the pen.

    Nothing is made of a pointer that only hovers, so that a finger or a pen on a screen will do. note: what
    to tell the user once. ended: there was something to replay, and it is over. history: the numbers that
    were taken, in order.
    """

    def __init__(
        self,
        classifier: Classifier,
        size: tuple[int, int],
        replay: Replay | None = None,
        signs: bool = True,
    ) -> None:
        """size: (w, h) of the canvas, px. replay: recorded strokes that draw themselves until the user draws.
        signs: whether signs are read, or digits alone."""
        self.note, self.ended = "", False
        self.pen = Pen(PEN_WIDTH)
        self.history: tuple[str, ...] = ()
        self._reader, self._canvas = StrokeReader(classifier, signs), Canvas(size, PEN_WIDTH)
        self._size, self._replay = size, replay
        self._name = "mouse" if replay is None else replay.name
        self._began, self._count = time.monotonic(), 0
        self._read_version = self._taken_version = -1  # of the pen's strokes
        self._pointer = 0.0, 0.0
        self._reading, self._take_asked = Reading(), False

    @property
    def busy(self) -> bool:
        """Whether something is being drawn, so that nobody should wait."""
        return self.pen.is_down or self._replay is not None

    @property
    def focus(self) -> tuple[float, float] | None:
        """Where the digit to be shown is, px: under the pointer, else where the last stroke ends."""
        x, y = self._pointer
        if any(0 <= x - d.box[0] < d.box[2] and 0 <= y - d.box[1] < d.box[3] for d in self._reading.digits):
            return x, y
        strokes = self.pen.strokes
        return (float(strokes[-1].points[-1, 0]), float(strokes[-1].points[-1, 1])) if strokes else None

    def handle(self, event: int, x: float, y: float, flags: int) -> None:
        """Take one of OpenCV's mouse events, at a point of the canvas, px."""
        now = time.monotonic() - self._began
        inside = 0 <= x < self._size[0] and 0 <= y < self._size[1]
        before, self._pointer = self._pointer, (x, y)
        if event in (cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONDBLCLK) and inside:
            self.settle()
            self.pen.down(x, y, now)
        elif event == cv2.EVENT_LBUTTONUP:
            self.pen.move(x, y, now)
            self.pen.up()
        elif event == cv2.EVENT_MOUSEMOVE and flags & cv2.EVENT_FLAG_LBUTTON:
            self.pen.move(x, y, now)
        elif event in (cv2.EVENT_RBUTTONDOWN, cv2.EVENT_RBUTTONDBLCLK) and inside:
            self.settle()
            self.pen.erase((x, y), (x, y), ERASER_RADIUS)
        elif event == cv2.EVENT_MOUSEMOVE and flags & cv2.EVENT_FLAG_RBUTTON:
            self.pen.erase(before, (x, y), ERASER_RADIUS, more=True)
        elif event == cv2.EVENT_MOUSEWHEEL:
            self.resize(wider=flags > 0)

    def step(self) -> Moment | None:
        """Return what the canvas reads as when it has changed, else None."""
        if self._replay is not None:
            self._play(self._replay)
        moment = self._read() if self.pen.version != self._read_version else None
        if self._take_asked and self._reading.text and self._taken_version != self.pen.version:
            self._taken_version = self.pen.version
            self.history = (*self.history, self._reading.text)
        self._take_asked = False
        return moment

    def _read(self) -> Moment:
        self._read_version = self.pen.version
        start = time.perf_counter()
        strokes = self.pen.strokes
        reading = self._reader.read(strokes, settled=not self.pen.is_down)
        ms = 1e3 * (time.perf_counter() - start)
        ink = self._canvas.ink(self.pen.done, strokes[-1] if self.pen.is_down else None)
        now, image = time.monotonic() - self._began, np.ascontiguousarray(stages.tint(ink))
        frame = Frame(image, now, self._count, self._name)
        self._count, self._reading = self._count + 1, reading
        return Moment(frame, Sight(ink), reading, ms)

    def take(self) -> None:
        """Take the number into the history as soon as it is read, once for one state of the canvas."""
        self._take_asked = True

    def resize(self, wider: bool) -> None:
        """Choose the next wider or finer pen for what is drawn from now on."""
        now = self.pen.width
        others = [width for width in PEN_WIDTHS if (width > now if wider else width < now)]
        self.pen.width = min(others, key=lambda width: abs(width - now), default=now)
        self.note = f"Pen {self.pen.width:.0f} px wide"

    def reread(self) -> None:
        """Have the next step read the canvas, though it has not changed."""
        self._read_version = -1

    def settle(self) -> None:
        """Leave the canvas to the user."""
        if self._replay is not None:
            self.pen.up()
            self.pen.width, self._replay, self.ended = PEN_WIDTH, None, True

    def _play(self, replay: Replay) -> None:
        replay.step(self.pen, time.monotonic())
        if replay.whole:  # and is read before it is taken, once
            self.take()
        if replay.trouble:
            self.note, replay.trouble = replay.trouble, ""
        if replay.ended:
            self.settle()
            self.note = self.note or f"That was the last of {replay.name}"
