"""Where a hand is looked for: windows, what is believed, and how few looks that takes."""

from __future__ import annotations

import numpy as np
import pytest

from live.air.search import KNOBS, Search, is_hand
from live.values import Floats, Frame, Image
from tests.handshapes import landmarks

SIZE, RATE = (640, 480), 30
BLOB = 200


def frame(index: int, at: tuple[float, float] | None, size: float = 40) -> Frame:
    """A dark frame; where a hand is, one pixel that says how large."""
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    if at is not None:
        image[round(at[1]), round(at[0])] = (BLOB, round(size), 0)
    return Frame(image, index / RATE, index)


class Eye:
    """Sees a hand that is large enough in the window it looks at; blind: for so many looks."""

    def __init__(self) -> None:
        self.windows: list[tuple[int, int]] = []
        self.blind = 0

    def __call__(self, image: Image, time: float) -> Floats | None:
        self.windows.append((image.shape[1], image.shape[0]))
        self.blind -= 1
        y, x = np.nonzero(image[..., 0])
        if self.blind >= 0 or not len(x):
            return None
        size = float(image[y[0], x[0], 1])
        if size < 0.06 * max(image.shape):
            return None
        return landmarks("pointing", (float(x[0]), float(y[0])), size)


@pytest.fixture
def eye() -> Eye:
    return Eye()


def test_a_hand_is_sure_once_it_was_seen_a_few_times(eye: Eye) -> None:
    search = Search(eye)
    hands = [search.look(frame(k, (300 + 5 * k, 300))) for k in range(10)]
    sure = [hand is not None and hand.sure for hand in hands]
    first = sure.index(True)
    assert first <= KNOBS.sure
    assert all(sure[first:])
    assert hands[-1] is not None
    assert hands[-1].landmarks[0] == pytest.approx((345, 300))


def test_what_jumps_about_or_changes_its_size_is_never_sure(eye: Eye) -> None:
    search, rng = Search(eye), np.random.default_rng(0)
    for k in range(30):
        found = search.look(frame(k, (100 + 200 * (k % 3), 250), 40))
        assert found is None or not found.sure
    for k in range(30, 60):
        found = search.look(frame(k, (320, 300), 40 * (1 + k % 2) + float(rng.uniform(0, 2))))
        assert found is None or not found.sure


@pytest.mark.parametrize("speed", [0.0, 9.0, -9.0])
def test_a_lost_hand_is_found_again_where_it_was_going(eye: Eye, speed: float) -> None:
    search = Search(eye)
    for k in range(10):
        search.look(frame(k, (320 + speed * k, 300)))
    eye.blind = 8  # two looks a frame
    assert [search.look(frame(k, (320 + speed * k, 300))) for k in range(10, 14)] == [None] * 4
    hand = search.look(frame(14, (320 + speed * 14, 300)))
    assert hand is not None
    assert hand.sure, "the same hand"
    assert eye.windows[-1] < SIZE, "around it, not in the whole frame"


@pytest.mark.parametrize("at", [(60, 100), (330, 240), (600, 460)])
def test_a_hand_that_is_small_in_the_whole_frame_is_found_in_a_part_and_kept(
    eye: Eye, at: tuple[float, float]
) -> None:
    search = Search(eye)
    found = [search.look(frame(k, (at[0] + 3 * np.sin(k), at[1]), 24)) for k in range(40)]
    first = next(k for k, hand in enumerate(found) if hand is not None)
    assert first < 20
    assert None not in found[first:]
    assert len(eye.windows) <= 2 * len(found)


def test_small_hands_are_followed_through_the_frame(eye: Eye) -> None:
    search = Search(eye)
    places = [(60 + 6.0 * max(0, k - 20), 240.0) for k in range(110)]
    found = [search.look(frame(k, place, 24)) for k, place in enumerate(places)]
    assert None not in found[20:]
    assert max(len(eye.windows) - len(found), 0) < 20, "a second look is rare"


def test_without_a_hand_a_frame_takes_one_look(eye: Eye) -> None:
    search = Search(eye)
    assert [search.look(frame(k, None)) for k in range(30)] == [None] * 30
    assert len(eye.windows) == 30
    assert eye.windows.count(SIZE) == 15


def test_another_frame_size_and_another_time_begin_anew(eye: Eye) -> None:
    search = Search(eye)
    for k in range(6):
        assert search.look(frame(k, (320, 300))) is not None or k == 0
    small = Frame(np.zeros((48, 64, 3), np.uint8), 0.3, 7)
    assert search.look(small) is None
    assert search.look(Frame(small.image, 0.1, 8)) is None


@pytest.mark.parametrize("shape", ["pointing", "palm", "fist", "call"])
def test_hands_have_the_shape_of_hands(shape: str) -> None:
    points = landmarks(shape)
    assert is_hand(points)
    assert not is_hand(landmarks(shape, size=14)), "too small"
    points[8] += (0, -400)
    assert not is_hand(points), "a finger longer than any"
