"""A network as text, run in NumPy: a CSV of all its layers, or the two Theta files of a perceptron.

The CSV has a line for each array of each layer, and one for a layer without any, in the order in which they
run:

    layer,kind,settings,array,shape,values...
    conv2d,Conv2D,activation=relu padding=valid,kernel,5x5x1x32,0.0123,-0.0456,...

Kinds, settings, arrays and their shapes are Keras' own. A name that ends in .gz is compressed.
"""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.errors import ModelError

Floats = npt.NDArray[np.float32]
Step = Callable[[Floats], Floats]

THETAS = ("Theta1.txt", "Theta2.txt")
"""(hidden, 785) and (10, hidden + 1) numbers, the bias first in each line; pixels line by line; outputs 0 to
9."""


@dataclass(frozen=True)
class Layer:
    """One layer: Keras' name of its kind, its settings, its arrays by name."""

    name: str
    kind: str
    settings: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, Floats] = field(default_factory=dict)


def write_table(layers: list[Layer], path: Path) -> None:
    """Write layers as CSV, with nine digits a number: enough for each float32."""
    with _open(path, "wt") as file:
        for layer in layers:
            settings = " ".join(f"{name}={value}" for name, value in layer.settings.items())
            for name, array in layer.arrays.items() or [("", np.zeros(0, np.float32))]:
                shape = "x".join(map(str, array.shape)) if name else ""
                head = [layer.name, layer.kind, settings, name, shape]
                file.write(",".join([*head, *(f"{v:.9g}" for v in array.ravel())]) + "\n")


def read_table(path: Path) -> list[Layer]:
    """The layers in a CSV. Raises ModelError for a broken or foreign file."""
    try:
        with _open(path, "rt") as file:
            rows = [_row(line) for line in file if line.strip()]
    except (OSError, EOFError, ValueError, zlib.error) as error:  # UnicodeError is a ValueError
        raise ModelError(f"{path} is not a CSV of a network's layers: train it again") from error
    if not rows:
        raise ModelError(f"{path} is empty: train it again")
    layers = []
    for name, group in itertools.groupby(rows, key=lambda row: row[0].name):
        parts = list(group)
        arrays = {array: values for _, array, values in parts if array}
        layers.append(Layer(name, parts[0][0].kind, parts[0][0].settings, arrays))
    return layers


def read_thetas(folder: Path) -> list[Layer]:
    """The perceptron in a folder with THETAS. Raises ModelError for a broken or foreign one."""
    layers = [Layer("flatten", "Flatten")]
    for file, activation in zip(THETAS, ("sigmoid", "linear"), strict=True):
        path = folder / file
        try:
            theta = np.loadtxt(path.read_text(encoding="utf-8").splitlines() or ["?"], np.float32, ndmin=2)
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} is not a table of weights: train it again") from error
        arrays = {"kernel": theta[:, 1:].T.copy(), "bias": theta[:, 0].copy()}
        layers.append(Layer(path.stem.lower(), "Dense", {"activation": activation}, arrays))
    # The second layer's sigmoids are left out: of ten independent yes-or-no outputs with log-odds z, given
    # that just one is a yes, it is k with probability exp(z_k) / sum(exp(z)), the softmax of z.
    return layers


def network(layers: list[Layer], path: Path) -> Step:
    """The function (N, 28, 28, 1) -> (N, outputs) of some layers.

    Raises ModelError where a layer is of an unknown kind or they do not fit together.
    """
    try:
        steps = [_KINDS[layer.kind](layer) for layer in layers]
        _run(steps, np.zeros((1, 28, 28, 1), np.float32))
    except (KeyError, ValueError, IndexError, TypeError, ArithmeticError) as error:
        raise ModelError(
            f"{path} does not fit together as a network of 28x28 glyphs: train it again"
        ) from error
    return lambda glyphs: _run(steps, glyphs)


def _open(path: Path, mode: str):  # type: ignore[no-untyped-def]  # a text file of either module
    opened = gzip.open if path.suffix == ".gz" else open
    return opened(path, mode, encoding="utf-8", newline="\n")


def _row(line: str) -> tuple[Layer, str, Floats]:
    """A line's layer, without arrays, and the array's name and values. Raises ValueError."""
    name, kind, settings, array, shape, *values = line.rstrip("\r\n").split(",")
    sides = [int(side) for side in shape.split("x")] if array else [0]
    numbers = np.array(values if array else [], np.float32).reshape(sides)
    if kind not in _KINDS or not np.isfinite(numbers).all():
        raise ValueError(line[:40])
    return Layer(name, kind, dict(_pair(part) for part in settings.split())), array, numbers


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _run(steps: list[Step], glyphs: Floats) -> Floats:
    for step in steps:
        glyphs = step(glyphs)
    return np.asarray(glyphs, np.float32)


def _conv(layer: Layer) -> Step:
    kernel, bias = layer.arrays["kernel"], layer.arrays["bias"]
    rows, columns, channels, filters = kernel.shape
    flat = kernel.transpose(2, 0, 1, 3).reshape(-1, filters)
    act = _ACTIVATIONS[layer.settings["activation"]]
    around = {"valid": (0, 0), "same": (rows - 1, columns - 1)}[layer.settings["padding"]]
    pads = [(0, 0), *((n // 2, n - n // 2) for n in around), (0, 0)]

    def run(x: Floats) -> Floats:
        if x.shape[3] != channels:
            raise ValueError(f"{layer.name} takes {channels} channels, not {x.shape[3]}")
        x = np.pad(x, pads) if any(around) else x
        windows = np.lib.stride_tricks.sliding_window_view(x, (rows, columns), (1, 2))
        n, h, w = windows.shape[:3]
        return act((windows.reshape(n * h * w, -1) @ flat + bias).reshape(n, h, w, filters))

    return run


def _dense(layer: Layer) -> Step:
    kernel, bias = layer.arrays["kernel"], layer.arrays["bias"]
    act = _ACTIVATIONS[layer.settings["activation"]]
    return lambda x: act(x @ kernel + bias)


def _batch_norm(layer: Layer) -> Step:
    gamma, beta, mean, variance = (
        layer.arrays[name] for name in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    scale = gamma / np.sqrt(variance + np.float32(layer.settings["epsilon"]))
    return lambda x: x * scale + (beta - mean * scale)


def _pool(layer: Layer) -> Step:
    size = int(layer.settings["pool_size"])

    def run(x: Floats) -> Floats:
        n, h, w, channels = x.shape
        h, w = h // size, w // size
        whole = x[:, : h * size, : w * size]
        return np.asarray(whole.reshape(n, h, size, w, size, channels).max((2, 4)), np.float32)

    return run


def _softmax(x: Floats) -> Floats:
    powers = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)


_ACTIVATIONS: dict[str, Step] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: np.asarray(0.5 * (1 + np.tanh(0.5 * x)), np.float32),
    "softmax": _softmax,
}

_KINDS: dict[str, Callable[[Layer], Step]] = {
    "Conv2D": _conv,
    "BatchNormalization": _batch_norm,
    "MaxPooling2D": _pool,
    "Flatten": lambda _: lambda x: x.reshape(len(x), -1),
    "Dense": _dense,
}
