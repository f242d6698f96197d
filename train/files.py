"""A trained network to files, by their endings, back to Keras, and checked in other programs' formats."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import models
from models import ModelError
from models.backends import is_thetas, keras_model
from models.table import Layer, read_table, read_thetas, write_table
from train.digits import DataError, Digits
from train.evaluate import accuracy, as_it_comes

SETTINGS: dict[str, dict[str, Callable[[Any], object]]] = {
    "Conv2D": {"activation": lambda c: c.activation.__name__, "padding": lambda c: c.padding},
    "Dense": {"activation": lambda c: c.activation.__name__},
    "BatchNormalization": {"epsilon": lambda c: c.epsilon},
    "MaxPooling2D": {"pool_size": lambda c: c.pool_size[0]},
    "Flatten": {},
}
"""What a layer's line in a CSV tells beside its arrays."""

CHECKED = 1_000
"""Digits on which an export is compared with its source."""

CLOSE = 1e-4
"""Most by which a probability may differ, but with eight bits."""

CALIBRATED = 500
"""Training digits from which the ranges of eight-bit activations are learnt."""


def save(model: Any, path: Path) -> None:
    """Write a Keras model as its ending says, without the optimizer: .keras, .h5, .csv, .csv.gz, .tflite.

    Raises ModelError for a model that a CSV cannot hold: it holds chains of SETTINGS' layers alone.
    """
    if path.name.endswith((".csv", ".csv.gz")):
        write_table(table(model), path)
    elif path.suffix == ".tflite":
        path.write_bytes(litert(model))
    elif path.suffix == ".h5":
        model.save(path, include_optimizer=False)
    else:
        bare = type(model).from_config(model.get_config())  # a .keras file takes the optimizer along
        bare.set_weights(model.get_weights())
        bare.save(path)


def litert(model: Any, examples: Callable[[], Iterable[list[Any]]] | None = None) -> bytes:
    """The model as a LiteRT flat buffer: float32, any number of glyphs at once.

    examples: gives inputs, (1, 28, 28, 1) each in a list, from which the ranges of activations are learnt;
    with them weights and activations have eight bits, but what goes in and comes out stays float32.
    """
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if examples is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = examples
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        return bytes(converter.convert())


def table(model: Any) -> list[Layer]:
    """The layers of a Keras model that is a chain; what does nothing outside training is left out."""
    layers = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in ("InputLayer", "Dropout"):
            continue
        if kind not in SETTINGS or type(model).__name__ != "Sequential":
            raise ModelError(
                f"a CSV holds chains of {', '.join(SETTINGS)}, not {kind}: choose another format"
            )
        settings = {name: str(read(layer)) for name, read in SETTINGS[kind].items()}
        arrays = {variable.name: np.asarray(variable) for variable in layer.weights}
        layers.append(Layer(layer.name, kind, settings, arrays))
    return layers


def load_keras(path: Path) -> Any:
    """A model file or folder as a Keras model; a .tflite by the .keras file beside it.

    Raises ModelError where there is none to be had.
    """
    import train.hush  # noqa: F401  # before Keras

    if is_thetas(path):
        return _chain(read_thetas(path))
    if path.name.endswith((".csv", ".csv.gz")):
        return _chain(read_table(path))
    source = path.with_suffix(".keras") if path.suffix == ".tflite" else path
    if not source.exists():
        raise ModelError(f"no model file {source}: a LiteRT file is exported by the .keras file beside it")
    return keras_model(source)


def begin_with(model: Any, path: Path) -> None:
    """Give a model the weights of one in a file. Raises ModelError where that cannot be read or is another
    network."""
    weights = load_keras(path).get_weights()
    if [one.shape for one in weights] != [one.shape for one in model.get_weights()]:
        raise ModelError(f"{path} is another network: begin with one of the same recipe")
    model.set_weights(weights)


def _chain(layers: list[Layer]) -> Any:
    """A Keras model of a table's layers, with their weights."""
    import keras

    model = keras.Sequential([keras.Input((28, 28, 1))])
    for layer in layers:
        settings: dict[str, Any] = {
            name: float(value) if name == "epsilon" else int(value) if name == "pool_size" else value
            for name, value in layer.settings.items()
        }
        if layer.kind in ("Conv2D", "Dense"):
            settings["filters" if layer.kind == "Conv2D" else "units"] = layer.arrays["kernel"].shape[-1]
        if layer.kind == "Conv2D":
            settings["kernel_size"] = layer.arrays["kernel"].shape[:2]
        model.add(getattr(keras.layers, layer.kind)(name=layer.name, **settings))
        model.layers[-1].set_weights(list(layer.arrays.values()))
    return model


@dataclass(frozen=True)
class Exported:
    """What was written, the largest difference of a probability, and both files' accuracies, 0..1."""

    path: Path
    difference: float
    accuracy: float
    source: float


def export(source: Path, to: str, int8: bool, out: Path, learn: Digits, test: Digits) -> Exported:
    """Write a model as "tflite", "onnx" or "savedmodel" into a folder and compare the two.

    source: a file or folder that models.load takes; a .tflite by the .keras file beside it. learn, test:
    digits for the ranges of int8, and for the comparison. The card goes along. Raises ModelError for a model
    that does not load, DataError for an export that does not agree with it.
    """
    known = models.load(source)
    model = load_keras(source)
    card = models.classifier.card_of(source)
    path = out / f"{card.stem}{'-int8' if int8 else ''}{'' if to == 'savedmodel' else f'.{to}'}"
    if path.resolve() == source.resolve():
        raise DataError(f"{path} is the model itself: choose another folder with --out")
    examples = known.contract.inputs(as_it_comes(learn)[:CALIBRATED])
    if to == "tflite":
        path.write_bytes(litert(model, (lambda: ([example[None]] for example in examples)) if int8 else None))
    elif to == "savedmodel":
        model(examples[:1], training=False)  # Keras exports what was called
        model.export(path, format="tf_saved_model", verbose=False)
    else:
        model(examples[:1], training=False)
        _write_onnx(model, path)
    copied = models.classifier.card_of(path)
    if card.exists() and card.resolve() != copied.resolve():
        shutil.copy(card, copied)
    digits = test.take(slice(0, CHECKED))
    rows, wanted = (one.probabilities(as_it_comes(digits)) for one in (models.load(path), known))
    difference = float(np.abs(rows - wanted).max())
    if not int8 and not difference < CLOSE:
        raise DataError(
            f"{path} does not agree with {source}: probabilities differ by up to {difference:.2g}"
        )
    return Exported(path, difference, accuracy(rows, digits.labels), accuracy(wanted, digits.labels))


def _write_onnx(model: Any, path: Path) -> None:
    if not all(importlib.util.find_spec(package) for package in ("onnx", "onnxruntime", "tf2onnx")):
        raise DataError("ONNX needs three packages more: python -m pip install -r requirements-dev.txt")
    with tempfile.TemporaryDirectory() as folder:
        model.export(Path(folder) / "model.onnx", format="onnx", verbose=False)
        shutil.copy(Path(folder) / "model.onnx", path)
