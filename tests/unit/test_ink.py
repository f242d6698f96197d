"""A box of a picture to the ink in it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.paper.ink import ink_of
from live.values import Image
from tests import writing

NONE = np.zeros((0, 4))


def grey(ink: Image, pen: int = 40, paper: int = 220, slope: float = 0.0) -> Image:
    """A page with the ink on it, whose paper grows darker to the right."""
    light = paper - slope * np.arange(ink.shape[1])[None]
    cover = ink / 255
    return np.clip(light * (1 - cover) + pen * cover, 0, 255).astype(np.uint8)


def page_of(value: int, high: int) -> tuple[Image, np.ndarray]:
    ink, mark = np.zeros((400, 400), np.uint8), writing.one(value, high)
    writing.put(ink, mark, 150, 100)
    return ink, np.array([150, 100, 150 + mark.shape[1], 100 + mark.shape[0]], float)


def overlap(found: Image, truth: Image) -> float:
    """Intersection over union of two inks, both brought to the box around them."""
    a, b = (cv2.resize(_tight(ink), (40, 40), interpolation=cv2.INTER_AREA) >= 110 for ink in (found, truth))
    return float((a & b).sum() / (a | b).sum())


def _tight(ink: Image) -> Image:
    x, y, w, h = cv2.boundingRect((ink >= 128).astype(np.uint8))
    return ink[y : y + h, x : x + w]


@pytest.mark.parametrize("high", [24, 60, 200])
@pytest.mark.parametrize(("pen", "paper", "slope"), [(40, 220, 0), (130, 200, 0.05), (230, 30, 0)])
def test_ink_is_found_in_any_light(high: int, pen: int, paper: int, slope: float) -> None:
    ink, box = page_of(3, high)
    found = ink_of(grey(ink, pen, paper, slope), box, NONE)
    assert found is not None
    assert overlap(found.image, ink) > 0.8
    assert found.contrast == pytest.approx(abs(pen - paper), rel=0.35)


def test_a_neighbour_is_left_out() -> None:
    ink, box = page_of(3, 60)
    alone = ink_of(grey(ink), box, NONE)
    near = writing.one(1, 60)
    writing.put(ink, near, int(box[2]) + 2, 100)
    other = np.array([[box[2] + 2, 100, box[2] + 2 + near.shape[1], 160]])
    crowded = ink_of(grey(ink), box, other)
    assert alone is not None
    assert crowded is not None
    assert overlap(crowded.image, alone.image) > 0.9


def test_blank_paper_has_no_ink() -> None:
    assert ink_of(np.full((200, 200), 200, np.uint8), np.array([50, 50, 90, 120.0]), NONE) is None


@pytest.mark.parametrize(
    "box", [[-30, -20, 30, 40], [380, 380, 460, 470], [50, 50, 50.4, 50.4], [500, 500, 520, 540]]
)
def test_boxes_may_reach_beyond_the_picture(box: list[float]) -> None:
    ink, _ = page_of(3, 60)
    ink_of(grey(ink), np.array(box, float), NONE)
