"""What the window says when it reads nothing."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

import models
from live.frames.demo import Demo
from live.frames.playing import Playing
from live.frames.sources import Source
from live.modes.paper import Paper
from live.paper import find_ink
from live.paper.why import why
from live.reader import Reader
from live.values import Frame, Image
from tests.writing import INK, PAPER, noisy, page, picture


def written(height: int = 90) -> Image:
    return noisy(picture(page("2417\n9380", (960, 720), height, (150, 120)), INK, PAPER), 2)


def blurred(sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(written(), (0, 0), sigma), np.uint8)


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.asarray(written() // 12, np.uint8), "too dark"),
        (Demo(0, sheet=False).scene(30)[0].image, "no sheet found"),
        (blurred(9), "too blurred"),
        (written(9), "too far away"),
        (noisy(np.full((720, 960, 3), 220, np.uint8), 2), "no digits in sight"),
        (written(), "no digits in sight"),
        (blurred(1.5), "no digits in sight"),
    ],
    ids=["dark", "room", "blurred", "far", "blank", "sharp", "a little soft"],
)
def test_why_nothing_is_read(image: Image, words: str) -> None:
    assert why(image, find_ink(image, film=True)).startswith(words)


def test_the_window_is_told_after_two_seconds() -> None:
    image = Demo(0, sheet=False).scene(30)[0].image
    frames = (Frame(image, 100 + 0.5 * index, index) for index in itertools.count())
    paper = Paper(Playing(Source("room", "live", frames)), Reader(models.load()))
    lacks = []
    for _ in range(7):
        paper.step()
        lacks.append(paper.lack)
    assert lacks[:4] == [""] * 4
    assert lacks[5].startswith("no sheet found")
