"""Trains a recipe: fresh digits every epoch, the best epoch by validation kept; stopped, it goes on."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import train.hush  # noqa: F401  # before Keras

# isort: split
import keras
import numpy as np
import numpy.typing as npt
from keras import callbacks

from live.values import Floats
from models import NOT_A_DIGIT
from models.glyph import normalise
from train import augment, junk, strokes
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

Ints = npt.NDArray[np.int64]

BEST = "best.weights.h5"

WRITTEN = 0.18
"""Share of the digits that our own strokes write instead of MNIST's hands."""


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """Batches of freshly augmented digits, and of junk where the recipe asks for it.

    epoch: set from outside, since Keras calls a data set's own hooks more than once an epoch. Two threads
    make batches while the network learns from those before. Raises DataError where no batch gets full.
    """

    def __init__(self, digits: Digits, recipe: Recipe, seed: int) -> None:
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=12)
        if len(digits) < recipe.batch:
            raise DataError(f"{len(digits)} digits to learn from are too few: a step takes {recipe.batch}")
        self.digits, self.recipe, self.seed, self.epoch = digits, recipe, seed, 0

    def __len__(self) -> int:
        return len(self.digits) // self.recipe.batch

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        order = np.random.default_rng((self.seed, self.epoch)).permutation(len(self.digits))
        chosen = order[index * self.recipe.batch : (index + 1) * self.recipe.batch]
        rng = np.random.default_rng((self.seed, self.epoch, index))
        if self.recipe.ink:
            return inked(self.digits, chosen, self.recipe.junk, rng)
        return moved(self.digits, chosen, self.recipe, rng)


def inked(digits: Digits, chosen: Ints, marks: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Augmented glyphs (N, 28, 28, 1) float32 and their labels (N, 11), one-hot; junk comes last."""
    glyphs = [_glyph(digits, i, rng) for i in chosen]
    glyphs += [junk.glyph(digits, rng) for _ in range(marks)]
    labels = np.concatenate([digits.labels[chosen], np.full(marks, NOT_A_DIGIT)])
    return np.stack(glyphs)[..., None], np.eye(11, dtype=np.float32)[labels]


def _glyph(digits: Digits, i: int, rng: np.random.Generator) -> Floats:
    """One digit of MNIST in another hand, or its like from our own strokes."""
    if rng.random() < WRITTEN:
        return normalise(strokes.written(int(digits.labels[i]), rng))
    return augment.glyph(digits.images[i], digits.images[int(rng.integers(len(digits)))], rng)


def moved(digits: Digits, chosen: Ints, recipe: Recipe, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """MNIST's own pictures (N, 28, 28, 1) float32 in 0..1, each turned, zoomed and shifted a little, and
    their labels (N, 10), one-hot."""
    some = digits.take(chosen)
    images, labels = as_mnist(some)
    if recipe.turn or recipe.zoom or recipe.shift:
        for image, source in zip(images, some.images, strict=True):
            angle, zoom = rng.uniform(-recipe.turn, recipe.turn), 1 + rng.uniform(-recipe.zoom, recipe.zoom)
            shift = 28 * rng.uniform(-recipe.shift, recipe.shift, 2)
            image[..., 0] = augment.moved(source, angle, zoom, shift)
    return images, labels


def as_mnist(digits: Digits) -> tuple[Floats, Floats]:
    """Digits as they come: (N, 28, 28, 1) float32 in 0..1, and their labels (N, 10), one-hot."""
    images = digits.images[..., None].astype(np.float32) / np.float32(255)
    return images, np.eye(10, dtype=np.float32)[digits.labels]


def validation_set(digits: Digits, seed: int) -> tuple[Floats, Floats]:
    """What chooses the epoch of a network that learns from ink: each validation digit as it is, cropped, and
    as new ink; and junk."""
    rng = np.random.default_rng((seed, 1_000_003))
    everyone = np.arange(len(digits))
    plain = digits.images[..., None].astype(np.float32) / 255
    cropped = np.stack([normalise(image) for image in digits.images])[..., None]
    ink, labels = inked(digits, everyone, len(digits) // 4, rng)
    clean = np.eye(11, dtype=np.float32)[digits.labels]
    return np.concatenate([plain, cropped, ink]), np.concatenate([clean, clean, labels])


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
