"""Where a row of marks is parted: several sums stand side by side, and exercises are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from live.reading.arithmetic import POINTS
from live.values import Digit, Reading


@dataclass(frozen=True)
class Knobs:
    """Of parting a row: gaps, in heights of its digits."""

    max_gap: float = 2.0  # within a sum
    max_answer_gap: float = 3.0  # between "=" and an answer in a place of its own
    min_split_gap: float = 1.3  # between two sums, of which each has its "="
    min_counter_gap: float = 0.7  # behind a point that ends the number of an exercise, and is no decimal one
    max_hidden_gap: float = 0.65  # from the ends of a sum to a mark without a value: half of `min_split_gap`
    max_hidden_offset: float = 0.8  # across the row, between middles of the same
    max_hidden_side: float = 1.6  # of a mark without a value: a larger one is no character of the row


KNOBS = Knobs()


def parts(reading: Reading, hidden: bool = False) -> Iterator[list[Sequence[Digit]]]:
    """Yield the rows of a reading, each as the parts that may be sums, without the numbers of exercises.

    hidden: with the marks without a value that stand among the others.
    """
    for _, group in groupby(reading.digits, key=lambda digit: digit.line):
        row = list(group)
        found = [_unnumbered(part) for part in _parted([digit for digit in row if digit.value is not None])]
        unread = [digit for digit in row if digit.value is None] if hidden else []
        yield [_joined(part, [digit for digit in unread if _is_among(digit, part)]) for part in found]


def _joined(part: Sequence[Digit], more: list[Digit]) -> Sequence[Digit]:
    return sorted([*part, *more], key=lambda mark: _middle(mark)[0]) if more else part


def _is_among(hidden: Digit, part: Sequence[Digit]) -> bool:
    """Return whether a mark may be a character of a part."""
    if not part:
        return False
    tall = _height(part)
    x, y = _middle(hidden)
    near = min(part, key=lambda mark: abs(_middle(mark)[0] - x))
    left, right = (mark.upright for mark in (part[0], part[-1]))
    reach = KNOBS.max_hidden_gap * tall
    return (
        left[0] - reach <= x <= right[0] + right[2] + reach
        and abs(_middle(near)[1] - y) <= KNOBS.max_hidden_offset * tall
        and max(hidden.upright[2:]) <= KNOBS.max_hidden_side * tall
    )


def _middle(mark: Digit) -> tuple[float, float]:
    x, y, w, h = mark.upright
    return x + w / 2, y + h / 2


def _height(row: Sequence[Digit]) -> float:
    """Return the usual height of a row's digits, px; of its marks, where it has none."""
    digits = [mark.upright[3] for mark in row if mark.number is not None]
    return float(np.median(digits or [mark.upright[3] for mark in row] or [1]))


def gaps_of(row: Sequence[Digit]) -> list[float]:
    """Return the gap behind each mark of a row but the last, heights of its digits."""
    boxes, usual = [digit.upright for digit in row], _height(row)
    return [(after[0] - before[0] - before[2]) / usual for before, after in pairwise(boxes)]


def _parted(row: Sequence[Digit]) -> Iterator[Sequence[Digit]]:
    """Yield the parts of a row: wide gaps are between them, and the widest one between two "="."""
    gaps = gaps_of(row)
    cuts = {k + 1 for k, gap in enumerate(gaps) if gap > KNOBS.max_gap and not _is_answer(row[k:], gaps[k:])}
    for one, other in pairwise(k for k, mark in enumerate(row) if mark.value == "="):
        widest = max(range(one, other), key=gaps.__getitem__)
        if gaps[widest] > KNOBS.min_split_gap:
            cuts.add(widest + 1)
    for start, end in pairwise(sorted({0, *cuts, len(row)})):
        yield row[start:end]


def _is_answer(row: Sequence[Digit], gaps: Sequence[float]) -> bool:
    """Return whether a row begins with "=" and goes on, behind its gap, with an answer alone."""
    end = next((k + 1 for k in range(1, len(gaps)) if gaps[k] > KNOBS.max_gap), len(row))
    first, *rest = row[1:end]
    plain = all(mark.number is not None or str(mark.value) in POINTS for mark in rest)
    plain &= first.number is not None or str(first.value) in (*POINTS, "-")
    return row[0].value == "=" and gaps[0] <= KNOBS.max_answer_gap and plain


def _unnumbered(row: Sequence[Digit]) -> Sequence[Digit]:
    """Return a row without the number that an exercise has before it: 3) 4+5=9 or 3. 4+5=9."""
    k = next((k for k, mark in enumerate(row) if mark.number is None), 0)
    if not 0 < k < len(row) - 1:
        return row
    gaps = gaps_of(row)
    ended = row[k].value == "." and gaps[k] > max(KNOBS.min_counter_gap, 2 * float(np.median(gaps)))
    return row[k + 1 :] if ended or row[k].value == ")" else row
