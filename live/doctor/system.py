"""Python, its packages, the display, and places to write to."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distributions, metadata
from pathlib import Path

from live.doctor import Finding
from live.errors import CORE, LIBRARIES, PARTS, ROOT, install

MIN_FREE = 1 << 30
"""Bytes on a disk: with less recordings soon end."""


def python() -> Iterator[Finding]:
    """Yield whether this Python is one of those that the project names."""
    project = ROOT / "pyproject.toml"
    if project.exists():
        (wanted,) = re.findall(r"requires-python = (.*)", project.read_text(encoding="utf-8"))
    else:  # it was installed
        wanted = metadata("live-digits")["Requires-Python"]
    low, high = (int(minor) for minor in re.findall(r"3\.(\d+)", wanted))
    good = (3, low) <= sys.version_info[:2] < (3, high)
    yield Finding("Python", good, sys.version.partition(" ")[0], f"install one of 3.{low} to 3.{high - 1}")


def packages() -> Iterator[Finding]:
    """Yield for each part of the program which of its packages are missing, or of another version."""
    own = _installed()
    for part in (CORE, *PARTS):
        text = (ROOT / part / "requirements.txt").read_text(encoding="utf-8")
        pinned = dict(re.findall(r"(?m)^([\w-]+)==(\S+)", text))
        lacking = [name for name in pinned if name not in own and not name.startswith("opencv")]
        wrong = [f"without {', '.join(lacking)}"] if lacking else []
        wrong += [
            f"{name} {own[name]} for {pin}" for name, pin in pinned.items() if own.get(name, pin) != pin
        ]
        told = ", ".join(wrong) or f"{len(pinned)} as in its requirements.txt"
        yield Finding(f"packages of {part}", not wrong, told, install(part))


def one_cv2() -> Iterator[Finding]:
    """Yield whether the packages that share the folder cv2 are of one version, and it loads."""
    own = {name: version for name, version in _installed().items() if name.startswith("opencv-")}
    told = ", ".join(f"{name} {version}" for name, version in sorted(own.items()))
    if len(set(own.values())) > 1:
        mend = f"python -m pip uninstall -y {' '.join(sorted(own))}, then {install()}"
        yield Finding("cv2", False, f"{told} write over each other", mend)
        return
    import cv2

    yield Finding("cv2", True, told or cv2.__version__)


def display() -> Iterator[Finding]:
    """Yield whether a window can be opened, and whether OpenCV's Qt loads."""
    from live.window.display import available

    shown, there = os.environ.get("DISPLAY", ""), available()
    why = f"no X server answers at DISPLAY={shown}" if shown else "DISPLAY is not set"
    mend = "start it on a desktop; python -m live read needs none"
    yield Finding("display", there, (shown or "there is one") if there else f"none ({why})", mend)
    import cv2

    kind = (re.findall(r"GUI: +(\S+)", cv2.getBuildInformation()) or ["NONE"])[0]
    if kind == "NONE":
        mend = "python -m pip uninstall -y opencv-python-headless opencv-contrib-python-headless"
        yield Finding("Qt", False, "this cv2 has no windows", f"{mend}, then {install()}")
        return
    plugin = Path(cv2.__file__).parent / "qt" / "plugins" / "platforms" / "libqxcb.so"
    try:
        if plugin.exists():
            ctypes.CDLL(str(plugin))
        yield Finding("Qt", True, kind)
    except OSError as error:
        yield Finding("Qt", False, str(error), f"on Debian or Ubuntu apt-get install {LIBRARIES}")


def places() -> Iterator[Finding]:
    """Yield whether the cache and the recordings' folder can be written, and how much room there is."""
    from live.air.hand_model import cache
    from live.keeping.recorder import CAPTURES

    for name, folder, mend in (
        ("cache", cache(), "XDG_CACHE_HOME names another"),
        ("recordings", CAPTURES.absolute(), "start the program in another folder"),
    ):
        try:
            with tempfile.TemporaryFile(dir=_existing(folder)):
                yield Finding(name, True, str(folder))
        except OSError as error:
            yield Finding(name, False, f"{folder} cannot be written ({error.strerror})", mend)
    free = shutil.disk_usage(_existing(CAPTURES.absolute())).free
    yield Finding("disk", free >= MIN_FREE, f"{free / 1e9:.1f} GB free", "make room for recordings")


def _installed() -> dict[str, str]:
    """Return the version of each installed package, the first found where one is there twice."""
    found = [(one.metadata["Name"] or "", one.version) for one in distributions()]
    return {name.lower().replace("_", "-"): version for name, version in reversed(found)}


def _existing(folder: Path) -> Path:
    """Return a folder, or the nearest above it that exists."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), folder)
