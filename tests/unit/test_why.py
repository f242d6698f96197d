"""What the window says when it reads nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.frames.demo import Demo
from live.paper.why import is_soft, why
from live.values import Image, Sight
from tests.writing import INK, PAPER, noisy, page, picture

SIZE = (960, 720)
NOTHING = Sight(np.zeros(SIZE[::-1], np.uint8))


def written(height: int = 90) -> Image:
    return noisy(picture(page("2417\n9380", SIZE, height, (150, 120)), INK, PAPER), 2)


def blurred(sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(written(), (0, 0), sigma), np.uint8)


def proposing(*sides: int, likely: float = 0.3) -> Sight:
    """A sight with a box of each longer side, px."""
    boxes = tuple(((20 * i, 50, side // 2, side), likely) for i, side in enumerate(sides))
    return Sight(NOTHING.ink, proposals=boxes)


@pytest.mark.parametrize(
    ("image", "sight", "words"),
    [
        (np.asarray(written() // 12, np.uint8), NOTHING, "too dark"),
        (blurred(9), NOTHING, "too blurred"),
        (blurred(9), proposing(8, 8), "too blurred"),
        (written(9), proposing(9, 8, 10, 60), "too far away"),
        (written(40), proposing(40, 9, 44), "no digits in sight"),
        (noisy(np.full((720, 960, 3), 220, np.uint8), 2), NOTHING, "no digits in sight"),
        (Demo(0, sheet=False).scene(30)[0].image, NOTHING, "no digits in sight"),
    ],
    ids=["dark", "blurred", "blurred marks", "far", "large enough", "blank", "room"],
)
def test_why_nothing_is_read(image: Image, sight: Sight, words: str) -> None:
    assert why(image, sight).startswith(words)


@pytest.mark.parametrize(("sigma", "soft"), [(0.5, False), (1.5, False), (9, True)])
@pytest.mark.parametrize("zoom", [0.67, 2.0])
def test_blur_is_told_at_any_size_of_the_frame(sigma: float, soft: bool, zoom: float) -> None:
    assert is_soft(np.asarray(cv2.resize(blurred(sigma), None, fx=zoom, fy=zoom), np.uint8)) is soft


def test_a_blank_page_is_not_blurred() -> None:
    assert not is_soft(np.full((48, 64, 3), 200, np.uint8))
    assert not is_soft(np.full((1, 1, 3), 200, np.uint8))
