"""Straight edges across a surface, faint as they may be; and the sheet on a white desk that one bounds."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import models
from live.paper import find_ink
from live.paper.parted import parted
from live.paper.surfaces import convex
from live.reader import Reader
from live.values import Image
from tests.writing import INK, noisy, page, picture

HIGH, WIDE = 144, 192
QUIET = np.ones((HIGH, WIDE), np.uint8)
ALL = convex([(0, 0), (WIDE - 1, 0), (WIDE - 1, HIGH - 1), (0, HIGH - 1)])


def stepped(level: float, slope: float, gaps: float = 0.0) -> Image:
    """A light surface that falls by a share of its brightness below a straight line through its middle, but
    on some of its way."""
    y, x = np.indices((HIGH, WIDE)).astype(np.float32)
    grey = 220 * np.where(y - HIGH / 2 - slope * (x - WIDE / 2) > 0, 1 - level, 1)
    faded = np.abs(x / WIDE - 0.5) < gaps / 2
    grey[faded] = cv2.GaussianBlur(grey, (0, 0), 9)[faded]
    return np.repeat(cv2.GaussianBlur(grey, (0, 0), 0.8).round()[..., None], 3, 2).astype(np.uint8)


@pytest.mark.parametrize("slope", [-0.3, 0.0, 0.1])
@pytest.mark.parametrize(("level", "gaps"), [(0.04, 0.0), (0.1, 0.0), (-0.05, 0.0), (0.1, 0.3)])
def test_a_straight_edge_parts_a_surface(level: float, gaps: float, slope: float) -> None:
    (still,) = parted(QUIET, ALL, stepped(level, slope, gaps))
    assert cv2.connectedComponents(still, connectivity=4)[0] - 1 == 2
    y, x = np.nonzero(still == 0)
    assert np.abs(y - HIGH / 2 - slope * (x - WIDE / 2)).max() < 4


@pytest.mark.parametrize(
    "name", ["plain", "noise", "slope of light", "a curve", "at the rim", "on half of the way", "upright"]
)
def test_what_is_no_straight_edge_across_parts_nothing(name: str) -> None:
    rng = np.random.default_rng(0)
    image = np.full((HIGH, WIDE, 3), 210, np.uint8)
    if name == "noise":
        image = (image + rng.normal(0, 2, image.shape)).astype(np.uint8)
    elif name == "slope of light":
        image = (image * np.linspace(0.5, 1, HIGH)[:, None, None]).astype(np.uint8)
    elif name == "a curve":
        cv2.circle(image, (WIDE // 2, HIGH), HIGH // 2, (180,) * 3, -1)
    elif name == "at the rim":
        image[:6] = 180
    elif name == "on half of the way":
        image[HIGH // 2 :, : WIDE * 2 // 5] = 195
    elif name == "upright":
        image[:, WIDE // 2 :] = 190
    assert not list(parted(QUIET, ALL, np.asarray(cv2.GaussianBlur(image, (0, 0), 0.8), np.uint8)))


@pytest.mark.parametrize("desk", [238, 222])
@pytest.mark.parametrize("cut", ["on the left", "on the right", "nowhere"])
def test_a_sheet_on_a_white_desk_before_a_camera(desk: int, cut: str) -> None:
    """The desk's near edge bounds both; the sheet's far edge is faint."""
    image = np.full((720, 1280, 3), desk, np.uint8)
    image[510:] = (40, 36, 34)
    left, right = {"on the left": (0, 1180), "on the right": (100, 1280), "nowhere": (100, 1180)}[cut]
    image[190:510, :left] = image[190:510, right:] = (60, 60, 60)  # other things
    ink = page("407", (right - left, 320), 130, (200, 90))
    image[190:510, left:right] = picture(ink, INK, (226, 230, 230))
    found = find_ink(noisy(np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2), np.uint8), 2), film=True)
    assert found.sheet is not None
    assert not found.sheet[:150].any()
    assert Reader(models.load()).read(found).text == "407"
