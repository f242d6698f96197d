"""What stands on exercise sheets beside the digits: bars, underlines, things that lie on the paper."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.page import Pages
from live.reader import Reader
from live.reader.turn import Upright
from live.values import Frame, Ink
from tests.worksheets_bench import KINDS, view
from tests.writing import one, page, put

SIZE = (900, 600)
TEXT = "3142\n5068\n2793"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


@pytest.mark.parametrize("thing", ["a pen", "a note's outline", "a ring"])
def test_beside_something_large_digits_are_no_specks(reader: Reader, thing: str) -> None:
    ink = page(TEXT, SIZE, 50, (90, 90))
    if thing == "a pen":
        cv2.line(ink, (450, 560), (860, 60), 255, 26)
    elif thing == "a ring":
        cv2.circle(ink, (650, 300), 230, 255, 5)
    else:
        cv2.polylines(ink, [np.array([(420, 60), (850, 30), (870, 560), (440, 580)])], True, 255, 4)
    read = [digit for digit in reader.read(Ink(ink)).digits if digit.box[0] < 400 and digit.value is not None]
    assert [digit.value for digit in read] == [int(digit) for digit in TEXT.replace("\n", "")]


@pytest.mark.parametrize("below", range(10))
@pytest.mark.parametrize("above", [2, 7, 9])
def test_the_bar_of_a_fraction_is_no_part_of_a_digit(reader: Reader, above: int, below: int) -> None:
    ink = page("48", (700, 300), 60, (60, 120))
    upper, lower = one(above, 60, 3), one(below, 60, 3)
    put(ink, upper, 460, 60)
    cv2.line(ink, (430, 134), (540, 132), 255, 5)
    put(ink, lower, 462, 146)
    read = [digit for digit in reader.read(Ink(ink)).digits if digit.box[0] > 400 and digit.value is not None]
    assert [digit.value for digit in sorted(read, key=lambda digit: digit.box[1])] == [above, below]


@pytest.mark.parametrize("rise", [0, 18])
@pytest.mark.parametrize("text", ["331\n320", "979\n320", "331\n979\n320"])
def test_underlined_numbers_are_not_read_sideways(reader: Reader, text: str, rise: int) -> None:
    ink = page(text, SIZE, 40, (90, 90))
    for row in range(text.count("\n") + 1):
        y = round(90 + 1.7 * 40 * row + 62)
        cv2.line(ink, (80, y), (300, y - rise), 255, 4)
    assert Upright(reader).read(Ink(ink), still=True).text == text


@pytest.mark.parametrize("kind", ["a ring", "an open ring", "a box"])
@pytest.mark.parametrize("text", ["7", "42", "508"])
def test_a_number_with_a_ring_around_it(reader: Reader, text: str, kind: str) -> None:
    ink = page(text, (600, 400), 60, (200, 170))
    x, y, w, h = cv2.boundingRect(ink)
    middle, reach = (x + w // 2, y + h // 2), (w * 3 // 4 + 12, h * 3 // 4 + 12)
    if kind == "a box":
        cv2.rectangle(ink, (x - 18, y - 20), (x + w + 18, y + h + 20), 255, 5)
    else:
        cv2.ellipse(ink, middle, reach, 0, 20, 345 if kind == "an open ring" else 380, 255, 5, cv2.LINE_AA)
    assert reader.read(Ink(ink)).text == text


@pytest.mark.parametrize(("large", "across", "down"), [(7, 0.05, 0.35), (7, 0.1, 0.6), (2, 0.62, 0.18)])
def test_what_stands_in_the_bend_of_a_digit_is_not_surrounded(
    reader: Reader, large: int, across: float, down: float
) -> None:
    ink, big = np.zeros((500, 600), np.uint8), one(large, 260, 2)
    put(ink, big, 200, 100)
    put(ink, one(5, 80, 1), 200 + int(across * big.shape[1]), 100 + int(down * 260))
    assert {digit.value for digit in reader.read(Ink(ink)).digits} == {large, 5}


@pytest.mark.parametrize("word", ["Room", "Score", "Solution", "Date of birth"])
@pytest.mark.parametrize("font", [cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX])
def test_a_word_beside_a_number_in_doubt(reader: Reader, word: str, font: int) -> None:
    """Its line is read as a whole, but letters of small print stay none."""
    ink = page("61", SIZE, 55, (420, 200))
    doubtful = one(1, 55, 3)
    doubtful[20:26] = 0  # broken
    put(ink, doubtful, 540, 200)
    width = cv2.getTextSize(word, font, 0.8, 2)[0][0]
    cv2.putText(ink, word, (395 - width, 252), font, 0.8, 255, 2, cv2.LINE_AA)
    soft = np.asarray(cv2.GaussianBlur(ink, (0, 0), 1.0), np.uint8)
    read = [digit for digit in reader.read(Ink(soft)).digits if digit.value is not None]
    assert [digit.box for digit in read if digit.box[0] < 400] == []
    assert "".join(str(digit.value) for digit in read).startswith("61")


@pytest.mark.parametrize("seed", [5, 13])
def test_small_letters_stay_none_where_their_line_is_read_again(reader: Reader, seed: int) -> None:
    frame, rows = view("printed words", seed)
    assert Pages(reader).read(Frame(frame, 0.0, 0, still=True))[1].text == "\n".join(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_sheets_on_a_table(reader: Reader, kind: str) -> None:
    right = 0
    for seed in range(6):
        frame, rows = view(kind, seed)
        right += Pages(reader).read(Frame(frame, 0.0, 0, still=True))[1].text == "\n".join(rows)
    assert right >= 4
