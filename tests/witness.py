"""What a session in the window leaves, read back: its log, its captures and what is on screen."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from live.screen import screen as layout
from live.values import Frame, Image, Moment, Reading, Sight
from tests.marks import mark
from tests.xvfb import Screen, until


def log(folder: Path) -> list[dict[str, Any]]:
    """Return what was logged so far."""
    path = folder / "log.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def captures(folder: Path, pattern: str) -> list[Path]:
    """Return what was kept under names of a pattern."""
    return sorted((folder / "captures").glob(pattern))


def picture(screen: Screen) -> Image:
    """Return the part of the window in which the frame or the canvas is."""
    x, y, w, h = layout.PICTURE
    return screen.shot()[y : y + h, x : x + w]


def panel(screen: Screen) -> Image:
    """Return the part of the window beside it."""
    return screen.shot()[:560, 992:]


def reads(folder: Path, text: str, patience: float = 30) -> None:
    """Wait until a text is logged as read."""
    until(
        lambda: [one["text"] for one in log(folder)[-1:]] == [text],
        f"{text!r} in {log(folder)[-1:]}",
        patience,
    )


def on_screen(shot: Image, digits: list[dict[str, Any]], mode: str = "paper") -> bool:
    """Return whether the window's bar shows these digits of a JSON reading, compared pixel by pixel."""
    reading = Reading(tuple(mark(d["value"], sure=d["confidence"], line=d["line"]) for d in digits))
    blank = Frame(np.zeros((9, 16, 3), np.uint8), 0.0, 0)
    view = layout.View(Moment(blank, Sight(np.zeros((9, 16), np.uint8)), reading, 0.0), mode=mode)
    x, y, w, h = layout.BAR
    return np.array_equal(layout.compose(view)[y : y + h, x : x + w], shot[y : y + h, x : x + w])
