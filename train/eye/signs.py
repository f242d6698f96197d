"""Trains the sign network, which names glyphs of the whole alphabet: python -m train signs.

Its glyphs are those of marks in drawn scenes, cut out as the program does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.detection import detect
from live.paper.ink import MarkInk, ink_of
from live.paper.page import inks_of, promising
from live.values import Floats, Image
from models.eye import Eye
from models.glyph import normalise
from train.augment import Rng, turned
from train.eye.candidates import matched
from train.scenes.alphabet import ALPHABET, DIGITS, OTHER
from train.scenes.page import SCORED
from train.scenes.scene import Material, scenes

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Knobs:
    """Of the glyphs, and how they are changed each time they are shown."""

    glyphs: int = 60_000  # drawn before the training begins
    digits: float = 0.4  # share of the digits that are kept: scenes hold many
    off: float = 0.05  # spread of a box's sides, of its longer side: the eye's boxes are off by as much
    upright: float = 0.7  # cosine of the direction from which a mark stands upright
    looked: float = 0.2  # share of scenes in which the eye looks, for what it takes for marks and is none
    smoothing: float = 0.03  # of the labels: some marks are hidden or look like others
    turn: float = 0.1  # radians; the spread of a glyph's direction
    shear: float = 0.12  # px aside a px of height
    zoom: float = 0.1  # of the logarithm of width and height
    move: float = 0.7  # px
    lying: float = 0.15  # of the digits that look like no digit so, shown on their side or upside down


LYING = (2, 3, 4, 5, 6, 7, 9), (2, 3, 4, 5, 7)
"""Digits that are no digit on their side, and upside down: so lies a page that is to be turned."""

KNOBS = Knobs()


def train(args: argparse.Namespace) -> int:
    """Draw glyphs, train for a number of epochs and write the network; returns the exit code."""
    from train import running

    # isort: split
    import keras

    plan = running.Plan("signs", batch=128, epoch=300, validated=6000, decay=0.02, average=0.99)
    rng, material = running.begin(args), Material(args.data, args.sources, args.assets)
    held_out = _shown(*drawn(material, np.random.default_rng(0), True, plan.validated))
    glyphs, labels = drawn(material, rng, False, KNOBS.glyphs)
    loss = keras.losses.CategoricalCrossentropy(True, label_smoothing=KNOBS.smoothing)
    batches = _batches(glyphs, labels, rng, plan.batch)
    return running.learn(args, plan, build(len(ALPHABET) + 1), loss, ["accuracy"], batches, held_out)


def build(classes: int) -> Any:
    """Return the untrained network: (N, 28, 28, 1) glyphs in 0..1 to (N, classes) logits."""
    from keras import Input, Model, layers

    def conv(x: Any, filters: int, size: int = 3, strides: int = 1) -> Any:
        x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.95)(x)

    glyph = Input((28, 28, 1))
    x = layers.ReLU()(conv(glyph, 16, 5, 2))
    x = layers.ReLU()(conv(x, 32, strides=2))
    x = layers.ReLU()(layers.Add()([x, conv(layers.ReLU()(conv(x, 32)), 32)]))
    x = layers.ReLU()(conv(x, 64, strides=2))
    told = layers.Dropout(0.3)(layers.Flatten()(x))
    return Model(glyph, layers.Dense(classes)(told), name="signs")


def _batches(glyphs: Image, labels: Labels, rng: Rng, size: int) -> Iterator[tuple[Any, Any]]:
    """Yield batches without end, each glyph a little changed."""
    while True:
        some = rng.integers(0, len(glyphs), size)
        x, y = np.stack([_changed(glyphs[k], rng) for k in some]), labels[some]
        for k in np.flatnonzero((y < len(DIGITS)) & (rng.random(len(y)) < KNOBS.lying)):
            quarters = int(rng.integers(1, 4))
            if y[k] in LYING[quarters == 2]:
                x[k], y[k] = np.rot90(x[k], quarters), OTHER
        yield _shown(x, y)


def _changed(glyph: Image, rng: Rng) -> Image:
    """Return a glyph, (28, 28), turned, sheared, stretched and moved."""
    turn, shear = turned(rng.normal(0, KNOBS.turn)), np.array([[1, rng.normal(0, KNOBS.shear)], [0, 1]])
    linear = turn @ shear @ np.diag(np.exp(rng.normal(0, KNOBS.zoom, 2)))
    middle = np.full(2, 13.5)
    away = middle - linear @ middle + rng.normal(0, KNOBS.move, 2)
    return np.asarray(cv2.warpAffine(glyph, np.column_stack([linear, away]), (28, 28)), np.uint8)


def _shown(glyphs: Image, labels: Labels) -> tuple[Any, Any]:
    """Return glyphs, (N, 28, 28, 1) in 0..1, and their classes, one-hot."""
    return glyphs[..., None].astype(np.float32) / np.float32(255), np.eye(OTHER + 1, dtype=np.float32)[labels]


def drawn(material: Material, rng: Rng, validation: bool, count: int) -> tuple[Image, Labels]:
    """Return (count, 28, 28) uint8 glyphs and their classes, (count,).

    validation: whether they are of what is kept apart: digits, writers, fonts and pictures.
    """
    eye, every = Eye(), scenes(material, rng, validation)
    found: list[tuple[Image, int]] = []
    while len(found) < count:
        image, truth = next(every)
        found += cut(image, truth, rng)
        if rng.random() < KNOBS.looked:
            found += ((glyph, OTHER) for glyph in mistaken(eye, image, truth))
    glyphs, labels = zip(*found[:count], strict=True)
    return np.stack(glyphs), np.array(labels, np.int64)


def mistaken(eye: Eye, image: Image, truth: Floats) -> Iterator[Image]:
    """Yield the glyphs of what the eye takes for marks and is none: specks, edges, print."""
    seen = promising(detect(eye, image, still=True)[0])
    for ink, label in zip(inks_of(image, seen), matched(seen.boxes, truth), strict=True):
        if ink is not None and label == -1:
            yield as_bytes(ink)


def cut(image: Image, truth: Floats, rng: Rng) -> Iterator[tuple[Image, int]]:
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


def as_bytes(ink: MarkInk) -> Image:
    """Return the glyph of an ink, (28, 28) uint8."""
    return np.round(255 * normalise(ink.image)).astype(np.uint8)
