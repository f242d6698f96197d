"""The side panel: what the network sees of one mark and how likely it finds each digit."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from live.screen import paint
from live.values import Box, Digit, Floats, Image

WIDTH, HEIGHT = 272, 688
"""Size the panel is laid out for, px."""

_PIXEL = 8
_GLYPH: Box = (24, 44, 28 * _PIXEL, 28 * _PIXEL)
_BARS_TOP, _BARS_PITCH = 334, 19
_TOP, _TOP_PITCH = 3, 24
_HISTORY_TOP, _HISTORY = 432, 5
_CLASSES = (*"0123456789", "no digit")


def draw(canvas: Image, at: tuple[int, int], digit: Digit | None, place: str) -> None:
    """Draw the glyph, the judgement and the probabilities of a mark.

    canvas: (H, W, 3) uint8 BGR, drawn on. at: the panel's upper left corner, px. place: which of
    the marks it is, in words.
    """
    panel = canvas[at[1] : at[1] + HEIGHT, at[0] : at[0] + WIDTH]
    _judgement(panel, digit, place)
    if digit is None:
        _bars(panel, np.zeros(11, np.float32), None, range(11), _BARS_PITCH)
    else:
        _bars(panel, digit.probabilities, digit.value, range(11), _BARS_PITCH)


def draw_short(
    canvas: Image, at: tuple[int, int], digit: Digit | None, place: str, history: tuple[str, ...]
) -> None:
    """Draw the glyph and the judgement of a mark, its three likeliest values, and the numbers taken before.

    canvas, at, place: as `draw` takes them. history: the first one first.
    """
    panel = canvas[at[1] : at[1] + HEIGHT, at[0] : at[0] + WIDTH]
    _judgement(panel, digit, place)
    if digit is not None:
        likeliest = np.argsort(-digit.probabilities, kind="stable")[:_TOP].tolist()
        _bars(panel, digit.probabilities, digit.value, likeliest, _TOP_PITCH)
    paint.text(panel, "History", (24, _HISTORY_TOP), 15, paint.DIM, 500)
    if not history:
        paint.text(panel, "Enter takes the number", (24, _HISTORY_TOP + 26), 14, paint.FAINT)
    for row, text in enumerate(history[: -_HISTORY - 1 : -1]):
        words = paint.elide(text.replace("\n", " / "), 19, WIDTH - 88, 600)
        baseline = _HISTORY_TOP + 26 + 23 * row
        paint.text(panel, words, (24, baseline), 19, paint.DIM if row else paint.TEXT, 600)
        paint.text(panel, str(len(history) - row), (248, baseline), 13, paint.FAINT, align=1)


def _judgement(panel: Image, digit: Digit | None, place: str) -> None:
    paint.text(panel, "What the network sees", (24, 30), 15, paint.DIM, 500)
    x, y, w, h = _GLYPH
    panel[y : y + h, x : x + w] = enlarge(
        np.zeros((28, 28), np.float32) if digit is None else digit.glyph, _PIXEL
    )
    if digit is None:
        paint.text(panel, "Nothing yet", (24, 306), 20, paint.FAINT, 500)
        return
    colour = paint.FAINT if digit.value is None else paint.confidence_colour(digit.confidence)
    value = paint.NONE if digit.value is None else str(digit.value)
    paint.text(panel, value, (24, 312), 44, colour, 700)
    sure = f"{100 * digit.confidence:.1f} %"
    paint.text(panel, sure, (248, 298), 22, paint.TEXT, 600, align=1)
    paint.text(panel, place if digit.value is not None else "not a digit", (248, 316), 13, paint.DIM, align=1)


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


def _bars(panel: Image, probabilities: Floats, value: int | None, which: Iterable[int], pitch: int) -> None:
    """Bars of some of the probabilities, one below the other."""
    left, right = 92, 206
    for row, number in enumerate(which):
        share, y = float(probabilities[number]), _BARS_TOP + row * pitch
        top = value == number or (value is None and number == 10 and share > 0)
        colour = paint.TEXT if top else paint.DIM
        paint.text(panel, _CLASSES[number], (80, y + 13), 14, colour, 600 if top else 400, align=1)
        cv2.rectangle(panel, (left, y + 5, right - left, 7), paint.RAISED, -1)
        if share >= 0.005:
            fill = paint.confidence_colour(share) if top and number < 10 else paint.FAINT
            cv2.rectangle(panel, (left, y + 5, max(2, round(share * (right - left))), 7), fill, -1)
        paint.text(panel, f"{100 * share:.1f}", (248, y + 13), 13, colour, 600 if top else 400, align=1)
