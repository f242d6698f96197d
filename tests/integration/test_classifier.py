"""Asking a network: probabilities, batches, the shipped one as it loads."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from models.classifier import DEFAULT
from models.glyph import normalise
from tests.writing import glyphs, mnist_test


def test_the_shipped_network_gives_the_same_in_batches_of_any_size_and_layout() -> None:
    one, some = models.load(), mnist_test()[0][:200].astype(np.float32) / 255
    want = one.probabilities(some)
    assert (want.shape, want.dtype) == ((200, 11), np.float32)
    assert want.sum(1) == pytest.approx(np.ones(200), abs=1e-5)
    for count in (3, 65, 1, 64, 0):
        assert one.probabilities(some[:count]) == pytest.approx(want[:count], abs=1e-5)
    for given in (some.astype(np.float64), np.asfortranarray(some), np.repeat(some, 2, 0)[::2]):
        assert one.probabilities(given) == pytest.approx(want, abs=1e-5)


def test_the_card_beside_a_model_gives_the_temperature_and_one_without_does_no_harm(tmp_path: Path) -> None:
    path, card = tmp_path / "m.tflite", tmp_path / "m.json"
    path.write_bytes(DEFAULT.read_bytes())
    plain = models.load(path).probabilities(glyphs(3))
    for text in ("", "no JSON", "[]", "3", "{}", *(f'{{"temperature": {n}}}' for n in ("0", "-1", '"2"'))):
        card.write_text(text)
        assert models.load(path).probabilities(glyphs(3)) == pytest.approx(plain), text
    card.write_text(json.dumps({"temperature": 4.0}))
    assert (models.load(path).probabilities(glyphs(3)).max(1) < plain.max(1)).all()


def test_cropped_digits_are_read_and_taken_as_digits() -> None:
    images, labels = (part[:2000] for part in mnist_test())
    rows = models.load().probabilities(np.stack([normalise(image) for image in images]))
    assert (rows[:, :10].argmax(1) == labels).mean() >= 0.99
    assert (rows[:, 10] < 0.5).mean() > 0.98
    (empty,) = models.load().probabilities(np.zeros((1, 28, 28), np.float32))
    assert empty[:10].max() < 0.9, "an empty glyph is no sure digit"


@pytest.mark.parametrize(("width", "lean"), [(4, -8), (10, 0), (16, 8)])
def test_a_bare_bar_is_a_one(width: int, lean: int) -> None:
    page = np.zeros((140, 100), np.uint8)
    cv2.line(page, (50 + lean, 20), (50 - lean, 120), 255, width, cv2.LINE_AA)
    row = models.load().probabilities(normalise(page)[None])[0]
    assert row.argmax() == 1, row.round(3)
