"""A contact sheet of drawn scenes with the truth about them: python -m train scenes."""

from __future__ import annotations

import argparse
import sys

import cv2
import numpy as np

from live.values import Floats, Image
from train.scenes import assets, scene
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.page import SCORED

ACROSS, DOWN = 8, 5
"""Scenes on a sheet."""

DIGIT, SIGN, MARK, NOTHING = (0, 200, 0), (255, 100, 0), (0, 0, 255), (160, 160, 160)
"""Colours of boxes, BGR: digits, signs, other marks, what counts as nothing."""


def scenes(args: argparse.Namespace) -> int:
    """Write a picture, PNG, of scenes with the boxes and directions of their marks; returns the exit code."""
    folder = args.assets or assets.default_folder()
    if args.fetch:
        assets.fetch(folder)
    material = scene.Material(args.data, args.sources, folder)
    every = scene.scenes(material, np.random.default_rng(args.seed), False)
    rows = [np.hstack([_marked(*next(every)) for _ in range(ACROSS)]) for _ in range(DOWN)]
    args.out.mkdir(parents=True, exist_ok=True)
    out = args.out / "scenes.png"
    out.write_bytes(cv2.imencode(".png", np.vstack(rows))[1].tobytes())
    print(f"written: {out}", file=sys.stderr)
    return 0


def _marked(image: Image, marks: Floats) -> Image:
    """Return a scene with its marks drawn in."""
    for mark in (scene.Mark(*row) for row in marks.tolist()):
        colour = DIGIT if mark.label in DIGITS else MARK if mark.label == OTHER else SIGN
        colour = colour if mark.counts == SCORED else NOTHING
        low, high = (int(mark.left), int(mark.top)), (int(mark.right), int(mark.bottom))
        cv2.rectangle(image, low, high, colour, 1)
        x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
        end = int(x + mark.cos * mark.em / 2), int(y + mark.sin * mark.em / 2)
        cv2.line(image, (int(x), int(y)), end, colour, 1)
    return image
