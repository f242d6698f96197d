"""Sums over a frame: the answer where it would be written, a tick or a cross where one was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.screen import paint
from live.values import Box, Image, Sum

Points = npt.NDArray[np.float64]

ON_LIGHT: paint.Colour = (226, 142, 58)
"""Of answers on what is light; on what is dark they have the accent's colour."""


@dataclass(frozen=True)
class Knobs:
    """Of what is written behind a sum."""

    type_size: int = 64  # px, in which an answer is set before it is warped into its row
    digit_height: float = 0.72  # in type sizes
    min_height: float = 12.0  # px of a digit: smaller ones cannot be read
    gap: float = 0.3  # digit heights before an answer, and after it
    light: float = 110.0  # mean of the ground, 0..255, from which it is light
    stroke_widths: tuple[float, float] = (0.04, 0.2)  # in heights of the sum, of which
    weights: tuple[int, int] = (300, 800)  # these weights of type have as wide ones


KNOBS = Knobs()

_TICK, _CROSS = [[(0.0, 0.55), (0.3, 0.9), (0.9, 0.1)]], [[(0.1, 0.1), (0.8, 0.9)], [(0.8, 0.1), (0.1, 0.9)]]
"""Lines of marks, in digit heights, from the upper left corner."""

_SIGNS = {"right": (_TICK, paint.GREEN), "wrong": (_CROSS, paint.RED)}
_TEXTS = {"open": paint.ACCENT, "doubtful": paint.AMBER}


@dataclass(frozen=True)
class _Place:
    """Where a row goes on: start of its middle line, px; direction, of length 1; tall: digit height, px."""

    start: Points
    direction: Points
    tall: float

    def further(self, way: float) -> _Place:
        """Return the place so many px further on."""
        return _Place(self.start + way * self.direction, self.direction, self.tall)

    def at(self, points: object) -> Points:
        """Return points in digit heights, from the upper left corner, as (N, 2) px."""
        down = np.array([-self.direction[1], self.direction[0]])
        x, y = np.asarray(points, np.float64).T
        return self.start + self.tall * (np.outer(x, self.direction) + np.outer(y - 0.5, down))


def draw_sums(canvas: Image, sums: Sequence[Sum], ink: Image, zoom: float = 1.0) -> None:
    """Draw what is to be said of each sum behind its last mark: in its row's direction, size and stroke.

    canvas: (H, W, 3) uint8 BGR, drawn on. ink: as `Sight.ink`. zoom: canvas pixels per frame pixel.
    """
    size = canvas.shape[1], canvas.shape[0]
    weight = _weight(ink, sums, zoom * ink.shape[1] / size[0]) if sums else 0
    for k, found in enumerate(sums):
        after = sums[k + 1] if k + 1 < len(sums) and sums[k + 1].line == found.line else None
        text = "?" if found.verdict == "doubtful" else "" if found.verdict == "right" else found.shown
        wide = paint.width(text, KNOBS.type_size, weight) / (KNOBS.type_size * KNOBS.digit_height)
        place = _behind(found, after, KNOBS.gap + (found.verdict in _SIGNS) + wide, size, zoom)
        if found.verdict in _SIGNS:
            _draw_sign(canvas, found.verdict, place)
            place = place.further(place.tall)
        _write(canvas, text, place, _TEXTS.get(found.verdict, paint.ACCENT), weight)


def draw_list(panel: Image, sums: Sequence[Sum], box: Box) -> None:
    """List sums in a box of the panel, each with its mark, in two columns where they are many."""
    x, y, w, h = box
    right, wrong = ([found.verdict for found in sums].count(verdict) for verdict in ("right", "wrong"))
    paint.text(panel, "Sums", (x, y + 14), 15, paint.DIM, 500)
    if right + wrong:
        paint.text(panel, f"{right} of {right + wrong} right", (x + w, y + 14), 15, paint.TEXT, 600, align=1)
    rows, pitch = 6, (h - 18) // 6
    columns = 1 if len(sums) <= rows else 2
    room = w // columns
    for k, found in enumerate(sums[: rows * columns]):
        left, foot = x + k // rows * room, y + 18 + (k % rows + 1) * pitch - 4
        if k == rows * columns - 1 and len(sums) > k + 1:
            paint.text(panel, f"and {len(sums) - k} more", (left, foot), 14, paint.DIM)
            break
        note = {"open": found.shown, "doubtful": " (?)"}.get(found.verdict, "")
        if found.verdict == "wrong" and columns == 1:
            note = f" ({found.shown})"
        if found.verdict in _SIGNS:
            _draw_sign(panel, found.verdict, _Place(np.array([left, foot - 5.0]), np.array([1.0, 0.0]), 10.0))
        words = paint.elide(found.text, 14, room - 18 - paint.width(note, 14, 600), 600)
        end = paint.text(panel, words, (left + 16, foot), 14, paint.TEXT, 600)
        paint.text(panel, note, (end, foot), 14, _TEXTS.get(found.verdict, paint.RED), 600)


