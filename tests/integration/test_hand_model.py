"""Fetching the hand model: from servers on 127.0.0.1 that behave and misbehave, and through the real pip."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.air import hand_model as module
from live.air.hand_model import NAME, PARTS, hand_model
from live.errors import UserError
from tests.conftest import SECONDS, files_up_to, live_env
from tests.mjpeg import Server

MODEL = np.random.default_rng(0).bytes(1_200_000)
WHEEL = "mcp_hand_detection-1.0.1-py3-none-any.whl"
LINK = f'<a href="/half/{WHEEL}">{WHEEL}</a>'.encode()
CLOSED = "http://127.0.0.1:9"
"""An address at which nobody listens."""


class Models(Server):
    """Serves MODEL at /good, and what goes wrong at paths that say it; notes what was asked for."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[str] = []
        self.together = threading.Barrier(2)
        self.half_sent, self.client_gone = threading.Event(), threading.Event()

    def _answer(self, client: BaseHTTPRequestHandler) -> None:
        path = client.path
        self.asked.append(path)
        if path == "/together":  # answers when two programs have asked
            self.together.wait(SECONDS)
        if path == "/missing":
            client.send_error(404)
        elif path.startswith("/simple/"):
            _send(client, LINK, len(LINK), "text/html")
        elif path == "/wrong":
            _send(client, MODEL[:-1] + b"?")
        elif path == "/cut":
            _send(client, MODEL[:500_000])
        elif path == "/slow":  # but alive
            _send(client, b"")
            for part in range(6):
                time.sleep(0.1)
                client.wfile.write(MODEL[part * 200_000 : (part + 1) * 200_000])
        elif path == "/silent" or path.startswith("/half"):
            if path != "/silent":
                _send(client, MODEL[:500_000])
                self.half_sent.set()
            with contextlib.suppress(OSError):
                client.connection.recv(1)  # until the client closes the connection
            self.client_gone.set()
        else:
            _send(client, MODEL)


def _send(
    client: BaseHTTPRequestHandler, sent: bytes, whole: int = len(MODEL), content: str = "application/zip"
) -> None:
    """Send the head of a file of a size, and bytes of it."""
    client.send_response(200)
    client.send_header("Content-Type", content)
    client.send_header("Content-Length", str(whole))
    client.end_headers()
    client.wfile.write(sent)


@pytest.fixture
def server() -> Iterator[Models]:
    with Models() as server:
        yield server
        server.shutdown()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the user's, MODEL as what is looked for, at a closed address; pip finds nothing."""
    monkeypatch.setattr(module, "SIZE", len(MODEL))
    monkeypatch.setattr(module, "SHA256", hashlib.sha256(MODEL).hexdigest())
    monkeypatch.setattr(module, "ADDRESS", CLOSED)
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "live-digits"


