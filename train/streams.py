"""What a network learns from: batches made anew each epoch, the same for the same seed, epoch and index."""

from __future__ import annotations

import train.hush  # noqa: F401  # before Keras
from live.values import Floats

# isort: split
import keras
import numpy as np
import numpy.typing as npt

from models import NOT_A_DIGIT
from models.glyph import normalise
from train import augment, junk, strokes
from train.digits import DataError, Digits
from train.recipes import Recipe

Ints = npt.NDArray[np.int64]

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
