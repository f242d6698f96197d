"""Recorded strokes: JSON Lines, a drawing a line, as `s` on the canvas writes them and `read` takes them."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from live.errors import UserError
from live.values import Drawing, Floats, Stroke

MAX_COORDINATE, MAX_WIDTH, MAX_TIME = 100_000, 1_000, 1e12
"""Of a point, px; of a pen, px; s. More is a mistake, and beyond the drawing's arithmetic."""


def as_line(strokes: Sequence[Stroke], size: tuple[int, int]) -> str:
    """Return a drawing as JSON: {"strokes": [[[x, y, t], ...], ...], "widths": [...], "size": [w, h]}.

    x, y and the pens' widths in px, t in s. size: of what was drawn on, px.
    """
    points = [[[round(x, 2), round(y, 2), round(t, 4)] for x, y, t in s.points.tolist()] for s in strokes]
    return json.dumps({"strokes": points, "widths": [stroke.width for stroke in strokes], "size": size})


def parse(data: bytes, source: str) -> Iterator[Drawing]:
    """Return the drawings in a recording, lazily; raises UserError where no line holds one.

    A bad line among good ones raises it when its turn comes; the iterator goes on behind it.
    """
    lines = [line for line in data.splitlines() if line.strip()]
    if not lines:
        raise UserError(f"{source}: the file is empty")
    if not any(map(_is_drawing, lines)):
        parse_line(lines[0], 0, source)  # says what is wrong with it
    # A map goes on after an error; a generator would be at its end.
    return map(parse_line, lines, itertools.count(), itertools.repeat(source))


def _is_drawing(line: bytes) -> bool:
    try:
        parse_line(line, 0, "")
    except UserError:
        return False
    return True


def parse_line(line: str | bytes, index: int, source: str) -> Drawing:
    """Return the drawing in a line of a recording; "widths" and "size" may be missing.

    index: of the line, 0 the first. Times are counted from the drawing's first one, so that those of a clock
    keep their fractions. Raises UserError, naming the line, for one that holds no drawing.
    """
    try:
        record = json.loads(line)
        strokes = [points_in(points) for points in record["strokes"] if points != []]
        widths = [float(width) for width in record.get("widths", [])] or [0.0] * len(strokes)
        if len(widths) != len(strokes) or not all(0 <= width <= MAX_WIDTH for width in widths):
            raise ValueError("widths are as many as strokes, and those of pens")
        size = _size(record["size"]) if "size" in record else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise UserError(
            f'{source}, line {index + 1}: no strokes; a line is {{"strokes": [[[x, y, t], ...], ...]}}'
        ) from error
    start = min((float(points[0, 2]) for points in strokes), default=0.0)
    shifted = [(points - (0.0, 0.0, start)).astype(np.float32) for points in strokes]
    drawn = tuple(Stroke(points, width) for points, width in zip(shifted, widths, strict=True))
    return Drawing(drawn, size or _extent(shifted), index, source)


def points_in(points: Any) -> npt.NDArray[np.float64]:
    """Return a stroke's points as (N, 3), N >= 1: x px, y px, t s; raises ValueError where they are none."""
    array = np.array(points, np.float64)
    if array.ndim != 2 or array.shape[1] != 3:
        raise ValueError("points are x, y, t")
    if not (
        np.abs(array) <= (MAX_COORDINATE, MAX_COORDINATE, MAX_TIME)
    ).all():  # nor is one that is no number
        raise ValueError("points are finite and near the origin")
    return array


def _size(size: Any) -> tuple[int, int]:
    w, h = (int(side) for side in size)
    if not (0 < w <= MAX_COORDINATE and 0 < h <= MAX_COORDINATE):
        raise ValueError("a size is two whole numbers of px")
    return w, h


def _extent(strokes: list[Floats]) -> tuple[int, int]:
    """Return width and height of a canvas that holds all points, px."""
    x, y = np.max([points[:, :2].max(0) for points in strokes], axis=0).tolist() if strokes else (0.0, 0.0)
    return max(1, math.floor(x) + 1), max(1, math.floor(y) + 1)
