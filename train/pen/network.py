"""The pen's network, one-dimensional convolutions along the strokes; python -m train pen trains it."""

from __future__ import annotations

import argparse
from typing import Any

from train import hush  # noqa: F401  # before Keras

# isort: split
import keras
import numpy as np
from keras import layers

from models.pen import CHANNELS, POINTS
from train import running
from train.pen.bank import Bank
from train.pen.examples import NO_MARK, batches, drawn

PLAN = running.Plan("pen", batch=128, epoch=150, validated=6000, decay=0.02, average=0.995)


LOSS = keras.losses.CategoricalCrossentropy(True, label_smoothing=0.03)  # about as many labels are wrong


def build(classes: int) -> Any:
    """Return the untrained network: (N, POINTS, CHANNELS) to (N, classes) logits."""
    strokes = layers.Input((POINTS, CHANNELS))
    x = conv(strokes, 64, 7, 2)
    x = residual(residual(x, 5), 5)
    x = conv(x, 96, 3, 2)
    x = residual(residual(x, 3), 3)
    halves = layers.Reshape((2, x.shape[1] // 2, 96))(x)  # what the pen does first, and then
    means = layers.Flatten()(layers.AveragePooling2D((1, x.shape[1] // 2))(halves))
    most = layers.GlobalMaxPooling1D()(x)
    told = layers.Dropout(0.25)(layers.Concatenate()([most, means]))
    return keras.Model(strokes, layers.Dense(classes)(told), name="pen")


def conv(x: Any, filters: int, size: int, stride: int = 1, dilation: int = 1, active: bool = True) -> Any:
    """Add a convolution with its norm and, if active, its ReLU."""
    x = layers.Conv1D(filters, size, stride, padding="same", dilation_rate=dilation, use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.98)(x)
    return layers.ReLU()(x) if active else x


def residual(x: Any, size: int, dilation: int = 1) -> Any:
    """Add two convolutions to what comes in."""
    filters = x.shape[-1]
    inner = conv(conv(x, filters, size, 1, dilation), filters, 3, active=False)
    return layers.ReLU()(layers.Add()([x, inner]))


def train(args: argparse.Namespace) -> int:
    """Train for a number of epochs, or go on, and write the network; returns the exit code."""
    rng, bank = running.begin(args), Bank(args.sources, False)
    held_out = drawn(Bank(args.sources, True), np.random.default_rng(0), PLAN.validated)
    return running.learn(
        args, PLAN, build(NO_MARK + 1), LOSS, ["accuracy"], batches(bank, rng, PLAN.batch), held_out
    )
