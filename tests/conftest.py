"""What several tests share: the data beside the project, the program as a process, pictures of known text."""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, settings

from tests.pictures import film, write
from tests.xvfb import Program, Screen, Start, open_screen

ROOT = Path(__file__).resolve().parent.parent
settings.register_profile(
    "short",
    derandomize=True,  # the examples are the same in each run; HYPOTHESIS_PROFILE=long tries more
    deadline=10_000,  # ms: what takes longer hangs
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],  # a busy machine is
)
settings.register_profile("long", settings.get_profile("short"), derandomize=False, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

FULL = os.environ.get("LIVE_FULL") == "1"
"""Whether all that is promised is tried, in minutes; else a sample of it."""

SECONDS = 120
"""After which a program that hangs fails its test."""

Done = subprocess.CompletedProcess[str]
"""What a program that has ended left: its exit code, stdout and stderr."""

RunLive = Callable[..., Done]
"""A fixture's function that calls `python -m live` with some options, perhaps in a folder, cwd."""


def live_command(*arguments: object) -> list[str]:
    """The command line of `python -m live` in this interpreter."""
    return [sys.executable, "-m", "live", *map(str, arguments)]


def live_env(**more: str) -> dict[str, str]:
    """An environment in which `python -m live` runs from any folder, and no test opens a window unasked."""
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "LIVE_NATIVE_LOGS", "LIVE_TRACEBACK")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@contextmanager
def live_running(*arguments: object, cwd: Path = ROOT) -> Iterator[subprocess.Popen[str]]:
    """Run `python -m live ...` in the background; its stdout and stderr are text."""
    command, pipe = live_command(*arguments), subprocess.PIPE
    process = subprocess.Popen(command, cwd=cwd, env=live_env(), stdout=pipe, stderr=pipe, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def live_process(*arguments: object, cwd: Path = ROOT, env: dict[str, str] | None = None) -> Done:
    """Run `python -m live ...` to its end as a process of its own, without a display."""
    command, full = live_command(*arguments), live_env(**(env or {}))
    return subprocess.run(command, cwd=cwd, env=full, capture_output=True, text=True, timeout=SECONDS)


def reports(text: str) -> list[dict[str, Any]]:
    """Return the objects in JSON Lines."""
    return [json.loads(line) for line in text.splitlines()]


def called(main: Callable[[list[str]], int], arguments: Iterable[object], cwd: Path = ROOT) -> Done:
    """Call a program's `main` in this process: in a folder, without a display, its output as text.

    What native code writes arrives, too, without the chatter that `live.quiet` holds back.
    """
    from live.quiet import CHATTER

    words = list(map(str, arguments))
    with (
        TemporaryDirectory() as folder,
        (Path(folder) / "out").open("w+", errors="backslashreplace") as out,
        (Path(folder) / "err").open("w+", errors="backslashreplace") as err,
    ):
        with (
            patch.dict(os.environ, live_env(), clear=True),
            contextlib.chdir(cwd),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            _descriptors(out, err),
        ):
            try:
                code = main(words)
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
        texts = [(Path(folder) / name).read_text() for name in ("out", "err")]
    said = [line for line in texts[1].splitlines(keepends=True) if not re.match(CHATTER, line)]
    return subprocess.CompletedProcess(words, code, texts[0], "".join(said))


@contextmanager
def _descriptors(*files: TextIO) -> Iterator[None]:
    """Let native code write into these files instead of stdout and stderr."""
    kept = [os.dup(number) for number in (1, 2)]
    for number, file in enumerate(files, 1):
        os.dup2(file.fileno(), number)
    try:
        yield
    finally:
        for number, (file, before) in enumerate(zip(files, kept, strict=True), 1):
            file.flush()
            os.dup2(before, number)
            os.close(before)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as a full disk would."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def assert_one_line(done: Done, code: int, *words: str) -> None:
    """The program ended with this exit code and one line on stderr that has these words."""
    assert "Traceback" not in done.stderr
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), done.stderr
    assert done.stderr.startswith(("live: ", "train: "))
    for word in words:
        assert word in done.stderr


def train_command(*arguments: object) -> Done:
    """Call `python -m train ...` in this process, which has TensorFlow loaded once for all."""
    from train.__main__ import main

    return called(main, arguments)


@pytest.fixture(scope="session")
def run_live() -> RunLive:
    """Calls `python -m live ...` in this process, without a display."""
    from live.__main__ import main

    return lambda *arguments, cwd=ROOT: called(main, arguments, cwd)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded data beside the project; skips the test where it is not."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the recorded data in {folder}")
    return folder


@pytest.fixture(scope="session")
def model(shared: Path) -> Path:
    """MediaPipe's hand model; skips the test where it is not."""
    path = shared / "hands" / "hand_landmarker.task"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    return path


@pytest.fixture(scope="session")
def air_clip(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a clip of a hand that writes digits and is then lifted, as a person with a seed."""
    tool, folder = shared.parent / "tools" / "make_air_clip.py", tmp_path_factory.mktemp("air")

    def air_clip(digits: str, *options: str) -> Path:
        path = folder / f"{digits}.mp4"
        subprocess.run([sys.executable, str(tool), digits, str(path), *options], check=True)
        return path

    return air_clip


@pytest.fixture(scope="session")
def made(air_clip: Callable[..., Path]) -> Path:
    """A clip of a hand that writes 20."""
    return air_clip("20", "--person", "A", "--seed", "5")


LINES = ("31415", "9260")


def plain_sheet(size: tuple[int, int] = (1280, 720), shift: int = 0) -> npt.NDArray[np.uint8]:
    """Return handwritten digits, those of LINES, on evenly lit paper: (h, w, 3) uint8 of a size (w, h).

    As easy as it gets, for tests of what comes before and after the reading. shift: px to the right.
    """
    from tests.writing import page, picture

    return picture(page("\n".join(LINES), size, 105, (120 + shift, 100)))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A picture of a sheet with handwritten digits, 1280x720, and what is written on it."""
    path = tmp_path_factory.mktemp("written") / "sheet.png"
    return write(path, plain_sheet()), "\n".join(LINES)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A clip of 0.8 s of a sheet, 960x540, 30 frames a second, and what is written on it."""
    path = tmp_path_factory.mktemp("clip") / "sheet.mp4"
    return film(path, (plain_sheet((960, 540), index // 3) for index in range(24))), "\n".join(LINES)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A white picture."""
    return write(tmp_path_factory.mktemp("blank") / "white.png", np.full((48, 64, 3), 255, np.uint8))


@pytest.fixture
def opened(screen: Screen, tmp_path: Path) -> Iterator[Start]:
    """Starts the program with its log in log.jsonl, waits for its window and points into its picture."""
    from live.window.app import WINDOW

    def opened(*arguments: object) -> Program:
        program = screen.start(["-m", "live", "--log", "log.jsonl", *map(str, arguments)], tmp_path)
        screen.window(WINDOW)
        screen.point(500, 300)
        return program

    yield opened
    screen.end_programs()


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A screen without a monitor, with a mouse and keys."""
    with open_screen(tmp_path_factory.mktemp("screen")) as screen:
        yield screen
