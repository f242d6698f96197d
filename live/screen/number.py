"""What is read, written as large as its place lets it."""

from __future__ import annotations

from itertools import groupby

import cv2

from live.screen import paint
from live.values import Box, Image

_SIZES = (68, 54, 44, 36, 30, 26, 22)
"""Type sizes, px, tried one after the other."""

_PITCH = 1.25
"""From row to row, in type sizes."""

_HEIGHT = 0.7
"""Of a digit, in type sizes."""

_WEIGHT = 600

_MORE = "…"
"""Stands for what does not fit."""

Row = list[tuple[int, str]]
"""Words and their x, px; "" is a rule between two lines of writing."""


def draw(canvas: Image, box: Box, lines: list[str]) -> None:
    """Write lines of digits and signs one after the other into a box, thin rules between them.

    canvas: (H, W, 3) uint8 BGR, drawn on. What does not fit even in the smallest type ends in "…".
    """
    x, y, w, h = box
    for size in _SIZES:
        rows, pitch = _flow(lines, size, w), round(_PITCH * size)
        if len(rows) * pitch <= h:
            break
    else:
        rows = rows[: h // pitch]
        left, words = rows[-1][-1]
        rows[-1][-1] = left, words[:-2] + _MORE
    top = y + (h - len(rows) * pitch) // 2
    for number, row in enumerate(rows):
        baseline = top + number * pitch + (pitch + round(_HEIGHT * size)) // 2
        for left, words in row:
            if words:
                _write(canvas, words, (x + left, baseline), size)
            else:
                ends = [(x + left, end) for end in (baseline - round(_HEIGHT * size), baseline)]
                cv2.line(canvas, ends[0], ends[1], paint.FAINT, 2)


def _write(canvas: Image, words: str, at: tuple[int, int], size: int) -> None:
    """Write digits and signs, the signs in their own colour; at: x, y of the baseline, px."""
    x, y = at
    for is_digit, run in groupby(words, key=lambda sign: sign.isdigit() or sign == _MORE):
        x = paint.text(canvas, "".join(run), (x, y), size, paint.TEXT if is_digit else paint.VIOLET, _WEIGHT)


def _flow(lines: list[str], size: int, room: int) -> list[Row]:
    """Place lines in rows of a width, px; a line too long for a row is broken."""
    gap, most = round(0.45 * size), max(1, room // paint.width("0", size, _WEIGHT))
    rows: list[Row] = [[]]
    end = 0
    for line in lines:
        for start in range(0, len(line), most):
            words = line[start : start + most]
            wide = paint.width(words, size, _WEIGHT)
            if not rows[-1]:
                left = 0
            elif start == 0 and end + 2 * gap + wide <= room:
                rows[-1].append((end + gap, ""))
                left = end + 2 * gap
            else:
                rows.append([])
                left = 0
            rows[-1].append((left, words))
            end = left + wide
    return rows
