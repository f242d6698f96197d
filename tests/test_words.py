"""Letters of words are no digits, whatever they look like; numbers beside words stay."""

from __future__ import annotations

import numpy as np
import pytest

from live.reader.judge import found
from live.reader.words import without_letters
from live.values import Box
from models import NOT_A_DIGIT


def written(text: str, height: int = 20, space: float = 0.8) -> tuple[list[Box], np.ndarray]:
    """Boxes and probabilities of a line: digits that the network is sure of, letters (x) and low signs (.)
    that it refuses. space: width of a blank, heights."""
    boxes, rows, left = list[Box](), [], 0
    for sign in text:
        if sign == " ":
            left += int(space * height)
            continue
        low = sign == "."
        boxes.append((left, height - 4 if low else 0, 4 if low else 12, 4 if low else height))
        row = np.full(NOT_A_DIGIT + 1, 0.001, np.float32)
        row[int(sign) if sign.isdigit() else NOT_A_DIGIT] = 0.99
        rows.append(row)
        left += boxes[-1][2] + 2
    return boxes, np.stack(rows)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("xxx001", "xxxxxx"),  # a word like School
        ("x0xx1", "xxxxx"),
        ("xxxx 37", "xxxx37"),  # a word and a number
        ("37 xxxx", "37xxxx"),
        ("12.345.678", "12.345.678"),
        ("12x7x19", "12x7x19"),  # a sum
        ("xx01", "xx01"),  # too few to tell
        ("1234xxx", "1234xxx"),
        ("375", "375"),
        ("xxx", "xxx"),
    ],
)
def test_words(text: str, read: str) -> None:
    boxes, rows = written(text)
    order = np.random.default_rng(0).permutation(len(boxes))
    values = np.full(len(boxes), -1)
    for k, row in zip(order, without_letters([boxes[k] for k in order], rows[order]), strict=True):
        values[k] = -1 if found(row) is None else found(row)
    assert values.tolist() == [int(sign) if sign.isdigit() else -1 for sign in read.replace(" ", "")]


@pytest.mark.parametrize(
    ("text", "read"), [("x001", "xxxx"), ("x0017", "x0017"), ("0017", "0017"), ("x", "x")]
)
def test_small_words_beside_large_numbers(text: str, read: str) -> None:
    small, its = written(text, 18)
    large, theirs = written("3142", 45)
    boxes = small + [(x + 300, y, w, h) for x, y, w, h in large]
    values = [found(row) for row in without_letters(boxes, np.concatenate([its, theirs]))]
    assert ["x" if value is None else str(value) for value in values] == list(read + "3142")


def test_a_box_around_a_digit_is_no_letter() -> None:
    boxes: list[Box] = [(60 * k, 0, 50, 50) for k in range(4)] + [(60 * k + 15, 10, 20, 30) for k in range(4)]
    rows = np.full((8, NOT_A_DIGIT + 1), 0.001, np.float32)
    rows[:4, NOT_A_DIGIT] = rows[4:, 7] = 0.99
    assert [found(row) for row in without_letters(boxes, rows)] == [None] * 4 + [7] * 4


def test_a_long_word_is_one() -> None:
    boxes, rows = written("x0" * 300)
    assert all(found(row) is None for row in without_letters(boxes[::-1], rows[::-1]))


def test_a_line_to_write_on_links_no_number_with_a_word() -> None:
    """It slants, so that its box stands beside the word before it and the number on it alike."""
    word, its = written("xxxx")
    number, theirs = written("37", 40)
    right = word[-1][0] + 14
    written_on: list[Box] = [(x + right + 30, y - 18, w, h) for x, y, w, h in number]
    boxes = [*word, (right, 0, 200, 26), *written_on]
    line = np.full((1, NOT_A_DIGIT + 1), 0.001, np.float32)
    line[0, NOT_A_DIGIT] = 0.99
    values = [found(row) for row in without_letters(boxes, np.concatenate([its, line, theirs]))]
    assert values == [None] * 5 + [3, 7]
