"""What a session in the window leaves, read back: its log, its captures and what is on screen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.screen import screen as layout
from live.values import Digit, Frame, Image, Moment, Reading, Sight


def log(folder: Path) -> list[dict[str, Any]]:
    path = folder / "log.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def captures(folder: Path, pattern: str) -> list[Path]:
    return sorted((folder / "captures").glob(pattern))


def frames_of(clip: Path) -> list[Image]:
    capture, frames = cv2.VideoCapture(str(clip)), []
    while (grabbed := capture.read())[0]:
        frames.append(np.asarray(grabbed[1], np.uint8))
    return frames


def on_screen(shot: Image, digits: list[dict[str, Any]], mode: str = "paper") -> bool:
    """Whether the window's bar shows these digits of a JSON reading, compared pixel by pixel."""
    nothing = np.zeros(11, np.float32), np.zeros((28, 28), np.float32)
    reading = Reading(
        tuple(
            Digit(d["value"], d["confidence"], nothing[0], (0, 0, 1, 1), d["line"], nothing[1])
            for d in digits
        )
    )
    empty = Moment(
        Frame(np.zeros((9, 16, 3), np.uint8), 0.0, 0), Sight(np.zeros((9, 16), np.uint8)), reading, 0.0
    )
    x, y, w, h = layout.BAR
    return np.array_equal(
        layout.compose(layout.View(empty, mode=mode))[y : y + h, x : x + w], shot[y : y + h, x : x + w]
    )
