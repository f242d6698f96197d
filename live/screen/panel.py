"""The side panel: what the network sees of one mark and how likely it finds each digit."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.screen import paint
from live.values import Digit, Floats, Image

WIDTH, HEIGHT = 272, 688
"""Size that the panel is laid out for, px."""

_LEFT, _RIGHT = 24, 248
"""Where its content begins and ends, px."""

_GLYPH_TOP, _GLYPH_PIXEL = 44, 8
"""Top of the glyph, and the side of each of its pixels, px."""

_BARS_TOP, _BARS_LEFT, _BARS_WIDTH = 334, 92, 114
_PITCH, _NARROW_PITCH, _SHORT_PITCH = 19, 18, 24
"""From bar to bar, px: of digits and "no digit", of one more for signs, and of the few in a short panel."""

_SHORT_BARS = 3
_HISTORY_TOP, _HISTORY_PITCH, _HISTORY_ROWS = 432, 23, 5


def draw(panel: Image, digit: Digit | None, place: str, short: bool = False) -> None:
    """Draw the glyph, the judgement and the probabilities of a mark.

    panel: (HEIGHT, WIDTH, 3) uint8 BGR, drawn on. place: which of the marks it is, in words. short: the
    likeliest values alone, so that there is room for sums or the history.
    """
    _draw_judgement(panel, digit, place)
    bars = _bars(digit)
    if not short:
        _draw_bars(panel, bars, _PITCH if len(bars) == 11 else _NARROW_PITCH)
    elif digit is not None:
        _draw_bars(panel, sorted(bars, key=lambda bar: -bar.share)[:_SHORT_BARS], _SHORT_PITCH)


def draw_history(panel: Image, history: tuple[str, ...]) -> None:
    """Draw the numbers that were taken below a short panel. history: the first one first."""
    paint.text(panel, "History", (_LEFT, _HISTORY_TOP), 15, paint.DIM, 500)
    baseline = _HISTORY_TOP + 26
    if not history:
        paint.text(panel, "Enter takes the number", (_LEFT, baseline), 14, paint.FAINT)
    for row, text in enumerate(history[: -_HISTORY_ROWS - 1 : -1]):
        words = paint.elide(text.replace("\n", " / "), 19, WIDTH - 88, 600)
        paint.text(panel, words, (_LEFT, baseline), 19, paint.DIM if row else paint.TEXT, 600)
        paint.text(panel, str(len(history) - row), (_RIGHT, baseline), 13, paint.FAINT, align=1)
        baseline += _HISTORY_PITCH


def _draw_judgement(panel: Image, digit: Digit | None, place: str) -> None:
    paint.text(panel, "What the network sees", (_LEFT, 30), 15, paint.DIM, 500)
    glyph = enlarge(np.zeros((28, 28), np.float32) if digit is None else digit.glyph, _GLYPH_PIXEL)
    panel[_GLYPH_TOP : _GLYPH_TOP + len(glyph), _LEFT : _LEFT + len(glyph)] = glyph
    if digit is None:
        paint.text(panel, "Nothing yet", (_LEFT, 306), 20, paint.FAINT, 500)
        return
    value = paint.NONE if digit.value is None else str(digit.value)
    note = place if digit.value is not None else "not a digit"
    paint.text(panel, value, (_LEFT, 312), 44, paint.mark_colour(digit), 700)
    paint.text(panel, f"{100 * digit.confidence:.1f} %", (_RIGHT, 298), 22, paint.TEXT, 600, align=1)
    paint.text(panel, note, (_RIGHT, 316), 13, paint.DIM, align=1)


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
class _Bar:
    """A bar: what it is named, its probability, its colour, whether it is what the mark is taken for."""

    name: str
    share: float
    colour: paint.Colour
    chosen: bool = False


def _bars(digit: Digit | None) -> list[_Bar]:
    """Return the bars of a mark: the ten digits, the signs together where signs are known, and neither."""
    shares = np.zeros(11, np.float32) if digit is None else digit.probabilities
    value = None if digit is None else digit.value
    bars = [
        _Bar(str(number), share, paint.confidence_colour(share), value == number)
        for number, share in enumerate(shares[:10].tolist())
    ]
    if digit is not None and len(shares) > 11:
        name = f"sign {value}" if digit.is_sign else "sign"
        bars.append(_Bar(name, float(shares[10:-1].sum()), paint.VIOLET, digit.is_sign))
    name = "no digit" if len(shares) == 11 else "other"
    return [*bars, _Bar(name, float(shares[-1]), paint.FAINT, digit is not None and value is None)]


def _draw_bars(panel: Image, bars: list[_Bar], pitch: int) -> None:
    """Draw bars, one below the other. pitch: from bar to bar, px."""
    for number, bar in enumerate(bars):
        top, baseline = _BARS_TOP + number * pitch + 5, _BARS_TOP + number * pitch + 13
        colour, weight = (paint.TEXT, 600) if bar.chosen else (paint.DIM, 400)
        paint.text(panel, bar.name, (_BARS_LEFT - 12, baseline), 14, colour, weight, align=1)
        cv2.rectangle(panel, (_BARS_LEFT, top, _BARS_WIDTH, 7), paint.RAISED, -1)
        if bar.share >= 0.005:
            fill = bar.colour if bar.chosen else paint.FAINT
            cv2.rectangle(panel, (_BARS_LEFT, top, max(2, round(bar.share * _BARS_WIDTH)), 7), fill, -1)
        paint.text(panel, f"{100 * bar.share:.1f}", (_RIGHT, baseline), 13, colour, weight, align=1)
