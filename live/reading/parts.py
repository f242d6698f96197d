"""Where a row of marks is parted: several sums stand side by side, and exercises are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from live.reading.arithmetic import POINTS
from live.values import Digit


@dataclass(frozen=True)
class Knobs:
    """Of parting a row: gaps, in heights of its digits."""

    apart: float = 2.0  # between two sums of a row
    answer: float = 3.0  # between "=" and an answer in a place of its own
    inside: float = 1.3  # within a sum: the widest gap between two "=" parts two sums only beyond this
    numbered: float = 0.7  # from which a point ends the number of an exercise: a decimal point is nearer


KNOBS = Knobs()


def parted(row: Sequence[Digit]) -> Iterator[Sequence[Digit]]:
    """Yield the parts of a row: wide gaps are between them, and the widest one between two "="."""
    wide = gaps(row)
    cuts = {k for k, gap in enumerate(wide, 1) if gap > KNOBS.apart and not _is_answer(row[k - 1 :], gap)}
    for one, other in pairwise(k for k, mark in enumerate(row) if mark.value == "="):
        widest = max(range(one + 1, other + 1), key=lambda k: wide[k - 1])
        if wide[widest - 1] > KNOBS.inside:
            cuts.add(widest)
    for start, end in pairwise(sorted({0, *cuts, len(row)})):
        yield row[start:end]


def unnumbered(row: Sequence[Digit]) -> Sequence[Digit]:
    """Return a row without the number that an exercise has before it: 3) 4+5=9 or 3. 4+5=9."""
    k = next((k for k, mark in enumerate(row) if mark.number is None), 0)
    if not 0 < k < len(row) - 1:
        return row
    wide = gaps(row)
    ended = row[k].value == "." and wide[k] > max(KNOBS.numbered, 2 * float(np.median(wide)))
    return row[k + 1 :] if ended or row[k].value == ")" else row


def gaps(row: Sequence[Digit]) -> list[float]:
    """Return the gaps between the marks of a row, heights of its digits."""
    boxes = [digit.page or digit.box for digit in row]
    heights = [box[3] for digit, box in zip(row, boxes, strict=True) if digit.number is not None]
    usual = float(np.median(heights)) if heights else 1.0
    return [(after[0] - before[0] - before[2]) / usual for before, after in pairwise(boxes)]


def _is_answer(row: Sequence[Digit], gap: float) -> bool:
    """Return whether a row goes on, behind a gap after its first mark, with an answer alone."""
    wide = [*gaps(row), np.inf]
    end = next(k for k in range(1, len(row)) if wide[k] > KNOBS.apart) + 1
    plain = all(mark.number is not None or str(mark.value) in POINTS for mark in row[1:end])
    return row[0].value == "=" and gap <= KNOBS.answer and plain
