"""The eye's levels, marks that are seen at two of them, turned pictures, and the ink in a box."""

import cv2
import numpy as np
import pytest

from live.paper.detection import Candidates, _merged, detect, levels, suppressed
from live.paper.ink import ink_of
from live.paper.turning import turned, turned_back
from live.values import Floats, Image
from models.eye import MAPS, STRIDE, Eye
from tests import writing

CLASSES = 21


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
    assert len(detect(eye, np.zeros((*size, 3), np.uint8), still=False)[0]) == 0
    assert [max(asked) for asked in eye.asked] == levels(max(size), still=False)
    for high, wide in eye.asked:
        assert high / wide == pytest.approx(size[0] / size[1], rel=0.1) or min(high, wide) == 8


def test_two_boxes_of_a_slim_mark_are_one_and_two_slim_marks_are_two() -> None:
    """As the boxes of a 1 that was found at two sizes, and as 11 is written."""
    one, again, beside = [302.0, 109, 325, 194], [294.0, 120, 313, 188], [332.0, 109, 352, 194]
    assert suppressed(np.array([one, again, beside]), 0.3, 0.6).tolist() == [0, 2]


def found(*marks: tuple[tuple[float, ...], float, int]) -> Candidates:
    """Candidates with boxes, a heat of a digit, and the class that they surely are."""
    boxes = np.array([box for box, _, _ in marks], np.float64).reshape(-1, 4)
    heats = np.array([(heat, 0, 0) for _, heat, _ in marks], np.float32).reshape(-1, 3)
    classes = np.eye(CLASSES, dtype=np.float32)[[label for _, _, label in marks]]
    return Candidates(boxes, heats, classes, np.zeros(len(marks), np.float32))


def test_a_mark_seen_at_two_levels_is_one_of_which_both_speak() -> None:
    box = (10.0, 10.0, 40.0, 50.0)
    one = _merged([found((box, 0.6, 3), ((100, 10, 130, 50), 0.5, 7)), found((box, 0.2, 5))], [1, 2])
    assert one.boxes.tolist() == [list(box), [100, 10, 130, 50]]
    assert one.agreement.tolist() == pytest.approx([0.2, 0])
    assert one.classes[0, [3, 5]].tolist() == pytest.approx([0.75, 0.25])
    assert one.classes[1, 7] == 1


@pytest.mark.parametrize(("side", "again"), [(12, -1), (40, 0), (200, -1)])
def test_a_mark_that_one_level_alone_shows_well_is_not_missed_elsewhere(side: float, again: float) -> None:
    one = _merged([found(((0, 0, side, side), 0.6, 3)), found()], [1, 2])
    assert one.agreement.tolist() == [again]


@pytest.mark.parametrize("quarters", range(4))
def test_a_box_in_a_turned_picture_lies_on_the_same_pixels(quarters: int) -> None:
    image = np.zeros((60, 90, 3), np.uint8)
    page = turned(image, quarters).copy()
    page[10:25, 30:37] = 255
    x, y, w, h = turned_back((30, 10, 7, 15), quarters, (90, 60))
    image[y : y + h, x : x + w] = 255
    assert (turned(page, -quarters % 4) == image).all()


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
