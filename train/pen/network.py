"""The pen's network: one-dimensional convolutions along the strokes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

from models.pen import CHANNELS, POINTS


@dataclass(frozen=True)
class Widths:
    """Filters at 32 and at 16 places along the strokes, and units before the classes."""

    fine: int = 64
    coarse: int = 96
    drop: float = 0.25  # of what the classes are told from


WIDTHS = Widths()

SMOOTHING = 0.03
"""Of the labels: about as many are wrong."""


def build(classes: int, widths: Widths = WIDTHS) -> Any:
    """Return the untrained network: (N, POINTS, CHANNELS) to (N, classes) logits."""
    strokes = layers.Input((POINTS, CHANNELS))
    x = _conv(strokes, widths.fine, 7, 2)
    x = _residual(_residual(x, 5), 5)
    x = _conv(x, widths.coarse, 3, 2)
    x = _residual(_residual(x, 3), 3)
    halves = layers.Reshape((2, x.shape[1] // 2, widths.coarse))(x)  # what the pen does first, and then
    means = layers.Flatten()(layers.AveragePooling2D((1, x.shape[1] // 2))(halves))
    most = layers.GlobalMaxPooling1D()(x)
    told = layers.Dropout(widths.drop)(layers.Concatenate()([most, means]))
    return keras.Model(strokes, layers.Dense(classes)(told), name="pen")


def _conv(x: Any, filters: int, size: int, stride: int = 1, active: bool = True) -> Any:
    """Add a convolution with its norm and, if active, its ReLU."""
    x = layers.Conv1D(filters, size, stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.98)(x)
    return layers.ReLU()(x) if active else x


def _residual(x: Any, size: int) -> Any:
    """Add two convolutions to what comes in."""
    filters = x.shape[-1]
    return layers.ReLU()(layers.Add()([x, _conv(_conv(x, filters, size), filters, 3, active=False)]))


@keras.saving.register_keras_serializable("live_digits")  # type: ignore[untyped-decorator]
def loss(truth: Any, logits: Any) -> Any:
    """Return the cross-entropy of classes, smoothed."""
    classes = logits.shape[-1]
    label = ops.one_hot(ops.cast(ops.reshape(truth, (-1,)), "int32"), classes)
    label = label * (1 - SMOOTHING) + SMOOTHING / classes
    return -ops.mean(ops.sum(label * ops.log_softmax(logits, -1), -1))
