"""What a hand writes in the air: its strokes, what they read as, and what its gestures do to them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from live.air.advice import Advisor, may_write
from live.air.fingertip import Fingertip, Touch
from live.air.gestures import Action, Gestures
from live.air.hand import Hand
from live.air.pose import POSES, Pose, probabilities
from live.screen import paint
from live.strokes.inking import Canvas
from live.strokes.pen import Pen
from live.strokes.reader import StrokeReader
from live.values import Frame, Image, Moment, Reading, Sight
from models import Classifier

Grip = Literal["index", "pinch"]
"""How the pen is held: with the index finger alone, or between its tip and the thumb's."""

WRITING: dict[Grip, Pose] = {"index": "pointing", "pinch": "pinch"}


@dataclass(frozen=True)
class Knobs:
    """Of writing in the air."""

    pen_width: float = 1 / 48  # of the frame's height
    remembered: int = 512  # groups of strokes whose glyphs are kept: each frame of a stroke makes a new one


KNOBS = Knobs()


@dataclass(frozen=True, eq=False)
class HandState:
    """What is seen of a hand; nothing without one.

    tip: where it writes, px. palm: its middle, px. size: of the palm, px. down: it is writing. action: what
    the pose that is held is about to do. progress: how much of the hold is over, 0..1. advice: what helps to
    see the hand, empty where nothing is needed.
    """

    pose: Pose | None = None
    tip: tuple[float, float] | None = None
    palm: tuple[float, float] | None = None
    size: float = 0.0
    down: bool = False
    action: Action | None = None
    progress: float = 0.0
    advice: str = ""


@dataclass(frozen=True, eq=False)
class AirMoment(Moment):
    """A moment, the ink drawn over its frame, and what is seen of the hand."""

    hand: HandState = HandState()


class Writing:
    """Follows a hand from frame to frame, and reads what it writes.

    taken: the readings of the numbers that were taken, in order. reading: of what is written now.
    """

    def __init__(self, classifier: Classifier, grip: Grip = "index", signs: bool = True) -> None:
        """signs: whether signs are read, or digits alone."""
        self.pen = Pen()
        self.reading = Reading()
        self.taken: tuple[Reading, ...] = ()
        self.grip, self._pose = grip, POSES.index(WRITING[grip])
        self._reader = StrokeReader(classifier, signs, max_observations=KNOBS.remembered)
        self._fingertip, self._gestures, self._advisor = Fingertip(self.pen), Gestures(), Advisor()
        self._canvas: Canvas | None = None
        self._size = 0, 0
        self._read_version = -1  # of the pen's strokes
        self._last: tuple[Frame, HandState] | None = None
        self._ink: Image = np.zeros((1, 1), np.uint8)

    @property
    def history(self) -> tuple[str, ...]:
        """The numbers that were taken, in order."""
        return tuple(reading.text for reading in self.taken)

    @property
    def everything(self) -> Reading:
        """The numbers that were taken and what is written now, a line each."""
        every = Reading()
        for reading in (*self.taken, self.reading):
            more = reading.below(every.digits[-1].line + 1 if every.digits else 0)
            every = Reading(every.digits + more.digits, every.sums + more.sums)
        return every

    def follow(self, frame: Frame, hand: Hand | None) -> AirMoment:
        """Return what a frame shows once its hand, None where there is none, has done what it does."""
        start = time.perf_counter()
        if frame.size != self._size:
            self._size, self._read_version = frame.size, -1
            self.pen.width = max(2.0, KNOBS.pen_width * frame.size[1])
            self._canvas = Canvas(frame.size, self.pen.width)
        self._last = frame, self._update(frame, hand)
        return self._moment(*self._last, start)

    def redraw(self) -> AirMoment | None:
        """Return the last frame's moment anew where what is written has been changed since, else None."""
        if self._last is None or self.pen.version == self._read_version:
            return None
        return self._moment(*self._last, time.perf_counter())

    def _moment(self, frame: Frame, hand: HandState, start: float) -> AirMoment:
        self.read()
        shown = replace(frame, image=inked(frame.image, self._ink))
        return AirMoment(shown, Sight(self._ink), self.reading, 1e3 * (time.perf_counter() - start), hand)

    def read(self) -> None:
        """Read what is written when it has changed."""
        if self.pen.version == self._read_version or self._canvas is None:
            return
        self._read_version = self.pen.version
        strokes, down = self.pen.strokes, self.pen.is_down
        self.reading = self._reader.read(strokes, settled=not down)
        self._ink = self._canvas.ink(self.pen.done, strokes[-1] if down else None)

    def end(self) -> None:
        """End the stroke that is being drawn, and read it."""
        self.settle()
        self.read()

    def take(self) -> None:
        """Take the number that is written into the history, and clear for the next one."""
        self.end()
        if self.reading.text:
            self.taken = (*self.taken, self.reading)
            self.pen.clear()

    def erase(self) -> None:
        """Take away the last digit: all strokes that are read as one mark with the last one."""
        self.end()
        if self.pen.done:
            self.pen.remove(self._reader.mark_of(self.pen.done[-1]))

    def settle(self) -> None:
        """End the stroke that is being drawn."""
        self._fingertip.lift()

    def _update(self, frame: Frame, hand: Hand | None) -> HandState:
        """Hand on what a frame shows to pen and gestures, do what they ask, and return what is seen."""
        advice = self._advisor.update(frame, hand)
        if hand is None or not hand.sure:
            self._fingertip.update(None, frame.time)
            self._gestures.update(None, (0.0, 0.0), 0.0, frame.time)
            return HandState(advice=advice)
        poses, size = probabilities(hand.landmarks), hand.size
        tip = hand.pinch if self.grip == "pinch" else hand.tip
        down = float(poses[self._pose]) if may_write(hand, frame.size) else 0.0
        self._fingertip.update(Touch(*tip, frame.time, down, size), frame.time)
        pose = POSES[int(poses.argmax())]
        held = pose if hand.is_within(frame.size) else None  # of one that is leaving nobody knows the pose
        action = self._gestures.update(held, hand.palm, size, frame.time)
        if action == "take":
            self.take()
        elif action == "erase":
            self.erase()
        doing, progress = self._gestures.action, self._gestures.progress
        return HandState(pose, tip, hand.palm, size, self.pen.is_down, doing, progress, advice)


def inked(image: Image, ink: Image) -> Image:
    """Return a frame with ink drawn over it, dark around it so that it is seen before any background.

    image: (H, W, 3) uint8 BGR; ink: (H, W) uint8. Both are left as they are.
    """
    x, y, w, h = cv2.boundingRect(ink)
    if not w:
        return image
    image = image.copy()
    left, top, right, bottom = max(0, x - 4), max(0, y - 4), x + w + 4, y + h + 4
    part, ink = image[top:bottom, left:right], ink[top:bottom, left:right]
    beside = cv2.bitwise_not(cv2.dilate(ink, _RIM))
    dark = cv2.multiply(part, cv2.merge((beside, beside, beside)), scale=1 / 255)
    cv2.add(dark, cv2.applyColorMap(ink, _COLOURS), dst=part)
    return image


_RIM = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_COLOURS = np.linspace((0, 0, 0), paint.ACCENT, 256).astype(np.uint8)[:, None]
