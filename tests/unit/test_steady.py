"""Sums over time: what is shown neither flickers nor outlives what was written."""

from __future__ import annotations

import math
from dataclasses import replace

from live.reading.steady import HOLD, Steady
from live.values import Reading
from tests.unit.test_sums import reading

FRAME = 1 / 15
"""s"""

AFTER = math.ceil(HOLD / FRAME) + 1
"""Frames after which something new is shown."""


def followed(row: str, sure: float = 0.99, right: int = 0) -> Reading:
    """A row whose marks are followed by their place in it, some px further right."""
    marks = reading(row, sure=sure).digits
    return Reading(tuple(replace(m, track=m.box[0], box=(m.box[0] + right, *m.box[1:])) for m in marks))


def shown(*readings: Reading) -> list[list[tuple[str, str]]]:
    """What is shown of each reading, one a frame."""
    steady, found = Steady(), []
    for number, read in enumerate(readings):
        steady.update(read, number * FRAME)
        found.append([(each.text, each.verdict) for each in steady.shown])
    return found


RIGHT = [("3+4=7", "right")]


def test_a_sum_is_shown_once_it_has_been_there_for_a_while() -> None:
    assert shown(*[followed("3+4=7")] * (AFTER + 1)) == [[]] * (AFTER - 1) + [RIGHT] * 2


def test_a_still_is_marked_at_once_and_leaves_at_once() -> None:
    assert shown(reading("3+4=7"), reading("12")) == [RIGHT, []]


def test_what_comes_and_goes_does_not_flicker() -> None:
    """A mark in doubt every second frame, another one that is lost and read otherwise meanwhile."""
    steady = [followed("3+4=7")] * AFTER
    for odd in (followed("3+4=7", sure=0.2), followed("3+4 7"), followed("3+4=1"), followed("3 4=7")):
        assert shown(*steady, *[odd, steady[0], odd, odd, steady[0]])[AFTER:] == [RIGHT] * 5


def test_another_sum_in_its_place_takes_over_without_a_gap() -> None:
    found = shown(*[followed("3+4=7")] * AFTER, *[followed("3+4=8")] * (AFTER + 1))
    assert found[AFTER - 1 : -2] == [RIGHT] * (AFTER - 1) + [found[-1]]
    assert found[-1] == [("3+4=8", "wrong")]


def test_a_sum_moves_with_its_marks() -> None:
    steady = Steady()
    for number in range(AFTER + 2):
        steady.update(followed("3+4=7" if number < AFTER else "3+4 7", right=10 * number), number * FRAME)
    assert steady.shown[0].marks[0].box[0] == 10 * (AFTER + 1)


def test_a_sheet_that_is_gone_leaves_no_sum_behind() -> None:
    assert shown(*[followed("3+4=7")] * AFTER, Reading())[-1] == []
