"""Squares around hands: what they show, and where in the frame what is seen in them lies."""

from __future__ import annotations

import math

import numpy as np
import pytest

from live.air.follower import Square, square_of
from tests.handshapes import landmarks


@pytest.mark.parametrize("turn", [0.0, 0.7, -1.9, math.pi])
@pytest.mark.parametrize("at", [(150, 90), (131, 104), (5, 12)])
def test_what_a_square_shows_lies_where_it_is_placed(turn: float, at: tuple[int, int]) -> None:
    image = np.zeros((200, 300, 3), np.uint8)
    image[at[1] - 2 : at[1] + 3, at[0] - 2 : at[0] + 3, 2] = 255
    square = Square(at[0] + 20, at[1] - 10, 120, turn)
    shown = square.cut(image, 64)
    assert shown.shape == (1, 64, 64, 3)
    assert shown.max() == pytest.approx(1)
    assert not shown[..., 1:].any(), "red comes first"
    y, x = np.nonzero(shown[0, ..., 0] > 0.5)
    middle = np.array([[x.mean(), y.mean()]], np.float32) / 64
    assert square.place(middle)[0] == pytest.approx(at, abs=1.5)


def test_beyond_the_frame_all_is_black() -> None:
    shown = Square(0, 0, 100).cut(np.full((80, 80, 3), 255, np.uint8), 50)[0]
    assert not shown[:24].any()
    assert not shown[:, :24].any()
    assert shown[27:, 27:].min() == 1


@pytest.mark.parametrize("turn", [0, 30, -75, 170])
def test_a_hand_stands_upright_in_its_square(turn: float) -> None:
    upright, turned = (square_of(landmarks("pointing", size=80, turn=degrees)) for degrees in (0, turn))
    assert turned.side == pytest.approx(upright.side, rel=1e-3)
    off = math.remainder(turned.turn - upright.turn - math.radians(turn), math.tau)
    assert off == pytest.approx(0, abs=1e-3)
    points = landmarks("pointing", size=80, turn=turn)
    inside = (points - (turned.x, turned.y)) @ turned.axes / turned.side
    assert np.abs(inside).max() < 0.5, "all of the hand"
    assert inside[0, 1] > inside[8, 1], "the fingertip is above the wrist"
