"""The order in which marks are read: lines from the top, digits from the left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.values import Box

Span = tuple[float, float]
"""Top and bottom of a box, px."""

BESIDE, LAST = 0.3, 3
"""A box stands in a line if it and the mean of the line's last few boxes have this share of the lower one's
height in common."""

SMALL = 0.4
"""A mark lower than this share of its line's usual digit is a comma, an accent or a smudge."""

KEPT = 0.1
"""Boxes that stood in one line before still do with so much less in common, and others with so much more: a
shaking hand parts no line and joins none."""

SLOPES = np.linspace(-0.4, 0.4, 17)
"""Slopes of a page's lines that are tried, px downwards a px to the right."""

_EACH = np.arange(len(SLOPES))[:, None]

TIGHTER, ROW = 0.9, 3
"""Lines slope if along them a page's boxes cover less than this share of the height that they cover along
level ones, and fall into rows of so many boxes at least: scattered digits have no slope."""


def reading_order(
    boxes: Sequence[Box], values: Sequence[int | None], before: Sequence[int | None] = ()
) -> list[list[int]]:
    """Indices of marks line by line; the digits alone make the lines, other marks join the nearest one.

    before: the number of each mark's line in the frame before, None for a new mark; empty in a still.
    """
    digits = [k for k, value in enumerate(values) if value is not None]
    if not digits:
        return into_lines(boxes, before)

    def middle(k: int) -> float:
        return boxes[k][1] + boxes[k][3] / 2

    stood = [before[k] for k in digits] if before else ()
    lines = [[digits[k] for k in line] for line in into_lines([boxes[k] for k in digits], stood)]
    for k in sorted(set(range(len(boxes))) - set(digits)):
        min(lines, key=lambda line: min(abs(middle(i) - middle(k)) for i in line)).append(k)
    return [sorted(line, key=lambda k: boxes[k][0] + boxes[k][2] / 2) for line in lines]


def into_lines(boxes: Sequence[Box], before: Sequence[int | None] = ()) -> list[list[int]]:
    """Indices of the boxes in reading order, line by line; before: as in `reading_order`.

    From left to right each box joins the line whose last boxes it stands beside, the page's slope taken out;
    a box that stands beside none begins a line.
    """
    if not boxes:
        return []
    steep = slope(boxes)
    spans = [(y - steep * (x + w / 2), y + h - steep * (x + w / 2)) for x, y, w, h in boxes]

    lines: list[list[int]] = []
    ends: list[Span] = []  # the mean of each line's last boxes

    def beside(n: int, i: int) -> float:
        old, new = (before[lines[n][-1]], before[i]) if before else (None, None)
        kept = 0.0 if old is None or new is None else KEPT if old == new else -KEPT
        common = _common(ends[n], spans[i])
        hangs = common > 0 and boxes[i][3] < SMALL * (ends[n][1] - ends[n][0])  # as a comma does
        return (max(common, BESIDE) if hangs else common) + kept

    for i in sorted(range(len(boxes)), key=lambda i: boxes[i][0] + boxes[i][2] / 2):
        share, best = max(((beside(n, i), n) for n in range(len(lines))), default=(0.0, -1))
        if share >= BESIDE:
            lines[best].append(i)
            last = [spans[k] for k in lines[best][-LAST:]]
            ends[best] = sum(top for top, _ in last) / len(last), sum(foot for _, foot in last) / len(last)
        else:
            lines.append([i])
            ends.append(spans[i])
    return sorted(lines, key=lambda line: sum(sum(spans[i]) for i in line) / len(line))


def slope(boxes: Sequence[Box]) -> float:
    """The slope of a page's lines, by the projection profile of its boxes (Postl 1986, "Detection of linear
    oblique structures and skew scan in digitized documents")."""
    x, y, w, h = np.array(boxes, np.float64).T
    tops = y - SLOPES[:, None] * (x + w / 2)  # (slopes, boxes), as all below
    order = tops.argsort(1)
    tops = tops[_EACH, order]
    ends = np.maximum.accumulate(tops + h[order], 1)
    gaps = np.maximum(0, tops[:, 1:] - ends[:, :-1])
    covered = ends[:, -1] - tops[:, 0] - gaps.sum(1)
    rows = 1 + (gaps > 0).sum(1)
    least = np.flatnonzero(covered <= 1.02 * covered.min())
    best = int(least[(len(least) - 1) // 2] + least[len(least) // 2]) // 2  # in their middle
    sloping = covered[best] < TIGHTER * covered[len(SLOPES) // 2] and len(boxes) >= ROW * rows[best]
    return float(SLOPES[best]) if sloping else 0.0


def _common(a: Span, b: Span) -> float:
    """Share of the lower span's height that the two have in common, 0..1."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, common / max(1, min(a[1] - a[0], b[1] - b[0])))
