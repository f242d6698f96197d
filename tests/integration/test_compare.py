"""The recipes side by side, the trained networks that are kept of them, and other programs' formats."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, RunLive

import models
from live.strokes.reader import StrokeReader
from models.classifier import DEFAULT
from tests.hands import as_strokes
from tests.shapes import row
from tests.unit.test_settle import weights
from tests.writing import few, mnist_test
from train.card import files, read_card
from train.compare import markdown, photos_f1, trained
from train.data import load_data
from train.digits import DataError, Digits
from train.recipes import EVERY

KEPT = {
    "lenet": 0.99, "batchnorm64": 0.99, "notebook": 0.985, "adadelta": 0.985, "mlp": 0.97, "digits": 0.995,
}  # fmt: skip
"""Least accuracy on MNIST's test digits."""

COUNT = 1_000


def kept(name: str) -> Path:
    path = trained(name)
    assert path is not None
    return path


@pytest.mark.parametrize("name", EVERY)
def test_kept_networks_read_digits_as_their_cards_say(name: str) -> None:
    card = read_card(kept(name))
    assert card["test"]["as it comes"] >= KEPT[name]
    assert card["recipe"] == name
    found = {f.relative_to(kept(name).parent).as_posix(): f for f in files(kept(name))}
    assert card["sha256"] == {n: hashlib.sha256(f.read_bytes()).hexdigest() for n, f in found.items()}
    images, labels = mnist_test()
    some = images[:COUNT].astype(np.float32) / 255
    rows = models.load(kept(name)).probabilities(some)
    assert (rows.argmax(1) == labels[:COUNT]).mean() >= KEPT[name] - 0.015
    if name != "digits":
        assert StrokeReader(models.load(kept(name))).read(as_strokes(row(["3", "8"], 60))).text == "38"
    if name == "lenet":
        table = models.load(kept(name).with_name("lenet.csv.gz")).probabilities(some[:200])
        assert table == pytest.approx(rows[:200], abs=1e-5)


@pytest.mark.parametrize("name", ["mlp", "adadelta"])
def test_each_reads_a_picture(name: str, run_live: RunLive, written: tuple[Path, str]) -> None:
    path, text = written
    done = run_live("read", path, "--json", "--model", kept(name))
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)["text"]
    wrong = sum(a != b for a, b in zip(read, text, strict=False)) + abs(len(read) - len(text))
    assert wrong <= 1, read


def test_f1_of_pictures(tmp_path: Path, written: tuple[Path, str], blank: Path) -> None:
    """Nine digits are read of ten that are there, and of one."""
    (tmp_path / "a.png").write_bytes(written[0].read_bytes())
    (tmp_path / "b.png").write_bytes(blank.read_bytes())
    labels = [{"file": "a.png", "rows": [*written[1].split("\n"), "1"]}, {"file": "b.png", "rows": ["2"]}]
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    assert photos_f1(kept("digits"), tmp_path) == pytest.approx(2 * 9 / (9 + 11), abs=1e-4)
    assert photos_f1(kept("digits"), tmp_path / "nowhere") is None


def test_the_kept_table_has_every_recipe() -> None:
    rows = json.loads((ROOT / "models" / "comparison.json").read_text(encoding="utf-8"))
    assert [r["recipe"] for r in rows] == list(EVERY)
    text = (ROOT / "models" / "COMPARISON.md").read_text(encoding="utf-8")
    assert text == markdown(rows)


@pytest.fixture(scope="module")
def parts() -> tuple[Digits, Digits]:
    """Some to calibrate with, and of the test digits 200; the command takes 1,000."""
    return few(500), load_data()[1].take(slice(0, 200))


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of ten probabilities that reads."""
    import keras

    from train.files import save

    layers = keras.layers
    network = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), layers.BatchNormalization(), layers.Dense(10, "softmax")]
    )
    network.layers[-1].set_weights(weights())
    path = tmp_path_factory.mktemp("little") / "little.keras"
    save(network, path)
    return path


@pytest.mark.parametrize(
    ("to", "int8"), [("tflite", False), ("tflite", True), ("onnx", False), ("savedmodel", False)]
)
def test_exports_are_as_good(
    little: Path, parts: tuple[Digits, Digits], tmp_path: Path, to: str, int8: bool
) -> None:
    from train.files import export

    if to == "onnx":
        pytest.importorskip("tf2onnx")
        pytest.importorskip("onnxruntime")
    found = export(little, to, int8, tmp_path, *parts)
    assert found.path.exists()
    assert found.difference < (0.1 if int8 else 1e-5)  # of what `models.load` reads of it
    assert found.source > 0.75
    assert abs(found.accuracy - found.source) <= (0.02 if int8 else 0)


def test_a_litert_file_is_exported_by_the_keras_file_beside_it(
    parts: tuple[Digits, Digits], tmp_path: Path
) -> None:
    from train.files import export

    assert export(DEFAULT, "savedmodel", False, tmp_path, *parts).accuracy > 0.98
    (tmp_path / "m.tflite").write_bytes(DEFAULT.read_bytes())
    with pytest.raises(models.ModelError, match=r"m\.keras"):
        export(tmp_path / "m.tflite", "savedmodel", False, tmp_path, *parts)
    (tmp_path / "m.keras").write_bytes(DEFAULT.with_suffix(".keras").read_bytes())
    with pytest.raises(DataError, match="itself"):
        export(tmp_path / "m.tflite", "tflite", False, tmp_path, *parts)
