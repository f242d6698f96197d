"""The demo: the same for the same seed, endless, and its truth what stands on the sheet."""

from __future__ import annotations

import re
import time
from itertools import islice

import cv2
import numpy as np
import pytest

from benchmarks.score import worth
from live.frames import demo_sheet, demo_writing
from live.frames.demo import FPS, SHEET_FRAMES, SLIDE_FRAMES, Demo


def test_the_same_seed_and_index_give_the_same_frame_in_any_order() -> None:
    forwards = [Demo(3).scene(i) for i in (0, 40, 130, 5000)]
    demo = Demo(3)
    for (frame, text), i in reversed(list(zip(forwards, (0, 40, 130, 5000), strict=True))):
        again, again_text = demo.scene(i)
        assert np.array_equal(frame.image, again.image)
        assert (frame.index, frame.time, text) == (i, i / FPS, again_text)


def test_another_seed_gives_another_room_and_other_digits() -> None:
    (one, _), (other, _) = (Demo(seed, sheet=False).scene(30) for seed in (1, 2))
    assert cv2.absdiff(one.image, other.image).mean() > 2
    texts = {Demo(seed).scene(30)[1] for seed in range(4)}
    assert len(texts) == 4


@pytest.mark.parametrize("number", [0, 7, 10**6])
def test_the_truth_is_one_to_three_lines_of_three_to_six_digits(number: int) -> None:
    frame, text = Demo(5).scene(number * SHEET_FRAMES + SHEET_FRAMES // 2)
    assert re.fullmatch(r"\d{3,6}(\n\d{3,6}){0,2}", text)
    assert frame.image.shape == (720, 1280, 3)


def test_the_truth_holds_while_the_sheet_is_held_and_is_empty_while_it_comes_and_goes() -> None:
    demo = Demo(0, (320, 180))
    texts = [demo.scene(i)[1] for i in range(2 * SHEET_FRAMES)]
    first, second = texts[0], texts[SHEET_FRAMES + SHEET_FRAMES // 2]
    assert first
    assert second
    assert first != second
    assert set(texts[: SHEET_FRAMES - SLIDE_FRAMES]) == {first}
    assert texts[SHEET_FRAMES - 1] == texts[SHEET_FRAMES] == ""
    assert set(texts[SHEET_FRAMES + SLIDE_FRAMES : 2 * SHEET_FRAMES - SLIDE_FRAMES]) == {second}


@pytest.mark.parametrize("number", range(4))
def test_digits_stand_apart_and_are_large_enough(number: int) -> None:
    rng = np.random.default_rng([9, 2, number])
    blank = np.full((demo_sheet.PAPER[3] + 16, demo_sheet.PAPER[2] + 16, 3), 255, np.float32)
    text, corners = demo_writing.write(blank, rng)
    ink = (blank.min(2) < 200).astype(np.uint8)
    # Marks nearer to each other than 6 px would grow together here.
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((5, 5))))
    heights = [h - 4 for _, _, _, h, _ in stats[1:] if h > 20]
    assert len(heights) >= len(text.replace("\n", "")) == len(heights)
    assert min(heights) > 45
    assert max(heights) < 118
    assert corners.min() > 70 or corners[:, 1].min() > 10
    assert count > 1


@pytest.mark.parametrize("seed", range(3))
def test_some_sheets_hold_a_right_sum_a_wrong_one_and_an_open_one(seed: int) -> None:
    demo = Demo(seed)
    texts = [demo.scene((number + 1) * SHEET_FRAMES - 2 * SLIDE_FRAMES)[1] for number in range(6)]
    assert ["=" in text for text in texts] == [False, True, False, False, False, True]
    for text in (texts[1], texts[5]):
        given = {str(worth(left)): right for left, right in (line.split("=") for line in text.split("\n"))}
        assert sorted((right == "", right == answer) for answer, right in given.items()) == [
            (False, False), (False, True), (True, False)
        ]  # fmt: skip


@pytest.mark.parametrize("size", [(640, 480), (1920, 1080)])
def test_any_size_shows_the_whole_writing(size: tuple[int, int]) -> None:
    frame, text = Demo(1, size).scene(60)
    assert frame.image.shape == (size[1], size[0], 3)
    assert text


def test_without_a_sheet_nothing_is_to_be_read() -> None:
    assert {Demo(0, sheet=False).scene(i)[1] for i in range(0, 400, 150)} == {""}


def test_unpaced_frames_come_one_by_one_and_do_not_end() -> None:
    frames = islice(Demo(0, (320, 180)).frames(paced=False), 60)
    assert [f.index for f in frames] == list(range(60))


def test_paced_frames_keep_to_the_clock_and_a_slow_reader_misses_some() -> None:
    frames = Demo(0, (320, 180)).frames()
    start = time.monotonic()
    next(frames)
    time.sleep(0.5)
    frame = next(frames)
    assert frame.index >= 14
    assert frame.time <= time.monotonic() - start + 1 / FPS


def test_the_handwriting_is_thirty_of_each_digit() -> None:
    assert demo_writing.glyphs().shape == (10, 30, 28, 28)
    assert demo_writing.glyphs().dtype == np.uint8
