"""Sums over a frame: the answer where it would be written, a tick or a cross where one was given."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from live.reading.sums import Sum
from live.screen import paint
from live.screen.overlay import zoomed
from live.values import Image


def draw_sums(canvas: Image, sums: Sequence[Sum], zoom: float = 1.0) -> None:
    """Draw what is to be said of each sum behind its last mark.

    canvas: (H, W, 3) uint8 BGR, drawn on. zoom: canvas pixels per frame pixel.
    """
    for found in sums:
        box = zoomed(found.marks[-1].box, zoom)
        tall = int(np.median([mark.box[3] for mark in found.marks if mark.number is not None]) * zoom)
        size = max(14, min(tall, 96))
        x, foot = box[0] + box[2] + max(6, size // 4), box[1] + box[3] // 2 + size // 2
        if found.verdict == "open":
            _text(canvas, found.shown, (x, foot), size, paint.ACCENT)
        elif found.verdict == "doubtful":
            _text(canvas, "?", (x, foot), size, paint.AMBER)
        elif found.verdict == "right":
            _sign(canvas, [(0.0, 0.55), (0.3, 0.9), (0.9, 0.1)], (x, foot - size), size, paint.GREEN)
        else:
            for corners in ([(0.1, 0.1), (0.8, 0.9)], [(0.8, 0.1), (0.1, 0.9)]):
                _sign(canvas, corners, (x, foot - size), size, paint.RED)
            _text(canvas, found.shown, (x + size, foot), size, paint.ACCENT)


def told(sums: Sequence[Sum]) -> str:
    """Return how many of the finished sums are right, in words; empty where none is finished."""
    verdicts = [found.verdict for found in sums]
    right, wrong = verdicts.count("right"), verdicts.count("wrong")
    return f"{right} of {right + wrong} right" if right + wrong else ""


def _text(canvas: Image, text: str, at: tuple[int, int], size: int, colour: paint.Colour) -> None:
    """Put text with its baseline's start at a point, on a ground that parts it from the picture."""
    x, y = at
    wide = paint.width(text, size, 600)
    x = max(0, min(x, canvas.shape[1] - wide - 4))
    paint.card(canvas, (x - 4, y - size, wide + 8, size + size // 5), paint.GROUND, 6)
    paint.text(canvas, text, (x, y), size, colour, 600)


def _sign(
    canvas: Image, points: list[tuple[float, float]], at: tuple[int, int], size: int, colour: paint.Colour
) -> None:
    """Draw a line through points, shares of a square of some size whose corner is given."""
    line = np.round(np.array(points) * size + at).astype(np.int32)
    cv2.polylines(canvas, [line], False, paint.GROUND, max(4, size // 5), cv2.LINE_AA)
    cv2.polylines(canvas, [line], False, colour, max(2, size // 9), cv2.LINE_AA)
