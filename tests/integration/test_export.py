"""Trained networks in other programs' formats, each checked against its source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import models
from models.classifier import DEFAULT
from train.data import load_data
from train.digits import DataError, Digits

COUNT = 200
"""Of the test digits; the command takes 1,000."""


@pytest.fixture(scope="module")
def digits() -> tuple[Digits, Digits]:
    learn, test = load_data()
    return learn.take(slice(0, 500)), test.take(slice(0, COUNT))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of ten probabilities, trained a little."""
    import keras

    from train.files import save

    keras.utils.set_random_seed(0)
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 5, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy")
    learn = load_data()[0].take(slice(0, 3000))
    network.fit(learn.images[..., None] / 255.0, learn.labels, verbose=0, epochs=2)
    path = tmp_path_factory.mktemp("small") / "small.keras"
    save(network, path)
    return path


@pytest.mark.parametrize("to", ["tflite", "onnx", "savedmodel"])
def test_exports_agree_with_their_source(
    small: Path, digits: tuple[Digits, Digits], tmp_path: Path, to: str
) -> None:
    if to == "onnx":
        pytest.importorskip("tf2onnx")
        pytest.importorskip("onnxruntime")
    from train.export import export

    found = export(small, to, False, tmp_path, *digits)
    assert found.path.exists()
    assert found.difference < 1e-5  # of what `models.load` reads of it
    assert found.accuracy == found.source > 0.8


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

    found = export(DEFAULT, "savedmodel", False, tmp_path, *digits)
    assert found.accuracy > 0.98
    (tmp_path / "alone.tflite").write_bytes(DEFAULT.read_bytes())
    with pytest.raises(models.ModelError, match=r"alone\.keras"):
        export(tmp_path / "alone.tflite", "savedmodel", False, tmp_path, *digits)


def test_a_model_is_not_written_over_itself(digits: tuple[Digits, Digits], tmp_path: Path) -> None:
    from train.export import export

    for suffix in (".tflite", ".keras"):
        (tmp_path / f"m{suffix}").write_bytes(DEFAULT.with_suffix(suffix).read_bytes())
    with pytest.raises(DataError, match="itself"):
        export(tmp_path / "m.tflite", "tflite", False, tmp_path, *digits)
