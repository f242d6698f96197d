"""The modes in front of one source: what one of them leaves to the others."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from live.frames.playing import Playing
from live.frames.source import Source
from live.frames.sources import open_source
from live.modes.air import Air
from live.modes.desk import Desk, Wishes
from live.modes.paper import Paper


@pytest.fixture
def seen(clip: tuple[Path, str]) -> Playing:
    """A clip that was seen to its end in another mode."""
    playing = Playing(open_source(str(clip[0])))
    while not playing.ended:
        playing.next()
    return playing


def test_paper_reads_the_last_frame_of_a_clip_that_ended_elsewhere(
    seen: Playing, clip: tuple[Path, str]
) -> None:
    paper = Paper(seen, models.load())
    moment = paper.step()
    assert moment is not None
    assert moment.reading.text == clip[1]
    assert paper.step() is None


def test_air_shows_the_last_frame_of_a_clip_that_ended_elsewhere(seen: Playing) -> None:
    air = Air(seen, models.load(), Path("none.task"))
    try:
        moment = air.step()
    finally:
        air.close()
    assert moment is not None
    assert seen.end is not None
    assert np.array_equal(moment.frame.image, seen.end.image)


def test_a_stroke_ends_with_its_mode() -> None:
    desk = Desk(Source("nothing", "still", ()), models.load(), (960, 540), Wishes(mode="mouse"))
    for event, x in ((cv2.EVENT_LBUTTONDOWN, 100), (cv2.EVENT_MOUSEMOVE, 160)):
        desk.mouse.handle(event, x, 100, cv2.EVENT_FLAG_LBUTTON)
    desk.next_mode()
    assert not desk.mouse.pen.is_down
    assert not desk.mouse.busy
    desk.close()
