"""A camera's frame full of printed text or of a pattern is told by some of its marks; sums are read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.page import Pages
from live.paper import find_ink
from live.reader import Reader
from live.reader.crowd import CROWD, is_text
from live.reader.segment import find_pieces
from live.values import Floats, Frame, Image, Ink
from tests.writing import chequered, noisy, one, page, picture, printed, put

SIZES = [(640, 480), (1280, 720)]
FONTS = [cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_TRIPLEX]


class Counting(models.Classifier):
    """The real network, which counts the glyphs that it is shown."""

    def __init__(self) -> None:
        real = models.load()
        super().__init__(real.probabilities, lines=real.lines)
        self.glyphs = 0

    def probabilities(self, glyphs: Floats) -> Floats:
        self.glyphs += len(glyphs)
        return super().probabilities(glyphs)


@pytest.fixture
def counting() -> Counting:
    return Counting()


def sums(size: tuple[int, int], tall: int) -> tuple[Image, list[str]]:
    """A page of additions of single digits by hand, and the digits of its lines."""
    ink, rng, rows = np.zeros(size[::-1], np.uint8), np.random.default_rng(tall), list[str]()
    for y in range(tall, size[1] - 2 * tall, 2 * tall):
        x, row, middle, pen = tall, "", y + tall // 2, max(2, tall // 12)
        while x + 6 * tall < size[0]:
            for sign in "d+d=d":
                if sign == "d":
                    value = int(rng.integers(10))
                    digit = one(value, tall, int(rng.integers(20)))
                    put(ink, digit, x, y + tall - len(digit))
                    x, row = x + digit.shape[1] + tall // 4, row + str(value)
                    continue
                for up in (0,) if sign == "+" else (-tall // 8, tall // 8):
                    cv2.line(ink, (x, middle + up), (x + tall // 2, middle + up), 255, pen)
                if sign == "+":
                    cv2.line(
                        ink,
                        (x + tall // 4, middle - tall // 4),
                        (x + tall // 4, middle + tall // 4),
                        255,
                        pen,
                    )
                x += 3 * tall // 4
            x += tall
        rows.append(row)
    return ink, rows


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lines", [12, 20, 28])
@pytest.mark.parametrize("font", FONTS)
def test_printed_text_costs_a_few_glyphs(
    counting: Counting, size: tuple[int, int], lines: int, font: int
) -> None:
    image = noisy(picture(printed(size, lines, font)), 2)
    assert Reader(counting).read(find_ink(image, film=True)).text == ""
    assert 0 < counting.glyphs <= 16


@pytest.mark.parametrize(("size", "tall"), [((640, 480), 28), ((1280, 720), 40), ((1280, 720), 60)])
def test_a_page_of_sums_is_read(size: tuple[int, int], tall: int) -> None:
    ink, rows = sums(size, tall)
    found = find_ink(noisy(picture(ink), 2), film=True)
    assert len(find_pieces(found).numbers) >= CROWD
    read = Reader(models.load()).read(found).text.split("\n")
    right = sum(a == b for line, row in zip(read, rows, strict=True) for a, b in zip(line, row, strict=False))
    assert right >= 0.9 * sum(map(len, rows))


def test_numbers_among_words_are_no_text(counting: Counting) -> None:
    ink = printed((1280, 720), 16)
    ink[240:] = ink[:, 640:] = 0
    put(ink, page("3141592\n6535897\n9323846\n2643383", (560, 700), 60, (0, 60)), 710, 0)
    assert not is_text(find_pieces(Ink(ink)), Reader(counting)._classify)


def test_a_picture_that_one_waits_for_is_read_whatever_is_on_it(counting: Counting) -> None:
    image = noisy(picture(printed((640, 480), 20)), 2)
    Pages(Reader(counting)).read(Frame(image, 0.0, 0, still=True))
    assert counting.glyphs > 100


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", [4, 8, 20, 40, 90])
def test_chequers_hold_no_digit(counting: Counting, size: tuple[int, int], side: int) -> None:
    assert Reader(counting).read(find_ink(chequered(size, side), film=True)).text == ""
    assert counting.glyphs <= 120
