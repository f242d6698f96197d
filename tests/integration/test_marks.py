"""The mark network, and what it learns from: signs between digits, and marks of drawn scenes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from live.paper.cutout import KNOBS, cutouts
from models.characters import MARKS, CharacterNetwork
from models.errors import ModelError
from tests import writing
from tests.writing import between, picture
from train.data import MNIST
from train.eye.marks import batches, drawn
from train.scenes.alphabet import ALPHABET, DIGITS, OTHER
from train.scenes.scene import Material

SIGN_COLUMNS = slice(280, 390)
"""Of the page that `between` returns, those in which the sign stands."""


@pytest.mark.parametrize("pen", [4, 7])
def test_signs_are_told_from_each_other_between_digits(pen: int) -> None:
    network, names = CharacterNetwork(MARKS), "+-=×÷()/"
    seen = []
    for name in names:
        ink = between(writing.SIGNS[name], pen)
        rows, columns = np.nonzero(ink[:, SIGN_COLUMNS])
        left, right = SIGN_COLUMNS.start + columns.min(), SIGN_COLUMNS.start + columns.max()
        box = np.array([[left, rows.min(), right, rows.max()]], np.float64)
        seen.append(cutouts(np.asarray(cv2.cvtColor(picture(ink), cv2.COLOR_BGR2GRAY), np.uint8), box))
    said = network.probabilities(np.concatenate(seen))
    assert said.shape == (len(names), len(ALPHABET) + 1)
    assert said.sum(1) == pytest.approx(np.ones(len(names)), abs=1e-5)
    among_signs = said[:, len(DIGITS) : -1].argmax(1) + len(DIGITS)  # whether it is one the eye decides
    assert "".join(network.alphabet[k] for k in among_signs) == names


def test_no_marks_and_no_network() -> None:
    none = cutouts(np.zeros((20, 20), np.uint8), np.zeros((0, 4)))
    assert CharacterNetwork(MARKS).probabilities(none).shape == (0, len(ALPHABET) + 1)
    with pytest.raises(ModelError, match="install"):
        CharacterNetwork(MARKS.with_name("absent.tflite"))


def test_what_is_learnt_from_are_marks_that_the_shipped_network_knows(tmp_path: Path) -> None:
    rng, network = np.random.default_rng(0), CharacterNetwork(MARKS)
    patches, labels = drawn(Material(MNIST, None, tmp_path), rng, True, 300)
    edge = (patches.shape[1] - KNOBS.side) // 2
    middles = patches[:, edge : edge + KNOBS.side, edge : edge + KNOBS.side].astype(np.float32)
    changed, classes = next(batches(patches, labels, rng, 200))
    for seen, truth in ((middles, labels), (changed, classes.argmax(1))):
        said, marks = network.probabilities(seen), truth != OTHER
        assert 30 < marks.sum() < len(marks) - 30, "marks of the alphabet, and others"
        assert (said[marks, :-1].argmax(1) == truth[marks]).mean() > 0.65
        assert said[~marks, OTHER].mean() > 0.6 > 0.3 > said[marks, OTHER].mean()
