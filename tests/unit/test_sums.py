"""Sums in readings: rows as the likeliest equations, what is a sum, what it makes, what is left in doubt."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.score import worth
from live.reading.likeliest import likeliest
from live.values import Reading
from tests.marks import ALPHABET, HIGH, PITCH, WIDE, mark, reading, sums


def verdicts(*rows: str, sure: float = 0.99) -> list[str]:
    return [found.verdict for found in sums(*rows, sure=sure)]


@pytest.mark.parametrize(
    "told",
    [
        "3+4=7 7 right", "3+4=8 7 wrong", "3+4= 7 open", "12×(7-5)=24 24 right", "2+3×4=14 14 right",
        "2+3×4=20 14 wrong", "8-3-2=3 3 right", "10÷4=2.5 2.5 right", "10÷4=2,5 2.5 right", "10/4= 2.5 open",
        "10÷3=3.33 3.3333… right", "10÷3=3.34 3.3333… right",
        "1.25+2.5=3.7 3.75 wrong", "1÷4=0.3 0.25 wrong", "10÷3=3.5 3.3333… wrong", "3-5=-2 -2 right",
        "3-5=2 -2 wrong", "-3+5=2 2 right", "2×(-3)=-6 -6 right", "1.5+1,5=3 3 right", "3+4=2+5 7 right",
        "((1+2)×3)-4=5 5 right", "007+1=8 8 right", "3·4=12 12 right", "12:3= 4 open",
        "1÷8= 0.125 open", "1÷3-2÷3= -0.3333… open", "1÷(100×1000)= 0… open", "123×1000+456= 123456 open",
        "3+4 =7 open", "18-5×3 =3 open", "20/(6×3-13) =4 open", "7÷2 =3.5 open", "6·7 =42 open",
    ],
)  # fmt: skip
def test_a_sum_is_worked_out_and_judged(told: str) -> None:
    row, answer, verdict = told.split()
    (found,) = sums(row)
    assert (found.text, found.shown, found.verdict) == (row, answer, verdict)


@pytest.mark.parametrize(
    "row",
    ["347", "3-4", "3/4", "030-1234", "=7", "7=7", "=", "3++4=7", "3+=7", "(3+4=7", "3+4)=7", "3=4=7", "5÷0=",
     "5÷(3-3)=1", "5÷0", "3+", "(3", "",
     "12/05/2024", "12.05.2024", "24-12-2024", "+49-30-1234", "(030)1234", "12:30", "3.50", "12,99", "10-12",
     "(3)", "-7=7", "3.4.5+1=2", ".5+1=2", "5.+1=6", "3×+2=5", "2+3=5-", "()+1=2",
     "+".join("1" * 21) + "=21"],
)  # fmt: skip
def test_a_row_that_is_no_sum_is_left_alone(row: str) -> None:
    assert sums(row) == ()


def test_a_page_may_hold_sums_in_several_rows_and_boxes_of_their_marks() -> None:
    found = sums("3+4=7     5+2=8", "407", "9-1=")
    assert [(each.text, each.line) for each in found] == [("3+4=7", 0), ("5+2=8", 0), ("9-1=", 2)]
    assert found[2].box == (0, 120, 3 * PITCH + WIDE, HIGH)


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("3+4=   7", "3+4=7"),  # an answer a little apart
        ("3+4=          7", "3+4="),
        ("3-5=   -2", "3-5=-2"),
        ("3+4=      5+2=", "3+4= 5+2="),
        ("3+4=   7     5+2=   8", "3+4=7 5+2=8"),
        ("3+4=7   5+2=8   9-1=", "3+4=7 5+2=8 9-1="),
        ("3+4=7  5+2=8", "3+4=7 5+2=8"),  # the gap is wider than any other
        ("3+4=7     12-5=7", "3+4=7 12-5=7"),
        ("3+4     5×2", "3+4 5×2"),
        ("3+4=7     5 2=8", "3+4=7"),
        ("3+4=75+2=8", ""),
        ("3)4+5=9", "4+5=9"),
        ("3.  4+5=9", "4+5=9"),
        ("3.4+5=9", "3.4+5=9"),
    ],
)
def test_sums_of_a_row_are_parted_by_their_gap(row: str, texts: str) -> None:
    assert " ".join(each.text for each in sums(row)) == texts


@pytest.mark.parametrize("bar", ["", "-", "="])
@pytest.mark.parametrize("sign", "+-")
def test_numbers_below_each_other_are_left_alone(sign: str, bar: str) -> None:
    """A bar may be taken for a sign; it stands in the row that is nearest, or in one of its own."""
    below = f"{sign}12{bar}8     {sign}1{bar}8"
    assert sums(" 347      62", below, "475     80") == ()
    assert sums(" 347", f"{sign}128", f"4{bar}75") == ()
    assert sums(" 347", f"{sign}128", bar, "475") == ()


@pytest.mark.parametrize(
    "row",
    ["2  +3=5", "3+4=7  1", "2    3+4=5", "17÷5=32", "12+ 3=", "67+08=78", "03+1="],
)  # fmt: skip
def test_what_was_not_read_leaves_a_sum_in_doubt(row: str) -> None:
    """An unknown or a word in a gap, the R of a remainder, a point."""
    assert verdicts(row) == ["doubtful"]


def test_digits_in_doubt_leave_what_a_sum_makes_in_doubt() -> None:
    one = doubted("3+4=8", 0, "5", 0.45)
    two = Reading((*one.digits[:2], doubted("3+4=8", 2, "9", 0.45).digits[2], *one.digits[3:]))
    assert [likeliest(each, ALPHABET).sums[0].verdict for each in (one, two)] == ["wrong", "doubtful"]
    assert verdicts("3+4", sure=0.3) == [], "and what lacks its equals sign is none"


@pytest.mark.parametrize(
    ("row", "verdict"), [("12+7=19", "right"), ("12+7=", "doubtful"), ("12+7=18", "wrong")]
)
def test_a_finished_sum_may_be_in_more_doubt_than_an_open_one(row: str, verdict: str) -> None:
    """Its two sides vouch for each other."""
    (found,) = likeliest(doubted(row, 3, "4", 0.35), ALPHABET).sums
    assert (found.text, found.verdict) == (row, verdict)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [("12+5=7", "doubtful"), ("2×7=84", "doubtful"), ("57-0=47", "doubtful"), ("31×5=37", "wrong")],
)
def test_a_wrong_sum_that_one_digit_more_makes_right_is_in_more_doubt(row: str, verdict: str) -> None:
    assert verdicts(row) == ["wrong"], "if its marks are as good as sure"
    (found,) = likeliest(doubted(row, 0, "6", 0.37), ALPHABET).sums
    assert (found.text, found.verdict) == (row, verdict)


def expression(rng: random.Random, depth: int) -> str:
    """Any expression of numbers, signs and brackets, as Python writes it."""
    if not depth or rng.random() < 0.3:
        return str(rng.randint(0, 99))
    inner = f"{expression(rng, depth - 1)}{rng.choice('+-*/')}{expression(rng, depth - 1)}"
    return f"({inner})" if rng.random() < 0.5 else inner


def test_any_expression_makes_what_python_says() -> None:
    rng = random.Random(0)
    texts = [text for _ in range(2_000) if 3 <= len(text := expression(rng, 3)) < 40 and not text.isdigit()]
    for text in texts:
        found = sums(text.replace("*", "×").replace("/", rng.choice("÷/")) + "=")
        by_python = worth(text)  # None where something is divided by zero
        assert [each.answer for each in found] == ([] if by_python is None else [by_python]), text
    assert len(texts) > 500


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


def test_a_renamed_mark_is_as_sure_as_its_row_is_of_the_new_name() -> None:
    before = doubted("72×2=24", 0, "1", 0.1)
    renamed, *others = likeliest(before, ALPHABET).digits
    assert renamed.value == 1
    assert renamed.confidence == pytest.approx(renamed.probabilities[1])
    assert 0.1 < renamed.confidence < before.digits[0].confidence
    assert all(a.confidence >= b.confidence for a, b in zip(others, before.digits[1:], strict=True))


def test_each_of_several_sums_of_a_row_is_read_by_itself() -> None:
    told = doubted("3+4=7     5+2=8    9+1)=20", 13, "1", 0.2)
    assert likeliest(told, ALPHABET).text == "3+4=75+2=89+11=20"


def test_what_could_as_well_make_a_sum_right_leaves_it_in_doubt() -> None:
    for share, verdict in ((0.05, "doubtful"), (0.0005, "wrong")):
        (found,) = likeliest(doubted("72×2=24", 0, "1", share), ALPHABET).sums
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


@pytest.mark.parametrize(
    ("row", "place", "there", "text", "verdict"),
    [
        ("12+7?=87", 4, 0.3, "12+75=87", "right"),
        ("12+7?=80", 4, 0.01, "12+7=80", "doubtful"),  # for the gap
        ("12+7?=87", 4, 0.0, "12+7=87", "doubtful"),  # struck out
        ("1+?=5", 2, 0.3, "1+4=5", "right"),
        ("347?", 3, 0.45, "347", ""),  # no sum: only a picture of its own tells what is there
    ],
)
def test_a_mark_that_is_hardly_seen_is_there_where_its_row_asks_for_it(
    row: str, place: int, there: float, text: str, verdict: str
) -> None:
    marks = list(reading(row).digits)
    likely = {text[place : place + 1] or "5": there}
    table = np.array([likely.get(character, 0.0) for character in (*ALPHABET, "")], np.float32)
    table[-1] = 1 - there
    marks[place] = replace(marks[place], probabilities=table)
    read = likeliest(Reading(tuple(marks)), ALPHABET)
    assert (read.text, [found.verdict for found in read.sums]) == (text, [verdict] if verdict else [])


def test_a_mark_that_a_row_has_no_place_for_is_left_out() -> None:
    marks = list(reading("12+.75=87").digits)
    marks[3] = mark(".", marks[3].box, sure=0.6)
    marks[3].probabilities[:-1] *= 1 / marks[3].probabilities[:-1].sum() * 0.6
    marks[3].probabilities[-1] = 0.4
    read = likeliest(Reading(tuple(marks)), ALPHABET)
    assert (read.text, read.known.digits) == ("12+75=87", (*read.digits[:3], *read.digits[4:]))
