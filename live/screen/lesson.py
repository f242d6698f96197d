"""How to write in the air, in one picture: four hands, and what each of them does."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from live.air.pose import Pose
from live.air.writing import Grip
from live.screen import paint
from live.values import Box, Floats, Image

_SCALE = 4  # of supersampling, as cv2 smooths no thick line's ends

_ROOTS = np.array([(-20.0, -8), (-13, -40), (0, -44), (13, -41), (24, -34)], np.float32)
"""Where thumb, index, middle, ring and little finger begin, of a right hand's back, wrist at 0, 0, y down."""

_TIPS = np.array([(-46.0, -44), (-21, -96), (-1, -104), (18, -97), (37, -78)], np.float32)
"""Where they end when stretched out."""

_FOLDED = np.array([(2.0, -30), (-13, -26), (0, -28), (12, -27), (22, -23)], np.float32)
"""Where they end when folded."""

_TOUCHING = np.array([(-33.0, -60), (-33, -62)], np.float32)
"""The tips of thumb and index finger that touch."""

_OUT: dict[Pose, tuple[int, ...]] = {
    "pointing": (1,),
    "palm": (0, 1, 2, 3, 4),
    "fist": (),
    "pinch": (2, 3, 4),
}
"""Which of them are stretched out."""


@cache
def hand(pose: Pose, side: int) -> Image:
    """Return a hand in a pose: (side, side) uint8, 255 where it is, half of that between its fingers."""
    unit = side * _SCALE / 140
    middle = np.array((side * _SCALE * 0.5, side * _SCALE * 0.84), np.float32)
    large: Image = np.zeros((side * _SCALE, side * _SCALE), np.uint8)

    def at(point: Floats) -> tuple[int, int]:
        x, y = (middle + unit * point).round().astype(int).tolist()
        return x, y

    palm = np.array([at(np.array(p, np.float32)) for p in ((-17, 8), (-22, -36), (24, -36), (18, 8))])
    cv2.fillPoly(large, [palm], 255)
    cv2.polylines(large, [palm], True, 255, round(10 * unit))
    tips = np.where(np.isin(np.arange(5), _OUT[pose])[:, None], _TIPS, _FOLDED)
    if pose == "pinch":
        tips[:2] = _TOUCHING
    for finger in (4, 3, 2, 1, 0):
        wide = 15 if finger else 14
        for colour, width in ((128, wide + 5), (255, wide)):
            cv2.line(large, at(_ROOTS[finger]), at(tips[finger]), colour, round(width * unit), cv2.LINE_AA)
    return np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def draw(canvas: Image, box: Box, grip: Grip) -> None:
    """Draw the lesson into a box of the window's picture, about 960 by 100 px. grip: how the pen is held."""
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
        paint.blend(canvas, hand(pose, h), (left, y), paint.ACCENT if number == 0 else paint.DIM)
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
