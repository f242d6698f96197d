"""Trains a recipe: fresh digits every epoch, the best epoch by validation kept; stopped, it goes on."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable
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
from train.place import BACKUP
from train.progress import Progress
from train.recipes import Recipe
from train.record import BEST, Record, Row, read_state

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
    verbose: int = 1,
    *,
    resume: bool = False,
    start: Path | None = None,
    strategy: Any = None,
) -> Outcome:
    """Train a recipe and return the model of the epoch that validated best.

    learn, check: the split's two parts. out: folder for the best weights so far and the figures. resume: go
    on from the last epoch that a training in this folder ended. start: file whose weights it begins with.
    strategy: of tf.distribute. Raises DataError where there are too few digits for a step, and ModelError
    where the weights cannot be used.
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
    state = read_state(out) if resume else None
    if state is None:
        shutil.rmtree(out / BACKUP, ignore_errors=True)
        (out / BEST).unlink(missing_ok=True)
    record = Record(out, state.history if state else [])
    batches.epoch = len(record.history)  # Keras looks at a batch before the first epoch begins
    for _ in record.history:  # each epoch's order of batches is drawn from Python's own generator
        random.shuffle(list(range(len(batches))))
    mean = RunningMean() if recipe.optimizer == "adamw" and recipe.averaged else None
    if state is not None:
        model.optimizer.build(model.trainable_variables)
        state.restore(model)
        if mean is not None:
            mean = RunningMean(len(batches) * len(record.history), model.get_weights(), state.way)
    record.mean = mean
    validation, stopped = _validation(recipe, check, seed), False
    try:
        model.fit(
            batches,
            epochs=recipe.epochs,
            initial_epoch=len(record.history),
            validation_data=validation,
            validation_batch_size=500,
            callbacks=[
                callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: setattr(batches, "epoch", epoch)),
                *(
                    [callbacks.LearningRateScheduler(_plateau(recipe, record))]
                    if recipe.optimizer == "adam"
                    else []
                ),
                *([mean] if mean else []),
                callbacks.TensorBoard(out / "tensorboard", write_graph=False),
                Progress(recipe.epochs, verbose),
                record,
            ],
            verbose=0,
        )
    except KeyboardInterrupt:
        stopped = True
    if record.history:
        model.load_weights(out / BEST)
    if not stopped:
        shutil.rmtree(out / BACKUP, ignore_errors=True)
    return Outcome(model, record.best, validation, record.history, stopped)


def _validation(recipe: Recipe, check: Digits, seed: int) -> Any:
    return validation_set(check, seed) if recipe.ink else as_mnist(check)


def _optimizer(recipe: Recipe, steps: int) -> Any:
    if recipe.optimizer == "adadelta":
        return keras.optimizers.Adadelta(recipe.rate)
    if recipe.optimizer == "adam":
        return keras.optimizers.Adam(recipe.rate)
    optimizer = keras.optimizers.AdamW(
        Trapezoid(recipe.rate, recipe.epochs * steps, steps, recipe.cooling),
        weight_decay=recipe.decay,
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


def _plateau(recipe: Recipe, record: Record) -> Callable[[int], float]:
    """Adam's rate at an epoch: a function of the losses so far alone, so that it needs no memory."""
    return lambda epoch: plateau([row["val_loss"] for row in record.history[:epoch]], recipe.rate)


def plateau(losses: list[float], rate: float) -> float:
    """The learning rate after epochs with these validation losses: halved after each PATIENCE epochs without
    a new least one, but never below LEAST_RATE."""
    least, waited = np.inf, 0
    for loss in losses:
        waited = 0 if loss < least else waited + 1
        least = min(least, loss)
        if waited == PATIENCE:
            rate, waited = max(rate / 2, LEAST_RATE), 0
    return rate
