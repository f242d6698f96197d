"""A trained network in other programs' formats, each checked against its source on MNIST's test digits."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import models
from train.digits import DataError, Digits
from train.evaluate import accuracy, as_it_comes
from train.files import litert, load_keras

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
