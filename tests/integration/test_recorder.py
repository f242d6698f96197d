"""Snapshots, clips and logs: whole or not there at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import files_up_to

from live.keeping import recorder
from live.report import as_json
from live.values import Digit, Frame, Image, Reading

READING = Reading(
    (Digit(4, 0.9, np.full(11, 1 / 11, np.float32), (10, 12, 20, 30), 0, np.zeros((28, 28), np.float32)),)
)


def image(seed: int = 0, size: tuple[int, int] = (160, 120)) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)


def shade(level: int, size: tuple[int, int] = (160, 120)) -> Image:
    return np.full((size[1], size[0], 3), level, np.uint8)


def levels(clip: Path) -> list[int]:
    """The mean brightness of each of a clip's frames."""
    capture, found = cv2.VideoCapture(str(clip)), []
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(recorder.Clip.FPS)
    while (grabbed := capture.read())[0]:
        found.append(round(float(np.mean(grabbed[1]))))
    return found


def test_a_snapshot_is_the_frame_the_drawing_and_the_json(tmp_path: Path) -> None:
    frame = Frame(image(), 1.5, 7, "camera 0")
    path = recorder.save_snapshot(tmp_path / "captures", frame, READING, 3.25)
    names = sorted(path.name for path in path.parent.iterdir())
    assert names == [f"{path.stem}-read.png", f"{path.stem}.json", f"{path.stem}.png"]
    clean, read = (np.asarray(cv2.imread(str(path.with_name(name)))) for name in (path.name, names[0]))
    assert np.array_equal(clean, frame.image)
    assert not np.array_equal(read, frame.image)
    assert json.loads(path.with_suffix(".json").read_text()) == as_json(READING, frame, 3.25)


def test_snapshots_of_one_second_have_names_of_their_own(tmp_path: Path) -> None:
    frame = Frame(image(), 0.0, 0)
    paths = {recorder.save_snapshot(tmp_path, frame, Reading(), 0.0) for _ in range(5)}
    assert len(paths) == 5
    assert len(list(tmp_path.iterdir())) == 15


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(OSError, match=r"taken\.png"):
        recorder.write_whole(tmp_path / "taken.png", b"data")
    with pytest.raises(OSError, match="nowhere"):
        recorder.write_whole(tmp_path / "nowhere" / "a.png", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.png"]


def test_a_log_is_readable_while_it_is_written(tmp_path: Path) -> None:
    log = recorder.Log(tmp_path / "log.jsonl")
    for number in range(3):
        log.write({"number": number})
        lines = (tmp_path / "log.jsonl").read_text().splitlines()
        assert [json.loads(line)["number"] for line in lines] == list(range(number + 1))
    log.close()


def test_a_clip_keeps_the_times_of_its_frames(tmp_path: Path) -> None:
    clip = recorder.Clip(tmp_path / "a.mp4", (160, 120), 100.0)
    for time, level in ((100.0, 40), (100.5, 120), (100.51, 250), (100.52, 200)):
        clip.write(shade(level), time)
    clip.hold(101.0)
    assert not (tmp_path / "a.mp4").exists(), "a clip without its end must not have its name"
    assert clip.close() == tmp_path / "a.mp4"
    found = levels(tmp_path / "a.mp4")
    assert len(found) == 30
    assert found[:15] == pytest.approx([40] * 15, abs=3)
    assert found[16:] == pytest.approx([200] * 14, abs=3)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_a_clip_of_one_frame_has_it(tmp_path: Path) -> None:
    clip = recorder.Clip(tmp_path / "a.mp4", (160, 120), 0.0)
    clip.write(shade(90), 0.0)
    assert clip.close() == tmp_path / "a.mp4"
    assert len(levels(tmp_path / "a.mp4")) == 1


def test_a_clip_of_nothing_is_none(tmp_path: Path) -> None:
    assert recorder.Clip(tmp_path / "a.mp4", (160, 120), 0.0).close() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(161, 121), (1, 1), (4000, 30), (1920, 1080)])
def test_frames_of_any_size_fit_a_clip(tmp_path: Path, size: tuple[int, int]) -> None:
    clip = recorder.Clip(tmp_path / "a.mp4", size, 0.0)
    clip.write(image(size=size), 0.0)
    clip.write(image(size=(64, 96)), 0.1)
    clip.hold(0.2)
    assert clip.close() is not None
    assert len(levels(tmp_path / "a.mp4")) == 6


def test_a_clip_that_cannot_be_begun_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        recorder.Clip(tmp_path / "nowhere" / "a.mp4", (160, 120), 0.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_clip_that_the_disk_does_not_take_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    clip = recorder.Clip(tmp_path / "a.mp4", (320, 240), 0.0)

    def record() -> None:
        for number in range(30):
            clip.write(image(number, (320, 240)), number / 30)
        clip.close()

    with files_up_to(200_000), pytest.raises(OSError, match=r"a\.mp4"):
        record()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_clip(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        recorder.Clip(tmp_path, (64, 48), 0.0)
    assert list(tmp_path.iterdir()) == []


def test_a_clip_whose_name_was_taken_meanwhile_is_kept_beside_it(tmp_path: Path) -> None:
    clip = recorder.Clip(tmp_path / "a.mp4", (64, 48), 0.0)
    clip.write(np.zeros((48, 64, 3), np.uint8), 0.0)
    (tmp_path / "a.mp4").mkdir()  # as where another program holds a file of that name open, on Windows
    with pytest.raises(OSError, match=r"kept as \.a\.part\.mp4"):
        clip.close()
    (tmp_path / "a.mp4").rmdir()
    recorder.Clip(tmp_path / "a.mp4", (64, 48), 0.0).close()  # another session tries the name
    capture = cv2.VideoCapture(str(tmp_path / ".a.part.mp4"))
    assert capture.read()[0]
    capture.release()
