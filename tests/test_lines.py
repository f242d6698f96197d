"""Doubtful lines read as a whole: digits that are joined or touch, and what stays as it was."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

import models
from live.reader import Reader
from live.reader.lines import DOUBTFUL, _owner
from live.reader.split import parts
from live.values import Image, Ink
from models.line import WIDEST, Line, LineReader
from tests.test_touching import pair
from tests.writing import mnist_test, one, page, put
from train.line_inks import noughts


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


class Counting(LineReader):
    """The shipped line network, and the lines that it was asked about."""

    def __init__(self, reader: LineReader) -> None:
        super().__init__(reader._network)
        self.lines: list[Line] = []

    def columns(self, line: Line) -> np.ndarray:
        self.lines.append(line)
        return super().columns(line)


@pytest.fixture
def counting() -> tuple[Reader, Counting]:
    classifier = models.load()
    assert classifier.lines is not None
    classifier.lines = network = Counting(classifier.lines)
    return Reader(classifier), network


def in_one_go(count: int, seed: int) -> Image:
    """A four, then noughts that one stroke writes."""
    ink = np.zeros((120, 160 + 70 * count), np.uint8)
    put(ink, one(4, 60), 30, 30)
    rings = noughts(count, 1, np.random.default_rng(seed))
    zoom = 50 / len(rings)
    put(ink, np.asarray(cv2.resize(rings, None, fx=zoom, fy=zoom), np.uint8), 90, 38)
    return ink


def test_noughts_in_one_go(reader: Reader) -> None:
    classifier = models.load()
    classifier.lines = None
    amounts = [(f"4{'0' * count}", Ink(in_one_go(count, seed))) for count in (2, 3) for seed in range(10)]
    both, alone = (
        np.mean([each.read(ink).text == text for text, ink in amounts])
        for each in (reader, Reader(classifier))
    )
    assert both >= 0.8
    assert both >= alone + 0.3


def test_boxes_lie_over_the_ink_from_left_to_right(reader: Reader) -> None:
    digits = reader.read(Ink(in_one_go(3, 0))).digits
    boxes = [digit.box for digit in digits]
    assert len(boxes) == 4
    assert boxes[0][0] == pytest.approx(30, abs=5)
    assert [x for x, *_ in boxes] == sorted(x for x, *_ in boxes)
    for (x, _, w, _), (following, *_) in pairwise(boxes[1:]):
        assert x + w <= following + 0.3 * w
    assert all(digit.confidence > 0.5 for digit in digits)
    assert all(digit.glyph.max() > 0.5 for digit in digits)


def test_a_line_that_is_sure_is_not_read_again(counting: tuple[Reader, Counting]) -> None:
    reader, network = counting
    reading = reader.read(Ink(page("3795", nth=2)))
    assert reading.text == "3795"
    assert min(digit.confidence for digit in reading.digits) > DOUBTFUL
    assert not network.lines


def test_what_was_cut_is_never_sure(counting: tuple[Reader, Counting]) -> None:
    """Halves of one digit may look like two sure ones."""
    reader, network = counting
    rng, asked = np.random.default_rng(5), list[int]()
    for ink in (Ink(pair(rng)[0]) for _ in range(40)):
        pieces = [one.pieces for one in reader.first(ink).said]
        sure = all(piece.row[:10].max() >= DOUBTFUL for each in pieces for piece in each)
        if sure and any(len(each) > 1 for each in pieces):
            network.lines.clear()
            reader.read(ink)
            asked.append(len(network.lines))
    assert len(asked) >= 5
    assert set(asked) == {1}


def test_so_many_lines_of_a_film_at_most(counting: tuple[Reader, Counting]) -> None:
    reader, network = counting
    ink = np.vstack([in_one_go(3, seed) for seed in range(5)])
    reader.read(Ink(ink))
    assert 0 < len(network.lines) <= 2
    network.lines.clear()
    reader.read(Ink(ink), still=True)
    assert len(network.lines) > 2


def test_a_long_line_is_read_in_pieces(counting: tuple[Reader, Counting]) -> None:
    """Nothing is lost where the network's picture ends."""
    reader, network = counting
    _, labels = mnist_test()
    ink = np.zeros((100, 60 * 44), np.uint8)
    for k in range(40):
        put(ink, one(int(labels[k]), 40), 40 + 60 * k, 30)
    put(ink, in_one_go(2, 1)[30:], 40 + 60 * 40, 30)
    text = reader.read(Ink(ink), still=True).text
    assert len(text) >= 41
    assert network.lines
    assert all(line.image.shape[1] <= WIDEST for line in network.lines)


@pytest.mark.parametrize("sign", ["A", "+", "R", "K", "=", "x", "w"])
def test_a_sign_among_digits_stays_one(reader: Reader, sign: str) -> None:
    ink = page("47  25", nth=3)
    empty = np.flatnonzero(ink[:, 60:300].max(0) == 0) + 60
    gap = max(np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1), key=len)
    cv2.putText(ink, sign, (int(gap[0]) + 40, 118), 255, cv2.FontFace("sans"), 60, 500)
    assert reader.read(Ink(ink)).text == "4725"


def test_what_is_written_above_is_not_in_the_line(counting: tuple[Reader, Counting]) -> None:
    """It would make the line's digits small: the network sees 20 px of its height."""
    ink = page("27935", (640, 480), 40, (60, 200), nth=5)
    for x in range(60, 360, 40):
        cv2.putText(ink, "m", (x, 130), 255, cv2.FontFace("sans"), 22, 500)
    ink[210:226, 80:110] = 0  # a doubt, so that the line is read
    reader, network = counting
    reader.read(Ink(ink))
    assert network.lines
    assert all(line.image.shape[1] > 120 for line in network.lines)


@pytest.mark.parametrize(
    ("column", "owner"), [(0.0, 0), (4.9, 0), (5.2, 0), (9.0, 1), (14.5, 2), (12.0, 1), (40.0, 2)]
)
def test_a_digit_belongs_to_the_mark_that_it_stands_in(column: float, owner: int) -> None:
    assert _owner(column, [(1, 5), (6, 13), (12.5, 20)]) == owner


def test_a_mark_is_cut_between_digits() -> None:
    from live.reader.segment import find_marks

    ink = np.zeros((81, 57 + 2 * 56 + 40), np.uint8)
    for k in range(3):
        cv2.ellipse(ink, (48 + 56 * k, 40), (28, 40), 0, 0, 360, 255, 6, cv2.LINE_AA)
    (mark,) = find_marks(Ink(ink, crop=True))
    cut = parts(mark, [28, 84, 140])
    assert [part.box[0] for part in cut] == pytest.approx([17, 73, 129], abs=6)
    assert sum(int((part.ink >= 128).sum()) for part in cut) == int((mark.ink >= 128).sum())