def _behind(found: Sum, after: Sum | None, needed: float, size: tuple[int, int], zoom: float) -> _Place:
    """Return where a sum goes on, so that what is needed, digit heights, ends before the next sum.

    size: w, h of the canvas, px. At the canvas's edge the place lies over the sum.
    """
    boxes = np.array([mark.box for mark in found.marks], np.float64) * zoom
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    heights = [mark.upright[3] * zoom for mark in found.marks if mark.number is not None]
    line = np.asarray(cv2.fitLine(middles.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)).ravel()
    direction, through = line[:2].astype(np.float64), line[2:].astype(np.float64)
    direction *= np.sign(direction @ (middles[-1] - middles[0])) or 1.0
    tall = float(np.median(heights[-3:]))
    end = (middles[-1] - through) @ direction + np.abs(boxes[-1, 2:] / 2) @ np.abs(direction)
    start = through + (end + KNOBS.gap * tall) * direction
    edges = np.where(direction > 0, size, 0)
    to_edge = min((edges[k] - start[k]) / direction[k] for k in (0, 1) if direction[k])
    room = to_edge
    if after is not None:
        x, y, _, h = (side * zoom for side in after.marks[0].box)
        room = min(room, float((np.array([x, y + h / 2]) - start) @ direction))
    tall = max(KNOBS.min_height, min(tall, room / needed))
    return _Place(start, direction, tall).further(min(0.0, to_edge - needed * tall))


def _weight(ink: Image, sums: Sequence[Sum], zoom: float) -> int:
    """Return the weight of type whose strokes are as wide as those that sums are written with.

    zoom: ink pixels per frame pixel.
    """
    widths = []
    for found in sums:
        x, y, w, h = (round(side * zoom) for side in found.box)
        part = (ink[max(0, y) : y + h, max(0, x) : x + w] > 127).astype(np.uint8)
        outlines, _ = cv2.findContours(part, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        around = sum(cv2.arcLength(outline, True) for outline in outlines)
        widths.append(2 * float(part.sum()) / max(1.0, around) / max(1, h))
    return int(np.interp(np.median(widths), KNOBS.stroke_widths, KNOBS.weights) // 100 * 100)


def _write(canvas: Image, text: str, place: _Place, colour: paint.Colour, weight: int) -> None:
    """Write along a row."""
    if not text:
        return
    size = KNOBS.type_size
    wide, high = paint.width(text, size, weight) + 8, 2 * size
    typed = np.zeros((high, wide, 3), np.uint8)
    paint.text(typed, text, (4, round(size * (1 + KNOBS.digit_height / 2))), size, (255, 255, 255), weight)
    scale = place.tall / (size * KNOBS.digit_height)
    along = scale * place.direction
    matrix = np.array([[along[0], -along[1], 0], [along[1], along[0], 0]])
    matrix[:, 2] = place.start - matrix[:, :2] @ [4, size]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]]) @ matrix[:, :2].T + matrix[:, 2]
    low = np.clip(np.floor(corners.min(0)), 0, canvas.shape[1::-1]).astype(int)
    top = np.clip(np.ceil(corners.max(0)), 0, canvas.shape[1::-1]).astype(int)
    if (top <= low).any():
        return
    part = canvas[low[1] : top[1], low[0] : top[0]]
    matrix[:, 2] -= low
    how = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    cover = cv2.warpAffine(typed[..., 0], matrix, (int(top[0] - low[0]), int(top[1] - low[1])), flags=how)
    if colour == paint.ACCENT and part.mean() > KNOBS.light:
        colour = ON_LIGHT
    share = cover[..., None].astype(np.float32) / 255
    part[:] = (part * (1 - share) + np.array(colour, np.float32) * share).round()


def _draw_sign(canvas: Image, verdict: str, place: _Place) -> None:
    """Draw a tick or a cross, as a pen does that writes digits of the place's height."""
    lines, colour = _SIGNS[verdict]
    for line in lines:
        points = [np.round(place.at(line)).astype(np.int32)]
        for shade, width in (
            (paint.GROUND, max(3, round(place.tall / 5))),
            (colour, max(2, round(place.tall / 9))),
        ):
            cv2.polylines(canvas, points, False, shade, width, cv2.LINE_AA)
