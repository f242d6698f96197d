"""The side panel: what the network sees of one mark and how likely it finds each digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
_MOST_ROWS = 12


def draw(canvas: Image, at: tuple[int, int], digit: Digit | None, place: str) -> None:
    """Draw the glyph, the judgement and the probabilities of a mark.

    canvas: (H, W, 3) uint8 BGR, drawn on. at: the panel's upper left corner, px. place: which of
    the marks it is, in words.
    """
    panel = canvas[at[1] : at[1] + HEIGHT, at[0] : at[0] + WIDTH]
    _judgement(panel, digit, place)
    rows = _classes(digit)
    _bars(panel, rows, _BARS_PITCH if len(rows) < _MOST_ROWS else _BARS_PITCH - 1)


def draw_short(canvas: Image, at: tuple[int, int], digit: Digit | None, place: str) -> None:
    """Draw the glyph, the judgement and the three likeliest values of a mark; arguments as in `draw`."""
    panel = canvas[at[1] : at[1] + HEIGHT, at[0] : at[0] + WIDTH]
    _judgement(panel, digit, place)
    if digit is not None:
        _bars(panel, sorted(_classes(digit), key=lambda row: -row.share)[:_TOP], _TOP_PITCH)


def draw_history(canvas: Image, at: tuple[int, int], history: tuple[str, ...]) -> None:
    """Draw the numbers taken before below what `draw_short` draws. history: the first one first."""
    panel = canvas[at[1] : at[1] + HEIGHT, at[0] : at[0] + WIDTH]
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
    value = paint.NONE if digit.value is None else str(digit.value)
    paint.text(panel, value, (24, 312), 44, paint.mark_colour(digit), 700)
    sure = f"{100 * digit.confidence:.1f} %"
    paint.text(panel, sure, (248, 298), 22, paint.TEXT, 600, align=1)
    paint.text(panel, place if digit.value is not None else "not a digit", (248, 316), 13, paint.DIM, align=1)


def enlarge(glyph: Floats, pixel: int) -> Image:
    """Return a glyph as large squares with a grid between them.

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


@dataclass(frozen=True)
class _Row:
    """A bar: what it is named, its probability, its colour, whether it is what the mark is taken for."""

    name: str
    share: float
    colour: paint.Colour
    chosen: bool = False


def _classes(digit: Digit | None) -> list[_Row]:
    """Return the bars of a mark: the ten digits, the signs together where signs are known, and neither."""
    shares = np.zeros(11, np.float32) if digit is None else digit.probabilities
    value = None if digit is None else digit.value
    rows = []
    for number, share in enumerate(shares[:10].tolist()):
        rows.append(_Row(str(number), share, paint.confidence_colour(share), value == number))
    if digit is not None and len(shares) > 11:
        name = f"sign {value}" if digit.is_sign else "sign"
        rows.append(_Row(name, float(shares[10:-1].sum()), paint.VIOLET, digit.is_sign))
    name = "no digit" if len(shares) == 11 else "other"
    rows.append(_Row(name, float(shares[-1]), paint.FAINT, digit is not None and value is None))
    return rows


def _bars(panel: Image, rows: Sequence[_Row], pitch: int) -> None:
    """Draw bars one below the other, px apart."""
    left, right = 92, 206
    for number, row in enumerate(rows):
        y = _BARS_TOP + number * pitch
        colour, weight = (paint.TEXT, 600) if row.chosen else (paint.DIM, 400)
        paint.text(panel, row.name, (80, y + 13), 14, colour, weight, align=1)
        cv2.rectangle(panel, (left, y + 5, right - left, 7), paint.RAISED, -1)
        if row.share >= 0.005:
            fill = row.colour if row.chosen else paint.FAINT
            cv2.rectangle(panel, (left, y + 5, max(2, round(row.share * (right - left))), 7), fill, -1)
        paint.text(panel, f"{100 * row.share:.1f}", (248, y + 13), 13, colour, weight, align=1)
