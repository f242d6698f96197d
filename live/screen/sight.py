"""What is drawn of a hand that writes: its fingertip, how long a pose is held, and what can be done next."""

from __future__ import annotations

import cv2

from live.air.gestures import Action
from live.air.writing import Sight
from live.screen import paint
from live.values import Image, Reading

_DOING: dict[Action, str] = {"take": "taking the number", "erase": "erasing the last digit"}


def draw(picture: Image, sight: Sight, zoom: float) -> None:
    """Draw the fingertip, a ring that fills around the palm, and the pose's name in the corner.

    picture: (H, W, 3) uint8 BGR, drawn on. zoom: its pixels per frame pixel.
    """
    if sight.pose is None or sight.tip is None or sight.palm is None:
        return
    tip = round(sight.tip[0] * zoom), round(sight.tip[1] * zoom)
    cv2.circle(picture, tip, 9, paint.GROUND, 4, cv2.LINE_AA)
    cv2.circle(picture, tip, 9, paint.ACCENT if sight.down else paint.TEXT, 2, cv2.LINE_AA)
    if sight.down:
        cv2.circle(picture, tip, 4, paint.ACCENT, -1, cv2.LINE_AA)
    if sight.action is not None and sight.progress > 0:
        at = round(sight.palm[0] * zoom), round(sight.palm[1] * zoom)
        radius = max(16, round(0.9 * sight.size * zoom))
        colour = paint.GREEN if sight.action == "take" else paint.AMBER
        cv2.circle(picture, at, radius, paint.GROUND, 8, cv2.LINE_AA)
        cv2.ellipse(picture, at, (radius, radius), -90, 0, 360 * sight.progress, colour, 6, cv2.LINE_AA)
    words = sight.pose if not sight.down else f"{sight.pose} · writing"
    paint.pill(picture, words, (12, 12), paint.ACCENT if sight.down else paint.TEXT)


def hint(sight: Sight, reading: Reading) -> str:
    """What the hand can do next, in words."""
    if sight.pose is None:
        return "show a hand to the camera"
    if sight.down:
        return "lift the pen with an open hand"
    if sight.action is not None and 0 < sight.progress < 1:
        return f"{_DOING[sight.action]}, hold still"
    if not reading.digits:
        return "raise the index finger alone to write"
    takes = f"open palm, held: takes {reading.text.replace(chr(10), ' / ')}  ·  " if reading.text else ""
    return takes + "fist, held: erases the last digit"
