"""What is drawn over a frame: boxes coloured by confidence, with the digit or sign and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from live.screen import paint
from live.values import Box, Digit, Image, Reading

Taken = npt.NDArray[np.bool_]
"""Where in a picture something is that no label may hide, (H, W)."""


def annotate(image: Image, reading: Reading, zoom: float = 1.0) -> Image:
    """Return the frame with its reading drawn over it.

    image: (H, W, 3) uint8 BGR, left as it is. zoom: its pixels per pixel of the reading's boxes. Line widths
    and type grow with the picture.
    """
    canvas = image.copy()
    draw_marks(canvas, reading, zoom, unit=max(1.0, min(image.shape[0] / 540, image.shape[1] / 720)))
    return canvas


def draw_marks(
    canvas: Image, reading: Reading, zoom: float = 1.0, unit: float = 1.0, chosen: Digit | None = None
) -> None:
    """Draw each mark's box, and beside it, over no other mark, the digit or sign and its confidence.

    canvas: (H, W, 3) uint8 BGR, drawn on. zoom: canvas pixels per frame pixel. unit: size of lines
    and type, 1 for a picture about 540 px high. chosen: the digit to set off with a second line.
    """
    boxes = [zoomed(digit.box, zoom) for digit in reading.digits]
    taken: Taken = np.zeros(canvas.shape[:2], np.bool_)
    for box in boxes:
        _within(taken, box)[:] = True
    line = max(1, round(2 * unit))
    for digit, box in zip(reading.digits, boxes, strict=True):
        if digit.value is None:
            cv2.rectangle(canvas, box, paint.FAINT, max(1, round(unit)))
            continue
        paint.frame_box(canvas, box, paint.mark_colour(digit), line)
        if digit is chosen:
            x, y, w, h = box
            gap = 2 * line
            paint.frame_box(canvas, (x - gap, y - gap, w + 2 * gap, h + 2 * gap), paint.ACCENT, line)
    for digit, box, room in zip(reading.digits, boxes, _rooms(reading, boxes), strict=True):
        if digit.value is not None:
            _label(canvas, digit, box, unit, taken, room, 3 * line if digit is chosen else 0)


def draw_order(canvas: Image, reading: Reading, zoom: float) -> None:
    """Draw the boxes in reading order: a thread through each line of writing, from its first digit on."""
    for line in sorted({digit.line for digit in reading.digits}):
        marks = [
            zoomed(digit.box, zoom)
            for digit in reading.digits
            if digit.line == line and digit.value is not None
        ]
        centres = np.array([(x + w // 2, y + h // 2) for x, y, w, h in marks], np.int32)
        if len(centres):
            cv2.polylines(canvas, [centres], False, paint.ACCENT, 1, cv2.LINE_AA)
            cv2.circle(canvas, (int(centres[0][0]), int(centres[0][1])), 4, paint.ACCENT, -1, cv2.LINE_AA)


def nearest(reading: Reading, at: tuple[float, float] | None) -> Digit | None:
    """Return the mark nearest to a point of the frame; without a point the first digit, or mark, if any."""
    if at is None:
        return min(reading.digits, key=lambda digit: digit.value is None, default=None)
    return min(reading.digits, key=lambda digit: distance(digit.box, at), default=None)


def distance(box: Box, at: tuple[float, float]) -> tuple[float, float]:
    """Return the way from a point to a box, then (for points inside of several) to its centre; squared."""
    x, y, w, h = box
    dx, dy = max(x - at[0], 0.0, at[0] - x - w), max(y - at[1], 0.0, at[1] - y - h)
    cx, cy = x + w / 2 - at[0], y + h / 2 - at[1]
    return dx * dx + dy * dy, cx * cx + cy * cy


def zoomed(box: Box, zoom: float) -> Box:
    """Return a box of the frame on a canvas with so many of its pixels per frame pixel."""
    x, y, w, h = box
    left, top = round(x * zoom), round(y * zoom)
    return left, top, max(1, round((x + w) * zoom) - left), max(1, round((y + h) * zoom) - top)


def _within(taken: Taken, box: Box) -> Taken:
    """Return the part of a picture's mask that a box covers, for reading and for writing."""
    x, y, w, h = box
    return taken[max(0, y) : max(0, y + h), max(0, x) : max(0, x + w)]


