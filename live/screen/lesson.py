"""How to write in the air, in one picture: four hands, and what each of them does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from live.air.pose import Pose
from live.air.writing import Grip
from live.screen import paint
from live.values import Box, Image, as_image

_POSES: tuple[Pose, ...] = ("pointing", "palm", "fist", "pinch")
"""Of the hands in lesson.png, beside each other: 255 where a hand is, half of that between its fingers."""


@cache
def _hands() -> dict[Pose, Image]:
    """Return each hand, (90, 90) uint8."""
    file = np.fromfile(Path(__file__).with_name("lesson.png"), np.uint8)
    parts = np.split(as_image(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE)), len(_POSES), axis=1)
    return dict(zip(_POSES, parts, strict=True))


def draw(canvas: Image, box: Box, grip: Grip) -> None:
    """Draw the lesson into a box of the window's picture, about 960 by 90 px. grip: how the pen is held."""
    x, y, w, h = box
    alone = grip == "index"
    steps: tuple[tuple[Pose, str, str], ...] = (
        ("pointing", "Write", "index finger alone") if alone else ("pinch", "Write", "finger on thumb"),
        ("palm", "Lift the pen", "open the hand"),
        ("palm", "Take the number", "open and still, 0.8 s"),
        ("fist", "Erase a digit", "a fist, 0.8 s"),
    )
    wide = w // len(steps)
    for number, (pose, what, how) in enumerate(steps):
        left = x + number * wide
        paint.blend(canvas, _hands()[pose], (left, y), paint.ACCENT if number == 0 else paint.DIM)
        middle = y + h // 2
        if number == 0:
            _corners(canvas, (left + 2, y + 2, h - 12, h - 4))
            paint.text(canvas, "whole hand in view", (left + h, middle + 41), 14, paint.DIM)
            cv2.circle(canvas, (left + round(0.35 * h), y + round(0.13 * h)), 5, paint.TEXT, -1, cv2.LINE_AA)
        paint.text(canvas, what, (left + h, middle - 2), 18, paint.TEXT, 600)
        paint.text(canvas, how, (left + h, middle + 22), 14, paint.DIM)


def _corners(canvas: Image, box: Box) -> None:
    """Draw the corners of a view around a hand."""
    x, y, w, h = box
    arm = h // 6
    for at_x, way in ((x, arm), (x + w - 1, -arm)):
        for at_y, down in ((y, arm), (y + h - 1, -arm)):
            corner = np.array([(at_x + way, at_y), (at_x, at_y), (at_x, at_y + down)], np.int32)
            cv2.polylines(canvas, [corner], False, paint.TEXT, 2, cv2.LINE_AA)
