"""Clips of hands that write in the air, and recorded fingertips, read as a user would have them read."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import RunLive, reports
from tests.pictures import film, greys

pytest.importorskip("mediapipe")

FULL = os.environ.get("LIVE_FULL") == "1"
"""All that is promised is tried, in minutes; else a sample of it."""

WRITERS = ("none__0a0ef3d2", "none__0a4bc2da")
"""Stills of hands with the index finger up."""

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
    lines = read(air_clip("407", "--person", "A", "--hand", WRITERS[0], "--seed", "1"))
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


def test_a_palm_at_the_end_takes_the_number(air_clip: Make, read: Read) -> None:
    """Taken or not, what was written is what a clip gives."""
    path = air_clip("31", "--person", "D", "--hand", WRITERS[1], "--lifted", "arpit_open_palm", "--seed", "3")
    assert read(path)[-1]["text"] == "31"


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


def test_no_hand_in_it(read: Read, tmp_path: Path) -> None:
    (last,) = read(film(tmp_path / "grey.mp4", greys(range(100, 110), (320, 240))))
    assert (last["final"], last["text"]) == (True, "")
