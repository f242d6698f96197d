"""Make a clip with shared/tools/make_air_clip.py as a poor webcam has it: CONDITION TOOL and its options."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.drawing import Image

CONDITIONS = ("plain", "small", "blurred", "noisy", "slow", "dim", "cut", "flipped")

SMALL = (60, 90)
"""Heights of small hands, px from wrist to fingertip; the tool's are 150."""

BLUR, NOISE, DIM = 2.5, 20.0, 0.25
"""Deviation of a blur, px, and of a sensor's noise, of 255; how much of the light is left."""

SLOW, CUT = 12, 100
"""Frames a second of a slow camera; px by which hand and writing are lower: some wrists are out of view."""


class Hand:
    """Stands for the tool's hand, and changes how it is seen."""

    def __init__(self, condition: str, hand: Any) -> None:
        self._condition, self._hand, self._rng = condition, hand, np.random.default_rng(0)
        if condition == "flipped":
            hand.image = cv2.flip(hand.image, 1)
            hand.tip = np.array([hand.image.shape[1] - 1 - hand.tip[0], hand.tip[1]])

    def at(self, x: float, y: float) -> Image:
        """Return a frame with the fingertip at a place, px."""
        image = np.asarray(self._hand.at(x, y + CUT * (self._condition == "cut")), np.uint8)
        if self._condition == "blurred":
            return np.asarray(cv2.GaussianBlur(image, (0, 0), BLUR), np.uint8)
        if self._condition == "noisy":
            noise = self._rng.normal(0, NOISE, image.shape)
            return np.asarray(np.clip(image + noise, 0, 255), np.uint8)
        return (DIM * image).astype(np.uint8) if self._condition == "dim" else image


def main() -> None:
    """Make one clip."""
    condition, path, *options = sys.argv[1:]
    sys.argv = [path, *options]
    tool = _load(Path(path))
    seed, kind = int(options[options.index("--seed") + 1]), tool.Hand
    size = SMALL[0] + 7 * seed % (SMALL[1] - SMALL[0] + 1) if condition == "small" else 150
    tool.Hand = lambda *of: Hand(condition, kind(*of, size))
    if condition == "slow":
        tool.FPS = SLOW
    tool.main()


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("make_air_clip", path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} is no program")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


if __name__ == "__main__":
    main()
