"""Runtimes: a model file becomes a function from a network's own inputs to its raw outputs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import ModelError, reason
from models.litert import open_litert
from models.table import THETAS, network, read_table, read_thetas

Floats = npt.NDArray[np.float32]
Run = Callable[[Floats], Floats]

SAVED_MODEL = "saved_model.pb"
"""The file that makes a folder a SavedModel."""

ONNX_RUNTIME = "python -m pip install onnxruntime==1.32.0"


@dataclass(frozen=True)
class Network:
    """A network as its runtime runs it.

    run: (N, *shape) float32 -> (N, outputs) float32, quantised numbers turned into what they stand for.
    shape: of one input; None is any size. own: whether the file's format tells that it takes pixels as the
    program makes them.
    """

    run: Run
    shape: tuple[int | None, ...]
    own: bool = False


def open_network(path: Path) -> Network:
    """Open a model file or folder, as its name's ending says.

    Raises ModelError, with the runtime's own reason, for one that is broken, of an unknown kind, or has
    several inputs or outputs.
    """
    if path.is_dir():
        if (path / SAVED_MODEL).exists():
            return _saved_model(path)
        if is_thetas(path):
            return _table(path)
    else:
        for ending, opened in LOADERS.items():
            if path.name.lower().endswith(ending):
                return opened(path)
    raise ModelError(
        f"{path} is not a model: give {', '.join(LOADERS)}, a SavedModel's folder, or one with "
        f"{' and '.join(THETAS)}"
    )


def is_thetas(path: Path) -> bool:
    """Return whether a path is a folder with a perceptron's weights."""
    return any((path / name).exists() for name in THETAS)


def keras_model(path: Path) -> Any:
    """Load a .keras, .h5 or .hdf5 file, running no code of its own. Raises ModelError with Keras' reason."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # or it speaks of its own build at every start
    import keras

    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises whatever its reader or its layers do
        raise ModelError(
            f"{path} is not a Keras model that loads: {reason(error, path)}; "
            "save it with model.save, whole and of Keras' own layers"
        ) from error


def _litert(path: Path) -> Network:
    interpreter, sources, targets = open_litert(path)
    _one_of_each(path, [s["shape"] for s in sources], [t["shape"] for t in targets])
    source, target = sources[0], targets[0]
    batch, *inner = (None if side < 0 else int(side) for side in source["shape_signature"])
    laid_out: tuple[int, ...] = ()

    def run(inputs: Floats) -> Floats:
        nonlocal laid_out
        if inputs.shape != laid_out:
            interpreter.resize_tensor_input(source["index"], inputs.shape)
            interpreter.allocate_tensors()
            laid_out = inputs.shape
        interpreter.set_tensor(source["index"], _stored(inputs, source["dtype"], *source["quantization"]))
        interpreter.invoke()
        rows = np.asarray(interpreter.get_tensor(target["index"]), np.float32)
        scale, zero = target["quantization"]
        return np.asarray((rows - zero) * scale, np.float32) if scale else rows

    return Network(_in_batches(run, batch), tuple(inner))


def _keras(path: Path) -> Network:
    model = keras_model(path)
    _one_of_each(path, [i.shape for i in model.inputs], [o.shape for o in model.outputs])
    import tensorflow as tf

    source = model.inputs[0]
    # Compiled: called as it is, each layer would be looked up anew, ten times as slow.
    spec = tf.TensorSpec(source.shape, source.dtype)
    compiled = tf.function(lambda inputs: model(inputs, training=False), input_signature=[spec])
    return _tensorflow(compiled, source.shape, source.dtype)


def _saved_model(path: Path) -> Network:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    try:
        model = tf.saved_model.load(str(path))
        signature = model.signatures["serving_default"]
    except Exception as error:  # TensorFlow raises whatever its reader does
        raise ModelError(
            f"{path} is not a SavedModel that loads: {reason(error, path)}; export it again"
        ) from error
    sources, targets = signature.structured_input_signature[1], signature.structured_outputs
    _one_of_each(path, [s.shape for s in sources.values()], [t.shape for t in targets.values()])
    ((name, source),) = sources.items()

    def run(inputs: Any, _owner: Any = model) -> Any:  # the signature holds its variables weakly
        return next(iter(signature(**{name: tf.constant(inputs)}).values()))

    return _tensorflow(run, tuple(source.shape), source.dtype.as_numpy_dtype)


def _tensorflow(called: Callable[[Any], Any], shape: tuple[int | None, ...], dtype: Any) -> Network:
    def run(inputs: Floats) -> Floats:
        return np.asarray(called(_stored(inputs, np.dtype(dtype))), np.float32)

    return Network(_in_batches(run, shape[0]), shape[1:])


def _onnx(path: Path) -> Network:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(f"{path} needs ONNX Runtime: {ONNX_RUNTIME}") from error
    onnxruntime.set_default_logger_severity(4)  # what fails is raised as well
    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as error:  # of classes that it does not tell of
        raise ModelError(
            f"{path} is not an ONNX model that loads: {reason(error, path)}; export it again"
        ) from error
    sources, targets = session.get_inputs(), session.get_outputs()
    _one_of_each(path, [s.shape for s in sources], [t.shape for t in targets])
    source = sources[0]
    name = source.type.removeprefix("tensor(").removesuffix(")")
    dtype = np.dtype({"float": "float32", "double": "float64"}.get(name, name))
    batch, *inner = (side if isinstance(side, int) else None for side in source.shape)

    def run(inputs: Floats) -> Floats:
        return np.asarray(session.run(None, {source.name: _stored(inputs, dtype)})[0], np.float32)

    return Network(_in_batches(run, batch), tuple(inner))


def _table(path: Path) -> Network:
    layers = read_thetas(path) if path.is_dir() else read_table(path)
    return Network(network(layers, path), (28, 28, 1), own=True)


LOADERS: dict[str, Callable[[Path], Network]] = {
    ".tflite": _litert,
    ".keras": _keras,
    ".h5": _keras,
    ".hdf5": _keras,
    ".onnx": _onnx,
    ".csv": _table,
    ".csv.gz": _table,
}
"""Files, by how a name ends."""


def _one_of_each(path: Path, inputs: list[Any], outputs: list[Any]) -> None:
    """Raises ModelError for a network of several inputs or outputs. inputs, outputs: their shapes."""
    if len(inputs) == len(outputs) == 1:
        return
    takes, gives = (" and ".join(str(tuple(shape)[1:]) for shape in shapes) for shapes in (inputs, outputs))
    raise ModelError(
        f"{path} does not fit: it takes {takes} and gives {gives}, "
        "where a digit model takes one 28x28 glyph and gives one row of values"
    )


def _stored(values: Floats, dtype: Any, scale: float = 0.0, zero: int = 0) -> npt.NDArray[Any]:
    """Numbers as a tensor stores them: in integers by its scale and zero point, 0 for the scale is none."""
    if not np.issubdtype(dtype, np.integer):
        return values.astype(dtype, copy=False)
    limits = np.iinfo(dtype)
    return np.asarray(np.clip(np.rint(values / (scale or 1) + zero), limits.min, limits.max), dtype)


def _in_batches(run: Run, batch: int | None) -> Run:
    """A function that runs any number of inputs, given one that takes `batch` at once, or any where None."""
    if batch is None:
        return run

    def runs(inputs: Floats) -> Floats:
        rows = []
        for i in range(0, len(inputs), batch):
            some = inputs[i : i + batch]
            padded = np.concatenate([some, np.zeros((batch - len(some), *some.shape[1:]), np.float32)])
            rows.append(run(padded)[: len(some)])
        return np.concatenate(rows)

    return runs