def _cost(taken: Taken, box: Box) -> int:
    """Return how many px of a box are taken, each px off the picture as a thousand."""
    x, y, w, h = box
    outside = max(0, -x) + max(0, -y) + max(0, x + w - taken.shape[1]) + max(0, y + h - taken.shape[0])
    return int(np.count_nonzero(_within(taken, box)) + 1000 * outside)


def _rooms(reading: Reading, boxes: list[Box]) -> list[float]:
    """Return how much of its line each mark has for its label, px: as far as halfway to its neighbours."""
    lefts, rights = [-math.inf] * len(boxes), [math.inf] * len(boxes)
    ends: dict[int, int] = {}  # the last mark so far of each line
    for i, (digit, box) in enumerate(zip(reading.digits, boxes, strict=True)):
        if digit.value is not None:
            before = ends.get(digit.line)
            if before is not None:
                x, _, w, _ = boxes[before]
                lefts[i] = rights[before] = (x + w + box[0]) / 2
            ends[digit.line] = i
    return [right - left for left, right in zip(lefts, rights, strict=True)]


def _places(box: Box, widths: list[int], h: int, gap: int) -> Iterator[tuple[Box, Box]]:
    """Yield where a label may stand beside a box, the best liked first, and what must be free for that.

    Above comes first; below or beside it more must be free, else it would be taken for another mark's.
    widths: px, that the label may have. h: its height, px. gap: from the box, px.
    """
    x, y, bw, bh = box
    across = [(left, w) for w in widths for left in (x + (bw - w) // 2, x - gap, x + bw + gap - w)]
    for left, w in across:
        yield (left, y - gap - h, w, h), (left, y - gap - h, w, h)
    for left, w in across:
        yield (left, y + bh + gap, w, h), (min(left, x), y + bh + gap, max(w, bw + gap), 2 * h)
    for w in widths:
        yield (x + bw + gap, y, w, h), (x + bw + gap, y, w + h, h)
        yield (x - gap - w, y, w, h), (x - gap - w - h, y, w + h, h)


def _badges(box: Box, w: int, h: int, canvas: Image) -> Iterator[Box]:
    """Yield where a label of w by h px may lie for want of room: on an upper corner of its own box."""
    x, y, bw, _ = box
    for left in (x - w // 2, x + bw - w // 2):
        yield max(0, min(left, canvas.shape[1] - w)), max(0, y - 2 * h // 3), w, h


def _label(canvas: Image, digit: Digit, box: Box, unit: float, taken: Taken, room: float, ring: int) -> None:
    """Put the digit and its confidence where there is room; without "%" or confidence where there is little.

    room: that the label may have of its line, px. ring: width of a second line around the box, px.
    """
    unit *= min(1.0, max(0.6, max(box[2:]) / (36 * unit)))
    big, small = round(19 * unit), round(13 * unit)
    pad, tall, gap = round(5 * unit), round(22 * unit), round(5 * unit) + ring
    value, sure = str(digit.value), str(min(99, round(100 * digit.confidence)))
    short = paint.width(value, big, 700) + 2 * pad
    tails = {short + pad + paint.width(tail, small, 500): tail for tail in (f"{sure}%", sure)} | {short: ""}
    widths = [wide for wide in tails if wide <= room or wide == short]
    free = (place for place, clear in _places(box, widths, tall, gap) if _cost(taken, clear) == 0)
    place = next(free, None) or min(_badges(box, short, tall, canvas), key=partial(_cost, taken))
    x, y, wide, _ = place
    _within(taken, place)[:] = True
    paint.card(canvas, place, paint.GROUND, round(5 * unit))
    baseline = y + round(17.5 * unit)
    paint.text(canvas, value, (x + pad, baseline), big, paint.mark_colour(digit), 700)
    paint.text(canvas, tails[wide], (x + short, baseline), small, paint.TEXT, 500)
