"""What a film says in the end: the reading that was there longest."""

from __future__ import annotations

import weakref

import numpy as np

from live.reading.longest import Longest
from live.values import Digit, Frame, Reading


def reading_of(text: str) -> Reading:
    zeros = np.zeros(11, np.float32), np.zeros((28, 28), np.float32)
    return Reading(
        tuple(
            Digit(int(c) if c.isdigit() else c, 1.0, zeros[0], (10 * i, 0, 9, 20), 0, zeros[1])
            for i, c in enumerate(text)
        )
    )


def test_longest_reading() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    longest = Longest()
    assert longest.result() is None
    for time_, text in ((0, ""), (5, "12"), (6, "13"), (6.7, "12"), (6.8, ""), (9, "")):
        longest.add(Frame(image, time_, int(10 * time_)), reading_of(text))
    outcome = longest.result()
    assert outcome is not None
    assert (outcome[0].index, outcome[1].text) == (67, "12")


def test_a_camera_that_never_ends_keeps_two_frames() -> None:
    longest, frames = Longest(), []
    for k in range(40):
        frame = Frame(np.zeros((4, 4, 3), np.uint8), float(k), k)
        frames.append(weakref.ref(frame))
        longest.add(frame, reading_of(str(k)))
    del frame
    assert sum(alive() is not None for alive in frames) <= 2


def test_signs_alone_are_nothing_to_say() -> None:
    longest = Longest()
    for time, text in ((0, "-"), (5, "12"), (6, "-"), (9, "-")):
        longest.add(Frame(np.zeros((4, 4, 3), np.uint8), time, time), reading_of(text))
    outcome = longest.result()
    assert outcome is not None
    assert outcome[1].text == "12"
