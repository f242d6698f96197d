"""Model files: every kind that is taken, the two runtimes agreeing, and what is refused in one line."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import models
from models import ModelError
from models.classifier import DEFAULT, card_of
from models.glyph import normalise
from tests.writing import mnist_test

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

Floats = np.ndarray


def glyphs(count: int) -> Floats:
    """Random glyphs, (count, 28, 28) float32 in 0..1."""
    return np.random.default_rng(0).random((count, 28, 28), np.float32)


def raw_logits(path: Path, some: Floats) -> Floats:
    """What a .tflite file gives before anything is made of it: (N, 11)."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path))
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.resize_tensor_input(source["index"], [len(some), 28, 28, 1])
    interpreter.allocate_tensors()
    interpreter.set_tensor(source["index"], np.ascontiguousarray(some[..., None], np.float32))
    interpreter.invoke()
    return np.asarray(interpreter.get_tensor(target["index"]))


@pytest.fixture(scope="module")
def keras() -> Any:
    import keras

    return keras


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def build(keras: Any) -> Callable[..., Any]:
    """Builds a small network: a shape, then its layers."""

    def network(*layers: Any, shape: tuple[int, ...] = (28, 28, 1)) -> Any:
        keras.utils.set_random_seed(1)
        return keras.Sequential([keras.Input(shape), *layers])

    return network


@pytest.fixture(scope="module")
def ten(keras: Any, folder: Path, build: Callable[..., Any]) -> tuple[Path, Any]:
    """One network of ten outputs in files of every kind, a SavedModel without an ending; and itself."""
    from train.files import litert

    layers = keras.layers
    network = build(layers.Conv2D(4, 3, 2, activation="relu"), layers.Flatten(), layers.Dense(10))
    for suffix in (".keras", ".h5", ".hdf5"):
        network.save(folder / f"ten{suffix}")
    network.export(folder / "ten", format="tf_saved_model", verbose=False)
    (folder / "ten.tflite").write_bytes(litert(network))
    return folder / "ten", network


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".hdf5", ".tflite", ""])
def test_files_of_every_kind_give_the_same(ten: tuple[Path, Any], suffix: str) -> None:
    stem, network = ten
    some = glyphs(70)
    logits = network(some[..., None]).numpy()
    powers = np.exp(logits - logits.max(1, keepdims=True))
    rows = models.load(stem.with_suffix(suffix)).probabilities(some)
    assert rows.shape == (70, 11)
    assert rows[:, :10] == pytest.approx(powers / powers.sum(1, keepdims=True), abs=1e-4)
    assert not rows[:, 10].any()


def test_a_network_that_ends_in_softmax(keras: Any, folder: Path, build: Callable[..., Any]) -> None:
    layers = keras.layers
    network = build(layers.Flatten(), layers.Dense(10, "softmax"))
    network.save(folder / "softmax.keras")
    rows = models.load(folder / "softmax.keras").probabilities(glyphs(5))
    assert rows[:, :10] == pytest.approx(network(glyphs(5)[..., None]).numpy(), abs=1e-5)


@pytest.mark.parametrize("shape", [(784,), (28, 28), (28, 28, 1)])
def test_inputs_of_every_layout(
    keras: Any, folder: Path, build: Callable[..., Any], shape: tuple[int, ...]
) -> None:
    layers = keras.layers
    network = build(layers.Flatten(), layers.Dense(11), shape=shape)
    path = folder / f"layout{len(shape)}.keras"
    network.save(path)
    some = glyphs(3)
    logits = network(some.reshape(-1, *shape)).numpy()
    rows = models.load(path).probabilities(some)
    assert (rows.argmax(1) == logits.argmax(1)).all()


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
def test_a_file_that_brings_code_along_is_refused(
    keras: Any, folder: Path, build: Callable[..., Any], suffix: str
) -> None:
    layers = keras.layers
    path = folder / f"lambda{suffix}"
    witness: list[int] = []
    spy = layers.Lambda(lambda x: witness.append(1) or x)
    build(layers.Flatten(), spy, layers.Dense(10)).save(path)
    witness.clear()
    assert "Lambda" in refusal(path)
    assert not witness


def test_weights_without_a_network_are_refused_with_the_reason(ten: tuple[Path, Any], tmp_path: Path) -> None:
    ten[1].save_weights(tmp_path / "only.weights.h5")
    assert "No model config found" in refusal(tmp_path / "only.weights.h5")


def test_onnx_files_need_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # as where it is not installed
    assert "pip install onnxruntime" in refusal(tmp_path / "model.onnx")


@pytest.fixture(scope="module")
def linear(build: Callable[..., Any], keras: Any) -> Callable[[str], Any]:
    """Builds the linear reader with an activation at its end."""
    from tests.unit.test_settle import weights

    def network(activation: str) -> Any:
        made = build(keras.layers.Flatten(), keras.layers.Dense(10, activation))
        made.set_weights(weights())
        return made

    return network


