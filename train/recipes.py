"""The networks that can be trained, each a short declaration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipe:
    """A network and how it is trained.

    build: gives the Keras model, (None, 28, 28, 1) to (None, 11) logits. epochs, batch: digits in a
    step; junk: marks that are no digits beside them. rate: peak of the learning rate, which rises
    over the first epoch and then falls as a cosine to zero. decay: AdamW's. smoothing: of labels.
    """

    name: str
    build: Callable[[], Any]
    epochs: int
    batch: int
    junk: int
    rate: float
    decay: float
    smoothing: float


def _digits() -> Any:
    """3x3 convolutions with batch norm at 28, 14, 7 and 3 pixels; residual where shapes agree, the
    residual's channels weighed by what the whole picture holds (Hu et al. 2018, "Squeeze-and-Excitation
    Networks")."""
    from keras import Input, Model, layers

    def conv(x: Any, filters: int, strides: int = 1, padding: str = "same") -> Any:
        x = layers.Conv2D(filters, 3, strides, padding, use_bias=False)(x)
        return layers.BatchNormalization()(x)

    def residual(x: Any, filters: int) -> Any:
        change = conv(x, filters)
        weight = layers.GlobalAveragePooling2D(keepdims=True)(change)
        weight = layers.Dense(filters // 4, activation="relu")(weight)
        weight = layers.Dense(filters, activation="sigmoid")(weight)
        return layers.ReLU()(layers.Add()([x, layers.Multiply()([change, weight])]))

    glyph = Input((28, 28, 1))
    x = layers.ReLU()(conv(glyph, 16))
    x = residual(layers.ReLU()(conv(x, 28, strides=2)), 28)
    x = residual(layers.ReLU()(conv(x, 64, strides=2)), 64)
    x = layers.ReLU()(conv(x, 128, strides=2, padding="valid"))
    x = layers.Conv2D(192, 1, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return Model(glyph, layers.Dense(11)(x))


RECIPES = {
    recipe.name: recipe
    for recipe in [
        Recipe("digits", _digits, epochs=40, batch=192, junk=64, rate=3e-3, decay=2e-3, smoothing=0.02),
    ]
}


def multiply_adds(model: Any) -> int:
    """Multiplications with an addition that one glyph costs in convolutions and dense layers."""
    total = 0
    for layer in model.layers:
        kernel = getattr(layer, "kernel", None)
        if kernel is None:
            continue
        positions = 1
        if len(kernel.shape) == 4:
            _, height, width, _ = layer.output.shape
            positions = height * width
        weights = 1
        for side in kernel.shape:
            weights *= int(side)
        total += weights * positions
    return total
