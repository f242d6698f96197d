"""What the doctor says of machines on which something is missing or broken; whether there is a display."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import ROOT, RunLive

from live.doctor import devices, reader, report, system
from live.frames.capture import cameras
from live.window import display
from tests.pictures import film, greys

Said = Callable[..., tuple[int, str]]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, run_live: RunLive) -> Said:
    """The exit code of the doctor who makes some checks alone, and what it prints."""

    def said(*checks: str) -> tuple[int, str]:
        monkeypatch.setattr(report, "CHECKS", checks)
        done = run_live("doctor")
        assert done.stderr == ""
        return done.returncode, done.stdout

    return said


def test_all_is_said_as_json(run_live: RunLive) -> None:
    done = run_live("doctor", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = {one["check"]: one for one in json.loads(done.stdout)}
    wanted = {"Python", "cv2", "models", "digits", "speed", "display", "MediaPipe", "cache", "disk"}
    assert wanted <= set(found)
    assert all(one["ok"] for one in found.values() if one["needed"])
    assert not found["display"]["ok"] or not sys.platform.startswith("linux")


def test_the_packed_checksums_are_those_of_the_models() -> None:
    (found,) = reader.checksums()
    names = " ".join(
        line.split()[1] for line in (ROOT / "models" / reader.CHECKSUMS).read_text().splitlines()
    )
    assert found.ok, f"after new models: (cd models && sha256sum {names} > {reader.CHECKSUMS})"
    parts = ("digits", "eye", "marks", "judge", "pen", "sequence", "strokes")
    assert names.split() == [
        f for p in parts for f in (f"{p}.tflite", f"{p}.json") if (ROOT / "models" / f).is_file()
    ]


@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_broken_model(said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: str) -> None:
    for name in (*reader._packed(), reader.CHECKSUMS):
        shutil.copy(ROOT / "models" / name, tmp_path)
    path = tmp_path / "digits.tflite"
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:5000] if damage == "cut" else data.replace(data[9000:9004], b"1234", 1))
    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    code, out = said("reader.checksums", "reader.digits")
    assert code == 1
    assert "✗ models: digits.tflite missing or damaged; git checkout models" in out
    assert ("✗ digits: " in out) == (damage != "changed")


def test_two_cv2_of_different_versions(said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "opencv_python_headless-4.9.0.80.dist-info"
    other.mkdir()
    told = "Metadata-Version: 2.1\nName: opencv-python-headless\nVersion: 4.9.0.80\n"
    (other / "METADATA").write_text(told)
    assert said("system.one_cv2")[0] == 0
    monkeypatch.syspath_prepend(tmp_path)
    code, out = said("system.one_cv2")
    assert code == 1
    assert "opencv-python-headless 4.9.0.80 write over each other; python -m pip uninstall -y opencv-" in out


def test_packages_that_are_missing_or_others(
    said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "requirements.txt").write_text("# pinned\nnumpy==1.0\nnosuch-package==2.0  # why\n")
    monkeypatch.setattr(system, "ROOT", tmp_path)
    monkeypatch.setattr(system, "PARTS", ())
    _, out = said("system.packages")
    assert f"! packages of live: without nosuch-package, numpy {np.__version__} for 1.0; " in out
    assert "python -m pip install -r live/requirements.txt" in out


def without_cv2(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "cv2", None)


def old_python(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "version_info", (3, 10, 1))


@pytest.mark.parametrize(
    ("lack", "checks", "code", "words"),
    [
        (without_cv2, ["system.one_cv2"], 1, ["✗ one cv2: ModuleNotFoundError", "-r live/requirements.txt"]),
        (old_python, ["system.python"], 1, ["install one of 3.11 to 3.13"]),
        pytest.param(
            lambda patch: None, ["devices.cameras"], 0, ["! camera: none; connect one"],
            marks=pytest.mark.skipif(cameras() != [], reason="this machine has a camera"),
        ),
        pytest.param(
            lambda patch: None, ["system.display"], 0, ["! display: none (DISPLAY is not set); start it on"],
            marks=linux,
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_its_remedy(
    said: Said, monkeypatch: pytest.MonkeyPatch, lack: Callable[[pytest.MonkeyPatch], None],
    checks: list[str], code: int, words: list[str],
) -> None:  # fmt: skip
    lack(monkeypatch)
    found, out = said(*checks)
    assert found == code
    assert [word for word in words if word not in out] == []


@linux
def test_a_display_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":97")
    found = next(system.display())
    assert "no X server answers at DISPLAY=:97" in found.text


@pytest.mark.parametrize(
    ("levels", "ok", "words"),
    [
        (range(20, 220, 20), True, "64x48"),
        ([0] * 10, False, "all black; open its shutter"),
        ([90] * 10, False, "all the same; connect it anew"),
        ([], False, "sends no picture"),
    ],
)
def test_what_a_camera_sends(tmp_path: Path, levels: list[int], ok: bool, words: str) -> None:
    path = tmp_path / "clip.avi"
    if levels:
        film(path, greys(levels), code="MJPG")
    found = devices.watch("camera 3", cv2.VideoCapture(str(path)))
    assert (found.ok, words in found.text) == (ok, True)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder where nobody can write")
def test_nowhere_to_write(monkeypatch: pytest.MonkeyPatch, run_live: RunLive) -> None:
    monkeypatch.setattr(report, "CHECKS", ("system.places", "devices.hand_model"))
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/cache")
    done = run_live("doctor", cwd=Path("/proc"))
    assert done.returncode == 0
    for words in ("recordings: /proc/captures cannot", "cache: /proc/cache/live-digits cannot"):
        assert f"! {words} be written" in done.stdout
    assert "! hand model: not here yet; start air mode once when online" in done.stdout


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
