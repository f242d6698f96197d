"""Films, frame by frame as the window reads them: steady labels on a sheet, none where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from benchmarks.filming import RATE, Plan, film
from live.frames.demo import Demo
from live.paper.page import PageReader
from live.reading.tracker import Tracker
from live.values import Frame, Image, Reading
from tests.writing import INK, PAPER, page, picture

ROOM, SHEET, AFTER = 0.6, 2.5, 1.0
"""Seconds of a film: a room, a sheet held into it, the room again."""


@pytest.fixture
def reader() -> PageReader:
    return PageReader(models.load())


def readings(reader: PageReader, frames: Iterable[tuple[Image, float]]) -> list[Reading]:
    tracker = Tracker(reader.alphabet, reader.surest)
    read = []
    for index, (image, time) in enumerate(frames):
        frame = Frame(image, time, index)
        _, raw = reader.read(frame)
        read.append(tracker.update(raw, time, frame.size, reader.turn))
    return read


@pytest.mark.parametrize("text", ["2417\n9380", "305\n1764\n28"], ids=repr)
def test_a_shaking_sheet_is_read_at_once_and_steadily(reader: PageReader, text: str) -> None:
    still = picture(page(text, (960, 720), 100, (150, 120)), INK, PAPER)
    behind = np.asarray(cv2.resize(Demo(0, sheet=False).scene(30)[0].image, (960, 720)), np.uint8)
    shots = list(film(still, behind, plan=Plan(ROOM, 0, SHEET, AFTER)))
    read = readings(reader, ((shot.image, shot.time) for shot in shots))
    came, went = round(ROOM * RATE), round((ROOM + SHEET) * RATE)
    late = round(0.5 * RATE)
    assert {reading.text for reading in read[came + late : went]} == {text}
    labels: dict[int, set[int | str | None]] = {}
    for reading in read[came + late : went]:
        for digit in reading.digits:
            labels.setdefault(digit.track, set()).add(digit.value)
    assert all(len(values) == 1 for values in labels.values())
    assert not any(reading.text for reading in read[went + late :])


@pytest.mark.parametrize("how", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180], ids=["sideways", "upside down"])
def test_a_sheet_held_the_wrong_way_round_is_read_in_its_own_order(reader: PageReader, how: int) -> None:
    text = "2453\n3724"
    still = cv2.rotate(picture(page(text, (640, 480), 80, (80, 100)), INK, PAPER), how)
    shots = film(np.asarray(still, np.uint8), np.full_like(still, 40), plan=Plan(0.4, 0, 1.5, 0))
    read = readings(reader, ((shot.image, shot.time) for shot in shots))
    assert {reading.text for reading in read[round((0.4 + 0.7) * RATE) :]} == {text}


def test_a_digit_that_the_frame_cuts_stays_what_it_was(reader: PageReader) -> None:
    """Pushed slowly out of the frame, a three looks like a five, then like a seven, then like a one."""
    still = picture(page("325", (960, 720), 200, (300, 200)), INK, PAPER)
    frames = []
    for index in range(60):
        up = np.array([[1, 0, 0], [0, 1, -8 * index]], np.float64)
        moved = cv2.warpAffine(still, up, (960, 720), borderMode=cv2.BORDER_REPLICATE)
        frames.append((np.asarray(moved, np.uint8), index / RATE))
    read = readings(reader, frames)
    assert {reading.text for reading in read[8:40]} == {"325"}
    assert {digit.value for reading in read for digit in reading.digits} == {3, 2, 5}
    assert read[-1].text == ""


@pytest.mark.parametrize("seed", range(3))
def test_a_room_without_a_sheet_shows_no_number(reader: PageReader, seed: int) -> None:
    demo = Demo(seed, sheet=False)
    frames = [(demo.scene(index)[0].image, index / 30) for index in range(0, 40, 2)]
    assert not any(reading.text for reading in readings(reader, frames))


@pytest.mark.parametrize("name", ["dpops99_test", "dpops99_test_1", "haindavi_H-FanOff"])
def test_people_and_their_rooms_show_no_number(reader: PageReader, shared: Path, name: str) -> None:
    path = shared / "hands" / f"{name}.mp4"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    clip = cv2.VideoCapture(str(path))
    frames = []
    while len(frames) < 40 and (found := clip.read())[0]:
        frames.append((np.asarray(found[1], np.uint8), len(frames) / 30))
    assert frames
    assert not any(reading.text for reading in readings(reader, frames))
