"""The command line: `read` in both its forms, the run without a display, and how both end."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import pytest
from conftest import LINES, ROOT, RunLive, live_env, live_process, live_running, plain_sheet, reports

import models
from live import headless
from live.__main__ import main
from live.commands import VERSION
from live.quiet import is_chatter
from tests.mjpeg import Mjpeg
from tests.writing import SIGNS, between, picture

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
HEAVY = ("tensorflow", "keras", "mediapipe", "matplotlib", "scipy")


def test_version_is_the_projects(run_live: RunLive) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
    assert run_live("--version").stdout == f"live-digits {VERSION}\n"


def test_help_is_there(run_live: RunLive) -> None:
    for arguments, words in (
        (
            ("--help",),
            [
                "--mode",
                "--source",
                "--model",
                "--alphabet",
                "--mirror",
                "--no-mirror",
                "--record",
                "--log",
                "read",
            ],
        ),
        (("read", "--help"), ["--mode", "--model", "--alphabet", "--json", "--save"]),
    ):
        done = run_live(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert all(word in done.stdout for word in words)


def test_still_as_json(run_live: RunLive, written: tuple[Path, str]) -> None:
    path, text = written
    done = run_live("read", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (report,) = reports(done.stdout)
    assert list(report) == ["source", "index", "size", "text", "digits", "ms"]
    assert (report["source"], report["index"], report["size"]) == (str(path), 0, [1280, 720])
    assert report["text"] == text
    assert "".join(
        str(digit["value"]) for digit in report["digits"] if digit["value"] is not None
    ) == "".join(text.split())
    for digit in report["digits"]:
        assert list(digit) == ["value", "confidence", "box", "line"]
        assert 0 <= digit["confidence"] <= 1
        x, y, w, h = digit["box"]
        assert 0 <= x < x + w <= 1280
        assert 0 <= y < y + h <= 720
    assert 0 < report["ms"] < 60_000


def test_still_as_text(run_live: RunLive, written: tuple[Path, str], blank: Path) -> None:
    path, text = written
    done = run_live("read", path, blank)
    assert (done.returncode, done.stderr) == (0, "")
    lines = text.split("\n")
    shown = f"{path}: {text}" if len(lines) == 1 else "\n  ".join([f"{path}:", *lines])
    assert done.stdout == f"{shown}\n{blank}: (no digits)\n"


def test_signs_are_strings_and_can_be_left_out(run_live: RunLive, tmp_path: Path) -> None:
    path = tmp_path / "sum.png"
    path.write_bytes(cv2.imencode(".png", picture(between(SIGNS["+"], 8)))[1].tobytes())
    (everything,) = reports(run_live("read", path, "--json").stdout)
    assert everything["text"] == "31+42"
    assert [digit["value"] for digit in everything["digits"]] == [3, 1, "+", 4, 2]
    (digits,) = reports(run_live("read", path, "--json", "--alphabet", "digits").stdout)
    assert digits["text"] == "3142"
    assert [digit["value"] for digit in digits["digits"]] == [3, 1, 4, 2]


def test_folder_and_glob(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    for name in ("2.png", "10.png"):
        shutil.copy(blank, tmp_path / name)
    for spec in (tmp_path, tmp_path / "*.png"):
        found = reports(run_live("read", spec, "--json").stdout)
        assert [(Path(report["source"]).name, report["index"]) for report in found] == [
            ("2.png", 0),
            ("10.png", 1),
        ]


def test_save(run_live: RunLive, tmp_path: Path, written: tuple[Path, str]) -> None:
    path, _ = written
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(path, tmp_path / folder)
    out = tmp_path / "new" / "folder"
    done = run_live("read", tmp_path / "a", tmp_path / "b", "--json", "--save", out)
    assert (done.returncode, done.stderr) == (0, "")
    names = ["sheet-2.read", "sheet.read"]
    assert sorted(file.name for file in out.iterdir()) == [
        name + end for name in names for end in (".json", ".png")
    ]
    saved = [json.loads((out / f"{name}.json").read_text()) for name in reversed(names)]
    assert saved == reports(done.stdout)
    annotated, plain = cv2.imread(str(out / "sheet.read.png")), cv2.imread(str(path))
    assert annotated is not None
    assert plain is not None
    assert annotated.shape == plain.shape
    assert (annotated != plain).any()


def test_saved_beside_the_picture_leaves_it_alone(run_live: RunLive, tmp_path: Path, blank: Path) -> None:
    shutil.copy(blank, tmp_path / "x.png")
    assert run_live("read", tmp_path / "x.png", "--save", tmp_path).returncode == 0
    assert (tmp_path / "x.png").read_bytes() == blank.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.png", "x.read.json", "x.read.png"]
    again = reports(run_live("read", tmp_path, "--json").stdout)
    assert [Path(report["source"]).name for report in again] == ["x.png"]


def test_saved_pictures_have_names_of_their_own_on_every_system(
    run_live: RunLive, tmp_path: Path, blank: Path
) -> None:
    for name in ("a/X.png", "b/x.png"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(blank, tmp_path / name)
    assert run_live("read", tmp_path / "a", tmp_path / "b", "--save", tmp_path / "out").returncode == 0
    assert sorted(file.name for file in (tmp_path / "out").glob("*.png")) == ["X.read.png", "x-2.read.png"]


def test_clip_as_json(run_live: RunLive, clip: tuple[Path, str]) -> None:
    path, text = clip
    done = run_live("read", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    *changes, final = reports(done.stdout)
    assert [report.get("final") for report in changes] == [None] * len(changes)
    assert final["final"] is True
    assert final["text"] == text
    texts = ["", *(report["text"] for report in changes)]
    assert all(before != after for before, after in itertools.pairwise(texts))
    assert text in texts
    times = [report["time"] for report in changes]
    assert times == sorted(times)
    assert all(
        report["index"] == report["frame"] and report["size"] == [960, 540] for report in [*changes, final]
    )
    assert f"{path}, longest:" in run_live("read", path).stdout


@pytest.mark.parametrize("count", [1, 3])
def test_a_clip_of_a_few_frames(run_live: RunLive, tmp_path: Path, count: int) -> None:
    path = tmp_path / "short.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (960, 540))
    for _ in range(count):
        writer.write(plain_sheet((960, 540)))
    writer.release()
    last = json.loads(run_live("read", path, "--json").stdout.splitlines()[-1])
    assert (last["text"], last["final"]) == ("\n".join(LINES), True)


def test_cut_stream_is_picked_up_again_or_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    """What is shown goes on after a cut; after a longer one the last line is printed, and the code is 1."""
    sheet = plain_sheet()
    classifier = models.load()
    with Mjpeg(lambda n: sheet, fps=15) as server:

        def cut_twice() -> None:
            time.sleep(1)
            server.cut()
            time.sleep(0.5)
            server.restore()
            time.sleep(2.5)
            server.cut()

        with in_background(cut_twice):
            code = headless.read([server.url], classifier, json_lines=True, patience=3)
    out, errors = capfd.readouterr()
    assert code == 1
    (error,) = [line for line in errors.splitlines() if not is_chatter(line.encode())]
    assert server.url in error
    final = reports(out)[-1]
    assert final["final"]
    assert final["text"] == "\n".join(LINES)
    assert final["time"] > 2  # s: a frame from after the first cut


@contextmanager
def in_background(work: Callable[[], None]) -> Iterator[None]:
    import threading

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    thread.join()


@posix
def test_reading_that_is_interrupted_ends_with_its_outcome() -> None:
    with live_running("read", "demo:1", "--json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["text"]
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert [report.get("final") for report in reports(rest)][-1] is True


@posix
def test_interrupted_while_reading_there_is_no_traceback(blank: Path) -> None:
    with live_running("read", *[blank] * 300) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")


@posix
@pytest.mark.parametrize("turned_into", ["KeyboardInterrupt", "ImportError"])
def test_interrupted_while_loading_there_is_no_traceback(
    tmp_path: Path, blank: Path, turned_into: str
) -> None:
    """Ctrl-C within a library's start, which may make another exception of it."""
    (tmp_path / "numpy.py").write_text(
        "import os, signal, time\ntry:\n    os.kill(os.getpid(), signal.SIGINT); time.sleep(60)\n"
        f"except KeyboardInterrupt: raise {turned_into}('half loaded')\n"
    )
    done = live_process("read", blank, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_reads_without_heavy_imports(blank: Path) -> None:
    """The process that reads a photo never loads what takes seconds to load."""
    code = (
        "import sys; from live.__main__ import main; code = main(['read', *sys.argv[1:]]);"
        f"heavy = set(sys.modules) & set({HEAVY!r}); sys.exit(f'{{heavy}}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(blank)], cwd=ROOT, env=live_env(), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if not is_chatter(line.encode())]
    assert (done.returncode, said) == (0, [])


def test_options_are_understood_without_loading_numpy() -> None:
    code = "import sys; from live.__main__ import main; main(['--help']); sys.exit('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=live_env(),
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0


def test_a_fault_of_ours_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], blank: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("a\nb")

    monkeypatch.setattr(headless.PageReader, "read", broken)
    monkeypatch.delenv("LIVE_TRACEBACK", raising=False)
    assert main(["read", str(blank)]) == 1
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1
    assert "KeyError" in errors
    assert "test_cli.py" in errors


def test_a_missing_library_is_named(tmp_path: Path, blank: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('libfoo.so.1: cannot open shared object file')")
    done = live_process("read", blank, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "libfoo.so.1" in done.stderr
    assert "requirements.txt" in done.stderr
    assert "apt-get install libgl1" in done.stderr