@pytest.fixture
def served(server: Models, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Lets the model's address be a path of the server, in a Python without pip; returns the cache."""

    def served(path: str) -> Path:
        monkeypatch.setattr(module, "ADDRESS", server.url + path)
        monkeypatch.setattr(sys, "executable", shutil.which("false"))
        return cache

    return served


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
        "from live.air.hand_model import hand_model\n"
        f"module.ADDRESS, module.SIZE, module.SHA256 = {address!r}, {len(MODEL)}, {module.SHA256!r}\n"
    )
    pipe, command = subprocess.PIPE, [sys.executable, "-c", text + program]
    return subprocess.Popen(command, env=live_env(), stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_it_is_fetched_once(
    server: Models, served: Callable[[str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path, lines = served("/slow") / NAME, list[str]()
    assert hand_model(tell=lines.append) == path
    assert lines[-1] == "hand model: 1.2 of 1.2 MB"
    assert len(set(lines)) > 4
    assert lines == sorted(lines)
    assert path.read_bytes() == MODEL
    assert hand_model() == path
    assert server.asked == ["/slow"]
    path.write_bytes(MODEL[:-1] + b"?")
    assert hand_model().read_bytes() == MODEL, "a damaged one is fetched again"
    assert contents(path.parent) == [path]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("path", "why"),
    [("/wrong", "wrong checksum"), ("/cut", "IncompleteRead"), ("/missing", "404"), ("/silent", "no answer"),
     ("/half", "no answer")],
)  # fmt: skip
def test_a_bad_server_is_named_and_nothing_is_kept(
    path: str, why: str, served: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = served(path)
    monkeypatch.setattr(module, "PATIENCE", (0.5, 0.5))
    line = refused()
    for words in (f"({why}", "127.0.0.1", "--hand-model FILE", str(cache / NAME), "paper and mouse modes"):
        assert words in line
    assert contents(cache) == []


def test_two_programs_at_once_both_succeed(server: Models, cache: Path) -> None:
    programs = [start(f"{server.url}/together", "print(hand_model())") for _ in range(2)]
    for program in programs:
        assert program.communicate(timeout=SECONDS) == (f"{cache / NAME}\n", "")
    assert server.asked == ["/together"] * 2
    assert contents(cache) == [cache / NAME]
    assert (cache / NAME).read_bytes() == MODEL


def test_a_full_disk_and_a_cache_that_cannot_be_written_are_told_of(
    server: Models, served: Callable[[str], Path]
) -> None:
    cache = served("/good")
    with files_up_to(500_000):
        line = refused()
    assert line.startswith(f"{cache / NAME}: the hand model cannot be kept there (File too large); make room")
    assert contents(cache) == []
    cache.rmdir()
    cache.write_text("a file is in the way")
    assert "cannot be kept there" in refused()
    assert server.asked == ["/good"], "found before anything is fetched"


def wheel(folder: Path, inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a wheel that holds MODEL under a name where pip will look for it."""
    about = "mcp_hand_detection-1.0.1.dist-info"
    told = {
        "METADATA": "Metadata-Version: 2.1\nName: mcp-hand-detection\nVersion: 1.0.1\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / WHEEL, "w") as packed:
        packed.writestr(inside, MODEL)
        for name, text in told.items():
            packed.writestr(f"{about}/{name}", text)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


def test_where_the_address_is_not_reached_pip_is_asked(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    wheel(tmp_path, module.INSIDE, monkeypatch)
    lines: list[str] = []
    assert hand_model(tell=lines.append).read_bytes() == MODEL
    assert lines == ["hand model: through pip, 1.2 MB"]
    assert contents(cache) == [cache / NAME]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("index", "why"),
    [(None, '"There is no item named'), (CLOSED, "No matching distribution found"), ("", "")],
    ids=["a wheel without the model", "offline", "a server that falls silent"],
)
def test_where_pip_fails_too_both_are_named(
    index: str | None, why: str, server: Models, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if index is None:
        wheel(tmp_path, "other/file", monkeypatch)
    else:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.setenv("PIP_INDEX_URL", f"{index or server.url}/simple")
        monkeypatch.setattr(module, "PATIENCE", (1.0, 15.0 if index else 1.0))
    line = refused()
    assert "neither 127.0.0.1:9 (Connection refused) nor pip download mcp-hand-detection==1.0.1 (" in line
    assert f"({why}" in line
    assert index != "" or server.client_gone.wait(SECONDS)
    assert contents(cache) == []


@pytest.mark.parametrize("by_pip", [False, True], ids=["from the address", "by pip"])
@pytest.mark.parametrize(
    "program",
    ["hand_model()", "threading.Thread(target=hand_model, daemon=True).start(); sys.stdin.readline()"],
    ids=["waiting", "in the background"],
)
def test_the_end_of_the_program_leaves_nothing_behind(
    program: str, by_pip: bool, server: Models, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
    running = start(CLOSED if by_pip else f"{server.url}/half", program)
    assert server.half_sent.wait(SECONDS)
    running.send_signal(signal.SIGINT)
    running.wait(SECONDS)
    assert "KeyboardInterrupt" in running.communicate()[1]
    assert server.client_gone.wait(SECONDS)
    assert contents(cache) == []


def bundle(path: Path, *parts: str) -> None:
    """Write a zip file of some parts."""
    with zipfile.ZipFile(path, "w") as file:
        for part in parts:
            file.writestr(part, MODEL[:1000])


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (Path.exists, "no such file"),
        (Path.mkdir, "not a file"),
        (os.mkfifo, "not a file"),
        (lambda path: path.write_text("not a model\n" * 100), "not a hand model"),
        (lambda path: bundle(path, "page.txt"), "not a hand model"),
    ],
    ids=["missing", "folder", "pipe", "text", "another zip file"],
)
def test_a_file_of_another_kind_is_refused(make: Callable[[Path], Any], why: str, tmp_path: Path) -> None:
    make(tmp_path / "own.task")
    line = refused(tmp_path / "own.task")
    assert line.startswith(f"{tmp_path / 'own.task'}: {why}")
    assert module.ADDRESS in line


def test_the_published_file_and_the_users_own_are_taken(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    bundle(tmp_path / "own.task", *PARTS)
    assert hand_model(tmp_path / "own.task") == tmp_path / "own.task"
    cached = tmp_path / "live-digits" / NAME
    assert not cached.parent.exists(), "nothing is fetched"
    cached.parent.mkdir()
    shutil.copy(model, cached)
    assert hand_model(tell=pytest.fail) == cached
    assert hand_model(model) == model
