"""Crops cut out around writing: small, with bold strokes, a form's lines, and digits that the edge cuts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.paper import find_ink
from live.reader import Reader
from live.values import Image
from tests.writing import page, picture, put

TEXT = "30864"
SIZE = (260, 64)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def amount(bolder: int = 0, height: int = 36) -> Image:
    """Ink of a number that nearly fills its picture; bolder: px that the pen is broader than MNIST's."""
    ink = page(TEXT, SIZE, height, (24, (SIZE[1] - height) // 2))
    return np.asarray(cv2.dilate(ink, np.ones((bolder + 1, bolder + 1), np.uint8)), np.uint8)


@pytest.mark.parametrize("bolder", [0, 1, 2, 3])
def test_a_bold_pen_is_not_hollow(reader: Reader, bolder: int) -> None:
    written = amount(bolder)
    ink = find_ink(picture(written))
    found = np.asarray(cv2.resize(ink.image, SIZE, interpolation=cv2.INTER_AREA))
    assert (found[cv2.erode(written, np.ones((3, 3), np.uint8)) > 200] >= 128).mean() > 0.98
    assert reader.read(ink).text == TEXT


LINES: dict[str, list[tuple[int, int, int]]] = {
    "below": [(58, 58, 1)],
    "through the feet": [(49, 49, 1)],
    "sloping": [(47, 50, 1)],
    "above and below": [(8, 8, 1), (56, 56, 1)],
    "broad": [(57, 57, 2)],
}


def with_lines(name: str) -> Image:
    image = picture(amount())
    for left, right, width in LINES[name]:
        cv2.line(image, (0, left), (SIZE[0], right), (120, 122, 124), width, cv2.LINE_AA)
    return image


@pytest.mark.parametrize("name", LINES)
def test_a_forms_lines_go(reader: Reader, name: str) -> None:
    assert reader.read(find_ink(with_lines(name))).text == TEXT


@pytest.mark.parametrize("name", ["below", "above and below", "broad"])
def test_a_forms_lines_go_from_a_crop_that_is_not_even_twice_as_long_as_high(
    reader: Reader, name: str
) -> None:
    assert reader.read(find_ink(with_lines(name)[:, :125])).text == TEXT[:2]


@pytest.mark.parametrize("edge", ["above", "below"])
def test_ones_that_the_edge_cuts_are_read(reader: Reader, edge: str) -> None:
    ink = page("1141", (200, 64), 48, (20, -4 if edge == "above" else 20))
    assert reader.read(find_ink(picture(ink))).text == "1141"


@pytest.mark.parametrize("edge", ["above", "below", "left", "right"])
def test_a_line_that_the_edge_cuts_along_goes_and_what_stands_on_it_stays(reader: Reader, edge: str) -> None:
    """A box of a form, cut out along its frame."""
    shift = {"above": -12, "below": 12}.get(edge, 0)  # digits reach into the line
    ink = page(TEXT, (300, 64), 36, (40, 14 + shift))
    side = {"above": ink[:3], "below": ink[-3:], "left": ink[:, :3], "right": ink[:, -3:]}[edge]
    side[:] = 255
    assert reader.read(find_ink(picture(ink))).text == TEXT


def test_a_nought_that_reaches_the_edge_is_read(reader: Reader) -> None:
    """Whoever cuts out an amount cuts close."""
    ink = page("350", (200, 64), 44, (20, 10))
    x, _, w, _ = cv2.boundingRect(cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1])
    assert reader.read(find_ink(picture(ink[:, : x + w - 2]))).text == "350"


def test_digits_that_touch_from_edge_to_edge_are_read(reader: Reader) -> None:
    ink = np.zeros((64, 128), np.uint8)
    for k in range(3):
        cv2.ellipse(ink, (24 + 40 * k, 32), (20, 26), 0, 0, 360, 255, 5, cv2.LINE_AA)
    assert reader.read(find_ink(picture(ink))).text == "000"


@pytest.mark.parametrize("length", [10, 16, 22])
def test_a_comma_is_no_one(reader: Reader, length: int) -> None:
    ink = np.zeros((64, 300), np.uint8)
    put(ink, page("38", (130, 64), 36, (8, 10)), 0, 0)
    put(ink, page("52", (130, 64), 36, (8, 10)), 110, 0)
    cv2.line(ink, (101, 40), (97, 40 + length), 255, 4, cv2.LINE_AA)
    assert reader.read(find_ink(picture(ink))).text == "3852"
