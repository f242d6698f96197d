"""Trains a network on examples that are drawn without end, and writes its files."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import train.hush  # noqa: F401  # before Keras

# isort: split
import keras
import numpy as np
import tensorflow as tf
from keras import callbacks

from train.scenes.alphabet import ALPHABET


@dataclass(frozen=True)
class Plan:
    """How a network is trained on drawn examples.

    The rate stays until the last epochs, in which it falls. What is validated and written is the weights'
    running mean.
    """

    name: str
    batch: int
    epoch: int  # batches of an epoch: examples never end, so it is as long as one waits for a validation
    validated: int  # examples of the validation
    decay: float  # AdamW's, of the weights
    average: float  # momentum of the weights' running mean
    falling: float = 0.8  # of the epochs at the end, in which the rate falls
    clip: float | None = None  # greatest norm of a weight's gradient
    shown: int | None = None  # inputs that its file is laid out for; any number, laid out anew, if None


ANY_SIZE = 256
"""Side, px, for which the file of a network for any picture is laid out: XNNPACK takes all of a fixed one."""


def begin(args: argparse.Namespace) -> np.random.Generator:
    """Make the folder and set Keras' seed; returns what examples are drawn by, which are new after a stop."""
    args.out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(args.seed)
    return np.random.default_rng((args.seed, int(time.time()) if args.resume else 0))


def course(epochs: int, peak: float, falling: float) -> Any:
    """Return what moves the learning rate: less in the first epoch, in which the batch norms settle, then
    `peak`, and falling over a share of the epochs at the end, by a power, so that the last are the finest."""

    def rate(epoch: int) -> float:
        left = min(1.0, (epochs - epoch) / epochs / falling)
        return float(peak * left**1.5 * (0.3 if epoch == 0 else 1.0) + 1e-6)

    return callbacks.LearningRateScheduler(rate)


def learn(
    args: argparse.Namespace,
    plan: Plan,
    model: Any,
    loss: Any,
    metrics: list[Any],
    batches: Iterator[tuple[Any, Any]],
    held_out: tuple[Any, Any],
) -> int:
    """Train a model for a number of epochs, or go on, and write it; returns the exit code.

    batches: without end. held_out: a batch for validation. The last epoch's weights are in the folder at any
    time.
    """
    out, name = args.out, plan.name
    if args.start:
        model.load_weights(args.start)
    optimizer = keras.optimizers.AdamW(
        args.rate, weight_decay=plan.decay, clipnorm=plan.clip, use_ema=True, ema_momentum=plan.average
    )
    model.compile(optimizer, loss=loss, metrics=metrics)
    if not args.resume:
        shutil.rmtree(out / "backup", ignore_errors=True)
    model.fit(
        batches,
        epochs=args.epochs,
        steps_per_epoch=plan.epoch,
        shuffle=False,  # they come by chance
        validation_data=held_out,
        validation_batch_size=plan.batch,
        callbacks=[
            callbacks.BackupAndRestore(out / "backup"),
            course(args.epochs, args.rate, plan.falling),
            callbacks.SwapEMAWeights(swap_on_epoch=True),
            callbacks.ModelCheckpoint(out / f"{name}.keras"),
            callbacks.CSVLogger(out / "log.csv", append=args.resume),
        ],
        verbose=2,
    )
    export(out / f"{name}.keras", out / f"{name}.tflite", plan.shown)
    card = {"recipe": name, "alphabet": ALPHABET, "seed": args.seed, "parameters": model.count_params(),
            "examples": args.epochs * plan.epoch * plan.batch}  # fmt: skip
    text = json.dumps(card, ensure_ascii=False, indent=2) + "\n"
    (out / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"written: {out}/{name}.keras, .tflite, .json", file=sys.stderr)
    return 0


def export(source: Path, target: Path, shown: int | None = None) -> None:
    """Write a trained network for LiteRT, its weights as float16. shown: as in `Plan`."""
    model = keras.models.load_model(source, compile=False)
    shape = model.input_shape[1:]
    if shape[:2] == (None, None):
        shape, shown = (ANY_SIZE, ANY_SIZE, shape[-1]), 1
    if shown:
        fixed = keras.Input(shape, batch_size=shown)
        model = keras.Model(fixed, model(fixed))
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    target.write_bytes(bytes(converter.convert()))
