"""Snapshots, clips and logs: whole or not there at all; and the run without a display that leaves them."""

import json
import signal
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import RunLive, assert_one_line, files_up_to, live_running, reports

import models
from live.frames.demo import Demo
from live.frames.sources import open_source
from live.keeping import recorder
from live.modes.desk import Wishes
from live.play import SECONDS, play
from live.report import as_json
from live.values import Frame, Image, Moment, Sight
from tests.marks import reading
from tests.pictures import frames_of, greys

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
SIZE = (160, 120)


def noise(seed: int = 0, size: tuple[int, int] = SIZE) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def clip_of(path: Path, *frames: tuple[float, Image], until: float = 0.0) -> Path | None:
    """Record frames, each with its time, up to a time; what closing gives."""
    clip = recorder.Clip(path, SIZE, frames[0][0] if frames else 0.0)
    for time_, image in frames:
        clip.write(image, time_)
    clip.hold(until)
    assert not path.exists(), "a clip without its end must not have its name"
    return clip.close()


def test_a_snapshot_is_the_frame_the_drawing_and_the_json_under_names_of_their_own(tmp_path: Path) -> None:
    frame, read = Frame(noise(), 1.5, 7, "camera 0"), reading("4")
    moment = Moment(frame, Sight(noise()[..., 0]), read, 3.25)
    path = recorder.save_snapshot(tmp_path / "captures", moment)
    assert names(path.parent) == [f"{path.stem}-read.png", f"{path.stem}.json", f"{path.stem}.png"]
    assert np.array_equal(cv2.imread(str(path)), frame.image)
    assert json.loads(path.with_suffix(".json").read_text()) == as_json(read, frame, 3.25)
    others = {recorder.save_snapshot(tmp_path / "captures", moment) for _ in range(4)}
    assert len({path, *others}) == 5
    assert len(names(path.parent)) == 15


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    for name, said in (("taken.png", r"taken\.png"), ("nowhere/a.png", "nowhere")):
        with pytest.raises(OSError, match=said):
            recorder.write_whole(tmp_path / name, b"data")
    assert names(tmp_path) == ["taken.png"]


def test_a_clip_keeps_the_times_of_its_frames(tmp_path: Path) -> None:
    shades = zip((100.0, 100.5, 100.51, 100.52), greys((40, 120, 250, 200), SIZE), strict=True)
    path = tmp_path / "a.mp4"
    assert clip_of(path, *shades, until=101.0) == path
    assert cv2.VideoCapture(str(path)).get(cv2.CAP_PROP_FPS) == pytest.approx(recorder.Clip.FPS)
    levels = [frame.mean() for frame in frames_of(path)]
    assert len(levels) == 30
    assert levels[:15] == pytest.approx([40] * 15, abs=3)
    assert levels[16:] == pytest.approx([200] * 14, abs=3)
    assert names(tmp_path) == ["a.mp4"]


@pytest.mark.parametrize("size", [(161, 121), (1, 1), (4000, 30), (1920, 1080)])
def test_frames_of_any_size_and_number_fit_a_clip(tmp_path: Path, size: tuple[int, int]) -> None:
    frames = (0.0, noise(size=size)), (0.1, noise(size=(64, 96)))
    for number, count in ((0, None), (1, 1), (2, 6)):
        path = clip_of(tmp_path / f"{number}.mp4", *frames[:number], until=0.2 * (number > 1))
        assert (path and len(frames_of(path))) == count
    assert names(tmp_path) == ["1.mp4", "2.mp4"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_clip_that_the_disk_does_not_take_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    frames = [(number / 30, noise(number)) for number in range(60)]
    with files_up_to(200_000), pytest.raises(OSError, match=r"a\.mp4"):
        clip_of(tmp_path / "a.mp4", *frames)
    assert names(tmp_path) == []


def test_a_clip_whose_name_was_taken_meanwhile_is_kept_beside_it(tmp_path: Path) -> None:
    clip = recorder.Clip(tmp_path / "a.mp4", SIZE, 0.0)
    clip.write(noise(), 0.0)
    (tmp_path / "a.mp4").mkdir()  # as where another program holds a file of that name open, on Windows
    with pytest.raises(OSError, match=r"kept as \.a\.part\.mp4"):
        clip.close()
    (tmp_path / "a.mp4").rmdir()
    recorder.Clip(tmp_path / "a.mp4", SIZE, 0.0).close()  # another session tries the name
    assert len(frames_of(tmp_path / ".a.part.mp4")) == 1


@linux
def test_without_a_display_it_plays_and_leaves_a_clip(run_live: RunLive, tmp_path: Path) -> None:
    done = run_live("--source", "demo", "--log", "log.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    name, truth = done.stdout.splitlines()[-1].removeprefix("wrote "), Demo().scene(60)[1]
    assert names(tmp_path) == sorted([name, "log.jsonl"])
    assert truth.replace("\n", "\n  ") in done.stdout
    assert truth in [report["text"] for report in reports((tmp_path / "log.jsonl").read_text())]
    assert len(frames_of(tmp_path / name)) == pytest.approx(SECONDS * recorder.Clip.FPS, rel=0.15)


@linux
def test_without_a_place_to_write_the_reading_is_still_printed(
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
def test_a_log_that_is_cut_short_is_told_of(
    run_live: RunLive, written: tuple[Path, str], tmp_path: Path
) -> None:
    done = run_live("--source", written[0], "--log", "/dev/full", cwd=tmp_path)
    assert_one_line(done, 1, "The log stops here")
    assert len(list(tmp_path.glob("*.mp4"))) == 1, "the clip is kept"


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [("--log", "own.jsonl", "choose another file"), ("--record", "own.mp4", "choose another file"),
     ("--record", "clip.avi", ".mp4")],
)  # fmt: skip
def test_what_is_read_is_never_written_over_and_a_clip_is_named_as_one(
    run_live: RunLive, tmp_path: Path, option: str, name: str, said: str
) -> None:
    (tmp_path / name).write_text('{"strokes": [[[1, 2, 0], [5, 9, 1]]]}\n')
    before = (tmp_path / name).read_bytes()
    done = run_live("--source", tmp_path / name, option, f"{tmp_path}/./{name}")
    assert_one_line(done, 2, said)
    assert (tmp_path / name).read_bytes() == before


@linux
def test_without_a_display_interrupted_the_clip_is_whole(tmp_path: Path) -> None:
    with live_running("--source", "demo", "--record", "cut.mp4", cwd=tmp_path) as process:
        next(line for line in process.stdout if " s:" in line)
        time.sleep(0.5)
        process.send_signal(signal.SIGHUP)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    assert names(tmp_path) == ["cut.mp4"]
    assert frames_of(tmp_path / "cut.mp4")
