"""Sheets held sideways and upside down, with the shipped network."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.reader import Reader
from live.reader.reader import First
from live.reader.segment import MOST
from live.reader.turn import PATIENCE, Upright
from live.values import Image, Ink
from tests.writing import page

ROTATED = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
TEXT = "2453\n3724"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(models.load())


def turned(degrees: int, text: str = TEXT) -> Image:
    ink, how = page(text, (700, 400), 80, (60, 60)), ROTATED[degrees]
    return ink if how is None else np.asarray(cv2.rotate(ink, how), np.uint8)


@pytest.mark.parametrize("degrees", ROTATED)
def test_a_still_is_read_whichever_way_it_is_held(reader: Reader, degrees: int) -> None:
    ink = turned(degrees)
    reading = Upright(reader).read(Ink(ink, scale=2.0), still=True)
    assert reading.text == TEXT
    for digit in reading.digits:  # boxes lie in the picture as it came, in the frame's pixels
        x, y, w, h = (n // 2 for n in digit.box)
        inside = ink[y : y + h + 1, x : x + w + 1] >= 128
        assert inside.any(0).mean() > 0.95
        assert inside.any(1).mean() > 0.95


@pytest.mark.parametrize("text", ["64056\n22415\n49909", "60865\n69070\n29313", "20075\n32926\n12652"])
def test_a_still_upside_down_whose_digits_look_like_others(reader: Reader, text: str) -> None:
    ink = np.asarray(cv2.rotate(page(text, (700, 540), 80, (60, 60)), cv2.ROTATE_180), np.uint8)
    assert Upright(reader).read(Ink(ink), still=True).text == text


def test_a_still_full_of_digits_is_read_whole(reader: Reader) -> None:
    rng = np.random.default_rng(0)
    lines = ["".join(map(str, rng.integers(0, 10, 20))) for _ in range(11)]
    ink = page("\n".join(lines), (1280, 960), 44, (40, 40))
    reading = Upright(reader).read(Ink(ink), still=True)
    assert len(reading.digits) > MOST
    got = reading.text.split("\n")
    assert sum(a == b for a, b in zip(got, lines, strict=True)) >= 9


@pytest.mark.parametrize("degrees", ROTATED)
def test_a_film_comes_to_it_within_three_frames_and_stays(reader: Reader, degrees: int) -> None:
    upright = Upright(reader)
    texts = [upright.read(Ink(turned(degrees))).text for _ in range(6)]
    assert texts[3:] == [TEXT] * 3


def test_a_film_comes_back_when_the_sheet_is_turned_back(reader: Reader) -> None:
    upright = Upright(reader)
    for degrees in (90, 0, 180):
        texts = [upright.read(Ink(turned(degrees))).text for _ in range(PATIENCE + 4)]
        assert texts[-1] == TEXT


def test_a_short_blur_turns_nothing(reader: Reader) -> None:
    upright, blurred = Upright(reader), turned(90)
    for ink in [turned(0)] * 3 + [blurred] * PATIENCE + [turned(0)] * 2:
        text = upright.read(Ink(ink)).text
        assert upright.turn == 0
    assert text == TEXT


def test_what_reads_well_is_not_turned(reader: Reader) -> None:
    class Counting(Reader):
        reads = 0

        def first(self, ink: Ink, still: bool = False) -> First:
            Counting.reads += 1
            return super().first(ink, still)

    assert Upright(Counting(models.load())).read(Ink(turned(0)), still=True).text == TEXT
    assert Counting.reads == 1


def test_letters_stay_as_they_are(reader: Reader) -> None:
    ink = np.zeros((200, 700), np.uint8)
    cv2.putText(ink, "KAFRX", (40, 150), cv2.FONT_HERSHEY_SIMPLEX, 4, 255, 9, cv2.LINE_AA)
    assert Upright(reader).read(Ink(ink), still=True).text == ""