@pytest.mark.parametrize(
    ("activation", "kind"),
    [("softmax", "float32"), ("softmax", "int8"), ("sigmoid", "uint8"), ("linear", "int8")],
)
def test_eight_bits_read_as_their_source(
    linear: Callable[[str], Any], tmp_path: Path, activation: str, kind: str
) -> None:
    import tensorflow as tf

    digits = mnist_test()[0][:200].astype(np.float32) / 255
    linear(activation).save(tmp_path / "source.keras")
    converter = tf.lite.TFLiteConverter.from_keras_model(linear(activation))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([digit[None, ..., None]] for digit in digits)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.dtypes.as_dtype(kind)
    (tmp_path / "small.tflite").write_bytes(converter.convert())
    small, source = (models.load(tmp_path / name) for name in ("small.tflite", "source.keras"))
    rows, wanted = (one.probabilities(digits) for one in (small, source))
    assert small.contract == source.contract
    assert small.note == ""
    assert rows.sum(1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert (rows.argmax(1) == wanted.argmax(1)).mean() > 0.95
    assert np.abs(rows - wanted).mean() < 0.01


def test_what_a_network_wants_is_said(
    linear: Callable[[str], Any], keras: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from live.__main__ import main
    from train.files import litert

    layers = [keras.Input((28, 28, 1)), keras.layers.Rescaling(-1 / 255, 1), linear("softmax")]
    (tmp_path / "inverted.tflite").write_bytes(litert(keras.Sequential(layers)))
    cv2.imwrite(str(tmp_path / "blank.png"), np.full((100, 100, 3), 255, np.uint8))
    for path, lines in ((tmp_path / "inverted.tflite", 1), (DEFAULT, 0)):
        assert main(["read", str(tmp_path / "blank.png"), "--model", str(path)]) == 0
        said = capsys.readouterr().err.splitlines()
        assert len(said) == lines
        assert all("0..255, black on white" in line for line in said)


@pytest.mark.parametrize("asked", [None, DEFAULT], ids=["without a path", "by its path"])
def test_the_shipped_network_is_asked_as_ever(asked: Path | None) -> None:
    card = json.loads(card_of(DEFAULT).read_text(encoding="utf-8"))
    logits = raw_logits(DEFAULT, glyphs(20)).astype(np.float64) / card["temperature"]
    powers = np.exp(logits - logits.max(1, keepdims=True))
    rows = models.load(asked).probabilities(glyphs(20))
    assert rows == pytest.approx(powers / powers.sum(1, keepdims=True), abs=1e-5)


def test_the_shipped_network_is_not_probed() -> None:
    code = "import sys, models; models.load(); sys.exit(bool({'models.settle', 'keras'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=DEFAULT.parents[1], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".tflite"])
def test_cut_files_are_refused(ten: tuple[Path, Any], tmp_path: Path, suffix: str) -> None:
    whole = ten[0].with_suffix(suffix).read_bytes()
    for share in (0.0, 0.01, 0.5, 0.97):
        path = tmp_path / f"cut{share}{suffix}"
        path.write_bytes(whole[: int(share * len(whole))])
        refusal(path)


FOREIGN = (
    b"this is no model\n" * 20,
    np.random.default_rng(0).bytes(4000),
    b"\x89PNG\r\n\x1a\n" + bytes(500),
)


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".tflite"])
def test_foreign_files_are_refused(keras: Any, tmp_path: Path, suffix: str) -> None:
    for content in FOREIGN:
        path = tmp_path / f"file{suffix}"
        path.write_bytes(content)
        refusal(path)


MISFITS: dict[str, Callable[[Any, Callable[..., Any]], Any]] = {
    "seven outputs": lambda layers, build: build(layers.Flatten(), layers.Dense(7)),
    "coloured": lambda layers, build: build(layers.Flatten(), layers.Dense(10), shape=(28, 28, 3)),
    "of another size": lambda layers, build: build(layers.Flatten(), layers.Dense(10), shape=(32, 32, 1)),
    "a map": lambda layers, build: build(layers.Conv2D(10, 3)),
    "with two inputs": lambda layers, build: two_inputs(layers),
}


def two_inputs(layers: Any) -> Any:
    import keras

    inputs = [keras.Input((28, 28, 1)), keras.Input((28, 28, 1))]
    return keras.Model(inputs, layers.Dense(10)(layers.Flatten()(layers.Add()(inputs))))


@pytest.mark.parametrize("suffix", [".keras", ".tflite"])
@pytest.mark.parametrize("name", MISFITS)
def test_networks_for_something_else_are_refused(
    keras: Any,
    tmp_path: Path,
    build: Callable[..., Any],
    name: str,
    suffix: str,
) -> None:
    from train.files import litert

    network, path = MISFITS[name](keras.layers, build), tmp_path / f"misfit{suffix}"
    if suffix == ".keras":
        network.save(path)
    else:
        path.write_bytes(litert(network))
    refusal(path)


def test_a_litert_network_for_one_glyph_at_a_time_reads_many(keras: Any, tmp_path: Path) -> None:
    import tensorflow as tf

    network = keras.Sequential(
        [keras.Input(batch_shape=(1, 28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]
    )
    path = tmp_path / "one.tflite"
    path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(network).convert())
    assert models.load(path).probabilities(glyphs(3)).shape == (3, 11)


def test_the_shipped_files_are_one_network(keras: Any) -> None:
    path = DEFAULT.with_suffix(".keras")
    if not path.exists():
        pytest.skip(f"needs {path.name} beside {DEFAULT.name}")
    images = mnist_test()[0][:150]
    some = np.concatenate(
        [
            images.astype(np.float32) / 255,
            np.stack([normalise(image) for image in images]),
            glyphs(20),
            np.zeros((1, 28, 28), np.float32),
        ]
    )
    network = keras.models.load_model(path, compile=False)
    want = network(some[..., None], training=False).numpy()
    assert np.abs(raw_logits(DEFAULT, some) - want).max() < 1e-4
    assert models.load(path).probabilities(some) == pytest.approx(models.load().probabilities(some), abs=1e-4)


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
    changed = text.replace("pool_size=2", "pool_size=0")
    assert changed != text
    (tmp_path / "a.csv").write_text(changed)
    with pytest.raises(ModelError, match="does not fit together"):
        models.load(tmp_path / "a.csv")
