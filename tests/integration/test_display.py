"""Whether a window can be opened, as an X server says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from live.window import display

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")


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
    (tmp_path / "user").write_bytes(authority(cookie))
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
