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
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from conftest import LINES, ROOT, RunLive, live_command, live_env, plain_sheet
from mjpeg import Mjpeg

import models
from live import headless, page
from live.__main__ import VERSION, main
from live.frames.demo import Demo
from live.quiet import is_chatter
from live.values import Digit, Frame, Reading
from live.window import display

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
HEAVY = ("tensorflow", "keras", "mediapipe", "matplotlib", "scipy")


def reports(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def reading_of(text: str) -> Reading:
    zeros = np.zeros(11, np.float32), np.zeros((28, 28), np.float32)
    return Reading(
        tuple(Digit(int(c), 1.0, zeros[0], (10 * i, 0, 9, 20), 0, zeros[1]) for i, c in enumerate(text))
    )


@contextmanager
def live_running(*arguments: object, cwd: Path = ROOT) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        live_command(*arguments),
        cwd=cwd,
        env=live_env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_version_is_the_projects(run_live: RunLive) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
    assert run_live("--version").stdout == f"live-digits {VERSION}\n"


def test_help_is_there(run_live: RunLive) -> None:
    for arguments, words in (
        (
            ("--help",),
            ["--mode", "--source", "--model", "--mirror", "--no-mirror", "--record", "--log", "read"],
        ),
        (("read", "--help"), ["--mode", "--model", "--json", "--save"]),
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


def test_clip_as_text(run_live: RunLive, clip: tuple[Path, str]) -> None:
    done = run_live("read", clip[0])
    assert f"{clip[0]}, longest:" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_clip_of_a_few_frames(run_live: RunLive, tmp_path: Path, count: int) -> None:
    path = tmp_path / "short.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (960, 540))
    for _ in range(count):
        writer.write(plain_sheet((960, 540)))
    writer.release()
    last = json.loads(run_live("read", path, "--json").stdout.splitlines()[-1])
    assert (last["text"], last["final"]) == ("\n".join(LINES), True)


def test_longest_reading() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    longest = headless.Longest()
    assert longest.result() is None
    for time_, text in ((0, ""), (5, "12"), (6, "13"), (6.7, "12"), (6.8, ""), (9, "")):
        longest.add(Frame(image, time_, int(10 * time_)), reading_of(text))
    outcome = longest.result()
    assert outcome is not None
    assert (outcome[0].index, outcome[1].text) == (67, "12")


def test_a_camera_that_never_ends_keeps_two_frames() -> None:
    longest, frames = headless.Longest(), []
    for k in range(40):
        frame = Frame(np.zeros((4, 4, 3), np.uint8), float(k), k)
        frames.append(weakref.ref(frame))
        longest.add(frame, reading_of(str(k)))
    del frame
    assert sum(alive() is not None for alive in frames) <= 2


def test_cut_stream_is_picked_up_again_or_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    """What is shown goes on after a cut; after a longer one the last line is printed, and the code is 1."""
    sheet = plain_sheet()
    classifier = models.load()
    with Mjpeg(lambda n: sheet, fps=15) as server:

        def cut_twice() -> None:
            time.sleep(1)
            server.cut()
            time.sleep(1)
            server.restore()
            time.sleep(3)
            server.cut()

        with in_background(cut_twice):
            code = headless.read([server.url], classifier, json_lines=True, patience=4)
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
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_reading_that_is_interrupted_ends_with_its_outcome(number: signal.Signals) -> None:
    with live_running("read", "demo:1", "--json") as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert json.loads(first)["text"]
        process.send_signal(number)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert [report.get("final") for report in reports(rest)][-1] is True


@posix
@pytest.mark.parametrize("delay", [0, 0.01, 0.03, 0.1])
def test_interrupted_while_reading_there_is_no_traceback(blank: Path, delay: float) -> None:
    with live_running("read", *[blank] * 300) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")


@posix
@pytest.mark.parametrize("turned_into", ["KeyboardInterrupt", "ImportError"])
def test_interrupted_while_loading_there_is_no_traceback(
    run_live: RunLive, tmp_path: Path, blank: Path, turned_into: str
) -> None:
    """Ctrl-C within a library's start, which may make another exception of it."""
    (tmp_path / "numpy.py").write_text(
        "import os, signal, time\ntry:\n    os.kill(os.getpid(), signal.SIGINT); time.sleep(60)\n"
        f"except KeyboardInterrupt: raise {turned_into}('half loaded')\n"
    )
    done = run_live("read", blank, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, cwd=tmp_path)
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
    assert done.returncode == 0, done.stderr  # the filter of native chatter runs in the program alone


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


@linux
def test_without_a_display_it_plays_and_leaves_a_clip(run_live: RunLive, tmp_path: Path) -> None:
    start = time.monotonic()
    done = run_live("--source", "demo", "--log", "log.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - start > headless_seconds()
    name = done.stdout.splitlines()[-1].removeprefix("wrote ")
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([name, "log.jsonl"])
    assert Demo().scene(60)[1].replace("\n", "\n  ") in done.stdout
    assert Demo().scene(60)[1] in [report["text"] for report in reports((tmp_path / "log.jsonl").read_text())]
    capture = cv2.VideoCapture(str(tmp_path / name))
    seconds = capture.get(cv2.CAP_PROP_FRAME_COUNT) / capture.get(cv2.CAP_PROP_FPS)
    capture.release()
    assert seconds == pytest.approx(headless_seconds(), rel=0.15)


def headless_seconds() -> float:
    from live.play import SECONDS

    return SECONDS


@linux
def test_a_log_that_is_cut_short_is_told_of_by_the_exit_code(run_live: RunLive, tmp_path: Path) -> None:
    done = run_live("--source", "demo", "--log", "/dev/full", cwd=tmp_path)
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
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_without_a_display_interrupted_the_clip_is_whole(tmp_path: Path, number: signal.Signals) -> None:
    with live_running("--source", "demo", "--record", "cut.mp4", cwd=tmp_path) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if " s:" in line:
                break
        time.sleep(1)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    assert [file.name for file in tmp_path.iterdir()] == ["cut.mp4"]
    capture = cv2.VideoCapture(str(tmp_path / "cut.mp4"))
    assert capture.read()[0]
    capture.release()


@linux
@pytest.mark.parametrize(
    "name", ["", ":4077", "no.such.host.invalid:0", "127.0.0.1:4077", "nonsense", ":0:0", "/"]
)
def test_no_display(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    assert not display.available()


@linux
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_display_that_lets_us_in_or_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cookie, other = bytes(range(16)), bytes(16)
    (tmp_path / "server").write_bytes(authority(cookie))
    (tmp_path / "user").write_bytes(authority(other) + authority(cookie))
    (tmp_path / "stranger").write_bytes(authority(other) + b"\0\1\0")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-auth", str(tmp_path / "server"), "-screen", "0", "64x64x24"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            monkeypatch.setenv("DISPLAY", f":{pipe.readline().strip()}.0")
        for user, welcome in (("user", True), ("stranger", False), ("nobody", False)):
            monkeypatch.setenv("XAUTHORITY", str(tmp_path / user))
            assert display.available() == welcome, user
    finally:
        server.terminate()
        server.wait()


def authority(cookie: bytes) -> bytes:
    """An entry of an X authority file, for any display of any host."""
    parts = (b"", b"", b"MIT-MAGIC-COOKIE-1", cookie)
    return b"\xff\xff" + b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def test_a_fault_of_ours_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], blank: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("a\nb")

    monkeypatch.setattr(page, "find_ink", broken)
    monkeypatch.delenv("LIVE_TRACEBACK", raising=False)
    assert main(["read", str(blank)]) == 1
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1
    assert "KeyError" in errors
    assert "test_cli.py" in errors


def test_a_missing_library_is_named(tmp_path: Path, run_live: RunLive, blank: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('libfoo.so.1: cannot open shared object file')")
    done = run_live("read", blank, env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "libfoo.so.1" in done.stderr
    assert "requirements.txt" in done.stderr
    assert "apt-get install libgl1" in done.stderr
