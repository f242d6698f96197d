"""Light writing on a dark ground is read as dark on light is; a sheet in the dark stays a sheet."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.frames.demo import Demo
from live.page import Pages
from live.paper.polarity import light_on_dark
from live.reader import Reader
from live.values import Frame, Image
from tests.writing import Colour, lit, mnist_test, noisy, page, picture


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Reader(models.load()))


def text(pages: Pages, image: Image, still: bool = True) -> str:
    return pages.read(Frame(image, 0.0, 0, "a picture", still=still))[1].text


@pytest.mark.parametrize("zoom", [1, 4, 10])
def test_mnists_own_pictures(pages: Pages, zoom: int) -> None:
    images, labels = mnist_test()
    right = []
    for image, label in zip(images[:200], labels[:200], strict=True):
        large = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
        bgr = np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8)
        right.append(text(pages, bgr) == str(label))
    assert np.mean(right) >= 0.9


BOARDS: dict[str, Colour] = {"black": (20, 20, 20), "green": (60, 80, 40), "blue": (90, 60, 30)}


@pytest.mark.parametrize("still", [True, False], ids=["a still", "a frame of a film"])
@pytest.mark.parametrize("board", BOARDS)
def test_chalk_on_a_board(pages: Pages, board: str, still: bool) -> None:
    written = picture(page("3141\n5926"), (225, 230, 228), BOARDS[board])
    rows = np.mgrid[0:480, 0:640][0]
    image = noisy(lit(written, 1 - 0.3 * rows / 480), 4)
    assert light_on_dark(image)
    assert text(pages, image, still) == "3141\n5926"


@pytest.mark.parametrize("wall", [(235, 230, 225), (90, 95, 100)], ids=["a light wall", "a dim wall"])
@pytest.mark.parametrize("share", [0.05, 0.12, 0.25])
def test_a_photograph_of_a_board_shows_some_wall(pages: Pages, share: float, wall: Colour) -> None:
    board = picture(page("3141\n5926"), (225, 230, 228), BOARDS["green"])
    around = round(share * board.shape[1])
    image = cv2.copyMakeBorder(board, *[around] * 4, cv2.BORDER_CONSTANT, value=wall)
    assert text(pages, noisy(np.asarray(image, np.uint8), 3)) == "3141\n5926"


def test_paper_is_no_board() -> None:
    sheet = picture(page("3141\n5926"))
    assert not light_on_dark(sheet)
    assert not light_on_dark(lit(sheet, np.full((480, 640), 0.3)))
    room = np.full((960, 1280, 3), 12, np.uint8)
    for share in (0.3, 0.5, 1.0):  # a sheet in the dark, small and large
        small = cv2.resize(sheet, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        shown = room.copy()
        shown[200 : 200 + len(small), 300 : 300 + small.shape[1]] = small
        assert not light_on_dark(shown)
    for number in range(0, 90, 30):
        assert not light_on_dark(Demo().scene(number)[0].image)


@pytest.mark.parametrize("wide", [120, 140, 160])
@pytest.mark.parametrize("value", "369")
def test_dark_writing_in_a_pool_of_light_is_no_board(value: str, wide: float) -> None:
    """Between lines of digits the brightest paper is no broader than a stroke may be."""
    rows, columns = np.mgrid[0:480, 0:640]
    light = 0.3 + 0.7 * np.exp(-((rows - 270) ** 2 + (columns - 380) ** 2) / 2 / wide**2)
    ink = page("\n".join([8 * value] * 5), height=58, at=(30, 30))
    assert not light_on_dark(noisy(lit(picture(ink, (50, 50, 50), (165, 165, 165)), light), 2))


@pytest.mark.parametrize("seed", range(4))
def test_a_sheet_full_of_digits_in_the_dark_is_read_as_one(pages: Pages, seed: int) -> None:
    """Between dense digits paper is as narrow as strokes are, so that only reading it tells."""
    rng = np.random.default_rng(seed)
    rows = "\n".join("".join(map(str, rng.integers(0, 10, 8))) for _ in range(4))
    sheet = picture(page(rows, (1000, 640), 62, (190, 110), nth=1))
    shown = np.full((720, 1280, 3), (60, 75, 70), np.uint8)
    small = cv2.resize(sheet, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    shown[130 : 130 + len(small), 290 : 290 + small.shape[1]] = small
    assert text(pages, noisy(shown, 3)) == rows
