"""The eye's network, the loss of its maps, and its training on scenes that are drawn: python -m train eye."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from train import hush  # noqa: F401  # before Keras

# isort: split
import cv2
import keras
import numpy as np
from keras import layers, ops

from live.values import Floats
from models.eye import HEATS, MAPS
from train import running
from train.augment import Rng
from train.eye.targets import crop
from train.scenes.alphabet import ALPHABET
from train.scenes.scene import Material, Scene, scenes


@dataclass(frozen=True)
class Weights:
    """How the parts of the loss are weighed."""

    heats: tuple[float, float, float] = (0.6, 0.4, 0.12)  # as in HEATS; at 1.0 classes were learnt far slower
    found: float = 2.0  # power by which a centre counts less the surer it is, and false heat more
    near: float = 4.0  # power by which heat beside a centre counts less
    box: float = 0.4  # of the sum of its four errors, cells and logarithms
    direction: float = 0.1
    classes: float = 1.0
    smoothing: float = 0.02  # of the class labels: people disagree about as many
    marks: float = 8.0  # a batch's loss is shared among so many marks at least, so that none weighs a lot


WEIGHTS = Weights()

PLAN = running.Plan(
    "eye", batch=16, epoch=200, validated=256, decay=0.01, average=0.998, falling=0.75,
    clip=5.0,  # few scenes are full of marks
)  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """How scenes are used."""

    uses: int = 9  # crops of a scene: drawing one takes as long as training on two or three
    kept: int = 1500  # scenes in memory, so that a scene's crops are far apart in time
    kept_apart: int = 4  # scenes of the validation, which draws a new one for each crop


PACE = Pace()

RARE = -4.0
"""Logit at which the heats start: marks are rare, and the first steps would else be spent on saying so."""

MOMENTUM = 0.98
"""Of the batch norms' running means: those of a hundred batches or so, which are of different scenes."""


