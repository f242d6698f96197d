"""A line of writing for the line network: its rule, what its columns say, and the shipped network itself."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import models
from models import ModelError
from models.classifier import DEFAULT as GLYPHS
from models.line import DEFAULT, MARGIN, STEP, TALL, WIDEST, Line, best_path, level, likelihoods, load_line
from tests.writing import page
from train import line_report
from train.data import load_data


def bars(*heights: int, tall: int = 100) -> np.ndarray:
    """Upright bars, 10 px wide and 30 px apart, standing on one foot."""
    ink = np.zeros((tall + 40, 30 * len(heights) + 20), np.uint8)
    for k, height in enumerate(heights):
        ink[20 + tall - height : 20 + tall, 20 + 30 * k : 30 + 30 * k] = 255
    return ink


@pytest.mark.parametrize("tall", [20, 32, 60, 200])
def test_digits_come_to_one_height(tall: int) -> None:
    seen = level(bars(tall, tall, tall=tall))
    assert seen is not None
    rows = np.flatnonzero(seen.image.max(1) > 0.5)
    assert (rows[0], rows[-1]) == (MARGIN, MARGIN + TALL - 1)
    assert seen.image.shape[1] % STEP == 0
    assert seen.image.dtype == np.float32
    assert 0.9 < seen.image.max() <= 1


def test_a_dash_or_a_comma_is_not_what_the_height_is_taken_from() -> None:
    ink = bars(100, 100)
    ink[20:40, 80:100] = ink[20:40, 20:30].max()
    alone = bars(100, 100)
    alone[124:135, 80:84] = 255  # below the line
    seen, whole = level(alone), level(bars(100, 100))
    assert seen is not None
    assert whole is not None
    assert seen.zoom == whole.zoom


def test_no_ink_is_no_line() -> None:
    assert level(np.zeros((40, 60), np.uint8)) is None
    assert level(np.full((40, 60), 100, np.uint8)) is None, "fainter than the threshold"


def test_a_line_has_an_end() -> None:
    seen = level(bars(*[40] * 100, tall=40))
    assert seen is not None
    assert seen.image.shape[1] == WIDEST


def test_columns_and_places_are_each_others_inverse() -> None:
    seen = level(bars(100, 100, 100))
    assert seen is not None
    assert seen.column(seen.left) == pytest.approx(MARGIN / STEP)
    for x in (20.0, 55.5, 90.0):
        assert seen.place(seen.column(x)) == pytest.approx(x)
    # The middle of the second bar, in the ink and in the picture.
    assert 0.9 < seen.image[MARGIN + TALL // 2, round(seen.column(55) * STEP)] <= 1


def columns(text: str) -> np.ndarray:
    """Log-probabilities of columns that say "1", "2" or "-" for nothing new, four in five each."""
    rows = np.full((len(text), 11), 0.02)
    rows[np.arange(len(text)), [10 if c == "-" else int(c) for c in text]] = 0.8
    return np.log(rows).astype(np.float32)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("", ""), ("---", ""), ("-1-", "1"), ("-11-", "1"), ("-1-1-", "11"), ("12", "12"), ("1122-2", "122")],
)
def test_the_best_path(text: str, digits: str) -> None:
    assert "".join(str(value) for value, _ in best_path(columns(text))) == digits


def test_a_digit_is_where_it_is_surest() -> None:
    rows = columns("-111--2-")
    rows[2, 1] = np.log(0.9)
    assert best_path(rows) == [(1, 2), (2, 6)]


@pytest.mark.parametrize("digits", [[], [1], [1, 1], [1, 2], [2, 1, 1], [3, 3, 3]])
def test_likelihood_is_the_sum_over_all_ways(digits: list[int]) -> None:
    rng = np.random.default_rng(0)
    rows = rng.dirichlet(np.ones(11), 5)
    total = 0.0
    for way in product([1, 2, 3, 10], repeat=5):
        said = [v for k, v in enumerate(way) if v != 10 and (k == 0 or way[k - 1] != v)]
        if said == digits:
            total += float(np.prod(rows[np.arange(5), way]))
    asked = [digits, [7, 7, 7, 7], [1]]  # of other lengths, too, at once
    assert np.exp(likelihoods(np.log(rows), asked)[0]) == pytest.approx(total)


def test_too_few_columns_for_two_alike() -> None:
    assert likelihoods(columns("11"), [[1, 1]]).tolist() == [-np.inf]


# The shipped network


def test_the_shipped_network_reads_lines_of_test_digits() -> None:
    lines = line_report.made(load_data()[1].take(slice(0, 2000)), count=200)
    scores = line_report.measure(load_line(), lines)
    assert scores["digits"] >= 0.92
    assert scores["lines with digits that touch"] >= 0.65


def test_its_answer_is_the_same_whatever_stands_behind_it() -> None:
    """A width is filled up to a multiple; what was read before leaves nothing behind."""
    network = load_line()
    seen = level(page("3795"))
    assert seen is not None
    first = network.columns(seen)
    assert first.shape == (seen.image.shape[1] // STEP, 11)
    assert np.exp(first).sum(1) == pytest.approx(1, abs=1e-4)
    network.columns(Line(seen.image[:, :40], seen.zoom, seen.left))
    assert np.array_equal(network.columns(seen), first)


def test_it_goes_with_the_shipped_network_of_glyphs_alone() -> None:
    assert models.load().lines is not None
    assert models.load(GLYPHS).lines is not None
    assert models.load(GLYPHS.with_name("zoo") / "mlp").lines is None


def test_its_card_tells_what_it_is() -> None:
    card = json.loads(DEFAULT.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["recipe"] == "line"
    assert card["parameters"] < 700_000
    assert card["test"]["lines"] > 0.75
    assert DEFAULT.stat().st_size < 2_700_000


def test_what_is_no_line_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model file"):
        load_line(tmp_path / "none.tflite")
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"no network")
    with pytest.raises(ModelError, match="not a LiteRT model"):
        load_line(broken)
    with pytest.raises(ModelError, match="does not fit"):
        load_line(GLYPHS)
