"""Trained networks in other programs' formats, each checked against its source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import models
from models.classifier import DEFAULT
from tests.unit.test_settle import weights
from tests.writing import few
from train.data import load_data
from train.digits import DataError, Digits


@pytest.fixture(scope="module")
def digits() -> tuple[Digits, Digits]:
    """Some to calibrate with, and of the test digits 200; the command takes 1,000."""
    return few(500), load_data()[1].take(slice(0, 200))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of ten probabilities that reads."""
    import keras

    from train.files import save

    layers = keras.layers
    network = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), layers.BatchNormalization(), layers.Dense(10, "softmax")]
    )
    network.layers[-1].set_weights(weights())
    path = tmp_path_factory.mktemp("small") / "small.keras"
    save(network, path)
    return path


@pytest.mark.parametrize("to", ["tflite", "onnx", "savedmodel"])
def test_exports_are_as_good(small: Path, digits: tuple[Digits, Digits], tmp_path: Path, to: str) -> None:
    from train.export import export

    if to == "onnx":
        pytest.importorskip("tf2onnx")
        pytest.importorskip("onnxruntime")
    found = export(small, to, False, tmp_path, *digits)
    assert found.path.exists()
    assert found.difference < 1e-5  # of what `models.load` reads of it
    assert found.accuracy == found.source > 0.75


def test_eight_bits_read_as_well(small: Path, digits: tuple[Digits, Digits], tmp_path: Path) -> None:
    from train.export import export

    found = export(small, "tflite", True, tmp_path, *digits)
    assert found.path.name == "small-int8.tflite"
    assert found.accuracy > found.source - 0.02
    assert models.load(found.path).probabilities(np.zeros((3, 28, 28), np.float32)).shape == (3, 11)


def test_a_litert_file_is_exported_by_the_keras_file_beside_it(
    digits: tuple[Digits, Digits], tmp_path: Path
) -> None:
    from train.export import export

    assert export(DEFAULT, "savedmodel", False, tmp_path, *digits).accuracy > 0.98
    (tmp_path / "m.tflite").write_bytes(DEFAULT.read_bytes())
    with pytest.raises(models.ModelError, match=r"m\.keras"):
        export(tmp_path / "m.tflite", "savedmodel", False, tmp_path, *digits)
    (tmp_path / "m.keras").write_bytes(DEFAULT.with_suffix(".keras").read_bytes())
    with pytest.raises(DataError, match="itself"):
        export(tmp_path / "m.tflite", "tflite", False, tmp_path, *digits)
