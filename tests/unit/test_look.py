"""The eye's levels: the sizes at which a picture is looked at, and marks that are seen at two of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from live.paper.look import KNOBS, Candidates, _apart, apart, levels, look
from live.paper.turning import back, turned
from live.values import Floats, Image
from models.eye import MAPS, STRIDE, Eye

CLASSES = 21


@pytest.mark.parametrize("longer", [20, 64, 133, 300, 640, 1280, 4000])
@pytest.mark.parametrize("still", [False, True])
def test_each_level_is_smaller_than_the_one_before_by_a_step(longer: int, still: bool) -> None:
    sides = levels(longer, still)
    step = KNOBS.steps[still]
    assert all(int(fine / step) == coarse for fine, coarse in pairwise(sides))
    assert sides[-1] < step * KNOBS.coarsest
    assert len(sides) == 1 or sides[-1] >= KNOBS.coarsest


def test_two_boxes_of_a_slim_mark_are_one_and_two_slim_marks_are_two() -> None:
    """As the boxes of a 1 that was found at two sizes, and as 11 is written."""
    one, again = [302.0, 109, 325, 194], [294.0, 120, 313, 188]
    beside = [332.0, 109, 352, 194]
    assert apart(np.array([one, again, beside]), 0.3, 0.6) == [0, 2]


@pytest.mark.parametrize(
    ("longer", "film", "photo"),
    [(20, 40, 40), (300, 600, 600), (640, 640, 640), (900, 640, 900), (4000, 640, 1280)],
)
def test_the_finest_level_is_no_larger_than_a_large_picture(longer: int, film: int, photo: int) -> None:
    """A small one is enlarged, to 640 px at most."""
    assert levels(longer, still=False)[0] == film
    assert levels(longer, still=True)[0] == photo


def found(*marks: tuple[tuple[float, ...], float, int]) -> Candidates:
    """Candidates with boxes, a heat of a digit, and the class that they surely are."""
    count = len(marks)
    classes = np.zeros((count, CLASSES), np.float32)
    classes[np.arange(count), [label for _, _, label in marks]] = 1
    heats = np.zeros((count, 3), np.float32)
    heats[:, 0] = [heat for _, heat, _ in marks]
    boxes = np.array([box for box, _, _ in marks], np.float64).reshape(-1, 4)
    return Candidates(boxes, heats, classes, np.zeros(count, np.float32))


def test_a_mark_seen_at_two_levels_is_one_of_which_both_speak() -> None:
    box = (10.0, 10.0, 40.0, 50.0)
    one = _apart([found((box, 0.6, 3), ((100, 10, 130, 50), 0.5, 7)), found((box, 0.2, 5))], [1, 2])
    assert one.boxes.tolist() == [list(box), [100, 10, 130, 50]]
    assert one.again.tolist() == pytest.approx([0.2, 0])
    assert one.classes[0, [3, 5]].tolist() == pytest.approx([0.75, 0.25])
    assert one.classes[1, 7] == 1


def test_two_candidates_of_one_level_are_no_second_sight() -> None:
    one = _apart([found(((10, 10, 40, 50), 0.6, 3), ((12, 11, 41, 50), 0.5, 3)), found()], [1, 2])
    assert len(one) == 1
    assert one.again.tolist() == [0]


@pytest.mark.parametrize(("side", "again"), [(12, -1), (40, 0), (200, -1)])
def test_a_mark_that_one_level_alone_shows_well_is_not_missed_elsewhere(side: float, again: float) -> None:
    one = _apart([found(((0, 0, side, side), 0.6, 3)), found()], [1, 2])
    assert one.again.tolist() == [again]


def test_nothing_found_is_nothing() -> None:
    assert len(_apart([found(), found()], [1, 2])) == 0
    assert apart(np.zeros((0, 4)), 0.5, 0.8) == []


class Blank(Eye):
    """An eye that sees nothing, and remembers at which sizes it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def maps(self, image: Image) -> Floats:
        h, w = image.shape[:2]
        self.asked.append((h, w))
        return np.full((-(-h // STRIDE), -(-w // STRIDE), MAPS + CLASSES), -9, np.float32)


@pytest.mark.parametrize("size", [(480, 640), (45, 133), (2000, 300), (8, 8)])
def test_levels_keep_the_shape_of_the_picture(size: tuple[int, int]) -> None:
    eye = Blank()
    seen = look(eye, np.zeros((*size, 3), np.uint8), still=False)
    assert len(seen.candidates) == 0
    assert [max(asked) for asked in eye.asked] == levels(max(size), still=False)
    for high, wide in eye.asked:
        assert high / wide == pytest.approx(size[0] / size[1], rel=0.1) or min(high, wide) == 8


@pytest.mark.parametrize("quarters", range(4))
def test_a_box_in_a_turned_picture_lies_on_the_same_pixels(quarters: int) -> None:
    image = np.zeros((60, 90, 3), np.uint8)
    page = turned(image, quarters).copy()
    page[10:25, 30:37] = 255
    x, y, w, h = back((30, 10, 7, 15), quarters, (90, 60))
    expected = np.zeros_like(image)
    expected[y : y + h, x : x + w] = 255
    assert (turned(page, -quarters % 4) == expected).all()


@pytest.mark.parametrize("still", [False, True])
def test_a_glance_at_a_tiny_picture_sees_its_only_size(still: bool) -> None:
    tiny = np.full((16, 16, 3), 255, np.uint8)
    assert look(Eye(), tiny, still, glance=True).heat.shape == look(Eye(), tiny, still).heat.shape
