"""Trains a recipe: fresh ink every epoch, the best epoch by validation kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Set before TensorFlow is imported, for it speaks of its own build at every start.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import numpy.typing as npt
from keras import callbacks

from models import NOT_A_DIGIT
from models.glyph import normalise
from train import augment, junk, strokes
from train.data import Digits
from train.recipes import Recipe

Floats = npt.NDArray[np.float32]

WRITTEN = 0.18
"""Share of the digits that our own strokes write instead of MNIST's hands."""


@dataclass(frozen=True)
class Outcome:
    """A trained model, and the epoch it is from, 1 the first."""

    model: Any
    epoch: int


MOMENTUM = 0.998
"""Of the running mean of the weights, which is what is validated and kept: over about 500 steps."""


class InkBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """Batches of freshly augmented digits and junk, the same for the same seed, epoch and index.

    epoch: set from outside, since Keras calls a data set's own hooks more than once an epoch. Two threads
    make batches while the network learns from those before.
    """

    def __init__(self, digits: Digits, recipe: Recipe, seed: int) -> None:
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=12)
        self.digits, self.recipe, self.seed, self.epoch = digits, recipe, seed, 0

    def __len__(self) -> int:
        return len(self.digits) // self.recipe.batch

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        order = np.random.default_rng((self.seed, self.epoch)).permutation(len(self.digits))
        chosen = order[index * self.recipe.batch : (index + 1) * self.recipe.batch]
        rng = np.random.default_rng((self.seed, self.epoch, index))
        return inked(self.digits, chosen, self.recipe.junk, rng)


def inked(
    digits: Digits, chosen: npt.NDArray[np.int64], marks: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Augmented glyphs (N, 28, 28, 1) float32 and their labels (N, 11), one-hot; junk comes last."""
    glyphs = [_glyph(digits, i, rng) for i in chosen]
    glyphs += [junk.glyph(digits, rng) for _ in range(marks)]
    labels = np.concatenate([digits.labels[chosen], np.full(marks, NOT_A_DIGIT)])
    return np.stack(glyphs)[..., None], np.eye(11, dtype=np.float32)[labels]


def _glyph(digits: Digits, i: int, rng: np.random.Generator) -> Floats:
    """One digit of MNIST in another hand, or its like from our own strokes."""
    if rng.random() < WRITTEN:
        return normalise(strokes.written(int(digits.labels[i]), rng))
    return augment.glyph(digits.images[i], rng)


def validation_set(digits: Digits, seed: int) -> tuple[Floats, Floats]:
    """What chooses the epoch: each validation digit as it is, cropped, and as new ink; and junk."""
    rng = np.random.default_rng((seed, 1_000_003))
    everyone = np.arange(len(digits))
    plain = digits.images[..., None].astype(np.float32) / 255
    cropped = np.stack([normalise(image) for image in digits.images])[..., None]
    ink, labels = inked(digits, everyone, len(digits) // 4, rng)
    clean = np.eye(11, dtype=np.float32)[digits.labels]
    return np.concatenate([plain, cropped, ink]), np.concatenate([clean, clean, labels])


def fit(recipe: Recipe, learn: Digits, check: Digits, seed: int, out: Path, verbose: int = 1) -> Outcome:
    """Train a recipe and return the model of the epoch that validated best.

    learn, check: the split's two parts. out: folder for the best weights so far and the figures.
    """
    keras.utils.set_random_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    batches = InkBatches(learn, recipe, seed)
    steps = len(batches)
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.rate / 20, max(1, (recipe.epochs - 1) * steps), warmup_target=recipe.rate, warmup_steps=steps
    )
    model = recipe.build()
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=recipe.decay, use_ema=True, ema_momentum=MOMENTUM),
        keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=recipe.smoothing),
        metrics=["accuracy"],
    )
    best = out / "best.weights.h5"
    history = model.fit(
        batches,
        epochs=recipe.epochs,
        validation_data=validation_set(check, seed),
        validation_batch_size=500,
        callbacks=[
            callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: setattr(batches, "epoch", epoch)),
            callbacks.SwapEMAWeights(swap_on_epoch=True),
            callbacks.ModelCheckpoint(best, "val_loss", save_best_only=True, save_weights_only=True),
            callbacks.CSVLogger(out / "history.csv"),
        ],
        verbose=verbose,
    ).history
    model.load_weights(best)
    epoch = int(np.argmin(history["val_loss"])) + 1
    return Outcome(model, epoch)
