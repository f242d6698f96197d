"""What has a digit inside is a ring or a box around it, and no digit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from live.reader.beside import CLEAR
from live.reader.judge import all_doubted, found
from live.reader.mark import Mark
from live.values import Box, Floats
from models import NOT_A_DIGIT

INNER, LEAST = 0.7, 0.3
"""A digit inside has no more than the first share of the ring's height, as a nought's slash has, and no less
than the second, as a nought's dot has."""

WAYS, MET = 16, 14
"""Of so many ways from the digit outwards so many at least meet the ring: a hand does not always close it."""


def inside(boxes: Sequence[Box]) -> npt.NDArray[np.bool_]:
    """Which boxes lie inside which others: (N, N), the outer one first."""
    x, y, width, height = np.asarray(boxes, np.int64).reshape(-1, 4).T
    right, foot = x + width, y + height
    within = (x[:, None] <= x) & (y[:, None] <= y) & (right[:, None] >= right) & (foot[:, None] >= foot)
    np.fill_diagonal(within, False)
    return np.asarray(within, np.bool_)


def without_rings(marks: Sequence[Mark], rows: Floats) -> Floats:
    """Probabilities (N, 11) of marks where those around a clear digit are doubted.

    rows: (N, 11), of each mark.
    """
    boxes = [mark.box for mark in marks]
    height = np.array([box[3] for box in boxes], np.float64)
    share = height / height[:, None]
    digit = (rows[:, :NOT_A_DIGIT].max(1) >= CLEAR) & (share <= INNER) & (share >= LEAST)
    both = np.argwhere(inside(boxes) & digit)
    rings = {int(outer) for outer, inner in both if _surrounds(marks[outer], boxes[inner])}
    return all_doubted(rows, [k for k in rings if found(rows[k]) is not None])


def _surrounds(ring: Mark, box: Box) -> bool:
    """Whether a mark's ink is met on the ways from a box's middle outwards."""
    x, y, width, height = box
    middle = np.array([x + width / 2 - ring.box[0] + 1, y + height / 2 - ring.box[1] + 1])
    angle = np.arange(WAYS) * (2 * np.pi / WAYS)
    way = np.arange(max(ring.ink.shape))[:, None, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    column, row = np.moveaxis(np.rint(middle + way).astype(np.intp), 2, 0)
    tall, wide = ring.ink.shape
    seen = (row >= 0) & (row < tall) & (column >= 0) & (column < wide)
    met = seen & (ring.ink[row.clip(0, tall - 1), column.clip(0, wide - 1)] > 127)
    return int(met.any(0).sum()) >= MET
