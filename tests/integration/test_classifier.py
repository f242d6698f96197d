"""Asking a network: shapes, probabilities, batches, and the shipped one as it loads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from models import Classifier, ModelError
from models.classifier import DEFAULT
from models.contract import Contract
from models.glyph import normalise
from tests.writing import mnist_test

Floats = np.ndarray


def glyphs(count: int, seed: int = 0) -> Floats:
    """Random glyphs, (count, 28, 28) float32 in 0..1."""
    return np.random.default_rng(seed).random((count, 28, 28), np.float32)


def linear(outputs: int, seed: int = 0) -> Callable[[Floats], Floats]:
    """A network of one layer, in numpy: logits (N, outputs)."""
    weights = np.random.default_rng(seed).normal(0, 0.2, (784, outputs)).astype(np.float32)
    return lambda batch: batch.reshape(-1, 784) @ weights


# What a classifier makes of a network's rows


@pytest.mark.parametrize("outputs", [10, 11])
@pytest.mark.parametrize("count", [0, 1, 64, 65])
def test_any_number_of_glyphs_gives_rows_that_sum_to_one(outputs: int, count: int) -> None:
    rows = Classifier(linear(outputs)).probabilities(glyphs(count))
    assert rows.shape == (count, 11)
    assert rows.dtype == np.float32
    assert rows.sum(1) == pytest.approx(np.ones(count), abs=1e-5)
    assert (rows >= 0).all()
    if outputs == 10:
        assert not rows[:, 10].any()


def test_the_network_never_sees_an_unbounded_batch() -> None:
    sizes = []

    def network(batch: Floats) -> Floats:
        sizes.append(len(batch))
        return linear(11)(batch)

    Classifier(network).probabilities(glyphs(500))
    assert sum(sizes) == 500
    assert max(sizes) <= 64


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 28, 1), (3, 27, 28), (0, 28)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="28"):
        Classifier(linear(11)).probabilities(np.zeros(shape, np.float32))


def test_probabilities_of_a_softmax_stay_as_they_are() -> None:
    powers = np.exp(linear(10)(glyphs(5)))
    given = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    contract = Contract(outputs="probabilities", temperature=3.0)
    rows = Classifier(lambda _: given, contract).probabilities(glyphs(5))
    assert rows[:, :10] == pytest.approx(given, abs=1e-6)


def test_logits_become_probabilities() -> None:
    logits = np.array([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1000, -1000] + 8 * [0]], np.float32)
    rows = Classifier(lambda _: logits).probabilities(glyphs(2))
    assert np.log(rows[0, 9] / rows[0, 7]) == pytest.approx(2, abs=1e-3)
    assert rows[1, 0] == pytest.approx(1)
    assert np.isfinite(rows).all()


def test_temperature_softens_without_changing_the_order() -> None:
    logits = linear(11)(glyphs(20))
    sharp, soft = (
        Classifier(lambda _: logits, Contract(temperature=t)).probabilities(glyphs(20)) for t in (1.0, 2.5)
    )
    assert (sharp.argmax(1) == soft.argmax(1)).all()
    assert (soft.max(1) < sharp.max(1)).all()
    ratio = np.log(sharp[:, 3] / sharp[:, 4]) / np.log(soft[:, 3] / soft[:, 4])
    assert ratio == pytest.approx(np.full(20, 2.5), rel=1e-2)


# The shipped network


def test_a_batch_of_two_hundred_equals_single_glyphs() -> None:
    classifier, some = models.load(), mnist_test()[0][:200].astype(np.float32) / 255
    together = classifier.probabilities(some)
    alone = np.concatenate([classifier.probabilities(some[i : i + 1]) for i in range(len(some))])
    assert together == pytest.approx(alone, abs=1e-5)


def test_sizes_of_batches_may_come_in_any_order() -> None:
    classifier, some = models.load(), glyphs(40)
    want = classifier.probabilities(some)
    for count in (3, 40, 1, 17, 0, 2):
        assert classifier.probabilities(some[:count]) == pytest.approx(want[:count], abs=1e-5)


def test_glyphs_of_another_type_or_layout_are_taken() -> None:
    classifier, some = models.load(), glyphs(4)
    want = classifier.probabilities(some)
    for given in (some.astype(np.float64), np.asfortranarray(some), np.repeat(some, 2, 0)[::2]):
        assert classifier.probabilities(given) == pytest.approx(want, abs=1e-5)


def test_an_empty_glyph_is_no_sure_digit() -> None:
    rows = models.load().probabilities(np.zeros((1, 28, 28), np.float32))
    assert np.isfinite(rows).all()
    assert rows[0, :10].max() < 0.9


def test_two_classifiers_do_not_disturb_each_other() -> None:
    one, other, some = models.load(), models.load(), glyphs(9)
    want = one.probabilities(some)
    other.probabilities(some[:2])
    assert one.probabilities(some) == pytest.approx(want, abs=1e-6)


def test_the_card_beside_a_model_gives_the_temperature(tmp_path: Path) -> None:
    path, card = tmp_path / "m.tflite", tmp_path / "m.json"
    path.write_bytes(DEFAULT.read_bytes())
    plain = models.load(path).probabilities(glyphs(3))
    card.write_text(json.dumps({"temperature": 4.0}))
    soft = models.load(path).probabilities(glyphs(3))
    assert (soft.max(1) < plain.max(1)).all()


def test_a_card_without_a_temperature_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(DEFAULT.read_bytes())
    plain = models.load(path).probabilities(glyphs(3))
    for text in ("", "no JSON", "[]", "3", "{}", *(f'{{"temperature": {n}}}' for n in ("0", "-1", '"2"'))):
        path.with_suffix(".json").write_text(text)
        assert models.load(path).probabilities(glyphs(3)) == pytest.approx(plain), text


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.tflite").mkdir()
    for name in ("model.onnx", "model"):
        (tmp_path / name).write_bytes(b"")
    for name in ("nowhere.tflite", "folder.tflite", "model.onnx", "model"):
        with pytest.raises(ModelError, match=name) as caught:
            models.load(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_cropped_digits_are_read_and_taken_as_digits() -> None:
    images, labels = (part[:2000] for part in mnist_test())
    rows = models.load().probabilities(np.stack([normalise(image) for image in images]))
    assert (rows[:, :10].argmax(1) == labels).mean() >= 0.99
    assert (rows[:, 10] < 0.5).mean() > 0.98


@pytest.mark.parametrize(("width", "lean"), [(4, -8), (10, 0), (16, 8)])
def test_a_bare_bar_is_a_one(width: int, lean: int) -> None:
    page = np.zeros((140, 100), np.uint8)
    cv2.line(page, (50 + lean, 20), (50 - lean, 120), 255, width, cv2.LINE_AA)
    row = models.load().probabilities(normalise(page)[None])[0]
    assert row.argmax() == 1, row.round(3)
