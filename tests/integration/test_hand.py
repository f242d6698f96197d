"""The hand in pictures and clips of people, found and followed; and what is said where it cannot be."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import assert_one_line, live_process

from live.air.hand import Finder, Hand
from live.air.pose import POSES, probabilities
from live.errors import UserError
from live.values import Frame, Image
from tests.pictures import film, greys

pytest.importorskip("mediapipe")

STILLS = {
    "arpit_open_palm": "palm", "four__06aa70cc": "other", "four__077fa4bf": "other",
    "none__0a0ef3d2": "pointing", "none__0a4bc2da": "pointing", "none__0a787971": "fist",
    "ydev_victory": "other",
}  # fmt: skip


@pytest.fixture
def finder(model: Path) -> Iterator[Finder]:
    finder = Finder(model)
    yield finder
    finder.close()


def still(shared: Path, name: str) -> tuple[Image, tuple[float, float], float]:
    """A picture of a hand, where its index finger's tip is, and how high the hand is, px."""
    (path,) = (shared / "hands").glob(f"{name}*.jpg")
    tips = json.loads((shared / "hands" / "tips.json").read_text())[path.stem]
    return np.asarray(cv2.imread(str(path)), np.uint8), tips["tip"], tips["hand_height"]


@pytest.mark.parametrize("mirror", [False, True], ids=["as it is", "mirrored"])
@pytest.mark.parametrize("name", STILLS)
def test_people(name: str, mirror: bool, finder: Finder, shared: Path) -> None:
    image, (x, y), high = still(shared, name)
    if mirror:
        image, x = np.asarray(cv2.flip(image, 1), np.uint8), image.shape[1] - 1 - x
    # As near as one writes: a hand that is small in a large room is not always found.
    reach = round(2.2 * high)
    left, top = max(0, round(x) - reach), max(0, round(y) - reach)
    near = np.ascontiguousarray(image[top : top + 2 * reach, left : left + 2 * reach])
    hand = finder.find(Frame(near, 0, 0))
    assert POSES[int(probabilities(hand.landmarks).argmax())] == STILLS[name]
    if STILLS[name] == "pointing":
        assert np.hypot(hand.tip[0] + left - x, hand.tip[1] + top - y) <= 0.06 * high


@pytest.mark.parametrize("name", ["none__0a0ef3d2", "none__0a4bc2da"])
def test_a_hand_of_60_px_is_found_soon_and_sure(name: str, finder: Finder, shared: Path) -> None:
    """The second one is too small for MediaPipe in the whole frame."""
    large, (x, y), high = still(shared, name)
    zoom = 60 / high
    place = np.array([[zoom, 0, 400 - zoom * x], [0, zoom, 200 - zoom * y]], np.float32)
    image = cv2.warpAffine(large, place, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    hands = [finder.find(Frame(np.asarray(image, np.uint8), k / 30, k)) for k in range(15)]
    assert hands[-1].sure
    assert np.hypot(*np.subtract(hands[-1].tip, (400, 200))) < 6


def shifted(shared: Path, x: float) -> Image:
    """A hand whose fingertip has been moved to an x, px."""
    image, tip, _ = still(shared, "none__0a4bc2da")
    shift = np.array([[1, 0, x - tip[0]], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(image, shift, image.shape[1::-1]), np.uint8)


def test_a_quick_hand_is_found_where_it_is(finder: Finder, shared: Path) -> None:
    """From frame to frame it moves by its own size, so that it is not where it was going."""
    for k, x in enumerate((250, 250, 345, 250, 330, 260)):
        hand = finder.find(Frame(shifted(shared, x), k / 30, k))
        if k:  # more than the frame is looked at first, where it may be too small
            assert abs(hand.tip[0] - x) < 8


def test_a_hand_is_sure_until_it_is_lost_for_long_and_where_nobody_is_there_is_none(
    finder: Finder, shared: Path
) -> None:
    blank = np.full_like(shifted(shared, 250), 120)

    def seen(x: float | None, frames: range) -> list[bool | None]:
        """Whether a hand at a place is sure in each of some frames; None where none is found."""
        images = [blank if x is None else shifted(shared, x + 3 * k) for k in frames]
        hands = [finder.find(Frame(image, k / 30, k)) for image, k in zip(images, frames, strict=True)]
        return [hand and hand.sure for hand in hands]

    came = seen(200, range(12))
    first = came.index(True)
    assert 2 <= first < 8, "not at first sight"
    assert all(came[first:])
    assert seen(None, range(12, 15)) == [None] * 3
    assert all(seen(200, range(15, 18))), "found again where it was going"
    assert seen(None, range(118, 138)) == [None] * 20
    assert not any(seen(200 - 3 * 121, range(138, 140))), "in its place, but another one"


def test_a_stream_gives_the_newest_frame_and_never_waits(finder: Finder, shared: Path) -> None:
    image = still(shared, "none__0a0ef3d2")[0]
    finder.find(Frame(image, 0.0, 0))
    frames = [Frame(image, 1 + k / 1000, 1 + k) for k in range(30)]
    begin = time.perf_counter()
    for frame in frames:
        finder.offer(frame)
    assert time.perf_counter() - begin < 0.5
    seen: list[int] = []
    while not seen or seen[-1] != 30:
        frame, hand = finder.take(10)
        seen.append(frame.index)
        assert isinstance(hand, Hand)
    assert len(seen) < 30, "each frame was looked at"
    assert finder.take() is None


@pytest.mark.parametrize("content", [b"no model", b""], ids=["text", "empty"])
def test_a_file_that_is_no_model(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hand.task"
    path.write_bytes(content)
    finder = Finder(path)
    with pytest.raises(UserError, match="hand"):
        finder.find(Frame(np.zeros((48, 64, 3), np.uint8), 0.0, 0))
    assert finder.failed
    assert "\n" not in finder.lack
    finder.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries are found in other ways")
def test_a_library_that_the_system_lacks(model: Path, tmp_path: Path) -> None:
    """An empty file in its place is no library either, and found first."""
    (tmp_path / "libGLESv2.so.2").touch()
    clip = film(tmp_path / "clip.mp4", greys(range(3)))
    env = {"LD_LIBRARY_PATH": str(tmp_path)}
    done = live_process("read", "--mode", "air", clip, "--hand-model", model, env=env)
    assert_one_line(done, 1, "libGLESv2.so.2", "apt-get install libgl1 libegl1 libgles2")
