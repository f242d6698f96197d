"""Run the program of a checkout as its user would, and take the JSON that it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""One JSON line of `read --json`."""

HOURS = 2
"""After which a reading that hangs is given up."""


class AbsentError(Exception):
    """Say that a benchmark's data is not there."""


def needed(path: Path) -> Path:
    """Return the path if it is there; raise AbsentError if not."""
    if not path.exists():
        raise AbsentError(f"needs {path}")
    return path


def labels(folder: Path) -> list[dict[str, Any]]:
    """Load a folder's labels.json, a list of one object for each file."""
    return list(json.loads(needed(folder / "labels.json").read_text(encoding="utf-8")))


def run(root: Path, *arguments: object) -> str:
    """Run `python -m live` with these arguments in a checkout; return its stdout.

    The working folder is the checkout, and PYTHONPATH is cleared, so that its own modules are imported.
    Raises RuntimeError where the program does not end with 0.
    """
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH", "LIVE_NATIVE_LOGS", "LIVE_TRACEBACK")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    done = subprocess.run(
        [sys.executable, "-m", "live", *map(str, arguments)],
        cwd=root, env=kept, capture_output=True, text=True, timeout=HOURS * 3600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


def read(root: Path, sources: Sequence[Path], *options: object) -> list[Row]:
    """Read sources, one after the other in one process; return all lines of JSON."""
    told = run(root, "read", *(source.resolve() for source in sources), "--json", *options)
    return [json.loads(line) for line in told.splitlines() if line.strip()]


def texts(root: Path, pictures: Sequence[Path]) -> dict[str, str]:
    """Read pictures; return each one's text by the name of its file."""
    return {Path(row["source"]).name: str(row["text"]) for row in read(root, pictures)}


def version(root: Path) -> str:
    """Ask a checkout for the version of its program."""
    return run(root, "--version").split()[-1]


def commit(root: Path) -> str:
    """Name a checkout's commit, with a plus behind it if files differ from that; "" outside git."""
    told = subprocess.run(
        ["git", "describe", "--always", "--exclude=*", "--dirty=+"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.stdout.strip()
