"""The pen's sequence network, which reads whole rows; python -m train sequence trains it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from train import hush  # noqa: F401  # before Keras

# isort: split
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from live.values import Floats
from models.sequence import BUCKET, CHANNELS, STRIDE, features
from train import running
from train.augment import Rng
from train.pen.bank import Bank
from train.pen.network import conv, residual
from train.pen.rows import line
from train.scenes.alphabet import OTHER

PLAN = running.Plan(
    "sequence", batch=48, epoch=200, validated=960, decay=0.02, average=0.995, falling=0.7, clip=5.0
)


@dataclass(frozen=True)
class Knobs:
    """Of the rows that are shown."""

    max_points: int = 900  # of a row; longer ones are left out
    kept: int = 6000  # that are shown again
    uses: int = 3  # of each
    sorted: int = 8  # batches whose rows are sorted by length: less is filled up with nothing


KNOBS = Knobs()

BLANK = OTHER + 1

Row = tuple[Floats, list[int]]
"""Features, (T, CHANNELS), and classes, from the left."""


def build() -> Any:
    """Return the untrained network: (N, T, CHANNELS) to (N, T / STRIDE, K + 2) logits, "blank" last.

    A temporal convolutional network (Bai et al. 2018): it sees about two digits to either side.
    """
    strokes = layers.Input((None, CHANNELS))
    x = conv(strokes, 48, 7, 2)
    x = residual(x, 5)
    x = conv(x, 96, 5, 2)
    x = residual(x, 3)
    for dilation in (2, 4, 8, 16):
        x = residual(x, 3, dilation)
    return keras.Model(strokes, layers.Dense(BLANK + 1)(layers.Dropout(0.15)(x)), name="sequence")


def loss(truth: Any, logits: Any) -> Any:
    """Return the mean CTC loss (Graves et al. 2006). truth: as `padded` returns it."""
    truth = tf.cast(truth, tf.int32)  # Keras makes floats of it
    labels = truth[:, 1:]
    counts = tf.reduce_sum(tf.cast(labels >= 0, tf.int32), 1)
    each = tf.nn.ctc_loss(
        tf.maximum(labels, 0), logits, counts, truth[:, 0], logits_time_major=False, blank_index=BLANK
    )
    return tf.reduce_mean(each)


def padded(rows: list[Row]) -> tuple[Floats, Any]:
    """Return rows as a batch: features, (N, T, CHANNELS), zeros behind each row's end, and the truth.

    The truth is (N, 1 + longest) int32: the number of the row's frames, its classes, and -1 behind these.
    """
    points = -(-max(len(told) for told, _ in rows) // BUCKET) * BUCKET
    x = np.zeros((len(rows), points, CHANNELS), np.float32)
    y = np.full((len(rows), 1 + max(len(labels) for _, labels in rows)), -1, np.int32)
    for k, (told, labels) in enumerate(rows):
        x[k, : len(told)] = told
        y[k, 0], y[k, 1 : 1 + len(labels)] = len(told) // STRIDE, labels
    return x, y


def drawn(bank: Bank, rng: Rng, count: int) -> list[Row]:
    """Return rows that are neither too long, nor so short that their marks do not fit in."""
    rows: list[Row] = []
    while len(rows) < count:
        strokes, labels = line(bank, rng)
        told = features(strokes)[0]
        repeats = sum(a == b for a, b in pairwise(labels))
        if (len(labels) + repeats + 1) * STRIDE <= len(told) <= KNOBS.max_points:
            rows.append((told, labels))
    return rows


def batches(bank: Bank, rng: Rng) -> Iterator[tuple[Floats, Any]]:
    """Yield batches without end, of rows of about one length, each row a few times."""
    pool = drawn(bank, rng, KNOBS.kept)
    while True:
        for k in rng.integers(0, len(pool), KNOBS.sorted * PLAN.batch // KNOBS.uses).tolist():
            pool[k] = drawn(bank, rng, 1)[0]
        some = sorted(
            rng.integers(0, len(pool), KNOBS.sorted * PLAN.batch).tolist(), key=lambda k: len(pool[k][0])
        )
        for start in rng.permutation(KNOBS.sorted) * PLAN.batch:
            yield padded([pool[k] for k in some[start : start + PLAN.batch]])


def train(args: argparse.Namespace) -> int:
    """Train for a number of epochs, or go on, and write the network; returns the exit code."""
    rng, bank = running.begin(args), Bank(args.sources, False)
    held_out = padded(drawn(Bank(args.sources, True), np.random.default_rng(0), PLAN.validated))
    return running.learn(args, PLAN, build(), loss, [], batches(bank, rng), held_out)
