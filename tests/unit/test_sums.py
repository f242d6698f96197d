"""Sums in readings: what is one, what it makes, and when nothing is said about it."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from benchmarks.score import worth
from live.reading.arithmetic import written
from live.reading.sums import KNOBS, sums_in
from live.values import Digit, Reading

WIDE, HIGH, PITCH = 20, 40, 26
"""Boxes of the marks, and from one to the next, px."""


def reading(*rows: str, sure: float = 0.99) -> Reading:
    """Rows as read; a space is a gap of one mark."""
    digits = []
    for line, row in enumerate(rows):
        for place, character in enumerate(row):
            if character != " ":
                value = int(character) if character.isdigit() else character
                box = (place * PITCH, 60 * line, WIDE, HIGH)
                blank = np.zeros(22, np.float32), np.zeros((28, 28), np.float32)
                digits.append(Digit(value, sure, blank[0], box, line, blank[1]))
    return Reading(tuple(digits))


@pytest.mark.parametrize(
    ("row", "answer", "verdict"),
    [
        ("3+4=7", "7", "right"),
        ("3+4=8", "7", "wrong"),
        ("3+4=", "7", "open"),
        ("12×(7-5)=24", "24", "right"),
        ("2+3×4=14", "14", "right"),
        ("2+3×4=20", "14", "wrong"),
        ("8-3-2=3", "3", "right"),
        ("10÷4=2.5", "2.5", "right"),
        ("10÷4=2,5", "2.5", "right"),
        ("10/4=", "2.5", "open"),
        ("10÷3=3.33", "3.3333…", "right"),
        ("10÷3=3.34", "3.3333…", "right"),
        ("10÷3=3.5", "3.3333…", "wrong"),
        ("3-5=-2", "-2", "right"),
        ("3-5=2", "-2", "wrong"),
        ("-3+5=2", "2", "right"),
        ("2×(-3)=-6", "-6", "right"),
        ("1.5+1,5=3", "3", "right"),
        ("3+4=2+5", "7", "right"),
        ("((1+2)×3)-4=5", "5", "right"),
        ("007+1=8", "8", "right"),
    ],
)
def test_a_sum_is_worked_out_and_judged(row: str, answer: str, verdict: str) -> None:
    (found,) = sums_in(reading(row))
    assert (found.text, found.shown, found.verdict) == (row, answer, verdict)


@pytest.mark.parametrize(
    "row",
    ["347", "3-4", "3/4", "030-1234", "=7", "7=7", "=", "3++4=7", "3+=7", "(3+4=7", "3+4)=7", "3=4=7", "5÷0=",
     "5÷(3-3)=1", "5÷0", "3+", "(3", "",
     "12/05/2024", "12.05.2024", "24-12-2024", "+49-30-1234", "(030)1234", "12:30", "3.50", "12,99", "10-12",
     "(3)", "-7=7", "3.4.5+1=2", ".5+1=2", "5.+1=6", "3×+2=5", "2+3=5-", "()+1=2"],
)  # fmt: skip
def test_a_row_that_is_no_sum_is_left_alone(row: str) -> None:
    assert sums_in(reading(row)) == ()


@pytest.mark.parametrize(
    ("row", "shown"), [("3+4", "=7"), ("18-5×3", "=3"), ("20/(6×3-13)", "=4"), ("7÷2", "=3.5")]
)
def test_a_sum_may_lack_its_equals_sign(row: str, shown: str) -> None:
    (found,) = sums_in(reading(row))
    assert (found.shown, found.verdict) == (shown, "open")


def test_a_row_may_hold_several_sums_and_a_page_several_rows() -> None:
    found = sums_in(reading("3+4=7     5+2=8", "407", "9-1="))
    assert [(each.text, each.line, each.verdict) for each in found] == [
        ("3+4=7", 0, "right"),
        ("5+2=8", 0, "wrong"),
        ("9-1=", 2, "open"),
    ]


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("3+4=   7", ["3+4=7"]),  # an answer a little apart
        ("3+4=          7", ["3+4="]),
        ("3+4=      5+2=", ["3+4=", "5+2="]),
        ("3+4=   7     5+2=   8", ["3+4=7", "5+2=8"]),
        ("3+4=7   5+2=8   9-1=", ["3+4=7", "5+2=8", "9-1="]),
        ("3+4=7  5+2=8", ["3+4=7", "5+2=8"]),  # the gap is wider than any other
        ("3+4=7     12-5=7", ["3+4=7", "12-5=7"]),
        ("3+4     5×2", ["3+4", "5×2"]),
        ("3+4=7     5 2=8", ["3+4=7"]),
        ("3+4=75+2=8", []),
        ("3)4+5=9", ["4+5=9"]),
        ("3.  4+5=9", ["4+5=9"]),
        ("3.4+5=9", ["3.4+5=9"]),
    ],
)
def test_sums_of_a_row_are_parted_by_their_gap(row: str, texts: list[str]) -> None:
    assert [each.text for each in sums_in(reading(row))] == texts


@pytest.mark.parametrize("bar", ["", "-", "="])
@pytest.mark.parametrize("sign", "+-")
def test_numbers_below_each_other_are_left_alone(sign: str, bar: str) -> None:
    """A bar may be taken for a sign; it stands in the row that is nearest, or in one of its own."""
    below = f"{sign}12{bar}8     {sign}1{bar}8"
    assert sums_in(reading(" 347      62", below, "475     80")) == ()
    assert sums_in(reading(" 347", f"{sign}128", f"4{bar}75")) == ()
    assert sums_in(reading(" 347", f"{sign}128", bar, "475")) == ()


@pytest.mark.parametrize(
    "row",
    [
        "2  +3=5",
        "3+4=7  1",
        "2    3+4=5",
        "17÷5=32",
        "2×7=84",
        "57-0=47",
        "64+24=8",
        "12+ 3=",
        "67+08=78",
        "03+1=",
    ],
)
def test_what_was_not_read_leaves_a_sum_in_doubt(row: str) -> None:
    """An unknown or a word in a gap, the R of a remainder, a digit, a point."""
    assert [each.verdict for each in sums_in(reading(row))] == ["doubtful"]


def test_one_mark_in_doubt_is_enough() -> None:
    marks = reading("3+4=8").digits
    for k in range(5):
        doubt = (
            replace(mark, confidence=KNOBS.sure - 0.01) if i == k else mark for i, mark in enumerate(marks)
        )
        assert [each.verdict for each in sums_in(Reading(tuple(doubt)))] == ["doubtful"]


def test_a_sum_that_comes_out_right_is_hardly_misread() -> None:
    verdicts = [
        sums_in(reading("3+4=7", sure=sure ** (1 / 5)))[0].verdict
        for sure in (KNOBS.sure, 1.01 * KNOBS.right, 0.99 * KNOBS.right)
    ]
    assert verdicts == ["right", "right", "doubtful"]


@pytest.mark.parametrize(
    ("row", "place", "likely", "verdict"),
    [
        ("72×2=24", 0, {1: 0.05}, "doubtful"),
        ("72×2=24", 0, {1: 0.001}, "wrong"),
        ("72×2=24", 0, {9: 0.05}, "wrong"),
        ("31×5=36", 2, {}, "doubtful"),
        ("31×5=37", 2, {}, "wrong"),
    ],
)
def test_a_wrong_sum_that_another_likely_reading_makes_right_is_in_doubt(
    row: str, place: int, likely: dict[int, float], verdict: str
) -> None:
    """Of a sign only its own confidence counts: here 0.9."""
    marks = list(reading(row).digits)
    table = np.zeros(22, np.float32)
    table[list(likely)] = list(likely.values())
    marks[place] = replace(marks[place], probabilities=table, confidence=0.9)
    assert [each.verdict for each in sums_in(Reading(tuple(marks)))] == [verdict]


def test_a_row_in_doubt_that_lacks_its_equals_sign_is_no_sum() -> None:
    assert sums_in(reading("3+4", sure=KNOBS.sure - 0.01)) == ()


def test_signs_that_an_alphabet_may_have_are_known() -> None:
    found = sums_in(reading("3·4=12", "12:3=", "6·7"))
    assert [(each.shown, each.verdict) for each in found] == [("12", "right"), ("4", "open"), ("=42", "open")]


def test_a_sum_takes_the_box_of_its_marks() -> None:
    (found,) = sums_in(reading("407", "3+4=7"))
    assert found.box == (0, 60, 4 * PITCH + WIDE, HIGH)


def expression(rng: random.Random, depth: int) -> str:
    """Any expression of numbers, signs and brackets, as Python writes it."""
    if not depth or rng.random() < 0.3:
        return str(rng.randint(0, 99))
    inner = f"{expression(rng, depth - 1)}{rng.choice('+-*/')}{expression(rng, depth - 1)}"
    return f"({inner})" if rng.random() < 0.5 else inner


def test_any_expression_makes_what_python_says() -> None:
    rng, checked = random.Random(0), 0
    for _ in range(2_000):
        text = expression(rng, 3)
        row = text.replace("*", "×").replace("/", rng.choice("÷/")) + "="
        if len(row) > 40 or not any(sign in text for sign in "+-*/"):
            continue
        expected = worth(text)
        if expected is None:  # a division by zero
            assert sums_in(reading(row)) == ()
            continue
        (found,) = sums_in(reading(row))
        assert found.answer == expected, text
        checked += 1
    assert checked > 500


@pytest.mark.parametrize(
    ("number", "text"),
    [("7", "7"), ("-5/2", "-2.5"), ("1/3", "0.3333…"), ("-1/3", "-0.3333…"), ("1/8", "0.125"),
     ("1/100000", "0…"), ("123456", "123456"), ("0", "0")],
)  # fmt: skip
def test_numbers_are_written_as_people_do(number: str, text: str) -> None:
    assert written(Fraction(number)) == text
