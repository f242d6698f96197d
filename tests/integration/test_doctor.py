"""What the doctor says of machines on which something is missing or broken."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import ROOT, RunLive

from live.__main__ import main
from live.doctor import devices, reader, report, system
from live.frames.capture import cameras


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *checks: str
) -> tuple[int, str]:
    """The exit code of the doctor who makes these checks alone, and what it prints."""
    monkeypatch.setattr(report, "CHECKS", checks)
    code = main(["doctor"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, captured.out


def test_all_is_said_as_json(run_live: RunLive) -> None:
    done = run_live("doctor", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = {one["check"]: one for one in json.loads(done.stdout)}
    assert {"Python", "cv2", "models", "digits", "speed", "display", "MediaPipe", "cache", "disk"} <= set(
        found
    )
    assert all(one["ok"] for one in found.values() if one["needed"])
    assert not found["display"]["ok"] or not sys.platform.startswith("linux")


def test_the_packed_checksums_are_those_of_the_models() -> None:
    (found,) = reader.checksums()
    names = " ".join(line.split()[1] for line in (ROOT / "models" / reader.SUMS).read_text().splitlines())
    assert found.ok, f"after new models: (cd models && sha256sum {names} > {reader.SUMS})"
    parts = ("digits", "eye", "signs", "judge", "pen", "strokes")
    assert names.split() == [
        f for p in parts for f in (f"{p}.tflite", f"{p}.json") if (ROOT / "models" / f).is_file()
    ]


@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_broken_model_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, damage: str
) -> None:
    for name in (*reader._packed(), reader.SUMS):
        shutil.copy(ROOT / "models" / name, tmp_path)
    path = tmp_path / "digits.tflite"
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:5000] if damage == "cut" else data.replace(data[9000:9004], b"1234", 1))
    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    code, out = said(monkeypatch, capsys, "reader.checksums", "reader.digits")
    assert code == 1
    assert "✗ models: digits.tflite missing or damaged; git checkout models" in out
    assert ("✗ digits: " in out) == (damage != "changed")


def test_two_cv2_of_different_versions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "opencv_python_headless-4.9.0.80.dist-info"
    other.mkdir()
    (other / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: opencv-python-headless\nVersion: 4.9.0.80\n"
    )
    assert said(monkeypatch, capsys, "system.one_cv2")[0] == 0
    monkeypatch.syspath_prepend(tmp_path)
    code, out = said(monkeypatch, capsys, "system.one_cv2")
    assert code == 1
    assert "opencv-python-headless 4.9.0.80 write over each other; python -m pip uninstall -y opencv-" in out


def test_a_package_that_is_missing_and_one_of_another_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "requirements.txt").write_text("# pinned\nnumpy==1.0\nnosuch-package==2.0  # why\n")
    monkeypatch.setattr(system, "ROOT", tmp_path)
    monkeypatch.setattr(system, "PARTS", ())
    _, out = said(monkeypatch, capsys, "system.packages")
    assert f"! packages of live: without nosuch-package, numpy {np.__version__} for 1.0; " in out
    assert "python -m pip install -r live/requirements.txt" in out


def test_a_cv2_that_does_not_load(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    code, out = said(monkeypatch, capsys, "system.one_cv2")
    assert code == 1
    assert "✗ one cv2: ModuleNotFoundError" in out
    assert "python -m pip install -r live/requirements.txt" in out


def test_a_python_that_is_too_old(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    code, out = said(monkeypatch, capsys, "system.python")
    assert code == 1
    assert "install one of 3.11 to 3.13" in out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_no_display(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    code, out = said(monkeypatch, capsys, "system.display")
    assert code == 0
    assert "! display: none (DISPLAY is not set); start it on a desktop" in out
    monkeypatch.setenv("DISPLAY", ":97")
    assert "no X server answers at DISPLAY=:97" in said(monkeypatch, capsys, "system.display")[1]


@pytest.mark.skipif(cameras() != [], reason="this machine has a camera")
def test_no_camera(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = said(monkeypatch, capsys, "devices.cameras")
    assert (code, out.count("\n")) == (0, 1)
    assert "! camera: none; connect one" in out


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
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    for level in levels:
        writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    found = devices.watch("camera 3", cv2.VideoCapture(str(path)))
    assert found.ok == ok
    assert words in found.text


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder where nobody can write")
def test_nowhere_to_write(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir("/proc")
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/cache")
    code, out = said(monkeypatch, capsys, "system.places", "devices.hand_model")
    assert code == 0
    assert "! recordings: /proc/captures cannot be written" in out
    assert "! cache: /proc/cache/live-digits cannot be written" in out
    assert "! hand model: not here yet; start air mode once when online" in out
