"""Trains the mark network, which names a mark by itself and what is around it: python -m train marks.

Its marks are candidates that the eye finds in drawn scenes, among them what it takes for marks and is none.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.cutout import KNOBS as CUTOUT
from live.paper.cutout import cutouts
from live.values import Image
from models.eye import Eye
from train.augment import Rng, turned
from train.eye.candidates import NOTHING, looks
from train.scenes.alphabet import ALPHABET, DIGITS, OTHER
from train.scenes.scene import Material, scenes

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Knobs:
    """Of the marks, and how they are changed each time they are shown."""

    marks: int = 100_000  # drawn before the training begins
    of_scene: int = 120  # marks at most: some scenes are full
    margin: float = 1.2  # times which patches are larger than the program's, to be turned and moved in
    smoothing: float = 0.04  # of the labels: some marks are hidden or look like others
    turn: float = 0.1  # radians; the spread of the direction
    shear: float = 0.14  # px aside a px of height
    zoom: float = 0.14  # of the logarithm of width and height
    move: float = 1.2  # px
    noise: float = 2.0  # grey levels; mean of the spreads of what is added
    negative: float = 0.1  # share shown bright on dark
    lying: float = 0.1  # of the digits that look like no digit so, shown on their side or upside down
    turned: float = 0.3  # of what is no mark of the alphabet, turned by quarters
    alone: float = 0.3  # shown without what is around them
    faulty: float = 0.3  # blurred by a spread of up to `blur`, and as many with their light clipped
    blur: float = 1.3  # px
    clip: tuple[float, float] = (0.8, 3.0)  # standard deviations from the mean
    hidden: float = 0.15  # with a square of up to `patch` covered
    patch: int = 13  # px


LYING = (2, 3, 4, 5, 6, 7, 9), (2, 3, 4, 5, 7)
"""Digits that are no digit on their side, and upside down: so lies a page that is to be turned."""

KNOBS = Knobs()


def train(args: argparse.Namespace) -> int:
    """Draw marks, train for a number of epochs and write the network; returns the exit code."""
    from train import running

    # isort: split
    import keras

    plan = running.Plan(
        "marks", batch=128, epoch=400, validated=6000, decay=0.02, average=0.995,
        shown=1,  # their number changes from frame to frame
    )  # fmt: skip
    rng, material = running.begin(args), Material(args.data, args.sources, args.assets)
    patches, labels = drawn(material, np.random.default_rng(0), True, plan.validated)
    edge = (patches.shape[1] - CUTOUT.side) // 2
    held_out = _shown(patches[:, edge : edge + CUTOUT.side, edge : edge + CUTOUT.side], labels)
    loss = keras.losses.CategoricalCrossentropy(True, label_smoothing=KNOBS.smoothing)
    examples = batches(*drawn(material, rng, False, KNOBS.marks), rng, plan.batch)
    return running.learn(args, plan, build(len(ALPHABET) + 1), loss, ["accuracy"], examples, held_out)


def build(classes: int) -> Any:
    """Return the untrained network: (N, S, S, R) patches of grey, 0..255, to (N, classes) logits.

    The nearest patch has a tower of layers of its own, the others share one.
    """
    from keras import Input, Model, layers

    def conv(x: Any, filters: int, size: int = 3, strides: int = 1) -> Any:
        x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.95)(x)

    def residual(x: Any, filters: int) -> Any:
        return layers.ReLU()(layers.Add()([x, conv(layers.ReLU()(conv(x, filters)), filters)]))

    patches = Input((CUTOUT.side, CUTOUT.side, len(CUTOUT.reaches)))
    x = layers.LayerNormalization(axis=(1, 2), center=False, scale=False, epsilon=64.0)(patches)
    near = layers.ReLU()(conv(x[..., :1], 20, 5, 2))
    near = residual(layers.ReLU()(conv(near, 40, strides=2)), 40)
    near = residual(layers.ReLU()(conv(near, 80, strides=2)), 80)
    around = layers.ReLU()(conv(x[..., 1:], 16, 5, 2))
    around = layers.ReLU()(conv(around, 32, strides=2))
    around = layers.ReLU()(conv(around, 48, strides=2))
    told = layers.Concatenate()([layers.Flatten()(near), layers.Flatten()(around)])
    told = layers.Dense(128, use_bias=False)(layers.Dropout(0.2)(told))
    told = layers.ReLU()(layers.BatchNormalization(momentum=0.95)(told))
    return Model(patches, layers.Dense(classes)(layers.Dropout(0.3)(told)), name="marks")


def batches(patches: Image, labels: Labels, rng: Rng, size: int) -> Iterator[tuple[Any, Any]]:
    """Yield batches without end, each mark a little changed."""
    while True:
        some = rng.integers(0, len(patches), size)
        x, y = np.stack([_changed(patches[k], rng) for k in some]), labels[some]
        for k in np.flatnonzero((y < len(DIGITS)) & (rng.random(size) < KNOBS.lying)):
            quarters = int(rng.integers(1, 4))
            if y[k] in LYING[quarters == 2]:
                x[k], y[k] = np.rot90(x[k], quarters), OTHER
        for k in np.flatnonzero((y == OTHER) & (rng.random(size) < KNOBS.turned)):
            x[k] = np.rot90(x[k], int(rng.integers(1, 4)))
        x = np.stack([_worn(each, rng) for each in x])
        negative = rng.random(size) < KNOBS.negative
        x[negative] = 255 - x[negative]
        noise = rng.normal(0, 1, x.shape) * rng.exponential(KNOBS.noise, (size, 1, 1, 1))
        yield _shown(x + noise, y)


def _changed(patches: Image, rng: Rng) -> Image:
    """Return the middle of a mark's patches, (S, S, R), turned, sheared, stretched and moved."""
    turn, shear = turned(rng.normal(0, KNOBS.turn)), np.array([[1, rng.normal(0, KNOBS.shear)], [0, 1]])
    linear = turn @ shear @ np.diag(np.exp(rng.normal(0, KNOBS.zoom, 2)))
    middle, target = np.full(2, (len(patches) - 1) / 2), np.full(2, (CUTOUT.side - 1) / 2)
    matrix = np.column_stack([linear, target - linear @ middle + rng.normal(0, KNOBS.move, 2)])
    size = CUTOUT.side, CUTOUT.side
    return np.asarray(cv2.warpAffine(patches, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _worn(patches: Image, rng: Rng) -> npt.NDArray[np.float32]:
    """Return patches, (S, S, R), some with faults or without what is around: scenes are cleaner than life."""
    out = patches.astype(np.float32)
    if rng.random() < KNOBS.alone:
        out[..., 1:] = out[..., 1:].mean((0, 1))
    if rng.random() < KNOBS.faulty:
        out[..., 0] = cv2.GaussianBlur(out[..., 0], (0, 0), rng.uniform(0.4, KNOBS.blur))
    if rng.random() < KNOBS.faulty:
        mean, spread = out.mean(), out.std()
        low, high = rng.uniform(*KNOBS.clip, 2) * spread
        out = np.clip(out, mean - low, mean + high)
    if rng.random() < KNOBS.hidden:
        side, (left, top) = int(rng.integers(4, KNOBS.patch + 1)), rng.integers(0, CUTOUT.side, 2)
        out[top : top + side, left : left + side, 0] = np.median(out[..., 0])
    return out


def _shown(patches: npt.NDArray[Any], labels: Labels) -> tuple[Any, Any]:
    """Return patches as the network takes them, and classes, one-hot."""
    return patches.astype(np.float32), np.eye(OTHER + 1, dtype=np.float32)[labels]


def drawn(material: Material, rng: Rng, validation: bool, count: int) -> tuple[Image, Labels]:
    """Return patches of `count` marks, (count, S, S, R) uint8, and their classes, (count,).

    validation: whether they are of what is kept apart: digits, writers, fonts and pictures.
    """
    found: list[tuple[Image, Labels]] = []
    every = looks(Eye(), scenes(material, rng, validation), rng)
    while sum(len(labels) for _, labels in found) < count:
        look = next(every)
        scored = np.flatnonzero(look.labels != NOTHING)
        some = rng.permutation(scored)[: KNOBS.of_scene]
        labels = np.where(look.labels[some] < 0, OTHER, look.labels[some])
        found.append((cutouts(look.grey, look.candidates.boxes[some], KNOBS.margin).astype(np.uint8), labels))
    patches, classes = zip(*found, strict=True)
    return np.concatenate(patches)[:count], np.concatenate(classes)[:count]
