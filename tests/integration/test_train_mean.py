"""What the network's training leans on: the mean of its weights, and the rate it learns at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from train.mean import ETA, STRIDE, RunningMean


class Counting:
    """In place of a network: one weight that is where it is put."""

    def __init__(self) -> None:
        self.weights = [np.zeros(1, np.float32)]

    def get_weights(self) -> list[np.ndarray]:
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: list[Any]) -> None:
        self.weights = [weight.copy() for weight in weights]


def walked(steps: int, mean: RunningMean, network: Counting) -> None:
    """Let the weight grow by one a step."""
    mean.set_model(network)
    for step in range(steps):
        network.weights[0] += 1
        mean.on_train_batch_end(step)


def test_the_mean_of_steady_growth_lags_by_a_share_of_the_way() -> None:
    """Of x = t polynomial-decay averaging gives t (eta + 1) / (eta + 2): so far back it reaches."""
    network, mean = Counting(), RunningMean()
    walked(4000, mean, network)
    assert mean.mean[0] == pytest.approx(4000 * (ETA + 1) / (ETA + 2), rel=0.01)


def test_the_mean_is_validated_and_the_way_goes_on() -> None:
    network, mean = Counting(), RunningMean()
    walked(10 * STRIDE, mean, network)
    mean.on_test_begin()
    assert network.weights[0] == mean.mean[0] < 10 * STRIDE
    mean.on_epoch_begin(1)
    assert network.weights[0] == 10 * STRIDE
