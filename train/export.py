"""A trained model to the files that are shipped: .keras, .tflite and the model card."""

from __future__ import annotations

import hashlib
import json
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def export(model: Any, folder: Path, name: str, temperature: float) -> Path:
    """Write NAME.keras, NAME.tflite and the beginning of their card; returns the .tflite's path.

    temperature: the calibration, which the classifier reads from the card.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / f"{name}.keras")
    path = folder / f"{name}.tflite"
    path.write_bytes(litert(model))
    write_card(path, {"temperature": temperature})
    return path


def write_card(path: Path, card: dict[str, Any]) -> None:
    """Write the model card beside a .tflite and its .keras; versions and file hashes are added."""
    files = [path.with_suffix(".keras"), path]
    card = card | {
        "versions": {package: version(package) for package in ("tensorflow", "keras", "numpy")},
        "sha256": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }
    path.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def read_card(path: Path) -> dict[str, Any]:
    """The card beside a model file, {} where there is none."""
    try:
        card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def spread(cards: list[dict[str, Any]]) -> dict[str, Any]:
    """Over runs with different seeds: each test figure's mean, and its sample standard deviation."""
    figures = {name: [card["test"][name] for card in cards] for name in cards[0]["test"]}
    return {
        "seeds": [card["seed"] for card in cards],
        "mean": {name: round(float(np.mean(values)), 5) for name, values in figures.items()},
        "deviation": {name: round(float(np.std(values, ddof=1)), 5) for name, values in figures.items()},
    }


def litert(model: Any) -> bytes:
    """The model as a LiteRT flat buffer: float32, any number of glyphs at once."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, format="tf_saved_model", verbose=False)
        return bytes(tf.lite.TFLiteConverter.from_saved_model(folder).convert())


def temperature(logits: Floats, labels: npt.NDArray[np.int64]) -> float:
    """The divisor of logits under which the labels are likeliest.

    logits: (N, C); labels: (N,). Found on a grid from 0.25 to 4 (Guo et al. 2017).
    """
    grid = np.geomspace(0.25, 4, 201)
    losses = []
    for t in grid:
        scaled = logits.astype(np.float64) / t
        scaled -= scaled.max(1, keepdims=True)
        log_total = np.log(np.exp(scaled).sum(1))
        losses.append(float((log_total - scaled[np.arange(len(labels)), labels]).mean()))
    return round(float(grid[int(np.argmin(losses))]), 4)
