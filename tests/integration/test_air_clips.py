"""Clips of hands that write in the air, and recorded fingertips, read as files and as a camera's."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import models
from live.frames.playing import Playing
from live.frames.source import Source
from live.frames.sources import open_source
from live.modes.air import Air, mirrored
from live.values import Frame
from tests.conftest import FULL, RunLive, reports

pytest.importorskip("mediapipe")

Make = Callable[..., Path]
Read = Callable[[Path], list[dict[str, Any]]]


@pytest.fixture
def read(run_live: RunLive, model: Path) -> Read:
    def read(source: Path) -> list[dict[str, Any]]:
        done = run_live("read", source, "--mode", "air", "--json", "--hand-model", model)
        assert done.returncode == 0, done.stderr
        assert "live:" not in done.stderr
        return reports(done.stdout)

    return read


def test_a_clip_gives_its_number(air_clip: Make, read: Read) -> None:
    lines = read(air_clip("407", "--person", "A", "--hand", "none__0a0ef3d2", "--seed", "1"))
    assert [line["text"] for line in lines] == ["4", "40", "407", "407"]
    last = lines[-1]
    assert [line.get("final") for line in lines] == [None, None, None, True]
    assert [(digit["value"], digit["line"]) for digit in last["digits"]] == [(4, 0), (0, 0), (7, 0)]
    assert last["size"] == [640, 480]
    for left, digit in zip((60, 233, 407), last["digits"], strict=True):
        x, _, w, h = digit["box"]
        assert left - 50 < x < x + w < left + 195  # the way to the 7 is seen, too
        assert 120 < max(w, h) < 190


@pytest.mark.parametrize("name", ["dpops99_test", "dpops99_test_1"])
def test_a_waving_palm_draws_nothing(name: str, shared: Path, read: Read) -> None:
    path = shared / "hands" / f"{name}.mp4"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    (last,) = read(path)
    assert (last["final"], last["digits"]) == (True, [])


def test_trails_of_fingertips(shared: Path, run_live: RunLive, tmp_path: Path) -> None:
    with gzip.open(shared / "air" / "leap_A-E.jsonl.gz", "rt") as file:
        rows = [json.loads(line) for line in file][:: 1 if FULL else 4]
    path = tmp_path / "trails.jsonl"
    with path.open("w") as out:
        for row in rows:
            trail = np.array(row["trail_xyz"])[:, :2] * (1, -1)
            trail = (trail - trail.min(0)) * 300 / np.ptp(trail, axis=0).max()
            points = np.column_stack([trail, np.arange(len(trail)) / 110])
            out.write(json.dumps({"strokes": [points.round(4).tolist()]}) + "\n")
    done = run_live("read", path, "--mode", "air", "--json")
    texts = [report["text"] for report in reports(done.stdout)]
    right = np.mean([text == row["label"] for text, row in zip(texts, rows, strict=True)])
    assert right >= 0.97


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
def test_a_camera_is_read_as_it_comes_and_never_stalls(made: Path, model: Path) -> None:
    air: list[Air] = []
    source = Source("camera", "live", camera(made, air), camera=True)
    playing = Playing(source)
    air.append(Air(playing, models.load(), model))
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
def test_a_camera_is_a_mirror_in_air(mode: str, camera: bool, asked: bool | None, is_mirrored: bool) -> None:
    assert mirrored(Source("one", "live", camera=camera), mode, asked) is is_mirrored
