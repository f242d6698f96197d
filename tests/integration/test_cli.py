"""The command line: what `read` prints and saves, how it is interrupted, what it loads; photographs."""

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import cv2
import pytest
from conftest import (
    FULL,
    LINES,
    ROOT,
    RunLive,
    assert_one_line,
    live_env,
    live_process,
    live_running,
    plain_sheet,
    reports,
)

import models
from live import headless
from live.commands import VERSION
from live.modes.desk import Wishes
from live.paper.page import PageReader
from live.quiet import CHATTER
from tests.mjpeg import Mjpeg
from tests.pictures import film, write
from tests.writing import SIGNS, between, picture

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_version_is_the_projects_and_help_names_every_option(run_live: RunLive) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
    assert run_live("--version").stdout == f"live-digits {VERSION}\n"
    for arguments, options in (
        (["--help"], "--mode --source --model --alphabet --mirror --no-mirror --record --log read"),
        (["read", "--help"], "--mode --model --alphabet --json --save"),
    ):
        done = run_live(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert [option for option in options.split() if option not in done.stdout] == []


def test_a_still_as_json_and_as_text(run_live: RunLive, written: tuple[Path, str], blank: Path) -> None:
    path, text = written
    done = run_live("read", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (report,) = reports(done.stdout)
    assert list(report) == ["source", "index", "size", "text", "digits", "ms"]
    assert (report["source"], report["index"], report["size"]) == (str(path), 0, [1280, 720])
    assert report["text"] == text
    assert "".join(str(digit["value"]) for digit in report["digits"]) == "".join(LINES)
    for digit in report["digits"]:
        assert list(digit) == ["value", "confidence", "box", "line"]
        assert 0 <= digit["confidence"] <= 1
        x, y, w, h = digit["box"]
        assert 0 <= x < x + w <= 1280
        assert 0 <= y < y + h <= 720
    assert 0 < report["ms"] < 60_000
    done = run_live("read", path, blank)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{path}:\n  {LINES[0]}\n  {LINES[1]}\n{blank}: (no digits)\n"


def test_signs_are_strings_and_can_be_left_out(run_live: RunLive, tmp_path: Path) -> None:
    path = write(tmp_path / "sum.png", picture(between(SIGNS["+"], 8)))
    for options, text, values in (((), "31+42", [3, 1, "+", 4, 2]), (["--alphabet", "digits"], "3142", None)):
        (found,) = reports(run_live("read", path, "--json", *options).stdout)
        assert found["text"] == text
        assert [digit["value"] for digit in found["digits"]] == (values or [3, 1, 4, 2])


def test_names_of_what_is_saved(run_live: RunLive, tmp_path: Path, written: tuple[Path, str]) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    for folder, name in zip(folders, ("X.png", "x.png"), strict=True):  # one name where case is no difference
        folder.mkdir()
        shutil.copy(written[0], folder / name)
    out = tmp_path / "new" / "folder"
    done = run_live("read", *folders, "--json", "--save", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert names(out) == ["X.read.json", "X.read.png", "x-2.read.json", "x-2.read.png"]
    assert [json.loads((out / f"{name}.read.json").read_text()) for name in ("X", "x-2")] == reports(
        done.stdout
    )
    annotated, plain = cv2.imread(str(out / "X.read.png")), cv2.imread(str(written[0]))
    assert annotated.shape == plain.shape
    assert (annotated != plain).any()
    assert run_live("read", folders[0], "--save", folders[0]).returncode == 0
    assert names(folders[0]) == ["X.png", "X.read.json", "X.read.png"]
    assert len(reports(run_live("read", folders[0], "--json").stdout)) == 1, "what is saved is not read"


def test_clip_as_json(run_live: RunLive, clip: tuple[Path, str], tmp_path: Path) -> None:
    path, text = clip
    done = run_live("read", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    *changes, final = reports(done.stdout)
    assert [report.get("final") for report in (*changes, final)] == [None] * len(changes) + [True]
    texts = ["", *(report["text"] for report in changes)]
    assert all(before != after for before, after in itertools.pairwise(texts))
    assert text in texts
    assert final["text"] == text
    times = [report["time"] for report in changes]
    assert times == sorted(times)
    assert all(one["index"] == one["frame"] and one["size"] == [960, 540] for one in (*changes, final))
    for count in (1, 3):
        short = film(tmp_path / "short.mp4", [plain_sheet((960, 540))] * count, 10)
        last = reports(run_live("read", short, "--json").stdout)[-1]
        assert (last["text"], last["final"]) == (text, True)
    assert f"{short}, longest:" in run_live("read", short).stdout


def test_cut_stream_is_picked_up_again_or_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    """What is shown goes on after a cut; after a longer one the last line is printed, and the code is 1."""
    sheet = plain_sheet()
    with Mjpeg(lambda n: sheet, fps=15) as server:

        def cut_twice() -> None:
            for act, pause in ((server.cut, 0.5), (server.restore, 2.5), (server.cut, 0)):
                act()
                time.sleep(pause)

        threading.Timer(1, cut_twice).start()
        code = headless.read([server.url], models.load(), Wishes(), json_lines=True, patience=3)
    out, errors = capfd.readouterr()
    (error,) = [line for line in errors.splitlines() if not re.match(CHATTER, line)]
    assert (code, server.url in error) == (1, True)
    final = reports(out)[-1]
    assert (final["final"], final["text"]) == (True, "\n".join(LINES))
    assert final["time"] > 2  # s: a frame from after the first cut


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_reading_that_is_interrupted_ends_with_its_outcome_and_no_traceback(number: signal.Signals) -> None:
    with live_running("read", "demo:1", "--json") as process:
        assert json.loads(process.stdout.readline())["text"]
        process.send_signal(number)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert reports(rest)[-1]["final"] is True


@posix
@pytest.mark.parametrize("turned_into", ["KeyboardInterrupt", "ImportError"])
def test_interrupted_while_loading_it_is_silent(tmp_path: Path, blank: Path, turned_into: str) -> None:
    """Ctrl-C within a library's start, which may make another exception of it."""
    (tmp_path / "numpy.py").write_text(
        "import os, signal, time\ntry:\n    os.kill(os.getpid(), signal.SIGINT); time.sleep(60)\n"
        f"except KeyboardInterrupt: raise {turned_into}('half loaded')\n"
    )
    done = live_process("read", blank, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_missing_library_is_named(tmp_path: Path, blank: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('libfoo.so.1: cannot open shared object file')")
    done = live_process("read", blank, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, cwd=tmp_path)
    assert_one_line(done, 1, "libfoo.so.1", "requirements.txt", "apt-get install libgl1")


HEAVY = {
    "tensorflow", "keras", "models.settle", "mediapipe", "pooch", "requests", "matplotlib", "scipy",
    "starlette", "selenium", "train",
}  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "unwanted"), [(("read", "{blank}"), HEAVY), (("--help",), {*HEAVY, "numpy", "cv2"})]
)
def test_nothing_slow_is_loaded_early(blank: Path, arguments: tuple[str, ...], unwanted: set[str]) -> None:
    code = "import sys, live.__main__ as m; m.main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code, *(word.format(blank=blank) for word in arguments)]
    done = subprocess.run(command, cwd=ROOT, env=live_env(), capture_output=True, text=True, check=True)
    assert set(done.stderr.splitlines()[-1].split()) & unwanted == set()


def test_a_fault_of_ours_is_one_line(run_live: RunLive, monkeypatch: pytest.MonkeyPatch, blank: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("a\nb")

    monkeypatch.setattr(PageReader, "read", broken)
    done = run_live("read", blank)
    assert_one_line(done, 1, "KeyError", "test_cli.py")


def test_photographs_are_read(run_live: RunLive, shared: Path, tmp_path: Path) -> None:
    """Every second one, with LIVE_FULL=1 all of them."""
    folder, score = shared / "photos", shared.parent / "tools" / "score_photos.py"
    if not folder.is_dir() or not score.is_file():
        pytest.skip(f"needs the photographs in {folder} and {score}")
    labels = json.loads((folder / "labels.json").read_text())[:: 1 if FULL else 2]
    done = run_live("read", *(folder / label["file"] for label in labels), "--json")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, len(labels)), done.stderr
    got, chosen = tmp_path / "got.jsonl", tmp_path / "labels.json"
    got.write_text(done.stdout, encoding="utf-8")
    chosen.write_text(json.dumps(labels))
    command = [sys.executable, score, got, "--labels", chosen, "--wrong"]
    scores = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    rows = [row.split(" ", 1) for row in scores.splitlines()[:4]]
    found = {kind: json.loads(figures) for kind, figures in rows}
    assert found["all"]["f1"] >= 0.97, scores
    assert min(found["all"]["exact"], found["plain"]["exact"]) >= 0.82, scores
