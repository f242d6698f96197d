"""Sheets that are held askew, made by a pinhole camera whose angle is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.paper import find_ink
from live.paper.facing import FOCAL, from_front
from live.paper.sheet import find_sheet
from live.reader import Reader
from live.reader.steady import Steady
from live.values import Image
from tests.writing import box, noisy, page, picture, view_of

SIZE = 1280, 720
SHEET = 1000, 640
FAR = 1600.0  # px from a usual camera to the sheet's middle
ROWS = "2071\n5938"


def seen(tilt: float, axis: str, text: str = ROWS, focal: float = FOCAL) -> tuple[Image, np.ndarray]:
    """A sheet turned by some degrees about its level or its upright axis, before a dark wall; and the
    homography from the sheet to the frame."""
    wide, high = SHEET
    cos, sin = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    turn = np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])
    if axis == "upright":
        turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    camera = np.array([[focal * SIZE[0], 0, SIZE[0] / 2], [0, focal * SIZE[0], SIZE[1] / 2], [0, 0, 1]])
    middle = np.array([[1, 0, -wide / 2], [0, 1, -high / 2], [0, 0, 1]])
    place = np.stack([turn[:, 0], turn[:, 1], np.array([0, 0, FAR * focal / FOCAL])], 1)
    matrix = camera @ place @ middle
    paper = picture(page(text, SHEET, 90, (200, 120)))
    frame = np.full((SIZE[1], SIZE[0], 3), (60, 75, 70), np.uint8)
    cv2.warpPerspective(paper, matrix, SIZE, frame, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    return noisy(cv2.GaussianBlur(frame, (0, 0), 0.8), 2), matrix


@pytest.mark.parametrize("axis", ["level", "upright"])
@pytest.mark.parametrize("tilt", [0, 30, -45, 50, -55])
def test_digits_are_read_at_any_tilt_and_boxed_where_they_are(tilt: float, axis: str) -> None:
    image, matrix = seen(tilt, axis)
    ink = find_ink(image)
    assert (ink.front is not None) == (abs(tilt) >= 45)
    reading = Reader(models.load()).read(ink)
    assert reading.text == ROWS
    mask = page(ROWS, SHEET, 90, (200, 120))
    there = cv2.warpPerspective(mask, matrix, SIZE) > 127
    boxed = np.zeros(there.shape, np.bool_)
    for digit in reading.digits:
        x, y, w, h = digit.box
        assert there[y : y + h, x : x + w].any()
        boxed[y - 2 : y + h + 2, x - 2 : x + w + 2] = True
    assert not (there & ~boxed).any(), "ink lies outside of the boxes"


def before_a_wall(ink: Image, view: np.ndarray) -> Image:
    """A frame with a sheet before a dark wall; view: the homography from the sheet to it."""
    frame = np.full((SIZE[1], SIZE[0], 3), (60, 75, 70), np.uint8)
    cv2.warpPerspective(picture(ink), view, SIZE, frame, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    return noisy(frame, 2)


@pytest.mark.parametrize("turn", [0, 10, 25, 35, 44, -20, -40])
def test_a_sheet_turned_in_its_plane_is_read_along_its_own_lines(turn: float) -> None:
    size, middle = (600, 400), (SIZE[0] / 2, SIZE[1] / 2)
    view = view_of(size, box(middle, size, np.radians(turn)))
    ink = find_ink(before_a_wall(page(ROWS, size, 60, (90, 80)), view))
    assert (ink.front is not None) == (abs(turn) > 15)
    reading, steady = Reader(models.load()).read(ink), Steady()
    assert reading.text == ROWS
    assert [steady.update(reading, k / 30, SIZE).text for k in range(10)][-1] == ROWS


@pytest.mark.parametrize(
    ("size", "turn", "middle", "film"),
    [
        ((900, 700), 25, (300, 330), False),
        ((900, 700), 40, (700, 230), False),
        ((900, 700), -35, (850, 400), False),
        ((600, 500), 30, (640, 480), False),
        ((600, 500), 30, (640, 480), True),  # a film's sheet is cut on one side at most
        ((600, 500), -40, (640, 460), True),
        ((500, 600), 20, (640, 480), True),
    ],
)
def test_a_turned_sheet_that_the_frame_cuts_is_read_along_its_edges(
    size: tuple[int, int], turn: float, middle: tuple[int, int], film: bool
) -> None:
    corners = box(middle, size, np.radians(turn))
    assert (corners < 0).any() or (corners > SIZE).any()
    view = view_of(size, corners)
    ink = find_ink(before_a_wall(page(ROWS, size, 60, (size[0] // 3, size[1] // 3)), view), film)
    assert ink.front is not None
    level = np.linalg.inv(ink.front) @ view
    assert np.degrees(np.arctan2(level[1, 0], level[0, 0])) == pytest.approx(0, abs=2)
    assert Reader(models.load()).read(ink).text == ROWS


@pytest.mark.parametrize(("focal", "within"), [(0.7, 0.5), (FOCAL, 0.15), (1.2, 0.3)])
def test_a_sheet_gets_its_proportions_back_about(focal: float, within: float) -> None:
    image, matrix = seen(50, "upright", "", focal)
    sheet = find_sheet(image)
    assert sheet is not None
    front = from_front(sheet)
    assert front is not None
    corners = np.array([[[0, 0]], [[SHEET[0], 0]], [[SHEET[0], SHEET[1]]], [[0, SHEET[1]]]], np.float64)
    there = cv2.perspectiveTransform(corners, np.linalg.inv(front) @ matrix)[:, 0]
    sides = np.linalg.norm(there - np.roll(there, -1, 0), axis=1)
    proportions = sides[[0, 2]].mean() / sides[[1, 3]].mean()
    assert proportions == pytest.approx(SHEET[0] / SHEET[1], rel=within)
    assert sides[0] == pytest.approx(sides[2], rel=0.05)


@pytest.mark.parametrize(
    "corners",
    [
        [(300, 200), (900, 200), (600, 600)],  # a triangle
        [(0, 200), (500, 330), (500, 400), (0, 560)],  # cut by the frame
        [(200, 200), (1000, 300), (1050, 640), (420, 560)],  # no rectangle seen from anywhere near
    ],
)
def test_what_is_no_whole_rectangle_is_left_as_it_is(corners: list[tuple[int, int]]) -> None:
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.array(corners, np.int32), 255)
    assert from_front(mask) is None
