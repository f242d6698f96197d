"""The mean of the weights on their way through training: what is validated and kept.

Keras' own moving average begins with the random weights, leaves out batch norm's statistics, and has to be
told how far to reach back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from keras import callbacks

ETA = 8
"""The mean reaches back over about a ninth of the steps so far: polynomial-decay averaging (Shamir, Zhang
2013, "Stochastic Gradient Descent for Non-smooth Optimization"), which needs no warm-up and no length."""

STRIDE = 4
"""Steps from one look at the weights to the next."""

Weights = list[npt.NDArray[Any]]


class RunningMean(callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Puts the mean in the model's place for validation and until the next epoch begins.

    steps: made so far. way: the weights that are being trained, where the model holds the mean.
    """

    def __init__(self, steps: int = 0) -> None:
        super().__init__()
        self.steps, self.mean, self.way = steps, Weights(), Weights()

    def restore(self, model: Any, way: Weights) -> None:
        """Go on from a model that holds the mean."""
        self.mean, self.way = model.get_weights(), way

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        self.steps += 1
        if self.steps % STRIDE and self.mean:
            return
        weights = self.model.get_weights()
        if not self.mean:
            self.mean = weights
            return
        share = np.float32((ETA + 1) / (self.steps / STRIDE + ETA + 1))
        for mean, now in zip(self.mean, weights, strict=True):
            mean += share * (now - mean)

    def on_test_begin(self, logs: object = None) -> None:
        self.way = self.model.get_weights()
        self.model.set_weights(self.mean)

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        if self.way:
            self.model.set_weights(self.way)
