"""Over time: sums neither flicker nor outlive what was written; a film says what was there longest."""

from __future__ import annotations

import math
import weakref
from dataclasses import replace

import numpy as np
import pytest

from live.reading.longest import Longest
from live.reading.steady import DEBOUNCE, Steady
from live.values import Frame, Reading
from tests.marks import reading

FRAME = 1 / 15
"""s"""

AFTER = math.ceil(DEBOUNCE / FRAME) + 1
"""Frames after which something new is shown."""

RIGHT = [("3+4=7", "right")]


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


def test_a_sum_is_shown_once_it_has_been_there_for_a_while() -> None:
    assert shown(*[followed("3+4=7")] * (AFTER + 1)) == [[]] * (AFTER - 1) + [RIGHT] * 2
    assert shown(reading("3+4=7"), reading("12")) == [RIGHT, []], "of a still at once"


def test_what_comes_and_goes_does_not_flicker() -> None:
    """A mark in doubt every second frame, another one that is lost and read otherwise meanwhile."""
    steady = [followed("3+4=7")] * AFTER
    for odd in (followed("3+4=7", sure=0.2), followed("3+4 7"), followed("3+4=1"), followed("3 4=7")):
        assert shown(*steady, *[odd, steady[0], odd, odd, steady[0]])[AFTER:] == [RIGHT] * 5


def test_another_sum_in_its_place_takes_over_without_a_gap_and_a_sheet_that_is_gone_leaves_none() -> None:
    found = shown(*[followed("3+4=7")] * AFTER, *[followed("3+4=8")] * (AFTER + 1), Reading())
    assert found[AFTER - 1 : -3] == [RIGHT] * (AFTER - 1) + [found[-2]]
    assert found[-2:] == [[("3+4=8", "wrong")], []]


def test_a_sum_moves_with_its_marks() -> None:
    steady = Steady()
    for number in range(AFTER + 2):
        steady.update(followed("3+4=7" if number < AFTER else "3+4 7", right=10 * number), number * FRAME)
    assert steady.shown[0].marks[0].box[0] == 10 * (AFTER + 1)


def frame(time: float) -> Frame:
    return Frame(np.zeros((4, 4, 3), np.uint8), time, int(10 * time))


@pytest.mark.parametrize(
    "seen",
    [
        [(0, ""), (5, "12"), (6, "13"), (6.7, "12"), (6.8, "13"), (7.15, "")],
        [(0, "-"), (5, "12"), (6.7, "-")],
    ],
    ids=["one that comes back adds to its time", "signs alone are nothing to say"],
)
def test_a_film_says_what_was_there_longest(seen: list[tuple[float, str]]) -> None:
    longest = Longest()
    assert longest.result() is None
    for time, text in [*seen, (9, seen[-1][1])]:
        longest.add(frame(time), reading(text))
    last, said = longest.result()
    assert said.text == "12"
    assert last.time == max(time for time, text in seen if text == "12"), "where it was last seen"


def test_a_camera_that_never_ends_keeps_two_frames() -> None:
    longest, frames = Longest(), []
    for k in range(40):
        longest.add(one := frame(k), reading(str(k % 10)))
        frames.append(weakref.ref(one))
    del one
    assert sum(alive() is not None for alive in frames) <= 2
