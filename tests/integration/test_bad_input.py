"""What cannot be read or written: one line on stderr that says what to do, and the right exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import ROOT, Done, RunLive, live_command, live_env

DONE, COULD_NOT, WRONG_USAGE = 0, 1, 2


def assert_one_line(done: Done, status: int, *words: str) -> None:
    """The program ended with this exit code and one line on stderr that has these words."""
    assert "Traceback" not in done.stderr
    assert (done.returncode, len(done.stderr.splitlines())) == (status, 1), done.stderr
    assert done.stderr.startswith("live: ")
    for word in words:
        assert word in done.stderr


NOWHERE = (
    "nowhere.jpg", "no/such/folder", "nothing*.png", "", "63", "/dev/video63", "ftp://x/y", "http://",
    "demo:x", "http://127.0.0.1:9/video", "rtsp://127.0.0.1:9/x", "bad\nname", "\udcff.png",
)  # fmt: skip


def test_sources_that_are_not_there(run_live: RunLive, tmp_path: Path) -> None:
    done = run_live("read", *NOWHERE, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (COULD_NOT, "", len(NOWHERE))
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("source", ["nowhere.jpg", "", "63", "http://127.0.0.1:9/video", "bad\nname"])
def test_a_source_of_the_window_that_is_not_there(run_live: RunLive, tmp_path: Path, source: str) -> None:
    assert_one_line(run_live("--source", source, cwd=tmp_path), COULD_NOT)
    assert not list(tmp_path.iterdir())  # no clip without a frame


def test_no_source_at_all(run_live: RunLive) -> None:
    assert_one_line(run_live("read", "--"), WRONG_USAGE)


def test_bad_source_among_good_ones(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    done = run_live("read", blank, "nowhere.jpg", blank, "--json")
    assert_one_line(done, COULD_NOT, "nowhere.jpg")
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == [str(blank)] * 2


def test_bad_picture_in_a_folder(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    shutil.copy(blank, tmp_path / "1.png")
    (tmp_path / "2.png").write_text("none")
    shutil.copy(blank, tmp_path / "3.png")
    done = run_live("read", tmp_path, "--json")
    assert_one_line(done, COULD_NOT, "2.png")
    assert [Path(json.loads(line)["source"]).name for line in done.stdout.splitlines()] == ["1.png", "3.png"]


@pytest.mark.parametrize(
    "arguments",
    [["--mode", "pen"], ["--sauce", "0"], ["photo.jpg"], ["--source"], ["read"], ["read", "--json"],
     ["raed", "x"], ["read", "x", "--mode", "mouse"], ["read", "x", "--log", "y"], ["--model"],
     ["--mirror=yes"], ["--alphabet", "greek"], ["--hand-model"], ["--pen", "toe"],
     ["read", "x", "--pen", "toe"], ["read", "x", "--mode", "sky"]],
)  # fmt: skip
def test_wrong_options(run_live: RunLive, arguments: list[str]) -> None:
    done = run_live(*arguments)
    assert_one_line(done, WRONG_USAGE, "--help")
    assert done.stdout == ""


def test_air_mode_reads_no_picture(run_live: RunLive, blank: Path) -> None:
    assert_one_line(run_live("read", blank, "--mode", "air"), COULD_NOT, str(blank), "clip")


def test_air_mode_without_a_hand_model(run_live: RunLive, clip: tuple[Path, str], tmp_path: Path) -> None:
    missing = tmp_path / "none.task"
    assert_one_line(
        run_live("read", clip[0], "--mode", "air", "--hand-model", missing), COULD_NOT, str(missing)
    )


def test_mouse_mode_needs_a_display(run_live: RunLive, tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("there is always a display")
    assert_one_line(run_live("--mode", "mouse", "--source", "demo", cwd=tmp_path), COULD_NOT, "display")


def test_model_that_is_none(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    (tmp_path / "text.tflite").write_bytes(b"this is no model\n" * 20)
    assert_one_line(run_live("read", blank, "--model", tmp_path / "text.tflite"), COULD_NOT, "text.tflite")


def test_a_pdf_is_named_though_a_picture_lies_in_it(run_live: RunLive, tmp_path: Path) -> None:
    page = np.full((300, 200, 3), 255, np.uint8)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4\n" + cv2.imencode(".jpg", page)[1].tobytes())
    assert_one_line(run_live("read", tmp_path / "scan.pdf"), COULD_NOT, "save its pages as pictures")


def test_model_that_is_not_there(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    for path in (tmp_path / "nowhere.tflite", tmp_path):
        assert_one_line(run_live("read", blank, "--model", path), COULD_NOT)
        assert_one_line(run_live("--source", blank, "--model", path), COULD_NOT)


def test_places_that_cannot_be_written(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for inside in (file / "x", tmp_path / "no" / "such" / "folder" / "x"):
        assert_one_line(run_live("--source", blank, "--log", inside, cwd=tmp_path), COULD_NOT, "written")
        clip = inside.with_suffix(".mp4")
        done = run_live("--source", blank, "--record", clip, cwd=tmp_path)
        assert_one_line(done, COULD_NOT, "written")
        assert ".part" not in done.stderr
    (tmp_path / "folder.mp4").mkdir()
    assert_one_line(
        run_live("--source", blank, "--record", "folder.mp4", cwd=tmp_path), COULD_NOT, "a folder"
    )
    (tmp_path / "folder.mp4").rmdir()
    for folder in (file, file / "x"):
        assert_one_line(run_live("read", blank, "--save", folder), COULD_NOT, "--save")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no file that is always full")
def test_full_disk(blank: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            live_command("read", blank, "--json"), cwd=ROOT, env=live_env(), stdout=full,
            stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert_one_line(done, COULD_NOT, "No space left")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of another kind")
def test_reader_of_our_output_that_leaves_early(blank: Path) -> None:
    for arguments in (["read", *[str(blank)] * 5], ["--help"]):
        process = subprocess.Popen(
            live_command(*arguments), cwd=ROOT, env=live_env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait(timeout=60)) == (b"", DONE)


def test_name_that_is_no_text(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    path = tmp_path / os.fsdecode(b"not \xff text.png")
    try:
        shutil.copy(blank, path)
    except OSError:
        pytest.skip("this file system wants names that are text")
    for option in ((), ("--json",)):
        done = run_live("read", path, *option)
        assert (done.returncode, done.stderr) == (DONE, "")
        assert len(done.stdout.splitlines()) == 1
