"""A mark in doubt is likelier what a clear digit like it is."""

from __future__ import annotations

import numpy as np
import pytest

import models
from live.reader.alike import LIKELIER, with_alike
from live.values import Floats
from models import NOT_A_DIGIT
from models.glyph import normalise
from tests.writing import mnist_test, one


def row(value: int, sure: float, other: int = NOT_A_DIGIT) -> Floats:
    """The probabilities of a mark that is likely one value, or else another one."""
    found = np.zeros(11, np.float32)
    found[[value, other]] = sure, 1 - sure
    return found


def glyphs(*values: int) -> Floats:
    return np.stack([normalise(one(value, 60)) for value in values])


@pytest.mark.parametrize("clear", [0.97, 0.999])
def test_a_mark_in_doubt_takes_the_word_of_a_clear_one_like_it(clear: float) -> None:
    rows = with_alike(glyphs(7, 7, 3), np.stack([row(1, 0.7, 7), row(7, clear), row(3, 0.99)]))
    assert rows[0, 7] == pytest.approx(LIKELIER * 0.3 / (0.7 + LIKELIER * 0.3))
    assert rows.sum(1) == pytest.approx(1)
    assert np.array_equal(rows[1:], np.stack([row(7, clear), row(3, 0.99)]))


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        pytest.param(row(1, 0.96, 7), row(7, 0.99), id="it is clear itself"),
        pytest.param(row(1, 0.7, 7), row(7, 0.9), id="the other is not clear"),
        pytest.param(row(NOT_A_DIGIT, 0.7, 7), row(7, 0.99), id="it is no digit"),
        pytest.param(row(1, 0.7, 7), row(NOT_A_DIGIT, 0.99), id="the other is no digit"),
    ],
)
def test_others_stay_what_they_are(said: Floats, beside: Floats) -> None:
    rows = np.stack([said, beside])
    assert with_alike(glyphs(7, 7), rows) == pytest.approx(rows)


def test_a_digit_of_another_shape_tells_nothing() -> None:
    rows = np.stack([row(1, 0.7, 7), row(7, 0.99)])
    assert with_alike(glyphs(4, 7), rows) == pytest.approx(rows)


def test_an_empty_glyph_is_like_none() -> None:
    seen = np.concatenate([np.zeros((1, 28, 28), np.float32), glyphs(7)])
    rows = np.stack([row(1, 0.7, 7), row(7, 0.99)])
    assert with_alike(seen, rows) == pytest.approx(rows)


def test_mnist_digits_in_doubt_are_told_better_by_one_of_any_hand() -> None:
    """Each beside all that are clear: the source of the factor."""
    images, labels = mnist_test()
    chosen = np.arange(2000)  # the first of them are cleaner than the rest
    seen = np.stack([normalise(image) for image in images[chosen]])
    rows = models.load().probabilities(seen)
    truth = labels[chosen]
    asked = (rows.max(1) < 0.95) & (rows.argmax(1) < NOT_A_DIGIT)
    before, after = (
        np.log(each[asked, truth[asked]] + 1e-6).mean() for each in (rows, with_alike(seen, rows))
    )
    assert asked.sum() >= 10
    assert after > before
