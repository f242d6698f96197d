"""The order in which marks are read: lines from the top, digits from the left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.values import Box

BESIDE = 0.4
"""Two boxes stand in one line if they share this much of the lower one's height."""


def reading_order(boxes: Sequence[Box], values: Sequence[int | None]) -> list[list[int]]:
    """Indices of marks line by line; the digits alone make the lines, other marks join the nearest one."""
    digits = [k for k, value in enumerate(values) if value is not None]
    if not digits:
        return into_lines(boxes)

    def middle(k: int) -> float:
        return boxes[k][1] + boxes[k][3] / 2

    lines = [[digits[k] for k in line] for line in into_lines([boxes[k] for k in digits])]
    for k in sorted(set(range(len(boxes))) - set(digits)):
        min(lines, key=lambda line: min(abs(middle(i) - middle(k)) for i in line)).append(k)
    return [sorted(line, key=lambda k: boxes[k][0] + boxes[k][2] / 2) for line in lines]


def into_lines(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices of the boxes in reading order, line by line.

    From left to right each box joins the line whose last box it stands beside, so that a line may
    slope; a box that stands beside none begins a line.
    """
    lines: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda i: boxes[i][0] + boxes[i][2] / 2):
        beside = [(_beside(boxes[line[-1]], boxes[i]), n) for n, line in enumerate(lines)]
        share, best = max(beside, default=(0.0, -1))
        if share >= BESIDE:
            lines[best].append(i)
        else:
            lines.append([i])
    return sorted(lines, key=lambda line: np.mean([boxes[i][1] + boxes[i][3] / 2 for i in line]))


def _beside(a: Box, b: Box) -> float:
    """Share of the lower box's height that the two have in common, 0..1."""
    common = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, common / max(1, min(a[3], b[3])))
