"""Model files: every kind that is taken, the two runtimes agreeing, and what is refused in one line."""

import gzip
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import RunLive

import models
from models import ModelError
from models.classifier import DEFAULT, card_of
from tests.unit.test_settle import softmax, weights
from tests.writing import glyphs, mnist_test

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="module")
def layers() -> Any:
    import keras

    return keras.layers


def network(*layers: Any, shape: tuple[int, ...] = (28, 28, 1)) -> Any:
    """A small network: its layers, and the shape that it takes."""
    import keras

    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input(shape), *layers])


def saved(made: Any, path: Path) -> Path:
    """Write a network in the format of its path."""
    from train.files import save

    if path.suffix == ".keras":
        made.save(path)
    else:
        save(made, path)
    return path


def test_a_litert_network_for_one_glyph_at_a_time_reads_many(layers: Any, tmp_path: Path) -> None:
    import keras
    import tensorflow as tf

    made = keras.Sequential([keras.Input(batch_shape=(1, 28, 28, 1)), layers.Flatten(), layers.Dense(10)])
    (tmp_path / "one.tflite").write_bytes(tf.lite.TFLiteConverter.from_keras_model(made).convert())
    assert models.load(tmp_path / "one.tflite").probabilities(glyphs(3)).shape == (3, 11)


def refusal(path: Path | str) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(ModelError) as caught:
        models.load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    assert len(message) < 300 + len(str(path))
    return message


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_file_that_brings_code_along_is_refused(layers: Any, tmp_path: Path, suffix: str) -> None:
    witness: list[int] = []
    spy = layers.Lambda(lambda x: witness.append(1) or x)
    path = saved(network(layers.Flatten(), spy, layers.Dense(10)), tmp_path / f"lambda{suffix}")
    witness.clear()
    assert "Lambda" in refusal(path)
    assert not witness


def test_what_a_file_lacks(layers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network(layers.Flatten(), layers.Dense(10)).save_weights(tmp_path / "only.weights.h5")
    assert "No model config found" in refusal(tmp_path / "only.weights.h5")
    (tmp_path / "model.onnx").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # as where it is not installed
    assert "pip install onnxruntime" in refusal(tmp_path / "model.onnx")


FOREIGN = b"this is no model\n" * 20, np.random.default_rng(0).bytes(4000), b"a,b,c\n1,2,3\n"


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".tflite", ".csv", ".csv.gz"])
def test_cut_and_foreign_files_are_refused(layers: Any, tmp_path: Path, suffix: str) -> None:
    path = saved(network(layers.Flatten(), layers.Dense(10)), tmp_path / f"file{suffix}")
    whole = path.read_bytes()
    for content in (*(whole[: int(share * len(whole))] for share in (0, 0.01, 0.5, 0.97)), *FOREIGN):
        path.write_bytes(content)
        refusal(path)


@pytest.mark.parametrize("suffix", [".keras", ".tflite"])
@pytest.mark.parametrize("count", [1, 2], ids=["a map", "with two inputs"])
def test_networks_of_another_kind_are_refused(layers: Any, tmp_path: Path, count: int, suffix: str) -> None:
    import keras

    inputs = [keras.Input((28, 28, 1)) for _ in range(count)]
    last = layers.Conv2D(10, 3)(inputs[0]) if count == 1 else layers.Flatten()(layers.Add()(inputs))
    outputs = last if count == 1 else layers.Dense(10)(last)
    refusal(saved(keras.Model(inputs, outputs), tmp_path / f"misfit{suffix}"))


def linear(layers: Any, activation: str, *before: Any) -> Any:
    """The linear reader with an activation at its end."""
    made = network(*before, layers.Flatten(), layers.Dense(10, activation))
    made.set_weights(weights())
    return made


@pytest.mark.parametrize(
    ("activation", "kind"),
    [("softmax", "float32"), ("softmax", "int8"), ("sigmoid", "uint8"), ("linear", "int8")],
)
def test_eight_bits_read_as_their_source(layers: Any, tmp_path: Path, activation: str, kind: str) -> None:
    import tensorflow as tf

    digits = mnist_test()[0][:200].astype(np.float32) / 255
    source = models.load(saved(linear(layers, activation), tmp_path / "source.keras"))
    converter = tf.lite.TFLiteConverter.from_keras_model(linear(layers, activation))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([digit[None, ..., None]] for digit in digits)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.dtypes.as_dtype(kind)
    (tmp_path / "small.tflite").write_bytes(converter.convert())
    small = models.load(tmp_path / "small.tflite")
    rows, wanted = (one.probabilities(digits) for one in (small, source))
    assert (small.contract, small.note) == (source.contract, "")
    assert rows.sum(1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert (rows.argmax(1) == wanted.argmax(1)).mean() > 0.95
    assert np.abs(rows - wanted).mean() < 0.01


def test_what_a_network_wants_is_said(layers: Any, tmp_path: Path, blank: Path, run_live: RunLive) -> None:
    made = linear(layers, "softmax", layers.Rescaling(-1 / 255, 1))
    inverted = saved(made, tmp_path / "inverted.tflite")
    for path, lines in ((inverted, 1), (DEFAULT, 0)):
        done = run_live("read", blank, "--model", path)
        assert (done.returncode, len(done.stderr.splitlines())) == (0, lines)
        assert ("0..255, black on white" in done.stderr) == (lines > 0)


def test_the_shipped_files_are_one_network_that_is_asked_as_its_card_says() -> None:
    import keras

    some = np.concatenate([mnist_test()[0][:150].astype(np.float32) / 255, glyphs(20), 0 * glyphs(1)])
    logits = keras.models.load_model(DEFAULT.with_suffix(".keras"))(some[..., None]).numpy()
    card = json.loads(card_of(DEFAULT).read_text(encoding="utf-8"))
    for asked in (None, DEFAULT, DEFAULT.with_suffix(".keras")):
        rows = models.load(asked).probabilities(some)
        assert rows == pytest.approx(softmax(logits / card["temperature"]), abs=1e-4)


def test_a_folder_of_thetas_goes_by_any_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mlp.2"
    shutil.copytree(DEFAULT.with_name("zoo") / "mlp", folder)
    assert card_of(folder) == tmp_path / "mlp.2.json"
    want = models.load(folder).probabilities(glyphs(3))
    monkeypatch.chdir(folder)
    assert card_of(Path()) == tmp_path / "mlp.2.json"
    assert models.load(".").probabilities(glyphs(3)) == pytest.approx(want)


def test_a_table_of_layers_that_cannot_be_run(tmp_path: Path) -> None:
    with gzip.open(DEFAULT.with_name("zoo") / "lenet.csv.gz", "rt", encoding="utf-8") as file:
        text = file.read()
    (tmp_path / "a.csv").write_text(text.replace("pool_size=2", "pool_size=0"))
    with pytest.raises(ModelError, match="does not fit together"):
        models.load(tmp_path / "a.csv")
