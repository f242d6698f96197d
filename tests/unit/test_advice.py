"""What is said when a hand is hard to see."""

from __future__ import annotations

import numpy as np
import pytest

from live.air.advice import NOT_IN_VIEW, TOO_DARK, TOO_NEAR, TWO_HANDS, Advisor
from live.values import Frame
from tests.handshapes import hand

RATE = 30


def frame(index: int, light: int = 100) -> Frame:
    return Frame(np.full((480, 640, 3), light, np.uint8), index / RATE, index)


@pytest.mark.parametrize(
    ("at", "size", "said"),
    [
        ((320, 200), 80, ""),
        ((320, 200), 220, TOO_NEAR),
        ((630, 200), 80, NOT_IN_VIEW),
        ((320, -5), 80, NOT_IN_VIEW),
    ],
)
def test_a_hand_that_is_not_well_in_view(at: tuple[float, float], size: float, said: str) -> None:
    assert Advisor().update(frame(0), hand("pointing", at, size=size)) == said


@pytest.mark.parametrize(("light", "said"), [(20, TOO_DARK), (100, "")])
def test_a_dark_room(light: int, said: str) -> None:
    advisor = Advisor()
    assert advisor.update(frame(0, light), None) == said
    assert advisor.update(frame(1, light), hand("pointing")) == "", "it is seen all the same"


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
