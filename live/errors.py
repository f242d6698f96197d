"""Errors that a user can mend: their message is one line that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

LIBRARIES = "libgl1 libegl1 libgles2 libglib2.0-0"
"""What the wheels of OpenCV and MediaPipe leave to the system, as Debian and Ubuntu name it."""

ROOT = Path(__file__).resolve().parents[1]
"""Where the packages `live`, `models` and `train` lie."""

CORE = "live"
"""The part of the program that paper and mouse mode need."""

PARTS = {
    "live/air": ("mediapipe",),
    "live/frames": ("pillow_heif", "av"),
    "live/serve": ("starlette", "uvicorn", "websockets", "segno", "trustme"),
    "train": ("tensorflow", "keras", "scipy", "matplotlib"),
}
"""Folders of what needs more, with what cannot be imported where that was not installed."""


def install(part: str = CORE) -> str:
    """Return the command that installs what a part of the program, a folder, needs."""
    path, here = ROOT / part / "requirements.txt", Path.cwd()
    return f"python -m pip install -r {path.relative_to(here) if path.is_relative_to(here) else path}"


def remedy(error: Exception, usual: str = "") -> str:
    """Return what to do where a package cannot be loaded: the usual, by default to install what names it,
    unless the system lacks a library."""
    package = (getattr(error, "name", None) or "").partition(".")[0]
    mend = install(next((part for part, names in PARTS.items() if package in names), CORE))
    if re.search(r"\blib\S+\.so\b", str(error)):
        return f"{mend}, and on Debian or Ubuntu apt-get install {LIBRARIES}"
    return usual or mend


class UserError(Exception):
    """Something the user asked for cannot be done; shown as one line on stderr, exit code 1."""
