"""The sign network: what it names, and what it is trained on."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from live.values import Floats
from models.characters import SIGNS, CharacterNetwork
from models.errors import ModelError
from models.glyph import normalise
from train.eye.glyphs import cut
from train.scenes.alphabet import ALPHABET, CLASS_OF, OTHER
from train.scenes.page import IGNORED, SCORED
from train.scenes.scene import Mark

LINES = {
    "+": ["40,10 40,70", "10,40 70,40"],
    "×": ["15,15 65,65", "65,15 15,65"],
    "÷": ["10,40 70,40", "40,16 40,19", "40,62 40,65"],
    "=": ["10,30 70,30", "10,52 70,52"],
    "-": ["8,40 72,41"],
    "(": ["50,5 38,25 36,45 40,62 52,78"],
    ")": ["30,5 42,25 44,45 40,62 28,78"],
    "/": ["60,5 25,75"],
}
"""Signs as a pen draws them, in a square of 80."""


def drawn(name: str, pen: int = 6) -> Floats:
    """A sign's glyph, (28, 28, 1)."""
    page = np.zeros((80, 80), np.uint8)
    for line in LINES[name]:
        points = np.array([point.split(",") for point in line.split()], np.int32)
        cv2.polylines(page, [points], False, 255, pen, cv2.LINE_AA)
    return normalise(page)[..., None]


@pytest.mark.parametrize("pen", [4, 7])
def test_signs_are_told_from_each_other(pen: int) -> None:
    network = CharacterNetwork(SIGNS)
    rows = network.probabilities(np.stack([drawn(name, pen) for name in LINES]))
    assert rows.shape == (len(LINES), len(ALPHABET) + 1)
    assert rows.sum(1) == pytest.approx(np.ones(len(LINES)), abs=1e-5)
    assert [network.alphabet[k] for k in rows[:, :-1].argmax(1)] == list(LINES)


def test_no_glyphs_and_no_network() -> None:
    assert CharacterNetwork(SIGNS).probabilities(np.zeros((0, 28, 28, 1), np.float32)).shape == (0, 21)
    with pytest.raises(ModelError, match="install"):
        CharacterNetwork(SIGNS.with_name("absent.tflite"))


def test_glyphs_are_cut_of_what_counts_and_stands_upright() -> None:
    image = np.full((100, 300, 3), 220, np.uint8)
    for k in range(3):
        cv2.line(image, (50 + 100 * k, 20), (50 + 100 * k, 80), (30, 30, 30), 6)
        cv2.line(image, (20 + 100 * k, 50), (80 + 100 * k, 50), (30, 30, 30), 6)
    plus = CLASS_OF["+"]
    truth = [
        Mark(18, 18, 82, 82, 70, 1, 0, plus, SCORED),
        Mark(118, 18, 182, 82, 70, 0, 1, plus, SCORED),  # on its side
        Mark(218, 18, 282, 82, 70, 1, 0, OTHER, IGNORED),
    ]
    ((glyph, label),) = cut(image, np.array(truth, np.float32), np.random.default_rng(0))
    assert label == plus
    assert glyph[14, 5:23].min() > 100
    assert glyph[5:23, 14].min() > 100
    assert glyph[6, 6] == glyph[20, 20] == 0
