"""The side panel: what the network sees of one mark and how likely it finds each digit."""

from __future__ import annotations

import cv2
import numpy as np

from live import paint
from live.values import Box, Digit, Floats, Image

WIDTH, HEIGHT = 272, 688
"""Size the panel is laid out for, px."""

_PIXEL = 8
_GLYPH: Box = (24, 44, 28 * _PIXEL, 28 * _PIXEL)
_BARS_TOP, _BARS_PITCH = 334, 19
_CLASSES = (*"0123456789", "no digit")


def draw(canvas: Image, at: tuple[int, int], digit: Digit | None, place: str) -> None:
    """Draw the glyph, the judgement and the probabilities of a mark.

    canvas: (H, W, 3) uint8 BGR, drawn on. at: the panel's upper left corner, px. place: which of
    the marks it is, in words.
    """
    panel = canvas[at[1] : at[1] + HEIGHT, at[0] : at[0] + WIDTH]
    paint.text(panel, "What the network sees", (24, 30), 15, paint.DIM, 500)
    x, y, w, h = _GLYPH
    panel[y : y + h, x : x + w] = enlarge(
        np.zeros((28, 28), np.float32) if digit is None else digit.glyph, _PIXEL
    )
    if digit is None:
        paint.text(panel, "Nothing yet", (24, 306), 20, paint.FAINT, 500)
        _bars(panel, np.zeros(11, np.float32), None)
        return
    colour = paint.FAINT if digit.value is None else paint.confidence_colour(digit.confidence)
    value = paint.NONE if digit.value is None else str(digit.value)
    paint.text(panel, value, (24, 312), 44, colour, 700)
    sure = f"{100 * digit.confidence:.1f} %"
    paint.text(panel, sure, (248, 298), 22, paint.TEXT, 600, align=1)
    paint.text(panel, place if digit.value is not None else "not a digit", (248, 316), 13, paint.DIM, align=1)
    _bars(panel, digit.probabilities, digit.value)


def enlarge(glyph: Floats, pixel: int) -> Image:
    """A glyph as large squares with a grid between them.

    glyph: (28, 28) float32 in 0..1. Returns (28 * pixel, 28 * pixel, 3) uint8 BGR.
    """
    share = np.clip(glyph, 0, 1)[..., None]
    dark, bright = np.array(paint.GROUND, np.float32), np.array(paint.TEXT, np.float32)
    small = np.asarray(dark + share * (bright - dark), np.uint8)
    large = np.asarray(cv2.resize(small, None, fx=pixel, fy=pixel, interpolation=cv2.INTER_NEAREST), np.uint8)
    if pixel >= 6:
        for lines in (large[::pixel], large[:, ::pixel]):
            lines[:] = lines // 4 * 3 + np.array(paint.RAISED, np.uint8) // 4
    return large


def _bars(panel: Image, probabilities: Floats, value: int | None) -> None:
    left, right = 92, 206
    for row, (name, share) in enumerate(zip(_CLASSES, probabilities.tolist(), strict=True)):
        y = _BARS_TOP + row * _BARS_PITCH
        top = value == row or (value is None and row == 10 and share > 0)
        colour = paint.TEXT if top else paint.DIM
        paint.text(panel, name, (80, y + 13), 14, colour, 600 if top else 400, align=1)
        cv2.rectangle(panel, (left, y + 5, right - left, 7), paint.RAISED, -1)
        if share >= 0.005:
            fill = paint.confidence_colour(share) if top and row < 10 else paint.FAINT
            cv2.rectangle(panel, (left, y + 5, max(2, round(share * (right - left))), 7), fill, -1)
        paint.text(panel, f"{100 * share:.1f}", (248, y + 13), 13, colour, 600 if top else 400, align=1)
