"""Loads a trained network and turns glyphs into calibrated probabilities."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import ModelError
from models.litert import check_float32, open_litert
from models.table import THETAS, network, read_table, read_thetas

Floats = npt.NDArray[np.float32]

DEFAULT = Path(__file__).resolve().with_name("digits.tflite")
NOT_A_DIGIT = 10
CLASSES = 11
"""Columns of a probability row: the ten digits, then "not a digit"."""

GLYPHS = ((28, 28), (28, 28, 1), (784,))
"""Shapes in which a network may take a glyph."""

BATCH = 64
"""Most glyphs run at once; more are run in several goes, so that memory stays bounded."""


class Classifier:
    """A trained network with its calibration.

    network: (N, 28, 28) float32 -> (N, 10 or 11), logits or probabilities. temperature: divides
    the logits before the softmax (Guo et al. 2017, "On Calibration of Modern Neural Networks").
    """

    def __init__(self, network: Callable[[Floats], Floats], temperature: float = 1.0) -> None:
        self._network = network
        self._temperature = temperature

    def probabilities(self, glyphs: Floats) -> Floats:
        """Probabilities of each glyph being a 0, 1, ... 9 or no digit.

        glyphs: (N, 28, 28) float32 in 0..1, bright ink on black, as `normalise` makes them.
        Returns (N, 11) float32 whose rows sum to 1; column 10 is "not a digit", and zero where the
        network has ten outputs. N = 0 gives (0, 11). Raises ValueError for another shape.
        """
        if glyphs.ndim != 3 or glyphs.shape[1:] != (28, 28):
            raise ValueError(f"glyphs are (N, 28, 28), got {glyphs.shape}")
        if len(glyphs) == 0:
            return np.zeros((0, CLASSES), np.float32)
        glyphs = np.ascontiguousarray(glyphs, np.float32)
        rows = np.concatenate([self._network(glyphs[i : i + BATCH]) for i in range(0, len(glyphs), BATCH)])
        rows = _as_probabilities(rows, self._temperature)
        missing = CLASSES - rows.shape[1]
        return np.pad(rows, ((0, 0), (0, missing))) if missing else rows


def load(path: str | Path | None = None) -> Classifier:
    """Load a network: .tflite through LiteRT, .keras and .h5 through TensorFlow, .csv and .csv.gz (all its
    layers) and a folder with Theta1.txt and Theta2.txt (a perceptron) in NumPy.

    path: None for the shipped one. A model card beside it (same name, .json) gives the temperature.
    Raises ModelError for a file that is missing, broken or does not fit.
    """
    path = DEFAULT if path is None else Path(path)
    if not path.exists():
        raise ModelError(f"no model file {path}: check the path; the shipped one is {DEFAULT.name}")
    ending = "/" if path.is_dir() else next((e for e in LOADERS if path.name.lower().endswith(e)), "")
    if not ending or (ending == "/" and not any((path / name).exists() for name in THETAS)):
        endings = ", ".join(e for e in LOADERS if e != "/")
        raise ModelError(f"{path} is not a model: give {endings}, or a folder with {' and '.join(THETAS)}")
    return Classifier(LOADERS[ending](path), _temperature(card_of(path)))


def card_of(path: Path) -> Path:
    """The model card beside a model file or folder: its name with .json for its ending."""
    if path.is_dir():
        whole = path.absolute()
        return whole.with_name(f"{whole.name}.json")
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).with_suffix(".json")


def _as_probabilities(rows: Floats, temperature: float) -> Floats:
    """Softmax of logits; rows that are probabilities already (a network ending in softmax) stay."""
    if rows.min() >= 0 and np.allclose(rows.sum(1), 1, atol=1e-3):
        return np.asarray(rows, np.float32)
    scaled = (rows - rows.max(1, keepdims=True)) / temperature
    powers = np.exp(scaled)
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def _temperature(card: Path) -> float:
    try:
        value = json.loads(card.read_text(encoding="utf-8"))["temperature"]
    except (OSError, ValueError, KeyError, TypeError):
        return 1.0
    return float(value) if isinstance(value, int | float) and value > 0 else 1.0


def _glyph_shape(
    path: Path, inputs: list[tuple[Any, ...]], outputs: list[tuple[Any, ...]]
) -> tuple[int, ...]:
    """A glyph's shape as the network wants it; raises ModelError where program and network do not fit.

    inputs, outputs: the shapes of the network's, the batch first.
    """
    shapes = [tuple(int(n or -1) for n in shape[1:]) for shape in inputs + outputs]
    if len(inputs) == len(outputs) == 1 and shapes[0] in GLYPHS and shapes[1] in ((10,), (CLASSES,)):
        return shapes[0]
    takes, gives = (" and ".join(map(str, part)) for part in (shapes[: len(inputs)], shapes[len(inputs) :]))
    raise ModelError(
        f"{path} does not fit: it takes {takes} and gives {gives}, "
        "where a digit model takes one 28x28 grey glyph and gives 10 or 11 values"
    )


def _litert(path: Path) -> Callable[[Floats], Floats]:
    interpreter, sources, targets = open_litert(path)
    inner = _glyph_shape(path, [tuple(s["shape"]) for s in sources], [tuple(t["shape"]) for t in targets])
    source, target = sources[0], targets[0]
    check_float32(path, source, target)
    any_number = source["shape_signature"][0] == -1
    size = 0  # glyphs that the interpreter's tensors are laid out for

    def run(glyphs: Floats) -> Floats:
        nonlocal size
        if not any_number and len(glyphs) > 1:
            return np.concatenate([run(glyphs[i : i + 1]) for i in range(len(glyphs))])
        if len(glyphs) != size:
            interpreter.resize_tensor_input(source["index"], [len(glyphs), *inner])
            interpreter.allocate_tensors()
            size = len(glyphs)
        interpreter.set_tensor(source["index"], glyphs.reshape(-1, *inner))
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(target["index"]), np.float32)

    return run


def _keras(path: Path) -> Callable[[Floats], Floats]:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # or it speaks of its own build at every start
    import keras
    import tensorflow as tf

    try:
        # safe_mode: a file must not bring code of its own along.
        model: Any = keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises whatever its reader or its layers do
        raise ModelError(f"{path} is not a Keras model that loads: train or export it again") from error
    inner = _glyph_shape(path, [t.shape for t in model.inputs], [t.shape for t in model.outputs])

    shape = tf.TensorSpec((None, *inner), tf.float32)
    # Compiled: called as it is, each layer would be looked up anew, ten times as slow.
    compiled = tf.function(lambda glyphs: model(glyphs, training=False), input_signature=[shape])

    def run(glyphs: Floats) -> Floats:
        return np.asarray(compiled(glyphs.reshape(-1, *inner)), np.float32)

    return run


def _numpy(path: Path) -> Callable[[Floats], Floats]:
    return network(read_thetas(path) if path.is_dir() else read_table(path), path)


LOADERS: dict[str, Callable[[Path], Callable[[Floats], Floats]]] = {
    ".tflite": _litert,
    ".keras": _keras,
    ".h5": _keras,
    ".csv": _numpy,
    ".csv.gz": _numpy,
    "/": _numpy,  # a folder
}
"""By how a name ends."""
