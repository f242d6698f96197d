"""A contact sheet of drawn scenes with the truth about them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from train.scenes import assets, scene, sources
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.camera import Floats, Image
from train.scenes.page import SCORED
from train.scenes.scene import Mark
from train.scenes.sprites import Bank

ACROSS, DOWN = 8, 5
"""Scenes on a sheet."""

DIGIT, SIGN, MARK, NOTHING = (0, 200, 0), (255, 100, 0), (0, 0, 255), (160, 160, 160)
"""Colours of boxes, BGR: digits, signs, other marks, what counts as nothing."""


def contact_sheet(out: Path, mnist: Path, handwriting: Path | None, folder: Path, seed: int) -> None:
    """Write a picture, PNG, of scenes with the boxes and directions of their marks.

    mnist, handwriting, folder: what scenes are made from, as train.eye.stream.Material has it.
    """
    rng = np.random.default_rng(seed)
    bank = Bank(sources.load(mnist, handwriting, False), rng)
    things = assets.load(folder, False)
    rows = [[_drawn(*scene.draw(rng, bank, things)) for _ in range(ACROSS)] for _ in range(DOWN)]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(cv2.imencode(".png", np.vstack([np.hstack(row) for row in rows]))[1].tobytes())


def _drawn(image: Image, marks: Floats) -> Image:
    """Return a scene with its marks drawn in."""
    image = image.copy()
    for mark in (Mark(*row) for row in marks.tolist()):
        colour = DIGIT if mark.label in DIGITS else MARK if mark.label == OTHER else SIGN
        colour = colour if mark.counts == SCORED else NOTHING
        low, high = (int(mark.left), int(mark.top)), (int(mark.right), int(mark.bottom))
        cv2.rectangle(image, low, high, colour, 1)
        x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
        end = int(x + mark.cos * mark.em / 2), int(y + mark.sin * mark.em / 2)
        cv2.line(image, (int(x), int(y)), end, colour, 1)
    return image
