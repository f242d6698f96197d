"""The networks that can be trained, each a short declaration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from train import networks


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


AnyRecipe = Recipe | Perceptron

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in [
        Recipe("digits", networks.digits, epochs=40, batch=192, rate=3e-3, files=(".keras", ".tflite"),
               optimizer="adamw", decay=0.03, smoothing=0.02, ink=True, junk=64),
        Recipe("lenet", networks.lenet, epochs=12, batch=128, rate=1e-3, files=(".csv.gz", ".keras"),
               turn=10, zoom=0.1, shift=0.1),
        Recipe("batchnorm64", networks.batchnorm64, epochs=10, batch=128, rate=1e-3, files=(".keras",),
               turn=10, zoom=0.1, shift=0.1),
        Recipe("notebook", networks.notebook, epochs=14, batch=128, rate=1e-3, files=(".keras",)),
        # Keras' default rate of 0.001 does not train it within its epochs: 1.0 is the method's own (Zeiler
        # 2012, "ADADELTA: An Adaptive Learning Rate Method").
        Recipe("adadelta", networks.adadelta, epochs=10, batch=128, rate=1.0, files=(".h5",),
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
