"""What the window says when it reads nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.frames.demo import Demo
from live.paper.why import is_blurred, why
from live.values import Image, Sight
from tests.writing import INK, PAPER, noisy, page, picture

SIZE = (960, 720)


def written(height: int = 90) -> Image:
    return noisy(picture(page("2417\n9380", SIZE, height, (150, 120)), INK, PAPER), 2)


def blurred(sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(written(), (0, 0), sigma), np.uint8)


@pytest.mark.parametrize(
    ("image", "sides", "words"),
    [
        (np.asarray(written() // 12, np.uint8), [], "too dark"),
        (blurred(9), [], "too blurred"),
        (blurred(9), [8, 8], "too blurred"),
        (written(9), [9, 8, 10, 60], "too far away"),
        (written(40), [40, 9, 44], "no digits in sight"),
        (noisy(np.full((720, 960, 3), 220, np.uint8), 2), [], "no digits in sight"),
        (Demo(0, sheet=False).scene(30)[0].image, [], "no digits in sight"),
    ],
    ids=["dark", "blurred", "blurred marks", "far", "large enough", "blank", "room"],
)
def test_why_nothing_is_read(image: Image, sides: list[int], words: str) -> None:
    """Sides: the longer ones of marks that are proposed, px."""
    boxes = tuple(((20 * i, 50, side // 2, side), 0.3) for i, side in enumerate(sides))
    assert why(image, Sight(np.zeros(SIZE[::-1], np.uint8), proposals=boxes)).startswith(words)


@pytest.mark.parametrize(("sigma", "soft"), [(0.5, False), (1.5, False), (9, True)])
@pytest.mark.parametrize("zoom", [0.67, 2.0])
def test_blur_is_told_at_any_size_of_the_frame(sigma: float, soft: bool, zoom: float) -> None:
    assert is_blurred(np.asarray(cv2.resize(blurred(sigma), None, fx=zoom, fy=zoom), np.uint8)) is soft
    assert not is_blurred(np.full((1, 1, 3), 200, np.uint8)), "a blank page"
