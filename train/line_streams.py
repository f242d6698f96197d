"""Lines as the line network learns them: batches made anew each epoch, its loss and its accuracy."""

from __future__ import annotations

import train.hush  # noqa: F401  # before Keras

# isort: split
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import ops

from models.line import HEIGHT, NOTHING, STEP, level
from train.digits import DataError, Digits
from train.line_inks import prepare
from train.lines import line, some_count
from train.recipes import Recipe

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

DIGITS_A_ROW = 12
"""An epoch has a row of lines for so many digits there are."""

WIDE = 384
"""Pixels of a row: lines stand in it one after the other, so that all rows are alike and none is empty."""

APART = 40
"""Most pixels that are left empty between two lines of a row, their margins aside."""

FULL = 40
"""Room for the digits of a row."""

KEYS = np.random.default_rng(0).integers(1, 1 << 20, FULL).astype(np.int32)
"""A number for each place: rows of digits differ if the sums of their digits times these do."""


class LineBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """Batches of rows of lines, the same for the same seed, epoch and index.

    epoch: set from outside, as that of `streams.Batches`. Raises DataError where no batch gets full, or where
    there are not all ten digits.
    """

    def __init__(self, digits: Digits, recipe: Recipe, seed: int) -> None:
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=12)
        self._count = len(digits) // DIGITS_A_ROW // recipe.batch
        if not self._count or len(np.unique(digits.labels)) < 10:
            raise DataError(f"{len(digits)} digits are too few: a step takes {recipe.batch} rows of all ten")
        self.recipe, self.seed, self.epoch = recipe, seed, 0
        self._inks = prepare(digits, seed)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> tuple[Floats, Ints]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        images = np.zeros((self.recipe.batch, HEIGHT, WIDE, 1), np.float32)
        values = np.zeros((len(images), FULL), np.int32)  # the digits plus one, 0 after the last
        row = x = digits = 0
        while True:
            image, told = self._line(rng)
            width = image.shape[1]
            if x + width > WIDE or digits + len(told) > FULL:
                row, x, digits = row + 1, 0, 0
                if row == len(images):
                    return images, values
            images[row, :, x : x + width, 0] = image
            values[row, digits : digits + len(told)] = np.array(told) + 1
            x, digits = x + width + int(rng.integers(APART // STEP)) * STEP, digits + len(told)

    def _line(self, rng: np.random.Generator) -> tuple[Floats, list[int]]:
        while True:
            ink, digits = line(self._inks, some_count(rng), rng)
            seen = level(ink)
            # A column tells one digit, and one between two alike that there are two.
            if seen is not None and 2 * STEP * len(digits) <= seen.image.shape[1] <= WIDE:
                return seen.image, digits


def loss(wanted: Any, logits: Any) -> Any:
    """Connectionist temporal classification (Graves et al. 2006), nats a digit; class 0 is "nothing new".

    TensorFlow has a kernel for sparse labels, with that class last; what Keras builds for dense ones takes
    twenty times as long, a quarter of a step.
    """
    told = tf.cast(wanted != 0, tf.int32)
    values = tf.SparseTensor(
        tf.where(wanted != 0), tf.cast(wanted[wanted != 0], tf.int32) - 1, tf.shape(wanted, tf.int64)
    )
    rows, columns = tf.shape(logits)[0], tf.shape(logits)[1]
    nats = tf.nn.ctc_loss(
        values,
        tf.roll(logits, -1, -1),
        label_length=None,
        logit_length=tf.fill([rows], columns),
        logits_time_major=False,
        blank_index=NOTHING,
    )
    return nats / tf.cast(tf.reduce_sum(told, -1), tf.float32)


def accuracy(wanted: Any, logits: Any) -> Any:
    """Whether each row is read right from end to end where every column tells its likeliest class: (N,)."""
    best = ops.cast(ops.argmax(logits, -1), "int32")
    before = ops.pad(best[:, :-1], [[0, 0], [1, 0]])
    new = ops.cast((best != 0) & (best != before), "int32")
    place = ops.minimum(ops.cumsum(new, -1) - new, FULL - 1)
    read = ops.sum(new * best * ops.take(KEYS, place), -1)
    asked = ops.sum(ops.cast(wanted, "int32") * KEYS, -1)
    many = ops.sum(new, -1) == ops.sum(ops.cast(wanted != 0, "int32"), -1)
    return ops.cast((read == asked) & many, "float32")
