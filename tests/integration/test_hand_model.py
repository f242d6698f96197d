"""Fetching the hand model: from servers on 127.0.0.1 that behave and misbehave, and through the real pip."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from live.air import hand_model as module
from live.air.hand_model import NAME, PARTS, hand_model
from live.errors import UserError
from tests.conftest import SECONDS, files_up_to, live_env

MODEL = np.random.default_rng(0).bytes(1_200_000)
WHEEL = "mcp_hand_detection-1.0.1-py3-none-any.whl"
INDEX = "/simple/mcp-hand-detection/"


class Server(ThreadingHTTPServer):
    """Serves MODEL at /good, and what goes wrong at paths that say it; notes what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[str] = []
        self.together = threading.Barrier(2)
        self.half_sent, self.client_gone = threading.Event(), threading.Event()

    def handle_error(self, *_: object) -> None:
        """A client that goes away is among what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = self.path
        self.server.asked.append(path)
        if path == "/together":  # answers when two programs have asked
            self.server.together.wait(SECONDS)
        if path == "/missing":
            self.send_error(404)
        elif path == "/silent":
            self._wait_for_the_end()
        elif path == INDEX:
            self._send(f'<a href="/half/{WHEEL}">{WHEEL}</a>'.encode(), content="text/html")
        elif path == "/wrong":
            self._send(MODEL[:-1] + b"?")
        elif path == "/portal":  # a hotel's network answers whatever is asked
            self._send(b"<html>Please log in</html>")
        elif path == "/cut":
            self._send(MODEL, MODEL[:500_000])
        elif path.startswith("/half"):
            self._send(MODEL, MODEL[:500_000])
            self.server.half_sent.set()
            self._wait_for_the_end()
        elif path == "/slow":  # but alive
            self._send(MODEL, b"")
            for part in range(6):
                time.sleep(0.1)
                self.wfile.write(MODEL[part * 200_000 : (part + 1) * 200_000])
        else:
            self._send(MODEL)

    def _send(self, whole: bytes, sent: bytes | None = None, content: str = "application/zip") -> None:
        self.send_response(200)
        self.send_header("Content-Type", content)
        self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        self.wfile.write(whole if sent is None else sent)

    def _wait_for_the_end(self) -> None:
        """Sends nothing until the client closes the connection."""
        with contextlib.suppress(OSError):
            self.connection.recv(1)
        self.server.client_gone.set()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def closed() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the user's, and MODEL as what is looked for; pip, if it runs, finds nothing."""
    monkeypatch.setattr(module, "SIZE", len(MODEL))
    monkeypatch.setattr(module, "SHA256", hashlib.sha256(MODEL).hexdigest())
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name, value in {"CONFIG_FILE": os.devnull, "NO_INDEX": "1"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "live-digits"


@pytest.fixture
def no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python without pip, as some are."""
    monkeypatch.setattr(sys, "executable", shutil.which("false"))


def contents(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def refused(given: Path | None = None) -> str:
    """The one line with which no model is given."""
    with pytest.raises(UserError) as caught:
        hand_model(given)
    line = str(caught.value)
    assert "\n" not in line
    return line


def start(address: str, program: str) -> subprocess.Popen[str]:
    """Another program that has MODEL at an address; `hand_model()` in its text fetches it."""
    text = (
        "import sys, threading\nfrom live.air import hand_model as module\n"
        "from live.errors import UserError\nfrom live.air.hand_model import hand_model\n"
        f"module.ADDRESS, module.SIZE, module.SHA256 = {address!r}, {len(MODEL)}, {module.SHA256!r}\n"
        + program
    )
    return subprocess.Popen(
        [sys.executable, "-c", text],
        env=live_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# From the address


@pytest.mark.parametrize("path", ["/good", "/slow"])
def test_a_model_is_fetched_once_with_progress(
    path: str,
    server: Server,
    cache: Path,
    no_pip: None,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(module, "ADDRESS", server.url + path)
    lines: list[str] = []
    assert hand_model(tell=lines.append) == cache / NAME
    assert lines[-1] == "hand model: 1.2 of 1.2 MB"
    assert len(set(lines)) > 4
    assert lines == sorted(lines)
    assert (cache / NAME).read_bytes() == MODEL
    assert hand_model() == cache / NAME
    assert server.asked == [path]
    assert contents(cache) == [cache / NAME]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "damaged", [b"", MODEL[:500_000], MODEL[:-1] + b"?"], ids=["empty", "half", "one byte"]
)
def test_a_damaged_file_in_the_cache_is_fetched_again(
    damaged: bytes, server: Server, cache: Path, no_pip: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ADDRESS", f"{server.url}/good")
    cache.mkdir(parents=True)
    (cache / NAME).write_bytes(damaged)
    assert hand_model().read_bytes() == MODEL
    assert contents(cache) == [cache / NAME]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/wrong", "wrong checksum"),
        ("/portal", "wrong checksum"),
        ("/cut", "IncompleteRead"),
        ("/missing", "404"),
        ("/silent", "no answer"),
        ("/half", "no answer"),
    ],
)
def test_a_bad_server_is_named_and_nothing_is_kept(
    path: str, why: str, server: Server, cache: Path, no_pip: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ADDRESS", server.url + path)
    monkeypatch.setattr(module, "PATIENCE", (0.5, 0.5))
    line = refused()
    for words in (f"({why}", "127.0.0.1", "--hand-model FILE", str(cache / NAME), "paper and mouse modes"):
        assert words in line
    assert contents(cache) == []


def test_two_programs_at_once_both_succeed(server: Server, cache: Path) -> None:
    programs = [start(f"{server.url}/together", "print(hand_model())") for _ in range(2)]
    for program in programs:
        assert program.communicate(timeout=SECONDS) == (f"{cache / NAME}\n", "")
    assert server.asked == ["/together"] * 2
    assert contents(cache) == [cache / NAME]
    assert (cache / NAME).read_bytes() == MODEL


# The cache


def test_a_full_disk_is_said_in_one_line_and_nothing_is_kept(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ADDRESS", f"{server.url}/good")
    with files_up_to(500_000):
        line = refused()
    assert line.startswith(f"{cache / NAME}: the hand model cannot be kept there (File too large); make room")
    assert contents(cache) == []


@pytest.mark.parametrize("where", ["a file is in the way", "read-only"])
def test_a_cache_that_cannot_be_written_is_found_before_anything_is_fetched(
    where: str, server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ADDRESS", f"{server.url}/good")
    if where == "read-only":
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        cache.parent.mkdir(mode=0o500)
    else:
        cache.parent.write_text("")
    assert "cannot be kept there" in refused()
    assert server.asked == []


# Through pip


def wheel_with(folder: Path, content: bytes, inside: str = module.INSIDE) -> None:
    """Puts a wheel that holds these bytes where pip will look for it."""
    about = "mcp_hand_detection-1.0.1.dist-info"
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr(inside, content)
        wheel.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: mcp-hand-detection\nVersion: 1.0.1\n"
        )
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


def test_where_the_address_is_not_reached_pip_is_asked(
    closed: str,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    wheel_with(tmp_path, MODEL)
    monkeypatch.setattr(module, "ADDRESS", closed)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    lines: list[str] = []
    assert hand_model(tell=lines.append).read_bytes() == MODEL
    assert lines == ["hand model: through pip, 1.2 MB"]
    assert contents(cache) == [cache / NAME]
    assert capfd.readouterr() == ("", "")


def test_a_wheel_without_the_model_is_refused(
    closed: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel_with(tmp_path, MODEL, inside="other/file")
    monkeypatch.setattr(module, "ADDRESS", closed)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    why = '"There is no item named'
    assert f"(Connection refused) nor pip download mcp-hand-detection==1.0.1 ({why}" in refused()
    assert contents(cache) == []


def test_offline_both_are_named(closed: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ADDRESS", closed)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"{closed}/simple")
    line = refused()
    assert f"neither {closed.removeprefix('http://')} (Connection refused) nor pip download " in line
    assert "(No matching distribution found)" in line
    assert contents(cache) == []


def test_a_pip_that_hears_nothing_is_stopped(
    closed: str, server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ADDRESS", closed)
    monkeypatch.setattr(module, "PATIENCE", (1.0, 1.0))
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
    assert "pip download mcp-hand-detection==1.0.1 (" in refused()
    assert server.client_gone.wait(SECONDS)
    assert contents(cache) == []


# The end of the program while something is fetched

AT_CTRL_C = "hand_model()"
IN_THE_BACKGROUND = "threading.Thread(target=hand_model, daemon=True).start(); sys.stdin.readline()"


@pytest.mark.parametrize("by_pip", [False, True], ids=["from the address", "by pip"])
@pytest.mark.parametrize("program", [AT_CTRL_C, IN_THE_BACKGROUND], ids=["waiting", "in the background"])
def test_the_end_of_the_program_leaves_nothing_behind(
    program: str, by_pip: bool, closed: str, server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
    running = start(closed if by_pip else f"{server.url}/half", program)
    assert server.half_sent.wait(SECONDS)
    running.send_signal(signal.SIGINT)
    running.wait(SECONDS)
    assert "KeyboardInterrupt" in running.communicate()[1]
    assert server.client_gone.wait(SECONDS)
    assert contents(cache) == []


# The user's own file


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file that looks like a hand model."""
    path = tmp_path / "own.task"
    with zipfile.ZipFile(path, "w") as bundle:
        for part in PARTS:
            bundle.writestr(part, MODEL[:1000])
    return path


def test_the_users_own_file_is_taken_and_nothing_is_fetched(own: Path, cache: Path) -> None:
    assert hand_model(own) == own
    assert not cache.exists()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("missing", "no such file"),
        ("folder", "not a file"),
        ("pipe", "not a file"),
        ("empty", "not a hand model"),
        ("text", "not a hand model"),
        ("half", "not a hand model"),
        ("zip", "not a hand model"),
    ],
)
def test_a_file_that_is_no_hand_model_is_refused(what: str, why: str, own: Path, tmp_path: Path) -> None:
    path = tmp_path / what
    match what:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "empty":
            path.touch()
        case "text":
            path.write_text("not a model\n" * 100)
        case "half":
            path.write_bytes(own.read_bytes()[:1500])
        case "zip":
            with zipfile.ZipFile(path, "w") as other:
                other.writestr("page.txt", "digits")
    line = refused(path)
    assert line.startswith(f"{path}: {why}")
    assert module.ADDRESS in line


def test_the_published_file_is_what_is_looked_for(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = shared / "hands" / NAME
    if not published.is_file():
        pytest.skip(f"needs {published}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cached = tmp_path / "live-digits" / NAME
    cached.parent.mkdir()
    shutil.copy(published, cached)
    lines: list[str] = []
    assert hand_model(tell=lines.append) == cached
    assert lines == []
    assert cached.stat().st_size == module.SIZE
    assert hand_model(published) == published


def test_nothing_slow_is_imported_before_it_is_needed() -> None:
    text = "import sys, live.air.hand_model; "
    text += "print({'requests', 'platformdirs', 'cv2'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", text], env=live_env(), capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"
