"""Where a hand is looked for: windows and squares, what is believed, and how few looks that takes."""

import math

import numpy as np
import pytest

from live.air.follower import Square, square_of
from live.air.hand import Hand
from live.air.search import KNOBS, Search, is_hand
from live.values import Box, Floats, Frame, Image
from tests.handshapes import landmarks

SIZE, RATE = (640, 480), 30
BLOB = 200


def frame(index: int, at: tuple[float, float] | None, size: float = 50) -> Frame:
    """A dark frame; where a hand is, one pixel that says how large."""
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    if at is not None:
        image[round(at[1]), round(at[0])] = (BLOB, round(size), 0)
    return Frame(image, index / RATE, index)


class Eye:
    """Finds a hand that is large enough in a window, and follows one that is near the middle of a square.

    blind: for so many looks. presence: of a hand. windows, squares: that were looked at. wide: sees nothing
    in squares of a lesser side, px.
    """

    def __init__(self) -> None:
        self.windows: list[Box] = []
        self.squares: list[Square] = []
        self.blind = 0
        self.presence, self.wide = 1.0, 0.0

    def find(self, image: Image, window: Box) -> Floats | None:
        self.windows.append(window)
        hand, (x, y, w, h) = self._seen(image), window
        if hand is None or hand.size < 0.05 * max(w, h):
            return None
        inside = x <= hand.palm[0] < x + w and y <= hand.palm[1] < y + h
        return hand.landmarks if inside else None

    def follow(self, image: Image, square: Square) -> tuple[Floats, float]:
        self.squares.append(square)
        hand = self._seen(image)
        if hand is None or math.dist(hand.palm, (square.x, square.y)) > square.side / 2:
            return landmarks("fist"), 0.0
        return hand.landmarks, self.presence if square.side >= self.wide else 0.0

    def _seen(self, image: Image) -> Hand | None:
        self.blind -= 1
        y, x = np.nonzero(image[..., 0])
        if self.blind >= 0 or not len(x):
            return None
        return Hand(landmarks("pointing", (float(x[0]), float(y[0])), float(image[y[0], x[0], 1])))


@pytest.fixture
def eye() -> Eye:
    return Eye()


def test_a_hand_is_sure_once_it_was_seen_a_few_times(eye: Eye) -> None:
    search = Search(eye.find, eye.follow)
    hands = [search.look(frame(k, (300 + 5 * k, 300))) for k in range(10)]
    sure = [hand is not None and hand.sure for hand in hands]
    first = sure.index(True)
    assert first <= KNOBS.sure
    assert all(sure[first:])
    assert hands[-1].landmarks[0] == pytest.approx((345, 300))


def test_what_jumps_about_or_changes_its_size_is_never_sure(eye: Eye) -> None:
    search, rng = Search(eye.find, eye.follow), np.random.default_rng(0)
    for k in range(30):
        found = search.look(frame(k, (100 + 200 * (k % 3), 250), 50))
        assert found is None or not found.sure
    for k in range(30, 60):
        found = search.look(frame(k, (320, 300), 40 * (1 + k % 2) + float(rng.uniform(0, 2))))
        assert found is None or not found.sure


@pytest.mark.parametrize("speed", [0.0, 9.0, -9.0])
def test_a_lost_hand_is_found_again_where_it_was_going(eye: Eye, speed: float) -> None:
    search = Search(eye.find, eye.follow)
    for k in range(10):
        search.look(frame(k, (320 + speed * k, 300)))
    eye.blind = 12  # twice where it was going, then it is looked for
    assert [search.look(frame(k, (320 + speed * k, 300))) for k in range(10, 14)] == [None] * 4
    hand = search.look(frame(14, (320 + speed * 14, 300)))
    assert hand.sure, "the same hand"
    assert len(eye.windows) == 5, "found where it was going, it was not looked for"


@pytest.mark.parametrize("at", [(60, 100), (330, 240), (600, 460)])
def test_a_hand_that_is_small_in_the_frame_is_found_and_kept(eye: Eye, at: tuple[float, float]) -> None:
    search = Search(eye.find, eye.follow)
    found = [search.look(frame(k, (at[0] + 3 * np.sin(k), at[1]), 30)) for k in range(40)]
    first = next(k for k, hand in enumerate(found) if hand is not None)
    assert first < 20
    assert None not in found[first:]
    assert len(eye.windows) == first + 1


def test_a_quick_hand_is_looked_at_twice_and_no_more(eye: Eye) -> None:
    search = Search(eye.find, eye.follow)
    for k in range(20):
        hand = search.look(frame(k, (200 + k * k, 300)))
        assert hand.landmarks[0] == pytest.approx((200 + k * k, 300))
    assert len(eye.windows) == 1
    assert len(eye.squares) <= 2 * 20


def test_a_hand_that_is_not_seen_is_seen_in_a_wider_square(eye: Eye) -> None:
    search = Search(eye.find, eye.follow)
    for k in range(10):
        assert search.look(frame(k, (320, 300)))
        eye.wide = 1.2 * eye.squares[0].side
    assert len(eye.windows) == 1
    assert len(eye.squares) == 1 + 2 * 9


def test_without_a_hand_a_frame_takes_one_look(eye: Eye) -> None:
    search = Search(eye.find, eye.follow)
    assert [search.look(frame(k, None)) for k in range(30)] == [None] * 30
    assert (len(eye.windows), len(eye.squares)) == (30, 0)
    assert eye.windows.count((0, 0, *SIZE)) == 10


@pytest.mark.parametrize("step", [-0.05, 0.05])
def test_what_is_hardly_there_is_no_hand(eye: Eye, step: float) -> None:
    search, eye.presence = Search(eye.find, eye.follow), KNOBS.found + step
    assert (search.look(frame(0, (320, 300))) is not None) == (step > 0)
    eye.presence = KNOBS.kept + step
    assert (search.look(frame(1, (320, 300))) is not None) == (step > 0)


def test_another_frame_size_and_another_time_begin_anew(eye: Eye) -> None:
    search = Search(eye.find, eye.follow)
    for k in range(6):
        assert search.look(frame(k, (320, 300))) is not None
    small = Frame(np.zeros((48, 64, 3), np.uint8), 0.3, 7)
    assert search.look(small) is None
    assert search.look(Frame(small.image, 0.1, 8)) is None


@pytest.mark.parametrize("shape", ["pointing", "palm", "fist", "call"])
def test_hands_have_the_shape_of_hands(shape: str) -> None:
    points = landmarks(shape)
    assert is_hand(points, SIZE)
    assert not is_hand(landmarks(shape, size=22), SIZE), "too small"
    assert is_hand(landmarks(shape, size=22), (320, 240)), "not too small in a small picture"
    points[8] += (0, -400)
    assert not is_hand(points, SIZE), "a finger longer than any"


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
