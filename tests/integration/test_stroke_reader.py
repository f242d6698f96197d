"""Strokes to numbers: what belongs together, what does not, and that nothing is read twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import models
from live.strokes.reader import StrokeReader
from live.values import Floats, Reading, Stroke
from models import Classifier
from tests.hands import as_strokes, number
from tests.shapes import SHAPES, row, scribbles, shape
from train.scenes.sources import load_pens


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return models.load()


@pytest.fixture
def reader(classifier: Classifier) -> StrokeReader:
    return StrokeReader(classifier)


class Counting(Classifier):
    """Counts the glyphs that it is shown."""

    def __init__(self, inner: Classifier) -> None:
        self._inner, self.count = inner, 0

    def probabilities(self, glyphs: Floats) -> Floats:
        self.count += len(glyphs)
        return self._inner.probabilities(glyphs)


DIGITS = [name for name in SHAPES if name[0].isdigit()]


@pytest.mark.parametrize(
    ("name", "height"),
    [*((name, 90) for name in DIGITS), ("1", 12), ("4 crossed", 12), ("8", 12), ("5 with a bar", 2000)],
)
def test_a_digit_of_any_size_is_one_whatever_its_strokes(
    reader: StrokeReader, name: str, height: float
) -> None:
    reading = reader.read(as_strokes(shape(name, -70, 30, height)))
    assert reading.text == name[0]
    (digit,) = reading.digits
    assert digit.box[3] == pytest.approx(height, rel=0.15, abs=3)


MANY = ["5 with a bar", "4 crossed", "1", "1", "7 crossed", "0 slashed", "3"]
SEVEN, BAR, *OTHERS = row(["7 crossed", "3", "4 crossed"], 20)


@pytest.mark.parametrize(
    ("strokes", "text"),
    [
        *((row(MANY, gap), "5411703") for gap in (12, 16, 40)),
        *((row([name, "1"], gap), f"{name}1") for name, gap in (("0", 0), ("2", 0), ("8", 4), ("9", 0))),
        (row(["1", "4 crossed"], 25) + row(["2", "0", "5 with a bar"], 25, (60, 190)), "14\n205"),
        ([SEVEN, *OTHERS, BAR], "734"),
        ([*row(["7"], 0, (0, 50)), np.array([(80, 95), (135, 95)]), *row(["3"], 0, (160, 50)),
          np.array([(225, 135), (228, 139)]), *row(["0"], 0, (250, 50))], "7-3.0"),
    ],
    ids=["near", "nearer", "apart", "01", "21", "81", "91", "lines", "a bar that is drawn last", "- and ."],
)  # fmt: skip
def test_what_belongs_together_is_one_mark(
    reader: StrokeReader, strokes: list[np.ndarray], text: str
) -> None:
    assert reader.read(as_strokes(strokes)).text == text


def test_two_digits_in_one_stroke_are_cut(reader: StrokeReader, classifier: Classifier) -> None:
    two, three = row(["2", "3"], 15)
    digits = np.concatenate([two, np.linspace(two[-1], three[0], 10)[1:-1], three])
    reading = reader.read(as_strokes([digits]))
    assert reading.text == "23"
    assert reading.digits[0].box[0] < reading.digits[1].box[0]
    (left, top), (right, bottom) = digits.min(0), digits.max(0)
    for x, y, w, h in (digit.box for digit in reading.digits):
        assert min(x - left, y - top, right - x - w, bottom - y - h) >= -4, "no box reaches beyond the ink"
    unfinished = StrokeReader(classifier).read(as_strokes([digits]), settled=False)
    assert len(unfinished.digits) == 1, "an unfinished stroke is not cut yet"


def test_signs_are_read_and_can_be_left_out(reader: StrokeReader, classifier: Classifier) -> None:
    strokes = as_strokes(row(["3", "+", "8", "="], 20))
    reading = reader.read(strokes)
    assert reading.text == "3+8="
    assert [found.answer for found in reading.sums] == [11]
    assert StrokeReader(classifier, signs=False).read(strokes).text == "38"


@pytest.mark.parametrize(
    "line",
    [
        [(40, 100), (185, 92)],
        [(35, 120), (180, 70)],
        [(45, 110), (110, 80), (80, 115), (150, 80), (130, 118), (180, 85)],
    ],
)
def test_what_is_struck_out_is_not_read(reader: StrokeReader, line: list[tuple[float, float]]) -> None:
    at = np.linspace(0, len(line) - 1, 20 * len(line))
    struck = np.stack([np.interp(at, range(len(line)), axis) for axis in zip(*line, strict=True)], 1)
    strokes = as_strokes([*row(["3", "8"], 25), *row(["7"], 0, (260, 50)), struck])
    texts = [reader.read(some).text for some in (strokes[:-1], strokes, strokes[:-1])]
    assert texts == ["387", "7", "387"], "drawn, struck out, undone"


def test_nothing_is_read_of_nothing_and_a_dot_is_a_point(reader: StrokeReader) -> None:
    assert reader.read(()) == Reading()
    assert reader.read((Stroke(np.array([[5, 5, 0]], np.float32), 14),)).text == "."
    assert reader.read(()) == Reading()


def same(a: Reading, b: Reading) -> bool:
    if a.text != b.text or [d.box for d in a.digits] != [d.box for d in b.digits]:
        return False
    pairs = zip(a.digits, b.digits, strict=True)
    return all(np.allclose(p.probabilities, q.probabilities, atol=1e-4) for p, q in pairs)


def test_a_reading_does_not_depend_on_what_was_read_before(
    reader: StrokeReader, classifier: Classifier
) -> None:
    rng = np.random.default_rng(0)
    names = ["4 crossed", "7 crossed", "5 with a loose bar", "0", "9", "1", "4 open", "0 slashed"]
    every = as_strokes(row(names, 6) + row(names[::-1], 6, (40, 160)))
    for _ in range(12):
        some = tuple(stroke for stroke in every if rng.random() < 0.7)
        assert same(reader.read(some), StrokeReader(classifier).read(some))


def test_only_what_changed_is_shown_to_the_network_again(classifier: Classifier) -> None:
    counting = Counting(classifier)
    reader = StrokeReader(counting)

    def shown(strokes: tuple[Stroke, ...], settled: bool = True) -> int:
        counting.count = 0
        reader.read(strokes, settled=settled)
        return counting.count

    *done, last = as_strokes(row(["4 crossed", "7 crossed", "1", "0", "9"] * 2, 8))
    first = shown(tuple(done))
    assert shown(tuple(done)) == 0
    for end in range(1, len(last.points), 5):
        assert shown((*done, Stroke(last.points[:end])), settled=False) <= 8 < first
    assert shown(tuple(done[:-2])) == 0, "what is left was seen before"
    shown(())
    assert shown(tuple(done)) == 0, "what was taken away came back"


def test_a_scribble_costs_few_glyphs_a_stroke_and_few_marks_are_told_of(classifier: Classifier) -> None:
    counting = Counting(classifier)
    reader, strokes = StrokeReader(counting, max_marks=50), scribbles(200)
    reader.read(strokes[:-10])
    for count in range(190, 200):
        counting.count = 0
        assert len(reader.read(strokes[: count + 1], settled=False).digits) <= 50
        assert counting.count < 160


def test_what_strangers_wrote(reader: StrokeReader, shared: Path) -> None:
    """Writers of UNIPEN and pendigits of whom nothing was learnt: digits, and numbers made of them."""
    samples = [
        (label, strokes)
        for label, many in load_pens(shared, validation=True).strokes.items()
        for strokes in many
        if label.isdigit()
    ]
    assert len(samples) > 2_000
    right = [reader.read(as_strokes(strokes)).text == label for label, strokes in samples[::8]]
    assert np.mean(right) >= 0.975
    rng = np.random.default_rng(2)
    made = [number([samples[i] for i in rng.integers(0, len(samples), 2 + k % 5)], rng) for k in range(60)]
    assert sum(reader.read(as_strokes(strokes)).text == text for text, strokes in made) >= 52
