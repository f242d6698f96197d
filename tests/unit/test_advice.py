"""What is said when a hand is hard to see, and when nothing is read."""

import cv2
import numpy as np
import pytest

from live.air.advice import NOT_IN_VIEW, TOO_DARK, TOO_NEAR, TWO_HANDS, Advisor
from live.frames.demo import Demo
from live.paper.why import is_blurred, why
from live.values import Frame, Image, Sight
from tests.handshapes import hand
from tests.writing import INK, PAPER, noisy, page, picture

RATE = 30


def frame(index: int, light: int = 100) -> Frame:
    return Frame(np.full((480, 640, 3), light, np.uint8), index / RATE, index)


@pytest.mark.parametrize(
    ("light", "at", "size", "said"),
    [
        (100, (320, 200), 80, ""),
        (20, (320, 200), 80, ""),
        (100, (320, 200), 220, TOO_NEAR),
        (100, (630, 200), 80, NOT_IN_VIEW),
        (100, (320, -5), 80, NOT_IN_VIEW),
        (20, None, 80, TOO_DARK),
        (100, None, 80, ""),
    ],
)
def test_a_hand_that_is_not_well_in_view_and_a_dark_room_without_one(
    light: int, at: tuple[float, float] | None, size: float, said: str
) -> None:
    seen = None if at is None else hand("pointing", at, size=size)
    assert Advisor().update(frame(0, light), seen) == said


@pytest.mark.parametrize(("x", "said"), [(600, NOT_IN_VIEW), (320, "")])
def test_a_hand_that_left_is_called_back_for_a_while(x: float, said: str) -> None:
    advisor = Advisor()
    advisor.update(frame(0), hand("pointing", (x, 200)))
    assert advisor.update(frame(10), None) == said
    assert advisor.update(frame(200), None) == ""


def test_two_hands_take_turns() -> None:
    advisor = Advisor()
    said = [advisor.update(frame(k), hand("pointing", (100 + 350 * (k % 2), 200))) for k in range(4)]
    assert said == ["", "", TWO_HANDS, TWO_HANDS]
    later = [advisor.update(frame(100 + k), hand("pointing", (450, 200))) for k in range(3)]
    assert later == [""] * 3


PAGE = (960, 720)


def written(height: int = 90) -> Image:
    return noisy(picture(page("2417\n9380", PAGE, height, (150, 120)), INK, PAPER), 2)


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
    assert why(image, Sight(np.zeros(PAGE[::-1], np.uint8), proposals=boxes)).startswith(words)


@pytest.mark.parametrize(("sigma", "soft"), [(0.5, False), (1.5, False), (9, True)])
@pytest.mark.parametrize("zoom", [0.67, 2.0])
def test_blur_is_told_at_any_size_of_the_frame(sigma: float, soft: bool, zoom: float) -> None:
    assert is_blurred(np.asarray(cv2.resize(blurred(sigma), None, fx=zoom, fy=zoom), np.uint8)) is soft
    assert not is_blurred(np.full((1, 1, 3), 200, np.uint8)), "a blank page"
