"""The networks that can be trained: of each its layers, and a short declaration of how it is trained."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal


@dataclass(frozen=True)
class Recipe:
    """A network and how it is trained.

    build: gives the Keras model, from (None, 28, 28, 1); to (None, 11) logits where it learns from ink, else
    to (None, 10) probabilities. epochs, batch: digits in a step. files:
    endings of what is kept.

    optimizer: "adamw" with a running mean of the weights, a rate that rises over the first epoch to `rate`,
    stays, and falls to zero over the last `cooling` of all steps, and `decay`; "adam", whose rate is halved
    when validation stands still; or "adadelta". averaged: whether there is that mean. smoothing: of labels.

    ink: learn from MNIST written again as ink (train/augment.py), and from `junk` marks a step that are no
    digits; else from MNIST as it comes, each digit moved by at most turn, degrees, zoom, a share, and shift,
    a share of its side.
    """

    name: str
    build: Callable[[], Any]
    epochs: int
    batch: int
    rate: float
    files: tuple[str, ...]
    optimizer: Literal["adamw", "adam", "adadelta"] = "adam"
    decay: float = 0.0
    cooling: float = 0.25
    averaged: bool = True
    smoothing: float = 0.0
    ink: bool = False
    junk: int = 0
    turn: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0


@dataclass(frozen=True)
class Perceptron:
    """A sigmoid network with one hidden layer, trained on all digits at once (train/mlp.py).

    hidden: units; decay: the weight lambda of the squared weights; epochs: iterations of L-BFGS-B.
    """

    name: str
    hidden: int
    decay: float
    epochs: int
    files: tuple[str, ...] = ("/",)


def digits() -> Any:
    """3x3 convolutions with batch norm at 28, 14, 7 and 3 pixels; residual where shapes agree, the
    residual's channels weighed by what the whole picture holds (Hu et al. 2018, "Squeeze-and-Excitation
    Networks"). Of the 3x3 places left at the end each channel learns which count (the global depthwise
    convolution of Chen et al. 2018, "MobileFaceNets")."""
    from keras import Input, Model, initializers, layers

    def conv(x: Any, filters: int, strides: int = 1, padding: str = "same") -> Any:
        return norm(layers.Conv2D(filters, 3, strides, padding, use_bias=False)(x))

    def norm(x: Any) -> Any:  # quick statistics: those of the weights' mean, not of their way
        return layers.BatchNormalization(momentum=0.9)(x)

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
    x = layers.ReLU()(norm(x))
    even = initializers.Constant(1 / 9)  # begins as their mean
    x = layers.Flatten()(layers.DepthwiseConv2D(3, use_bias=False, depthwise_initializer=even)(x))
    return Model(glyph, layers.Dense(11)(layers.Dropout(0.2)(x)))


def _chain(*parts: Any) -> Any:
    """Return a network that passes a glyph from each layer to the next; a list stands for its layers."""
    from keras import Input, Sequential

    flat = [layer for part in parts for layer in (part if isinstance(part, list) else [part])]
    return Sequential([Input((28, 28, 1)), *flat])


def lenet() -> Any:
    """LeNet-5 (LeCun et al. 1998) with more layers, batch norm and dropout."""
    from keras import layers, regularizers

    def conv(filters: int, size: int) -> Any:
        return layers.Conv2D(filters, size, activation="relu", kernel_regularizer=regularizers.L2(5e-4))

    def pooled() -> list[Any]:
        return [layers.BatchNormalization(), layers.MaxPooling2D(), layers.Dropout(0.25)]

    def dense(units: int) -> list[Any]:
        return [layers.Dense(units, activation="relu"), layers.BatchNormalization()]

    hidden = [conv(32, 5), *pooled(), conv(64, 3), conv(64, 3), *pooled(), layers.Flatten()]
    return _chain(hidden, dense(256), dense(128), dense(84), layers.Dropout(0.25), _named())


def batchnorm64() -> Any:
    """Convolutions of 64 filters, each with batch norm; pooled early, for a cheap second one."""
    from keras import layers

    def conv() -> list[Any]:
        return [layers.Conv2D(64, 3, activation="relu"), layers.BatchNormalization()]

    pooled = [*conv(), layers.MaxPooling2D(), *conv(), layers.MaxPooling2D(), *conv(), layers.Dropout(0.25)]
    dense = [layers.Dense(128, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.4)]
    return _chain(pooled, layers.Flatten(), dense, _named())


def notebook() -> Any:
    """Convolution, pooling, dense, dropout, softmax: the least that is worth the name."""
    from keras import layers

    seen = [layers.Conv2D(32, 5, activation="relu"), layers.MaxPooling2D(), layers.Flatten()]
    return _chain(seen, layers.Dense(96, activation="relu"), layers.Dropout(0.5), _named())


def adadelta() -> Any:
    """Two convolutions, two dense layers with dropout."""
    from keras import layers

    def conv(filters: int, size: int) -> list[Any]:
        return [layers.Conv2D(filters, size, activation="relu"), layers.MaxPooling2D()]

    def dense(units: int, dropped: float) -> list[Any]:
        return [layers.Dense(units, activation="relu"), layers.Dropout(dropped)]

    return _chain(conv(32, 5), conv(64, 3), layers.Flatten(), dense(128, 0.3), dense(64, 0.5), _named())


def _named() -> Any:
    """Return the layer that names a digit by ten probabilities."""
    from keras import layers

    return layers.Dense(10, activation="softmax")


AnyRecipe = Recipe | Perceptron

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in [
        Recipe("digits", digits, epochs=40, batch=192, rate=3e-3, files=(".keras", ".tflite"),
               optimizer="adamw", decay=0.03, smoothing=0.02, ink=True, junk=64),
        Recipe("lenet", lenet, epochs=12, batch=128, rate=1e-3, files=(".csv.gz", ".keras"),
               turn=10, zoom=0.1, shift=0.1),
        Recipe("batchnorm64", batchnorm64, epochs=10, batch=128, rate=1e-3, files=(".keras",),
               turn=10, zoom=0.1, shift=0.1),
        Recipe("notebook", notebook, epochs=14, batch=128, rate=1e-3, files=(".keras",)),
        # Keras' default rate of 0.001 does not train it within its epochs: 1.0 is the method's own (Zeiler
        # 2012, "ADADELTA: An Adaptive Learning Rate Method").
        Recipe("adadelta", adadelta, epochs=10, batch=128, rate=1.0, files=(".h5",),
               optimizer="adadelta"),
    ]
}  # fmt: skip
"""The recipes that Keras trains."""

EVERY: dict[str, AnyRecipe] = {**RECIPES, "mlp": Perceptron("mlp", hidden=100, decay=0.1, epochs=70)}
"""All recipes of networks that read a digit."""


def further(recipe: Recipe) -> Recipe:
    """How a network is trained that begins with the weights of one that was: at a lower rate, which falls for
    longer. It ends at zero, so there is little left to average."""
    return replace(recipe, rate=0.6 * recipe.rate, cooling=0.5, averaged=False)


def settings(recipe: AnyRecipe) -> dict[str, Any]:
    """A recipe's settings as they stand in cards and run folders."""
    return {name: value for name, value in asdict(recipe).items() if name not in ("build", "name", "files")}


def multiply_adds(model: Any) -> int:
    """Multiplications with an addition that one glyph costs in convolutions and dense layers."""
    total = 0
    for layer in model.layers:
        if (kernel := getattr(layer, "kernel", None)) is not None:
            places = layer.output.shape[1:-1] if len(kernel.shape) == 4 else ()
            total += math.prod((*kernel.shape, *places))
    return int(total)
