"""The ink in a box that the eye has found."""

import cv2
import numpy as np
import pytest

from live.paper.ink import ink_of
from live.values import Image
from tests import writing


def photo(ink: Image, pen: int = 40, paper: int = 220, slope: float = 0.0) -> Image:
    """A grey page with the ink on it, whose paper grows darker to the right."""
    light = paper - slope * np.arange(ink.shape[1])[None]
    return np.clip(light * (1 - ink / 255) + pen * (ink / 255), 0, 255).astype(np.uint8)


def tight(ink: Image) -> Image:
    """Where ink is, brought from the box around it to 40x40 px."""
    x, y, w, h = cv2.boundingRect((ink >= 128).astype(np.uint8))
    return cv2.resize(ink[y : y + h, x : x + w], (40, 40), interpolation=cv2.INTER_AREA) >= 110


@pytest.mark.parametrize("high", [24, 60, 200])
@pytest.mark.parametrize(("pen", "paper", "slope"), [(40, 220, 0), (130, 200, 0.05), (230, 30, 0)])
def test_ink_is_found_in_any_light_without_neighbours(high: int, pen: int, paper: int, slope: float) -> None:
    three, one = writing.one(3, high), writing.one(1, high)
    right = 150 + three.shape[1]
    end = right + 2 + high // 20
    ink = np.zeros((400, 500), np.uint8)
    writing.put(ink, three, 150, 100)
    crowded = ink.copy()
    writing.put(crowded, one, end, 100)
    box, others = (
        np.array([150.0, 100, right, 100 + high]),
        np.array([[end, 100, end + one.shape[1], 100 + high]]),
    )
    for page, beside in ((ink, np.zeros((0, 4))), (crowded, others)):
        seen = ink_of(photo(page, pen, paper, slope), box, beside)
        found, wanted = tight(seen.image), tight(ink)
        assert (found & wanted).sum() > 0.8 * (found | wanted).sum()
        assert seen.contrast == pytest.approx(abs(pen - paper), rel=0.35)


@pytest.mark.parametrize(
    "box",
    [(50, 50, 90, 120), (-30, -20, 30, 40), (180, 180, 260, 270), (50, 50, 50, 50), (300, 9, 320, 99)],
)
def test_blank_paper_has_no_ink_also_beyond_the_picture(box: tuple[float, ...]) -> None:
    assert ink_of(np.full((200, 200), 200, np.uint8), np.array(box, float), np.zeros((0, 4))) is None
