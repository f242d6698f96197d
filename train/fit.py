"""Trains a recipe: fresh digits every epoch, the best epoch by validation kept; stopped, it goes on."""

from __future__ import annotations

import contextlib
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from train.streams import Batches, as_mnist, validation_set  # before Keras

# isort: split
import keras
import numpy as np
from keras import callbacks

from train.digits import Digits
from train.files import begin_with
from train.mean import RunningMean
from train.place import BACKUP, Row
from train.recipes import Recipe
from train.record import BEST, Record, read_history

OTHERWISE = 1_000
"""Added to the seed of a training that goes on from another one's end, so that it sees other digits."""

PATIENCE = 2
"""Epochs without a lower validation loss after which Adam's rate is halved."""

LEAST_RATE = 1e-5


@dataclass(frozen=True)
class Outcome:
    """A trained model, the epoch it is from, 1 the first, what that was validated with, and a row of figures
    an epoch.

    stopped: whether Ctrl-C ended it; epoch is 0 where no epoch had ended by then.
    """

    model: Any
    epoch: int
    validation: Any
    history: list[Row] = field(default_factory=list)
    stopped: bool = False


def fit(
    recipe: Recipe,
    learn: Digits,
    check: Digits,
    seed: int,
    out: Path,
    verbose: int | None = None,
    *,
    resume: bool = False,
    start: Path | None = None,
    strategy: Any = None,
) -> Outcome:
    """Train a recipe and return the model of the epoch that validated best.

    learn, check: the split's two parts. out: folder for the best weights so far and the figures. verbose: as
    Keras has it; a bar on a terminal and a line an epoch elsewhere if None. resume: go on from the last epoch
    that a training in this folder ended. start: file whose weights it begins with. strategy: of
    tf.distribute. Raises DataError where there are too few digits for a step, and ModelError where the
    weights cannot be used.
    """
    keras.utils.set_random_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    batches = Batches(learn, recipe, seed if start is None else seed + OTHERWISE)
    with strategy.scope() if strategy is not None else contextlib.nullcontext():
        model = recipe.build()
        if start is not None:
            begin_with(model, start)
        model.compile(_optimizer(recipe, len(batches)), _loss(recipe), metrics=["accuracy"])
        if strategy is not None:
            # Keras would build the metrics from a batch of its distributed data, of which it cannot make
            # sense where each machine has one device.
            model._symbolic_build(data_batch=batches[0])
            model._maybe_symbolic_build = lambda **_: None
    history = read_history(out) if resume else []
    batches.epoch = len(history)  # Keras looks at a batch before the first epoch begins
    averaged = recipe.optimizer == "adamw" and recipe.averaged
    mean = RunningMean(len(batches) * len(history)) if averaged else None
    record = Record(out, seed, history, mean)
    if history:
        record.set_model(model)
        record.restore()
    else:
        shutil.rmtree(out / BACKUP, ignore_errors=True)
    validation = validation_set(check, seed) if recipe.ink else as_mnist(check)
    steps: list[Any] = [
        callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: setattr(batches, "epoch", epoch)),
        callbacks.TensorBoard(out / "tensorboard", write_graph=False),
        record,
    ]
    if mean is not None:
        steps.insert(0, mean)
    if recipe.optimizer == "adam":
        steps.insert(0, callbacks.LearningRateScheduler(lambda _: plateau(history, recipe.rate)))
    stopped = False
    try:
        model.fit(
            batches,
            epochs=recipe.epochs,
            initial_epoch=len(history),
            validation_data=validation,
            validation_batch_size=500,
            callbacks=steps,
            shuffle=False,  # an epoch's order is drawn by itself
            verbose=(1 if sys.stdout.isatty() else 2) if verbose is None else verbose,
        )
    except KeyboardInterrupt:
        stopped = True
    if history:
        model.load_weights(out / BEST)
    if not stopped:
        shutil.rmtree(out / BACKUP, ignore_errors=True)
    return Outcome(model, record.best, validation, history, stopped)


def _optimizer(recipe: Recipe, steps: int) -> Any:
    if recipe.optimizer == "adadelta":
        return keras.optimizers.Adadelta(recipe.rate)
    if recipe.optimizer == "adam":
        return keras.optimizers.Adam(recipe.rate)
    optimizer = keras.optimizers.AdamW(
        Trapezoid(recipe.rate, recipe.epochs * steps, steps, recipe.cooling), weight_decay=recipe.decay
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


class Trapezoid(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # no types
    """A rate that rises over the first steps, stays, and falls to zero over the last share of all.

    A cosine, half of whose steps are slow ones, ends in weights that know MNIST's hands better and all
    others worse (train/README.md).
    """

    def __init__(self, rate: float, steps: int, warming: int, cooling: float) -> None:
        self.rate, self.steps, self.warming, self.cooling = rate, steps, warming, cooling * steps

    def __call__(self, step: Any) -> Any:
        step = keras.ops.cast(step, "float32")
        rising, falling = (step + 1) / self.warming, (self.steps - step) / self.cooling
        return self.rate * keras.ops.minimum(1.0, keras.ops.minimum(rising, falling))


def _loss(recipe: Recipe) -> Any:
    return keras.losses.CategoricalCrossentropy(from_logits=recipe.ink, label_smoothing=recipe.smoothing)


def plateau(history: list[Row], rate: float) -> float:
    """Return the learning rate after some epochs: halved after each PATIENCE of them without a new least
    validation loss, but never below LEAST_RATE.

    Keras' ReduceLROnPlateau does the same, but forgets what it waited for when a training goes on.
    """
    least, waited = np.inf, 0
    for row in history:
        waited = 0 if row["val_loss"] < least else waited + 1
        least = min(least, row["val_loss"])
        if waited == PATIENCE:
            rate, waited = max(rate / 2, LEAST_RATE), 0
    return rate
