"""What is read, written as large as its place lets it."""

from __future__ import annotations

from itertools import groupby

import cv2

from live.screen import paint
from live.values import Box, Image

_TYPE_SIZES = (68, 54, 44, 36, 30, 26, 22)
"""Px, tried one after the other until all fits."""

_LINE_HEIGHT, _DIGIT_HEIGHT, _GAP = 1.25, 0.7, 0.45
"""From row to row, of a digit, and on each side of a rule; in type sizes."""

_WEIGHT = 600
_ELLIPSIS = "…"

Row = list[tuple[int, str]]
"""Words and their x, px; "" is a rule between two lines of writing."""


def draw(canvas: Image, box: Box, lines: list[str]) -> None:
    """Write lines of digits and signs one after the other into a box, thin rules between them.

    canvas: (H, W, 3) uint8 BGR, drawn on. What does not fit even in the smallest type ends in "…".
    """
    x, y, w, h = box
    for size in _TYPE_SIZES:
        rows, pitch = _wrapped(lines, size, w), round(_LINE_HEIGHT * size)
        if len(rows) * pitch <= h:
            break
    else:
        rows = rows[: h // pitch]
        left, words = rows[-1][-1]
        rows[-1][-1] = left, words[:-2] + _ELLIPSIS
    top, tall = y + (h - len(rows) * pitch) // 2, round(_DIGIT_HEIGHT * size)
    for number, row in enumerate(rows):
        baseline = top + number * pitch + (pitch + tall) // 2
        for left, words in row:
            if words:
                _write(canvas, words, (x + left, baseline), size)
            else:
                cv2.line(canvas, (x + left, baseline - tall), (x + left, baseline), paint.FAINT, 2)


def _write(canvas: Image, words: str, at: tuple[int, int], size: int) -> None:
    """Write digits and signs, the signs in their own colour; at: x, y of the baseline, px."""
    x, y = at
    for is_digit, run in groupby(words, key=lambda sign: sign.isdigit() or sign == _ELLIPSIS):
        x = paint.text(canvas, "".join(run), (x, y), size, paint.TEXT if is_digit else paint.VIOLET, _WEIGHT)


def _wrapped(lines: list[str], size: int, room: int) -> list[Row]:
    """Return lines placed in rows of a width, px; a line that is too long for a row is broken."""
    gap, longest = round(_GAP * size), max(1, room // paint.width("0", size, _WEIGHT))
    rows: list[Row] = [[]]
    end = 0
    for line in lines:
        for start in range(0, len(line), longest):
            words = line[start : start + longest]
            wide, left = paint.width(words, size, _WEIGHT), 0
            if rows[-1] and start == 0 and end + 2 * gap + wide <= room:
                rows[-1].append((end + gap, ""))
                left = end + 2 * gap
            elif rows[-1]:
                rows.append([])
            rows[-1].append((left, words))
            end = left + wide
    return rows
