"""What the straight edges of a sheet tell that the frame cuts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.paper.straight import is_turned_rectangle, turn_of
from live.paper.surfaces import Contour

Corners = list[tuple[int, int]]

SHAPE = 720, 1280


def in_sight(corners: Corners) -> Contour:
    """The hull of what a frame shows of a sheet with such corners."""
    mask = np.zeros(SHAPE, np.uint8)
    cv2.fillConvexPoly(mask, np.array(corners, np.int32), 255)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.convexHull(outlines[0]), np.int32)


@pytest.mark.parametrize(
    ("corners", "turn"),
    [
        ([(-99, 100), (800, 100), (800, 900), (-99, 900)], 0),  # level
        ([(-100, 450), (500, -150), (1400, 750), (800, 1350)], 45),  # cut on all sides
        ([(600, -300), (1600, 130), (1600, 1000), (300, 400)], 23.3),  # two edges in sight
        ([(100, 300), (500, 330), (900, 200), (1000, 500), (450, 650)], 0),  # edges any way
        ([(-9, -9), (1300, -9), (1300, 800), (-9, 800)], 0),  # none in sight
        ([(-9, -9), (1000, -9), (1300, 110), (1300, 800), (-9, 800)], 0),  # a dog-eared corner
        ([(-9, -9), (1300, -9), (1300, 300), (-9, 680)], 0),  # one edge, a shadow's
    ],
)
def test_straight_edges_in_sight_tell_the_turn(corners: Corners, turn: float) -> None:
    found = np.degrees(turn_of(in_sight(corners), SHAPE))
    assert (found - turn + 45) % 90 == pytest.approx(45, abs=1)


@pytest.mark.parametrize(
    ("corners", "turned"),
    [
        ([(200, 100), (800, 350), (600, 830), (0, 580)], True),
        ([(150, 450), (700, -100), (1300, 500), (750, 1050)], True),
        ([(-99, 80), (800, 160), (720, 900), (-99, 900)], False),  # a wall
        ([(-99, -99), (700, 300), (500, 900), (-99, 900)], False),  # two edges are any corner
        ([(300, -99), (700, 300), (200, 600), (-99, 500)], False),  # no right angles
    ],
)
def test_what_is_a_turned_rectangle_though_it_is_cut(corners: Corners, turned: bool) -> None:
    assert is_turned_rectangle(in_sight(corners), SHAPE) == turned
