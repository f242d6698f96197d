"""A screen of its own for a program under test: Xvfb, xdotool's keys and mouse, and what is to be seen."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests import x11

ROOT = Path(__file__).parent.parent
MISSING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
"""Tools that a test with a window needs and this machine lacks."""

NEEDS_SCREEN = [
    pytest.mark.skipif(
        bool(MISSING) or sys.platform != "linux", reason=f"needs Linux with {' and '.join(MISSING) or 'X11'}"
    ),
    pytest.mark.flaky(reruns=1),
]
"""Marks of tests with a window. Where the machine is busy, Qt loses one event of X in hundreds, as `insist`
tells; so a test that fails is run once more, and pytest's summary counts it."""

Start = Callable[..., "Program"]
"""A fixture's function that starts the program with some options."""

PATIENCE = 30.0  # s, far more than anything here takes: the machine may be busy


def until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait until a condition is true and return its value; fails, naming what was waited for."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.03)
    raise AssertionError(f"waited {patience} s in vain: {what}")


class Program:
    """A program on a screen, in a process group of its own."""

    def __init__(self, display: str, arguments: list[str], folder: Path) -> None:
        self.folder, self.display = folder, display
        environment = {**os.environ, "DISPLAY": display, "PYTHONPATH": str(ROOT)}
        environment.pop("WAYLAND_DISPLAY", None)
        command, pipe = [sys.executable, *arguments], subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ctrl_c(self) -> None:
        """What a terminal does: the signal goes to the whole process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str, str]:
        """Wait for the end: exit code, stdout and stderr. Fails when a process is left."""
        out, err = self.process.communicate(timeout=PATIENCE)
        until(lambda: not self.group(), f"these processes to end: {self.group()}", 5)
        return self.process.returncode, out, err

    def group(self) -> list[int]:
        """The processes of the program that there are now."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[2]) == self.process.pid and fields[0] != "Z":
                        found.append(int(entry.name))
        return found

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


class Screen:
    """An X server without a monitor."""

    def __init__(self, display: str, frame_buffer: Path) -> None:
        self.display, self._frame_buffer = display, frame_buffer
        self._programs: list[Program] = []

    def start(self, arguments: list[str], folder: Path) -> Program:
        """Run Python with these arguments in a folder."""
        self._programs.append(Program(self.display, arguments, folder))
        return self._programs[-1]

    def window(self, title: str) -> int:
        """The id of the window with a title, once it is there and has the keyboard: keys before are lost."""
        found = until(
            lambda: self._xdotool("search", "--onlyvisible", "--name", f"^{title}$"), f"the window {title}"
        ).split()
        until(lambda: self._xdotool("getwindowfocus").strip() in found, f"the keyboard for {title}")
        return int(found[-1])

    def key(self, *names: str) -> None:
        """Press keys one after the other, as fast as a person does."""
        for name in names:
            self._xdotool("key", name)
            time.sleep(0.12)

    def point(self, x: int, y: int) -> None:
        self._xdotool("mousemove", str(x), str(y))

    def drag(self, points: list[tuple[int, int]], button: int = 1) -> None:
        """Draw through points with a mouse button held down."""
        self.draw([points], 0.01, button=button)

    def draw(
        self,
        strokes: list[list[tuple[int, int]]],
        pause: float = 0.004,
        *,
        lift: bool = True,
        button: int = 1,
    ) -> None:
        """Draw strokes with a button, as fast as a quick hand; pause: s between two points; lift: whether the
        button is let go at the end."""
        words: list[str] = []
        for first, *others in strokes:
            words += f"mousemove {first[0]} {first[1]} sleep 0.02 mousedown {button}".split()
            for x, y in others:
                words += f"mousemove {x} {y} sleep {pause}".split()
            words += f"sleep 0.02 mouseup {button}".split()
        self._xdotool(*(words if lift else words[:-4]))

    def lift(self) -> None:
        """Let the left button go."""
        self._xdotool("mouseup", "1")

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Press and let go a mouse button (4 and 5: the wheel, up and down) at a place."""
        self._xdotool("mousemove", str(x), str(y), "sleep", "0.03", "click", str(button))
        time.sleep(0.12)

    def insist(self, act: Callable[[], None], done: Callable[[], Any], what: str) -> Any:
        """Act, a key or a click, until it is done, once more if need be, and return what that gives.

        Where the machine is busy, Qt loses one event of X in hundreds (QT_LOGGING_RULES=qt.qpa.events=true
        shows that it never had it), and a person presses again.
        """
        act()
        try:
            return until(done, what, 5)
        except AssertionError:
            act()
            return until(done, what)

    def click_x(self, window: int) -> None:
        """Close a window as the X in its frame does."""
        x11.click_x(self.display, window)

    def shot(self) -> npt.NDArray[np.uint8]:
        """What is on the screen: (H, W, 3) uint8 BGR."""
        data = self._frame_buffer.read_bytes()
        header = np.frombuffer(data, ">u4", 25)  # X11's XWD file format, version 7
        start, width, height, pitch, colours = (int(header[i]) for i in (0, 4, 5, 12, 19))
        pixels = np.frombuffer(data, np.uint8, pitch * height, start + 12 * colours)
        return pixels.reshape(height, pitch // 4, 4)[:, :width, :3].copy()

    def still(self, pause: float = 0.15, patience: float = PATIENCE) -> npt.NDArray[np.uint8]:
        """What is on the screen, as `shot` has it, once it has stood still for a pause, s."""

        def unchanged() -> list[npt.NDArray[np.uint8]]:
            before = self.shot()
            time.sleep(pause)
            after = self.shot()
            return [after] if np.array_equal(before, after) else []

        picture: npt.NDArray[np.uint8] = until(unchanged, "a still picture", patience)[0]
        return picture

    def _xdotool(self, *arguments: str) -> str:
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True).stdout

    def end_programs(self) -> None:
        for program in self._programs:
            program.kill()
        self._programs.clear()


@contextlib.contextmanager
def open_screen(folder: Path, size: str = "1600x900") -> Iterator[Screen]:
    """A screen on a free display number, with a window manager; its frame buffer lies in the folder."""
    reading, writing = os.pipe()
    # -noreset: else it starts anew when its last client goes, and turns away who comes then
    options = f"-displayfd {writing} -screen 0 {size}x24 -nolisten tcp -noreset -fbdir {folder}".split()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(["Xvfb", *options], pass_fds=[writing], stdout=quiet, stderr=quiet)
    os.close(writing)
    manager = None
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    screen = Screen(f":{number}", folder / "Xvfb_screen0")
    try:
        command = [sys.executable, x11.__file__, screen.display]
        manager = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert manager.stdout is not None
        assert manager.stdout.readline() == x11.READY, "no window manager"
        yield screen
    finally:
        screen.end_programs()
        for process in (manager, server):
            if process is not None:
                process.terminate()
                process.wait()
