"""Air mode in front of something that does not wait, as a camera does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import models
from live.frames.playing import Playing
from live.frames.source import Source
from live.frames.sources import open_source
from live.modes.air import Air, mirrored
from live.values import Frame

pytest.importorskip("mediapipe")


def camera(clip: Path, air: list[Air]) -> Iterator[Frame]:
    """The clip at its own speed once the hand can be found, its first frame over and over before."""
    frames = list(open_source(str(clip)))
    index, begin = 0, time.monotonic()
    while air[0].lack:
        yield replace(frames[0], index=(index := index + 1), time=time.monotonic() - begin)
        time.sleep(0.05)
    for frame in frames:
        yield replace(frame, index=(index := index + 1), time=time.monotonic() - begin)
        time.sleep(0.045)  # a little slowly: other tests may want the processor
    yield from [replace(frames[-1], index=(index := index + 1), time=time.monotonic() - begin)] * 4


@pytest.mark.clock
def test_a_camera_is_read_as_it_comes_and_never_stalls(made: Path, shared: Path) -> None:
    air: list[Air] = []
    source = Source("camera", "live", camera(made, air), camera=True)
    playing = Playing(source)
    air.append(Air(playing, models.load(), shared / "hands" / "hand_landmarker.task"))
    shown = 0
    try:
        while not playing.ended:
            moment = air[0].step()
            shown += moment is not None
    finally:
        air[0].close()
    assert shown > 60
    assert air[0].writing.everything.text == "20"
    assert "last" in playing.note


@pytest.mark.parametrize(
    ("mode", "camera", "asked", "is_mirrored"),
    [
        ("air", True, None, True), ("air", False, None, False), ("paper", True, None, False),
        ("air", True, False, False), ("paper", False, True, True), ("mouse", True, None, False),
    ],
)  # fmt: skip
def test_a_camera_is_a_mirror_in_air_mode(
    mode: str, camera: bool, asked: bool | None, is_mirrored: bool
) -> None:
    assert mirrored(Source("one", "live", camera=camera), mode, asked) is is_mirrored
