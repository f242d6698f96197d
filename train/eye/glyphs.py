"""Glyphs from drawn scenes, cut out as the program does: what the sign network learns from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.detection import detect
from live.paper.ink import MarkInk, ink_of
from live.paper.page import inks_of, promising
from models.eye import Eye
from models.glyph import normalise
from train.augment import Rng
from train.eye.candidates import matched
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.camera import Floats, Image
from train.scenes.page import SCORED
from train.scenes.scene import Material, scenes

Glyphs = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Knobs:
    """Of the glyphs."""

    digits: float = 0.4  # share of the digits that are kept: scenes hold many
    off: float = 0.05  # spread of a box's sides, of its longer side: the eye's boxes are off by as much
    upright: float = 0.7  # cosine of the direction from which a mark stands upright
    looked: float = 0.2  # share of scenes in which the eye looks, for what it takes for marks and is none


KNOBS = Knobs()


def drawn(material: Material, rng: Rng, validation: bool, count: int) -> tuple[Glyphs, Labels]:
    """Return (count, 28, 28) uint8 glyphs and their classes, (count,).

    validation: whether they are of what is kept apart: digits, writers, fonts and pictures.
    """
    eye, every = Eye(), scenes(material, rng, validation)
    found: list[tuple[Glyphs, int]] = []
    while len(found) < count:
        image, truth = next(every)
        found += cut(image, truth, rng)
        if rng.random() < KNOBS.looked:
            found += ((glyph, OTHER) for glyph in mistaken(eye, image, truth))
    glyphs, labels = zip(*found[:count], strict=True)
    return np.stack(glyphs), np.array(labels, np.int64)


def mistaken(eye: Eye, image: Image, truth: Floats) -> Iterator[Glyphs]:
    """Yield the glyphs of what the eye takes for marks and is none: specks, edges, print."""
    seen = promising(detect(eye, image, still=True)[0])
    for ink, label in zip(inks_of(image, seen), matched(seen.boxes, truth), strict=True):
        if ink is not None and label == -1:
            yield as_bytes(ink)


def cut(image: Image, truth: Floats, rng: Rng) -> Iterator[tuple[Glyphs, int]]:
    """Yield glyph, (28, 28) uint8, and class of the upright marks of a scene that have ink."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    boxes = truth[:, :4].astype(np.float64)
    for k, mark in enumerate(truth):
        label = int(mark[7])
        if mark[8] != SCORED or mark[5] < KNOBS.upright:
            continue
        if label in DIGITS and rng.random() >= KNOBS.digits:
            continue
        box = boxes[k] + rng.normal(0, KNOBS.off * max(boxes[k][2:] - boxes[k][:2]), 4)
        ink = ink_of(grey, box, np.delete(boxes, k, 0))
        if ink is not None:
            yield as_bytes(ink), label


def as_bytes(ink: MarkInk) -> Glyphs:
    """Return the glyph of an ink, (28, 28) uint8."""
    return np.round(255 * normalise(ink.image)).astype(np.uint8)
