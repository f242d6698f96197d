"""Write with a real mouse in the real window: digits, numbers and sums of strangers.

The screen is Xvfb's, the mouse xdotool's; this checkout's window is measured.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks import program, score, strokes
from benchmarks.strokes import Line

COUNTS = {"digits": 100, "numbers of these": 30, "sums": 20}
"""How many of each of the sets of `strokes` are drawn."""

TALLEST = {"digits": 150.0, "numbers of these": 100.0, "sums": 100.0}
"""Greatest height of what is drawn, px."""

WIDEST = 820.0
"""Greatest width, px: the canvas has 960."""

CORNER = (70, 120)
"""Where on the screen's canvas it begins, px."""

LONGEST = 10
"""Marks of a sum; longer ones would be tiny on the canvas."""

POINTS = 40
"""Of a stroke at most, as a quick mouse tells of it."""

STILL = 0.6
"""Seconds after which a reading that does not change counts."""


def measure(root: Path, data: Path) -> dict[str, float]:
    """Draw each on an empty canvas and return the share of those that are read exactly."""
    from live.screen.screen import PICTURE
    from live.window.app import WINDOW
    from tests import xvfb  # pytest and a screen are needed here alone

    if xvfb.MISSING:
        raise program.AbsentError(f"needs {' and '.join(xvfb.MISSING)}")
    place = np.array(PICTURE[:2]) + CORNER
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, xvfb.open_screen(Path(folder)) as screen:
        log = Path(folder) / "log.jsonl"
        screen.start(["-m", "live", "--log", str(log), "--mode", "mouse", "--source", "demo:1"], Path(folder))
        screen.window(WINDOW)
        time.sleep(2)
        for name, lines in _chosen(data).items():
            right = []
            for text, paths in lines:
                screen.key("c")
                xvfb.until(lambda: not _text(log), "an empty canvas")
                screen.draw([list(map(tuple, (path + place).round().astype(int).tolist())) for path in paths])
                right.append(score.plain(_settled(log)) == score.plain(text))
            figures[f"{name}: exact"] = score.share(right)
    return figures | {"of": sum(COUNTS.values())}


def _chosen(data: Path) -> dict[str, list[Line]]:
    """Return what is drawn, spread over each set."""
    chosen = {}
    for name, lines in strokes.sets(data):
        if name in COUNTS:
            fit = [line for line in lines if len(line[0]) <= LONGEST]
            some = np.linspace(0, len(fit) - 1, COUNTS[name]).round().astype(int)
            chosen[name] = [_placed(fit[k], TALLEST[name]) for k in some]
    return chosen


def _placed(line: Line, tallest: float) -> Line:
    """Return strokes of a size for the canvas, from 0, 0 on, with at most POINTS points each."""
    every = np.concatenate(line[1])
    low, (wide, high) = every.min(0), np.ptp(every, axis=0).tolist()
    zoom = np.float32(min(tallest / max(high, 1), WIDEST / max(wide, 1)))
    few = [path[np.unique(np.linspace(0, len(path) - 1, POINTS).round().astype(int))] for path in line[1]]
    return line[0], [(path - low) * zoom for path in few]


def _text(log: Path) -> str:
    """Return what was read last."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return str(json.loads(lines[-1])["text"]) if lines else ""


def _settled(log: Path) -> str:
    """Return what is read once that no longer changes."""
    text, since = _text(log), time.monotonic()
    while time.monotonic() - since < STILL:
        time.sleep(0.05)
        if (now := _text(log)) != text:
            text, since = now, time.monotonic()
    return text.replace("\n", "")
