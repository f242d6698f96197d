"""The order in which marks are read: lines from the top, digits from the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.values import Box

Span = tuple[float, float]
"""Top and bottom of a box, px."""


@dataclass(frozen=True)
class Knobs:
    """Of grouping boxes into lines."""

    min_overlap: float = 0.3  # vertical, of a box and the end of its line, of the less tall one's height
    tail: int = 3  # boxes whose mean is the end of a line: one odd box does not lead out of it
    max_comma: float = 0.4  # of its line's height: what is less tall is a comma, an accent or a smudge
    hysteresis: float = 0.1  # of overlap: boxes of one line stay in it, of two apart, though a hand shakes
    max_slope: float = 0.4  # px downwards a px to the right: a sheet held by hand leans no further
    slopes: int = 17  # tried from one end to the other, so that the middle one is level
    max_cover: float = 0.9  # of the height that level lines cover: a slope that covers more is none
    min_boxes: int = 3  # a line, from which lines have a slope: scattered digits have none


KNOBS = Knobs()

_SLOPES = np.linspace(-KNOBS.max_slope, KNOBS.max_slope, KNOBS.slopes)
_EACH = np.arange(KNOBS.slopes)[:, None]


def reading_order(
    boxes: Sequence[Box], values: Sequence[int | None], before: Sequence[int | None] = ()
) -> list[list[int]]:
    """Return indices of marks, a list a line: digits make the lines, others join the nearest of them.

    values: of the digits; None for signs and other marks. before: the number of each mark's line in the last
    frame, None for a new mark; empty in a still.
    """
    digits = [k for k, value in enumerate(values) if value is not None]
    if not digits:
        return into_lines(boxes, before)
    stood = [before[k] for k in digits] if before else ()
    steep = slope([boxes[k] for k in digits])
    lines = [[digits[k] for k in line] for line in into_lines([boxes[k] for k in digits], stood, steep)]
    line_of = {k: line for line in lines for k in line}
    others = [k for k, value in enumerate(values) if value is None]
    x, y, w, h = np.array(boxes, np.float64).T
    middles = y + h / 2 - steep * (x + w / 2)
    nearest = np.abs(middles[others, None] - middles[digits]).argmin(1).tolist()
    for k, n in zip(others, nearest, strict=True):
        line_of[digits[n]].append(k)
    return [sorted(line, key=lambda k: boxes[k][0] + boxes[k][2] / 2) for line in lines]


def into_lines(
    boxes: Sequence[Box], before: Sequence[int | None] = (), steep: float | None = None
) -> list[list[int]]:
    """Return indices of the boxes in reading order, a list a line.

    before: as in `reading_order`. steep: the page's slope, as `slope` returns it, where that is known.

    From left to right each box joins the line whose end it overlaps most vertically, the page's slope taken
    out; a box that overlaps none begins a line.
    """
    if not boxes:
        return []
    steep = slope(boxes) if steep is None else steep
    spans = [(y - steep * (x + w / 2), y + h - steep * (x + w / 2)) for x, y, w, h in boxes]

    lines: list[list[int]] = []
    ends: list[Span] = []  # the mean of each line's last boxes

    def affinity(n: int, i: int) -> float:
        old, new = (before[lines[n][-1]], before[i]) if before else (None, None)
        known = 0.0 if old is None or new is None else KNOBS.hysteresis if old == new else -KNOBS.hysteresis
        overlap = _overlap(ends[n], spans[i])
        hangs = overlap > 0 and boxes[i][3] < KNOBS.max_comma * (ends[n][1] - ends[n][0])  # as a comma does
        return (max(overlap, KNOBS.min_overlap) if hangs else overlap) + known

    for i in sorted(range(len(boxes)), key=lambda i: boxes[i][0] + boxes[i][2] / 2):
        most, best = max(((affinity(n, i), n) for n in range(len(lines))), default=(0.0, -1))
        if most >= KNOBS.min_overlap:
            lines[best].append(i)
            last = [spans[k] for k in lines[best][-KNOBS.tail :]]
            ends[best] = sum(top for top, _ in last) / len(last), sum(foot for _, foot in last) / len(last)
        else:
            lines.append([i])
            ends.append(spans[i])
    return sorted(lines, key=lambda line: sum(sum(spans[i]) for i in line) / len(line))


def slope(boxes: Sequence[Box]) -> float:
    """Return the slope of a page's lines, px downwards a px to the right.

    By the projection profile of its boxes (Postl 1986, "Detection of linear oblique structures and skew scan
    in digitized documents").
    """
    x, y, w, h = np.array(boxes, np.float64).T
    tops = y - _SLOPES[:, None] * (x + w / 2)  # (slopes, boxes), as all below
    order = tops.argsort(1)
    tops = tops[_EACH, order]
    ends = np.maximum.accumulate(tops + h[order], 1)
    gaps = np.maximum(0, tops[:, 1:] - ends[:, :-1])
    covered = ends[:, -1] - tops[:, 0] - gaps.sum(1)
    rows = 1 + (gaps > 0).sum(1)
    least = np.flatnonzero(covered <= 1.02 * covered.min())
    best = int(least[(len(least) - 1) // 2] + least[len(least) // 2]) // 2  # in their middle
    tighter = covered[best] < KNOBS.max_cover * covered[len(_SLOPES) // 2]
    return float(_SLOPES[best]) if tighter and len(boxes) >= KNOBS.min_boxes * rows[best] else 0.0


def _overlap(a: Span, b: Span) -> float:
    """Return how much two spans have in common, 0..1 of the less tall one's height."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, common / max(1, min(a[1] - a[0], b[1] - b[0])))
