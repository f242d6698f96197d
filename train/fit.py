"""Trains a recipe: fresh digits every epoch, the best epoch by validation kept; stopped, it goes on."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from train.streams import Batches, as_mnist, validation_set  # before Keras

# isort: split
import keras
import numpy as np
from keras import callbacks

from train.card import BACKUP, HISTORY, Row, read_history
from train.digits import DataError, Digits
from train.files import begin_with
from train.recipes import Recipe
from train.running import course

OTHERWISE = 1_000
"""Added to the seed of a training that goes on from another one's end, so that it sees other digits."""

PATIENCE, LEAST_RATE = 2, 1e-5
"""Epochs without a lower validation loss after which Adam's rate is halved, and how low it may fall."""

REACH = 9
"""The weights' running mean reaches back over one in so many of all steps, however long the training is."""

BEST = "best.weights.h5"


@dataclass(frozen=True)
class Outcome:
    """A trained model, the epoch it is from, 1 the first, what that was validated with, and a row of figures
    an epoch.

    stopped: whether Ctrl-C ended it; epoch is 0 where no epoch had ended by then.
    """

    model: Any
    epoch: int
    validation: Any
    history: list[Row]
    stopped: bool


class History(callbacks.CSVLogger):  # type: ignore[misc]  # Keras ships no types
    """Writes a row of figures an epoch, 1 the first, with its seconds and its learning rate."""

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self._begun = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        rate = float(np.asarray(self.model.optimizer.learning_rate))
        more = {"seconds": round(time.monotonic() - self._begun, 2), "learning_rate": rate}
        super().on_epoch_end(epoch + 1, (logs or {}) | more)


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
        loss = keras.losses.CategoricalCrossentropy(recipe.ink, label_smoothing=recipe.smoothing)
        model.compile(_optimizer(recipe, recipe.epochs * len(batches)), loss, metrics=["accuracy"])
        if strategy is not None:
            # Keras would build the metrics from a batch of its distributed data, of which it cannot make
            # sense where each machine has one device.
            model._symbolic_build(data_batch=batches[0])
            model._maybe_symbolic_build = lambda **_: None
    before = read_history(out) if resume and (out / BACKUP).exists() else []
    if not before:
        shutil.rmtree(out / BACKUP, ignore_errors=True)
    validation = validation_set(check, seed) if recipe.ink else as_mnist(check)

    def begin(epoch: int, _: object) -> None:
        batches.epoch, rng = epoch, np.random.default_rng((seed, epoch))
        for layer in model.layers:  # dropout's chance, which Keras does not keep
            if generator := getattr(layer, "seed_generator", None):
                generator.state.assign(rng.integers(1 << 31, size=2))

    stopped = False
    try:
        model.fit(
            batches,
            epochs=recipe.epochs,
            validation_data=validation,
            validation_batch_size=500,
            callbacks=[
                callbacks.BackupAndRestore(out / BACKUP, double_checkpoint=True),
                callbacks.LambdaCallback(on_epoch_begin=begin),
                *_course(recipe),
                callbacks.ModelCheckpoint(
                    out / BEST, save_best_only=True, save_weights_only=True,
                    initial_value_threshold=min((row["val_loss"] for row in before), default=None),
                ),
                callbacks.TensorBoard(out / "tensorboard", write_graph=False),
                History(out / HISTORY, append=bool(before)),
            ],
            shuffle=False,  # an epoch's order is drawn by itself
            verbose=(1 if sys.stdout.isatty() else 2) if verbose is None else verbose,
        )  # fmt: skip
    except KeyboardInterrupt:
        stopped = True
    except OSError as error:
        raise DataError(f"{out} is broken or full ({error}): train elsewhere with --out") from error
    history = read_history(out)
    losses = np.nan_to_num([row["val_loss"] for row in history], nan=np.inf)
    epoch = int(losses.argmin()) + 1 if history else 0
    if history and (out / BEST).exists():  # there is none where no loss was a number
        model.load_weights(out / BEST)
    return Outcome(model, epoch, validation, history, stopped)


def _optimizer(recipe: Recipe, steps: int) -> Any:
    """Return what takes the steps of a whole training."""
    if recipe.optimizer == "adadelta":
        return keras.optimizers.Adadelta(recipe.rate)
    if recipe.optimizer == "adam":
        return keras.optimizers.Adam(recipe.rate)
    optimizer = keras.optimizers.AdamW(
        recipe.rate, recipe.decay, use_ema=recipe.averaged, ema_momentum=max(0.0, 1 - REACH / steps)
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _course(recipe: Recipe) -> list[Any]:
    """Return what moves the learning rate, and puts the mean of the weights in their place for validation.

    A cosine, half of whose steps are slow ones, ends in weights that know MNIST's hands better and all
    others worse (train/README.md).
    """
    if recipe.optimizer == "adadelta":
        return []
    if recipe.optimizer == "adam":
        return [callbacks.ReduceLROnPlateau(factor=0.5, patience=PATIENCE, min_delta=0, min_lr=LEAST_RATE)]
    rate = course(recipe.epochs, recipe.rate, recipe.cooling)
    return [rate, callbacks.SwapEMAWeights(swap_on_epoch=True)] if recipe.averaged else [rate]
