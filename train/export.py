"""A trained network in other programs' formats, each checked against its source on MNIST's test digits."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import models
from train.digits import DataError, Digits
from train.files import load_keras
from train.streams import as_mnist

Floats = npt.NDArray[np.float32]

CHECKED = 1_000
"""Digits on which an export is compared with its source."""

CLOSE = 1e-4
"""Most by which a probability may differ, but with eight bits."""

CALIBRATED = 500
"""Training digits from which the ranges of eight-bit activations are learnt."""


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
    stem = models.classifier.card_of(source).stem
    path = out / f"{stem}{'-int8' if int8 else ''}{'' if to == 'savedmodel' else f'.{to}'}"
    digits = test.take(slice(0, CHECKED))
    images = as_mnist(digits)[0]
    if path.resolve() == source.resolve():
        raise DataError(f"{path} is the model itself: choose another folder with --out")
    if to == "tflite":
        path.write_bytes(_litert(model, as_mnist(learn)[0][:CALIBRATED] if int8 else None))
        card = models.classifier.card_of(source)
        if card.exists() and card.resolve() != models.classifier.card_of(path).resolve():
            shutil.copy(card, models.classifier.card_of(path))
        rows = models.load(path).probabilities(images[..., 0])
        wanted = known.probabilities(images[..., 0])
    else:
        write, read = (_write_onnx, _run_onnx) if to == "onnx" else (_write_saved, _run_saved)
        wanted = np.asarray(model(images, training=False), np.float32)  # Keras exports what was called
        write(model, path)
        rows = read(path)(images)
    found = Exported(
        path, float(np.abs(rows - wanted).max()), *(_accuracy(r, digits) for r in (rows, wanted))
    )
    if not int8 and not found.difference < CLOSE * max(1.0, float(np.abs(wanted).max())):
        raise DataError(f"{path} does not agree with {source}: values differ by up to {found.difference:.2g}")
    return found


def _accuracy(rows: Floats, digits: Digits) -> float:
    return float((rows[:, :10].argmax(1) == digits.labels).mean())


def _litert(model: Any, examples: Floats | None) -> bytes:
    """Float32, or with examples of its input eight bits inside; float32 in and out in any case."""
    from train.files import litert

    return litert(model) if examples is None else litert(model, lambda: ([image[None]] for image in examples))


def _write_saved(model: Any, path: Path) -> None:
    model.export(path, format="tf_saved_model", verbose=False)


def _run_saved(path: Path) -> Callable[[Floats], Floats]:
    import tensorflow as tf

    loaded = tf.saved_model.load(str(path))
    return lambda images: np.asarray(loaded.serve(images), np.float32)


def _write_onnx(model: Any, path: Path) -> None:
    if not all(importlib.util.find_spec(package) for package in ("onnx", "tf2onnx")):
        raise DataError("ONNX needs two packages more: python -m pip install -r requirements-dev.txt")
    with tempfile.TemporaryDirectory() as folder:
        model.export(Path(folder) / "model.onnx", format="onnx", verbose=False)
        shutil.copy(Path(folder) / "model.onnx", path)


def _run_onnx(path: Path) -> Callable[[Floats], Floats]:
    """By ONNX's own reference, which is slow and right."""
    from onnx.reference import ReferenceEvaluator

    session: Any = ReferenceEvaluator(str(path))
    return lambda images: np.asarray(session.run(None, {session.input_names[0]: images})[0], np.float32)
