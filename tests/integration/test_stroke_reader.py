"""Strokes to numbers: what belongs together, what does not, and that nothing is read twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import models
from live.reading.sums import sums_in
from live.strokes.reader import StrokeReader
from live.values import Floats, Reading, Stroke
from models import Classifier
from tests.hands import Sample, as_strokes, number, pendigits, unipen
from tests.shapes import SHAPES, row, scribbles, shape


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return models.load()


class Counting(Classifier):
    """Counts the glyphs that it is shown."""

    def __init__(self, inner: Classifier) -> None:
        self._inner, self.count = inner, 0

    def probabilities(self, glyphs: Floats) -> Floats:
        self.count += len(glyphs)
        return self._inner.probabilities(glyphs)


@pytest.mark.parametrize(
    ("name", "height"),
    [*((name, 90) for name in SHAPES), ("1", 12), ("4 crossed", 12), ("8", 12), ("5 with a bar", 2000)],
)
def test_a_digit_of_any_size_is_one_whatever_its_strokes(
    classifier: Classifier, name: str, height: float
) -> None:
    reading = StrokeReader(classifier).read(as_strokes(shape(name, -70, 30, height)))
    assert reading.text == name[0]
    (digit,) = reading.digits
    assert digit.box[3] == pytest.approx(height, rel=0.15, abs=3)


@pytest.mark.parametrize("gap", [12, 16, 40])
def test_neighbours_are_digits_of_their_own(classifier: Classifier, gap: float) -> None:
    names = ["5 with a bar", "4 crossed", "1", "1", "7 crossed", "0 slashed", "3"]
    assert StrokeReader(classifier).read(as_strokes(row(names, gap))).text == "5411703"


@pytest.mark.parametrize(("first", "gap"), [("0", 0), ("2", 0), ("8", 4), ("9", 0)])
def test_a_one_beside_a_digit_is_not_swallowed(classifier: Classifier, first: str, gap: float) -> None:
    strokes = as_strokes(row([first, "1"], gap))
    assert StrokeReader(classifier).read(strokes).text == first + "1"


def test_several_lines(classifier: Classifier) -> None:
    strokes = row(["1", "4 crossed", "7 crossed"], 25) + row(["2", "0", "5 with a bar"], 25, (60, 190))
    assert StrokeReader(classifier).read(as_strokes(strokes)).text == "147\n205"


def test_a_bar_that_is_drawn_last_belongs_to_its_seven(classifier: Classifier) -> None:
    seven, bar, *others = row(["7 crossed", "3", "4 crossed"], 20)
    assert StrokeReader(classifier).read(as_strokes([seven, *others, bar])).text == "734"


def test_two_digits_in_one_stroke_are_cut(classifier: Classifier) -> None:
    two, three = row(["2", "3"], 15)
    way = np.linspace(two[-1], three[0], 10)[1:-1]
    digits = np.concatenate([two, way, three])
    reading = StrokeReader(classifier).read(as_strokes([digits]))
    assert reading.text == "23"
    assert reading.digits[0].box[0] < reading.digits[1].box[0]
    (left, top), (right, bottom) = digits.min(0), digits.max(0)
    for x, y, w, h in (digit.box for digit in reading.digits):
        assert min(x - left, y - top, right - x - w, bottom - y - h) >= -4, "no box reaches beyond the ink"
    still = StrokeReader(classifier).read(as_strokes([digits]), settled=False)
    assert len(still.digits) == 1, "an unfinished stroke is not cut yet"


def bar(x: float, y: float, length: float = 55) -> np.ndarray:
    return np.stack([np.linspace(x, x + length, 30), np.full(30, y)], 1)


def test_signs_are_read_and_can_be_left_out(classifier: Classifier) -> None:
    upright = np.stack([np.full(30, 147.0), np.linspace(65, 125, 30)], 1)
    plus, equals = [bar(120, 95), upright], [bar(300, 83), bar(300, 107)]
    strokes = as_strokes([*row(["3"], 0), *plus, *row(["8"], 0, (205, 50)), *equals])
    reading = StrokeReader(classifier).read(strokes)
    assert reading.text == "3+8="
    (found,) = sums_in(reading)
    assert found.answer == 11
    assert StrokeReader(classifier, signs=False).read(strokes).text == "38"


def test_a_minus_is_not_a_point_nor_a_point_a_one(classifier: Classifier) -> None:
    point = np.stack([np.linspace(225, 228, 5), np.linspace(135, 139, 5)], 1)
    digits = [row([name], 0, (x, 50)) for name, x in (("7", 0), ("3", 160), ("0", 250))]
    strokes = [*digits[0], bar(80, 95), *digits[1], point, *digits[2]]
    assert StrokeReader(classifier).read(as_strokes(strokes)).text == "7-3.0"


def struck_by(line: list[tuple[float, float]], names: list[str]) -> tuple[Stroke, ...]:
    at = np.linspace(0, len(line) - 1, 20 * len(line))
    xs, ys = zip(*line, strict=True)
    points = np.stack([np.interp(at, np.arange(len(line)), axis) for axis in (xs, ys)], 1)
    return as_strokes([*row(names[:-1], 25), *row(names[-1:], 0, (260, 50)), points])


@pytest.mark.parametrize(
    "line",
    [
        [(40.0, 100.0), (185.0, 92.0)],
        [(35.0, 120.0), (180.0, 70.0)],
        [(45.0, 110.0), (110.0, 80.0), (80.0, 115.0), (150.0, 80.0), (130.0, 118.0), (180.0, 85.0)],
    ],
)
def test_what_is_struck_out_is_not_read(classifier: Classifier, line: list[tuple[float, float]]) -> None:
    strokes = struck_by(line, ["3", "8", "7"])
    reader = StrokeReader(classifier)
    assert reader.read(strokes[:-1]).text == "387"
    assert reader.read(strokes).text == "7"
    assert reader.read(strokes[:-1]).text == "387", "undone"


def test_nothing_is_read_of_nothing(classifier: Classifier) -> None:
    reader = StrokeReader(classifier)
    assert reader.read(()) == Reading()
    dot = Stroke(np.array([[5, 5, 0]], np.float32), 14)
    assert reader.read((dot,)).text == "."
    assert reader.read(()) == Reading()


def same(a: Reading, b: Reading) -> bool:
    if a.text != b.text or [d.box for d in a.digits] != [d.box for d in b.digits]:
        return False
    pairs = zip(a.digits, b.digits, strict=True)
    return all(np.allclose(p.probabilities, q.probabilities, atol=1e-4) for p, q in pairs)


def test_a_reading_does_not_depend_on_what_was_read_before(classifier: Classifier) -> None:
    rng = np.random.default_rng(0)
    names = ["4 crossed", "7 crossed", "5 with a loose bar", "0", "9", "1", "4 open", "0 slashed"]
    every = as_strokes(row(names, 6) + row(names[::-1], 6, (40, 160)))
    reader = StrokeReader(classifier)
    for _ in range(25):
        some = tuple(stroke for stroke in every if rng.random() < 0.7)
        assert same(reader.read(some), StrokeReader(classifier).read(some))


def test_only_what_changed_is_shown_to_the_network_again(classifier: Classifier) -> None:
    counting = Counting(classifier)
    reader = StrokeReader(counting)
    *done, last = as_strokes(row(["4 crossed", "7 crossed", "1", "0", "9"] * 2, 8))
    reader.read(done)
    first, counting.count = counting.count, 0
    reader.read(done)
    assert counting.count == 0
    for end in range(1, len(last.points), 5):
        counting.count = 0
        reader.read((*done, Stroke(last.points[:end])), settled=False)
        assert counting.count <= 8 < first
    counting.count = 0
    reader.read(done[:-2])
    assert counting.count == 0, "what is left was seen before"
    reader.read(())
    reader.read(done)
    assert counting.count == 0, "what was taken away came back"


def test_what_is_gone_is_forgotten(classifier: Classifier) -> None:
    reader = StrokeReader(classifier, kept=20)
    done = as_strokes(row(["4 crossed", "7 crossed"], 8))
    reader.read(done)
    for end in range(2, 40):
        reader.read((*done, Stroke(np.array([(150 + k, 60 + k, 0) for k in range(end)], np.float32))))
        assert len(reader._seen) <= 30
    assert same(reader.read(done), StrokeReader(classifier).read(done))


def test_a_scribble_costs_few_glyphs_a_stroke_and_few_marks_are_told_of(classifier: Classifier) -> None:
    counting = Counting(classifier)
    reader = StrokeReader(counting, most=50)
    strokes = scribbles(400)
    reader.read(strokes[:-20])
    for count in range(380, 400):
        counting.count = 0
        reading = reader.read(strokes[: count + 1], settled=False)
        assert len(reading.digits) <= 50
        assert counting.count < 160


STEP = 25
"""One of so many of the recorded digits is tried."""


def right(classifier: Classifier, samples: list[Sample]) -> float:
    reader = StrokeReader(classifier)
    return float(np.mean([reader.read(as_strokes(one.strokes)).text == str(one.value) for one in samples]))


def test_peoples_digits(classifier: Classifier, shared: Path) -> None:
    assert right(classifier, pendigits(shared)[::STEP]) >= 0.97
    assert right(classifier, unipen(shared)[:: 2 * STEP]) >= 0.96


@pytest.mark.parametrize(("people", "least"), [(pendigits, 93), (unipen, 88)])
def test_peoples_numbers(
    classifier: Classifier, shared: Path, people: Callable[[Path], list[Sample]], least: int
) -> None:
    samples, rng, reader = people(shared), np.random.default_rng(2), StrokeReader(classifier)
    whole = 0
    for count in range(100):
        strokes, text = number(samples, rng, 2 + count % 5)
        whole += reader.read(as_strokes(strokes)).text == text
    assert whole >= least
