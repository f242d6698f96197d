"""Trains the sign network, which names glyphs of the whole alphabet: python -m train signs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from train.augment import Rng
from train.eye.glyphs import Glyphs, Labels, drawn
from train.running import Course, as_float16, callbacks, write_card
from train.scenes.alphabet import ALPHABET, DIGITS, OTHER
from train.scenes.scene import Material


@dataclass(frozen=True)
class Knobs:
    """Of the training."""

    glyphs: int = 60_000  # drawn before it begins, and changed each time they are shown
    validated: int = 6000
    batch: int = 128
    epoch: int = 300  # batches
    decay: float = 0.02  # AdamW's, of the weights
    average: float = 0.99  # momentum of the weights' running mean, which is what is validated and written
    smoothing: float = 0.03  # of the labels: some marks are hidden or look like others
    turn: float = 0.1  # radians; the spread of a glyph's direction
    shear: float = 0.12  # px aside a px of height
    zoom: float = 0.1  # of the logarithm of width and height
    move: float = 0.7  # px
    lying: float = 0.15  # of the digits that look like no digit so, shown on their side or upside down


LYING = (2, 3, 4, 5, 6, 7, 9), (2, 3, 4, 5, 7)
"""Digits that are no digit on their side, and upside down: so lies a page that is to be turned."""

KNOBS, COURSE = Knobs(), Course(falling=0.8)


def train(args: argparse.Namespace) -> int:
    """Draw glyphs, train for a number of epochs and write the network; returns the exit code."""
    import train.hush  # noqa: F401  # before Keras

    # isort: split
    import keras

    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    material = Material(args.data, args.sources, args.assets)
    held_out = drawn(material, np.random.default_rng(0), True, KNOBS.validated)
    glyphs, labels = drawn(material, rng, False, KNOBS.glyphs)
    model = build(len(ALPHABET) + 1)
    if args.start:
        model.load_weights(args.start)
    optimizer = keras.optimizers.AdamW(
        args.rate, weight_decay=KNOBS.decay, use_ema=True, ema_momentum=KNOBS.average
    )
    loss = keras.losses.CategoricalCrossentropy(True, label_smoothing=KNOBS.smoothing)
    model.compile(optimizer, loss, metrics=["accuracy"])
    model.fit(
        _batches(glyphs, labels, rng),
        epochs=args.epochs,
        steps_per_epoch=KNOBS.epoch,
        validation_data=(_scaled(held_out[0]), _one_hot(held_out[1])),
        callbacks=callbacks(
            out, "signs.keras", args.resume, lambda epoch: COURSE.rate(epoch, args.epochs, args.rate)
        ),
        verbose=2,
    )
    best = keras.models.load_model(out / "signs.keras", compile=False)
    (out / "signs.tflite").write_bytes(as_float16(best))
    card = {
        "alphabet": ALPHABET,
        "seed": args.seed,
        "glyphs": KNOBS.glyphs,
        "parameters": model.count_params(),
    }
    write_card(out, "signs", card)
    return 0


def build(classes: int) -> Any:
    """Return the untrained network: (N, 28, 28, 1) glyphs in 0..1 to (N, classes) logits."""
    from keras import Input, Model, layers

    def conv(x: Any, filters: int, size: int = 3, strides: int = 1) -> Any:
        x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.95)(x)

    glyph = Input((28, 28, 1))
    x = layers.ReLU()(conv(glyph, 16, 5, 2))
    x = layers.ReLU()(conv(x, 32, strides=2))
    x = layers.ReLU()(layers.Add()([x, conv(layers.ReLU()(conv(x, 32)), 32)]))
    x = layers.ReLU()(conv(x, 64, strides=2))
    told = layers.Dropout(0.3)(layers.Flatten()(x))
    return Model(glyph, layers.Dense(classes)(told), name="signs")


def _batches(glyphs: Glyphs, labels: Labels, rng: Rng) -> Iterator[tuple[Any, Any]]:
    """Yield batches without end, each glyph a little changed."""
    while True:
        some = rng.integers(0, len(glyphs), KNOBS.batch)
        x, y = np.stack([_changed(glyphs[k], rng) for k in some]), labels[some]
        for k in np.flatnonzero((y < len(DIGITS)) & (rng.random(len(y)) < KNOBS.lying)):
            quarters = int(rng.integers(1, 4))
            if y[k] in LYING[quarters == 2]:
                x[k], y[k] = np.rot90(x[k], quarters), OTHER
        yield _scaled(x), _one_hot(y)


def _changed(glyph: Glyphs, rng: Rng) -> Glyphs:
    """Return a glyph, (28, 28), turned, sheared, stretched and moved."""
    angle, shear = rng.normal(0, KNOBS.turn), rng.normal(0, KNOBS.shear)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ [[1, shear], [0, 1]] @ np.diag(np.exp(rng.normal(0, KNOBS.zoom, 2)))
    middle = np.full(2, 13.5)
    away = middle - linear @ middle + rng.normal(0, KNOBS.move, 2)
    return np.asarray(cv2.warpAffine(glyph, np.column_stack([linear, away]), (28, 28)), np.uint8)


def _scaled(glyphs: Glyphs) -> Any:
    return glyphs[..., None].astype(np.float32) / np.float32(255)


def _one_hot(labels: Labels) -> Any:
    return np.eye(len(ALPHABET) + 1, dtype=np.float32)[labels]
