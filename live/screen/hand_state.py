"""What is drawn of a hand that writes: its fingertip, how long a pose is held, and what can be done next."""

from __future__ import annotations

import cv2

from live.air.gestures import Action
from live.air.writing import HandState
from live.screen import paint
from live.values import Image, Reading

_DOING: dict[Action, str] = {"take": "taking the number", "erase": "erasing the last digit"}


def draw(picture: Image, hand: HandState, zoom: float) -> None:
    """Draw the fingertip, a ring that fills around the palm, and the pose's name in the corner.

    picture: (H, W, 3) uint8 BGR, drawn on. zoom: its pixels per frame pixel.
    """
    if hand.pose is None or hand.tip is None or hand.palm is None:
        return
    tip = round(hand.tip[0] * zoom), round(hand.tip[1] * zoom)
    cv2.circle(picture, tip, 9, paint.GROUND, 4, cv2.LINE_AA)
    cv2.circle(picture, tip, 9, paint.ACCENT if hand.down else paint.TEXT, 2, cv2.LINE_AA)
    if hand.down:
        cv2.circle(picture, tip, 4, paint.ACCENT, -1, cv2.LINE_AA)
    if hand.action is not None and hand.progress > 0:
        at = round(hand.palm[0] * zoom), round(hand.palm[1] * zoom)
        radius = max(16, round(0.9 * hand.size * zoom))
        colour = paint.GREEN if hand.action == "take" else paint.AMBER
        cv2.circle(picture, at, radius, paint.GROUND, 8, cv2.LINE_AA)
        cv2.ellipse(picture, at, (radius, radius), -90, 0, 360 * hand.progress, colour, 6, cv2.LINE_AA)
    words = hand.pose if not hand.down else f"{hand.pose} · writing"
    paint.pill(picture, words, (12, 12), paint.ACCENT if hand.down else paint.TEXT)


def hint(hand: HandState, reading: Reading) -> str:
    """Return what helps to see the hand, else what it can do next, in words."""
    if hand.action is not None and 0 < hand.progress < 1:
        return f"{_DOING[hand.action]}, hold still"
    if hand.advice or hand.pose is None:
        return hand.advice or "show a hand to the camera"
    if hand.down:
        return "lift the pen with an open hand"
    if not reading.digits:
        return "raise the index finger alone to write"
    takes = f"open palm, held: takes {reading.text.replace(chr(10), ' / ')}  ·  " if reading.text else ""
    return takes + "fist, held: erases the last digit"
