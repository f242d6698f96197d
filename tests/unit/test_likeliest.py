"""Rows as the likeliest equations: what a row makes of marks that might be something else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from live.reading.likeliest import likeliest
from live.reading.sums import sums_in
from live.values import Reading
from tests.marks import ALPHABET, reading


def doubted(row: str, place: int, other: str, share: float) -> Reading:
    """A row one of whose marks is another character with a probability."""
    marks = list(reading(row).digits)
    table = marks[place].probabilities * np.float32(1 - share)
    table[ALPHABET.index(other)] += share
    marks[place] = replace(marks[place], probabilities=table)
    return Reading(tuple(marks))


@pytest.mark.parametrize(
    ("row", "place", "other", "share", "text"),
    [
        ("67+3)=98", 4, "1", 0.1, "67+31=98"),
        ("67+3)=98", 4, "1", 0.001, "67+3)=98"),
        ("72×2=24", 0, "1", 0.1, "12×2=24"),
        ("72×2=24", 0, "1", 0.01, "72×2=24"),  # the pupil is wrong
        ("12×2=24", 0, "7", 0.45, "12×2=24"),
        ("48+9-57", 4, "=", 0.2, "48+9=57"),
        ("3×+2=20", 2, "4", 0.3, "3×+2=20"),  # an unknown
        ("×-1=3", 1, "+", 0.4, "×-1=3"),
        ("+5+6", 0, "4", 0.4, "+5+6"),  # below other numbers
        ("1+2-3+4-5", 5, "=", 0.3, "1+2-3+4-5"),
        ("(030)1234", 0, "1", 0.4, "(030)1234"),
        ("12.05.26", 2, "+", 0.4, "12.05.26"),
        ("3)7", 1, "1", 0.4, "3)7"),
        ("06+1=7", 1, "5", 0.3, "06+1=7"),
    ],
)
def test_a_row_is_what_people_write(row: str, place: int, other: str, share: float, text: str) -> None:
    assert likeliest(doubted(row, place, other, share), ALPHABET).text == text


def test_each_of_several_sums_of_a_row_is_read_by_itself() -> None:
    told = doubted("3+4=7     5+2=8    9+1)=20", 13, "1", 0.2)
    assert likeliest(told, ALPHABET).text == "3+4=75+2=89+11=20"


def test_what_could_as_well_make_a_sum_right_leaves_it_in_doubt() -> None:
    for share, verdict in ((0.04, "doubtful"), (0.0005, "wrong")):
        (found,) = sums_in(likeliest(doubted("72×2=24", 0, "1", share), ALPHABET))
        assert (found.text, found.verdict) == ("72×2=24", verdict)


def test_digits_alone_stay_and_so_do_probabilities_of_what_no_row_tells() -> None:
    told = doubted("2741", 1, "1", 0.45)
    assert likeliest(told, ALPHABET) is told
    assert likeliest(told, ALPHABET[:10]) is told


def test_a_long_row_of_marks_in_doubt_is_read_in_little_time() -> None:
    marks = [
        replace(mark, probabilities=np.full(len(ALPHABET) + 1, 1 / (len(ALPHABET) + 1), np.float32))
        for mark in reading("1+2)" * 10).digits
    ]
    assert len(likeliest(Reading(tuple(marks)), ALPHABET).text) == 40
