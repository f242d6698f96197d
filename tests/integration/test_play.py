"""The run without a display: what it prints, the clip it leaves, and how it ends."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import cv2
import pytest
from conftest import RunLive, live_running, reports

import models
from live.frames.demo import Demo
from live.frames.sources import open_source
from live.modes.desk import Wishes
from live.play import SECONDS, play

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")


@linux
def test_without_a_display_it_plays_and_leaves_a_clip(run_live: RunLive, tmp_path: Path) -> None:
    done = run_live("--source", "demo", "--log", "log.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    name = done.stdout.splitlines()[-1].removeprefix("wrote ")
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([name, "log.jsonl"])
    assert Demo().scene(60)[1].replace("\n", "\n  ") in done.stdout
    assert Demo().scene(60)[1] in [report["text"] for report in reports((tmp_path / "log.jsonl").read_text())]
    capture = cv2.VideoCapture(str(tmp_path / name))
    seconds = capture.get(cv2.CAP_PROP_FRAME_COUNT) / capture.get(cv2.CAP_PROP_FPS)
    capture.release()
    assert seconds == pytest.approx(SECONDS, rel=0.15)


@linux
def test_without_a_display_and_a_place_to_write_the_reading_is_still_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], written: tuple[Path, str]
) -> None:
    monkeypatch.chdir("/proc")  # where nobody can write, not even root
    with open_source(str(written[0])) as source:
        assert play(source, models.load(), Wishes("paper"), seconds=60) == 0
    out, err = capsys.readouterr()
    assert "31415\n  9260" in out
    assert "wrote" not in out
    assert err.count("\n") == 1
    assert "no clip is kept: this folder cannot be written" in err


@linux
def test_a_log_that_is_cut_short_is_told_of_by_the_exit_code(
    run_live: RunLive, written: tuple[Path, str], tmp_path: Path
) -> None:
    done = run_live("--source", written[0], "--log", "/dev/full", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "The log stops here" in done.stderr
    assert len(list(tmp_path.glob("*.mp4"))) == 1, "the clip is kept"


@pytest.mark.parametrize(("option", "name"), [("--log", "own.jsonl"), ("--record", "own.mp4")])
def test_what_is_read_is_never_written_over(
    run_live: RunLive, tmp_path: Path, option: str, name: str
) -> None:
    own = tmp_path / name
    own.write_text('{"strokes": [[[1, 2, 0], [5, 9, 1]]]}\n')
    before = own.read_bytes()
    done = run_live("--source", own, option, f"{tmp_path}/./{name}")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "choose another file" in done.stderr
    assert own.read_bytes() == before


def test_a_clip_is_named_as_one(run_live: RunLive) -> None:
    done = run_live("--source", "demo", "--record", "clip.avi")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert ".mp4" in done.stderr


@linux
def test_without_a_display_a_clip_ends_when_it_ends(
    run_live: RunLive, tmp_path: Path, clip: tuple[Path, str]
) -> None:
    done = run_live("--source", clip[0], "--record", "mine.mp4", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("wrote mine.mp4\n")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.mp4"]


@linux
def test_without_a_display_interrupted_the_clip_is_whole(tmp_path: Path) -> None:
    with live_running("--source", "demo", "--record", "cut.mp4", cwd=tmp_path) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if " s:" in line:
                break
        time.sleep(0.5)
        process.send_signal(signal.SIGHUP)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    assert [file.name for file in tmp_path.iterdir()] == ["cut.mp4"]
    capture = cv2.VideoCapture(str(tmp_path / "cut.mp4"))
    assert capture.read()[0]
    capture.release()