@keras.saving.register_keras_serializable("live_digits")
class Unfold(layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """Turns four channels into a 2x2 square of pixels: unlike resizing, without the picture's size."""

    def call(self, inputs: Any) -> Any:
        """Return (N, 2 H, 2 W, C / 4) of (N, H, W, C)."""
        import tensorflow as tf

        return tf.nn.depth_to_space(inputs, 2)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape of what `call` returns."""
        n, h, w, c = shape
        return n, h and 2 * h, w and 2 * w, (c or 0) // 4


def build(classes: int) -> Any:
    """Return the untrained network, whose weights are Keras' seed's.

    It takes pictures as `standardise` gives them, (N, H, W, 3), H and W multiples of 32, and gives maps,
    (N, H / 4, W / 4, MAPS + classes): logits of the heats, box, direction, logits of the classes. Most of
    the work is at stride 8.
    """
    frame = layers.Input((None, None, 3))
    x = _conv(_conv(frame, 8, 3, 2), 24, 3, 2)
    s8 = _conv(x, 48, 3, 2)
    s16 = _residual(_residual(_conv(s8, 72, 3, 2)))
    s32 = _residual(_residual(_conv(s16, 112, 3, 2)))
    x = _residual(_merged(s16, s32))
    x = _residual(_residual(_merged(s8, x)))
    x = _conv(x, 96, 1)
    small = keras.initializers.RandomNormal(stddev=0.01)
    maps = layers.Conv2D(4 * (MAPS + classes), 1, kernel_initializer=small)(x)
    model = keras.Model(frame, Unfold()(maps), name="eye")
    _expect_little(model.layers[-2])
    return model


def _expect_little(head: Any) -> None:
    """Start the heats of the layer before the last `Unfold` at RARE."""
    kernel, bias = head.get_weights()
    channels = len(bias) // 4  # depth_to_space takes the square's places first, then the channels
    for place in range(4):
        bias[place * channels : place * channels + len(HEATS)] = RARE
    head.set_weights([kernel, bias])


def _conv(x: Any, filters: int, size: int, stride: int = 1, active: bool = True) -> Any:
    """Add a convolution with its norm and, if active, its ReLU."""
    x = layers.Conv2D(filters, size, stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=MOMENTUM)(x)
    return layers.ReLU()(x) if active else x


def _residual(x: Any) -> Any:
    """Add a 3x3 convolution to half the channels and a 1x1 back to what comes in."""
    filters = x.shape[-1]
    y = _conv(_conv(x, filters // 2, 3), filters, 1, active=False)
    return layers.ReLU()(layers.Add()([x, y]))


def _merged(fine: Any, coarse: Any) -> Any:
    """Bring the coarser features to the finer ones' size and add them."""
    up = Unfold()(_conv(coarse, 4 * fine.shape[-1], 1, active=False))
    return layers.ReLU()(layers.Add()([fine, up]))


@keras.saving.register_keras_serializable("live_digits")  # type: ignore[untyped-decorator]
def loss(truth: Any, maps: Any) -> Any:
    """Return the loss of a batch, a scalar.

    truth: as train.eye.targets.target gives it, (N, H, W, CHANNELS). maps: as the network gives them.
    Heats by the focal loss of Law, Deng 2018, "CornerNet", in the form of Zhou et al. 2019, "Objects as
    Points"; boxes and directions by their absolute error, classes by cross-entropy, at marks alone.
    """
    truth, maps = ops.cast(truth, "float32"), ops.cast(maps, "float32")
    heat, weight = truth[..., :3], truth[..., 3:4]
    seen = ops.clip(ops.sigmoid(maps[..., :3]), 1e-5, 1 - 1e-5)
    centre = ops.cast(heat > 0.999, "float32")
    found = centre * (1 - seen) ** WEIGHTS.found * -ops.log(seen)
    false = (1 - centre) * (1 - heat) ** WEIGHTS.near * seen**WEIGHTS.found * -ops.log(1 - seen)
    count = ops.maximum(ops.sum(centre, (0, 1, 2)), WEIGHTS.marks)
    total = ops.sum(ops.sum((found + false) * weight, (0, 1, 2)) / count * ops.array(WEIGHTS.heats))
    at = truth[..., 11]
    marks = ops.maximum(ops.sum(at), WEIGHTS.marks)
    box = ops.sum(ops.abs(maps[..., 3:7] - truth[..., 4:8]), -1)
    way = ops.sum(ops.abs(maps[..., 7:9] - truth[..., 8:10]), -1)
    logits = maps[..., MAPS:]
    classes = logits.shape[-1]
    asked = ops.cast(truth[..., 10] >= 0, "float32")
    label = ops.one_hot(ops.cast(truth[..., 10] * asked, "int32"), classes)
    label = label * (1 - WEIGHTS.smoothing) + WEIGHTS.smoothing / classes
    entropy = -ops.sum(label * ops.log_softmax(logits, -1), -1) * asked
    each = WEIGHTS.box * box + WEIGHTS.direction * way + WEIGHTS.classes * entropy
    return total + ops.sum(each * at) / marks


@keras.saving.register_keras_serializable("live_digits")  # type: ignore[untyped-decorator]
def named(truth: Any, maps: Any) -> Any:
    """Return the share of marks whose class is the likeliest one at their middle."""
    truth, maps = ops.cast(truth, "float32"), ops.cast(maps, "float32")
    asked = (truth[..., 10] >= 0) & (truth[..., 11] > 0)
    at = ops.cast((ops.max(truth[..., :2], -1) > 0.999) & asked, "float32")
    right = ops.cast(ops.argmax(maps[..., MAPS:], -1), "float32") == truth[..., 10]
    return ops.sum(ops.cast(right, "float32") * at) / ops.maximum(ops.sum(at), 1.0)


@keras.saving.register_keras_serializable("live_digits")  # type: ignore[untyped-decorator]
def heat(truth: Any, maps: Any) -> Any:
    """Return the mean heat at the middles of marks of the alphabet."""
    truth, maps = ops.cast(truth, "float32"), ops.cast(maps, "float32")
    at = ops.cast(ops.max(truth[..., :2], -1) > 0.999, "float32")
    return ops.sum(ops.sigmoid(ops.max(maps[..., :2], -1)) * at) / ops.maximum(ops.sum(at), 1.0)


def train(args: argparse.Namespace) -> int:
    """Train for a number of epochs, or go on, and write the eye; returns the exit code."""
    rng, material = running.begin(args), Material(args.data, args.sources, args.assets)
    cv2.setNumThreads(1)  # the network's training has the others
    held_out = _batch(_crops(material, np.random.default_rng(0), True), PLAN.validated)
    every = _crops(material, rng, False)
    return running.learn(
        args, PLAN, build(len(ALPHABET) + 1), loss, [named, heat],
        (_batch(every, PLAN.batch) for _ in iter(int, 1)), held_out,
    )  # fmt: skip


def _batch(every: Iterator[tuple[Floats, Floats]], count: int) -> tuple[Floats, Floats]:
    """Return crops, (N, CROP, CROP, 3), and targets, (N, CELLS, CELLS, CHANNELS)."""
    crops, targets = zip(*islice(every, count), strict=True)
    return np.stack(crops), np.stack(targets)


def _crops(material: Material, rng: Rng, validation: bool) -> Iterator[tuple[Floats, Floats]]:
    """Yield crops and targets without end; for training, a scene's are far apart.

    validation: whether of scenes whose digits, writers, fonts and pictures are kept apart.
    """
    kept: list[Scene] = []
    most, uses = (PACE.kept_apart, 1) if validation else (PACE.kept, PACE.uses)
    for drawn in scenes(material, rng, validation):
        if len(kept) < most:
            kept.append(drawn)
        else:
            kept[int(rng.integers(most))] = drawn
        for _ in range(uses):
            yield crop(lambda: kept[int(rng.integers(len(kept)))], rng)
