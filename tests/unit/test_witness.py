"""The eye judges what the rules propose, with the real network."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

import models
from live.page import Pages
from live.paper.look import look
from live.reader import Reader
from live.reader.witness import confirmed, sees_nothing
from live.values import Digit, Frame, Image, Reading
from models.eye import Eye
from tests import writing


@pytest.fixture(scope="module")
def eye() -> Eye:
    return Eye()


def sheet() -> Image:
    return writing.noisy(writing.picture(writing.page("40718", at=(60, 200))), 2)


def room() -> Image:
    """A wall with a window, a lamp and a table: edges, but no writing."""
    image = np.full((480, 640, 3), (150, 165, 170), np.uint8)
    cv2.rectangle(image, (60, 40), (260, 220), (220, 200, 170), -1)
    cv2.rectangle(image, (60, 40), (260, 220), (90, 100, 110), 8)
    cv2.line(image, (160, 40), (160, 220), (90, 100, 110), 6)
    cv2.ellipse(image, (480, 120), (70, 40), 0, 180, 360, (60, 120, 200), -1)
    cv2.rectangle(image, (0, 380), (640, 480), (40, 70, 110), -1)
    return writing.noisy(cv2.GaussianBlur(image, (0, 0), 1.2), 3)  # type: ignore[arg-type]


def digit(box: tuple[int, int, int, int]) -> Digit:
    rows = np.full(11, 0.01, np.float32)
    rows[1] = 0.9
    return Digit(1, 0.9, rows, box, 0, np.zeros((28, 28), np.float32))


def test_a_sheet_is_seen_and_a_room_is_not(eye: Eye) -> None:
    assert not sees_nothing(look(eye, sheet()))
    assert sees_nothing(look(eye, room()))


def test_digits_stay_where_the_eye_sees_them_and_go_where_it_does_not(eye: Eye) -> None:
    image = sheet()
    ink = np.argwhere(image.min(2) < 100)
    (top, left), (bottom, right) = ink.min(0), ink.max(0)
    written = digit((int(left), int(top), (int(right) - int(left)) // 6, int(bottom) - int(top)))
    blank, tiny = digit((400, 380, 30, 60)), digit((420, 380, 4, 9))
    seen = look(eye, image)
    found = confirmed(Reading((written, blank, tiny)), seen, (640, 480)).digits
    assert [mark.value for mark in found] == [1, None, 1]  # of what is too small for the eye the rules decide
    assert found[1].probabilities.sum() == pytest.approx(1)
    assert found[1].confidence > 0.9


def test_a_film_of_a_room_is_not_read_and_a_sheet_is() -> None:
    pages = Pages(Reader(models.load()))
    assert pages.read(Frame(room(), 0.0, 0))[1].digits == ()
    frame = Frame(sheet(), 0.1, 1)
    assert pages.read(frame)[1].text == "40718"
    assert pages.read(replace(frame, still=True))[1].text == "40718"
