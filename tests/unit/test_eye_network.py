"""The eye's network: its shapes, its size, and that it learns from its loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import train.hush  # noqa: F401  # before Keras

# isort: split
import keras

from models.eye import MAPS, STRIDE
from train.eye import network, targets
from train.scenes.alphabet import ALPHABET
from train.scenes.page import SCORED
from train.scenes.scene import Mark

CLASSES = len(ALPHABET) + 1


@pytest.fixture(scope="module")
def model() -> Any:
    keras.utils.set_random_seed(0)
    return network.build(CLASSES)


def batch() -> tuple[Any, Any]:
    """Two crops, each with dark bars where its target has ones, 64 px square."""
    rng, x, y = np.random.default_rng(0), [], []
    for _ in range(2):
        picture = rng.normal(0, 0.1, (64, 64, 3)).astype(np.float32)
        marks = []
        for corner in (0, 28):
            left, top = rng.integers(4, 24, 2) + corner
            picture[top : top + 20, left : left + 6] -= 3
            marks.append(Mark(left, top, left + 6, top + 20, 20, 1, 0, 1, SCORED))
        x.append(picture)
        y.append(targets.target(np.array(marks, np.float32), 64, 64)[: 64 // STRIDE, : 64 // STRIDE])
    return np.stack(x), np.stack(y)


def test_it_is_small_and_its_maps_have_a_quarter_of_the_pictures_size(model: Any) -> None:
    assert model.count_params() <= 600_000
    for high, wide in ((32, 32), (64, 160), (96, 32)):
        maps = model(np.zeros((1, high, wide, 3), np.float32), training=False)
        assert tuple(maps.shape) == (1, high // STRIDE, wide // STRIDE, MAPS + CLASSES)


def test_unfolding_is_a_rearrangement() -> None:
    x = np.arange(2 * 3 * 5 * 8, dtype=np.float32).reshape(2, 3, 5, 8)
    unfolded = np.zeros((2, 6, 10, 2), np.float32)
    for down in (0, 1):
        for right in (0, 1):
            place = 2 * (2 * down + right)
            unfolded[:, down::2, right::2] = x[..., place : place + 2]
    layer = network.Unfold()
    assert np.array_equal(np.asarray(layer(x)), unfolded)
    assert layer.compute_output_shape((None, 3, None, 8)) == (None, 6, None, 2)


def test_the_truth_costs_less_than_what_is_wrong_or_blank() -> None:
    truth = batch()[1]
    right = np.zeros((*truth.shape[:3], MAPS + CLASSES), np.float32)
    right[..., :3] = np.where(truth[..., :3] == 1, 9, -9)
    right[..., 3:9] = truth[..., 4:10]
    right[..., MAPS + 1] = 9  # bars are ones
    costs = {"right": right, "blank": right.copy(), "misnamed": right.copy(), "elsewhere": right[:, ::-1]}
    costs["blank"][..., :3] = -9
    costs["misnamed"][..., MAPS:] = np.roll(right[..., network.MAPS :], 3, -1)
    losses = {name: float(network.loss(truth, maps)) for name, maps in costs.items()}
    assert float(network.named(truth, right)) == 1
    assert float(network.named(truth, costs["misnamed"])) == 0
    assert float(network.heat(truth, right)) > 0.99
    assert float(network.heat(truth, costs["blank"])) < 0.01
    assert losses["right"] < 0.2
    assert min(loss for name, loss in losses.items() if name != "right") > 2 * losses["right"]
    maps = costs["blank"]
    maps[:, -1, -1, :3] = 9  # a false mark in the corner
    before = float(network.loss(truth, maps))
    truth[:, -1, -1, 3] = 0  # weighs nothing
    assert float(network.loss(truth, maps)) < before - 0.1


def test_the_loss_falls_in_a_few_steps(model: Any) -> None:
    x, y = batch()
    model.compile(keras.optimizers.Adam(3e-3), loss=network.loss, run_eagerly=True)  # tracing takes longer
    losses = [float(model.train_on_batch(x, y)) for _ in range(5)]
    assert losses[-1] < 0.8 * losses[0]
