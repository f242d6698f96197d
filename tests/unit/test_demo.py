"""The demo: the same for the same seed, endless, and its truth what stands on the sheet."""

import re
import time

import cv2
import numpy as np

from benchmarks.score import worth
from live.frames.demo import FPS, SHEET_FRAMES, SLIDE_FRAMES, Demo

SMALL = (320, 180)


def test_the_same_seed_and_index_give_the_same_frame_in_any_order_and_others_differ() -> None:
    forwards = [Demo(3, SMALL).scene(i) for i in (0, 40, 130, 5000)]
    demo = Demo(3, SMALL)
    for (frame, text), i in reversed(list(zip(forwards, (0, 40, 130, 5000), strict=True))):
        again, again_text = demo.scene(i)
        assert np.array_equal(frame.image, again.image)
        assert (frame.index, frame.time, text) == (i, i / FPS, again_text)
    assert len({Demo(seed, SMALL).scene(30)[1] for seed in range(4)}) == 4
    one, other = (Demo(seed, SMALL, sheet=False).scene(30) for seed in (1, 2))
    assert cv2.absdiff(one[0].image, other[0].image).mean() > 2
    assert (one[1], other[1]) == ("", ""), "without a sheet nothing is to be read"


def test_the_truth_holds_while_the_sheet_is_held_and_is_empty_while_it_comes_and_goes() -> None:
    demo = Demo(0, SMALL)
    texts = [demo.scene(i)[1] for i in range(2 * SHEET_FRAMES)]
    first, second = texts[0], texts[SHEET_FRAMES + SHEET_FRAMES // 2]
    assert first != second
    assert all(re.fullmatch(r"\d{3,6}(\n\d{3,6}){0,2}", text) for text in (first, Demo(5).scene(60)[1]))
    assert set(texts[: SHEET_FRAMES - SLIDE_FRAMES]) == {first}
    assert texts[SHEET_FRAMES - 1] == texts[SHEET_FRAMES] == ""
    assert set(texts[SHEET_FRAMES + SLIDE_FRAMES : 2 * SHEET_FRAMES - SLIDE_FRAMES]) == {second}


def test_some_sheets_hold_a_right_sum_a_wrong_one_and_an_open_one() -> None:
    demo = Demo(0, SMALL)
    texts = [demo.scene((number + 1) * SHEET_FRAMES - 2 * SLIDE_FRAMES)[1] for number in range(6)]
    assert ["=" in text for text in texts] == [False, True, False, False, False, True]
    for text in (texts[1], texts[5]):
        given = [(str(worth(left)), right) for left, right in (row.split("=") for row in text.split("\n"))]
        assert sorted((right != "") + (right == answer) for answer, right in given) == [0, 1, 2]


def test_a_slow_reader_of_frames_misses_some() -> None:
    paced, start = Demo(0, SMALL).frames(), time.monotonic()
    next(paced)
    time.sleep(0.5)
    frame = next(paced)
    assert frame.index >= 14
    assert frame.time <= time.monotonic() - start + 1 / FPS
