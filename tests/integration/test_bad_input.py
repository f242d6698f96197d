"""What cannot be read or written: one line on stderr that says what to do, and the right exit code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, RunLive, assert_one_line, live_command, live_env, live_running, reports

from tests.pictures import encoded

DONE, COULD_NOT, WRONG_USAGE = 0, 1, 2


@pytest.mark.parametrize(
    "source", ["nowhere.jpg", "63", "http://127.0.0.1:9/video", "bad\nname", "\udcff.png"]
)
def test_a_source_that_is_not_there(run_live: RunLive, tmp_path: Path, source: str) -> None:
    for arguments in (["--source", source], ["read", source]):
        assert_one_line(run_live(*arguments, cwd=tmp_path), COULD_NOT)
    assert not list(tmp_path.iterdir())  # no clip without a frame


@pytest.mark.parametrize("bad", ["nowhere.jpg", "2.png"], ids=["among sources", "in a folder"])
def test_a_bad_source_among_good_ones(run_live: RunLive, tmp_path: Path, blank: Path, bad: str) -> None:
    for name in ("1.png", "3.png"):
        shutil.copy(blank, tmp_path / name)
    (tmp_path / "2.png").write_text("none")
    given = (tmp_path,) if bad == "2.png" else ("1.png", bad, "3.png")
    done = run_live("read", *given, "--json", cwd=tmp_path)
    assert_one_line(done, COULD_NOT, bad)
    assert [Path(one["source"]).name for one in reports(done.stdout)] == ["1.png", "3.png"]


@pytest.mark.parametrize(
    "arguments",
    [["--mode", "pen"], ["--sauce", "0"], ["photo.jpg"], ["--source"], ["read"], ["read", "--json"],
     ["raed", "x"], ["read", "x", "--mode", "mouse"], ["read", "x", "--log", "y"], ["--model"],
     ["--mirror=yes"], ["--alphabet", "greek"], ["--hand-model"], ["--pen", "toe"], ["read", "--"],
     ["read", "x", "--pen", "toe"], ["read", "x", "--mode", "sky"]],
)  # fmt: skip
def test_wrong_options(run_live: RunLive, arguments: list[str]) -> None:
    done = run_live(*arguments)
    assert_one_line(done, WRONG_USAGE, "--help")
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "white.png", "--mode", "air"], ["white.png", "clip"]),
        (["read", "clip.mp4", "--mode", "air", "--hand-model", "none.task"], ["none.task"]),
        (["read", "white.png", "--model", "nowhere.tflite"], ["nowhere.tflite"]),
        (["read", "white.png", "--model", "."], []),
        (["--source", "white.png", "--model", "nowhere.tflite"], ["nowhere.tflite"]),
        (["read", "white.png", "--model", "text.tflite"], ["text.tflite"]),
        (["read", "scan.pdf"], ["save its pages as pictures"]),
        (["read", "white.png", "--save", "text.tflite"], ["--save"]),
        (["read", "white.png", "--save", "text.tflite/x"], ["--save"]),
        (["--source", "white.png", "--record", "folder.mp4"], ["a folder"]),
        *(
            (["--source", "white.png", option, f"{folder}/x{end}"], ["written"])
            for folder in ("text.tflite", "no/such/folder")
            for option, end in (("--log", ""), ("--record", ".mp4"))
        ),
        pytest.param(
            ["--mode", "mouse", "--source", "demo"], ["display"],
            marks=pytest.mark.skipif(sys.platform != "linux", reason="there is always a display"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_leaves_nothing(
    run_live: RunLive, tmp_path: Path, blank: Path, clip: tuple[Path, str], arguments: list[str],
    words: list[str],
) -> None:  # fmt: skip
    shutil.copy(blank, tmp_path)
    shutil.copy(clip[0], tmp_path / "clip.mp4")
    (tmp_path / "text.tflite").write_text("this is no model\n" * 20)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4\n" + encoded(np.full((300, 200, 3), 255, np.uint8)))
    (tmp_path / "folder.mp4").mkdir()
    before = sorted(tmp_path.iterdir())
    done = run_live(*arguments, cwd=tmp_path)
    assert_one_line(done, COULD_NOT, *words)
    assert ".part" not in done.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no file that is always full")
def test_full_disk(blank: Path) -> None:
    command, pipe = live_command("read", blank, "--json"), subprocess.PIPE
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, env=live_env(), stdout=full, stderr=pipe, text=True)
    assert_one_line(done, COULD_NOT, "No space left")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of another kind")
def test_reader_of_our_output_that_leaves_early(blank: Path) -> None:
    with live_running("read", *[blank] * 5) as process:
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=60)) == ("", DONE)
        process.stdout = None  # nothing is left to read there


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
