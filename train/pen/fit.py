"""Trains the pen's network and writes its files: python -m train pen."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from train.running import Course, as_float16, callbacks, write_card
from train.scenes.alphabet import ALPHABET


@dataclass(frozen=True)
class Knobs:
    """Of the training."""

    batch: int = 128
    epoch: int = 150  # batches of an epoch: examples never end
    validated: int = 6000  # examples of writers that are kept apart
    decay: float = 0.02  # AdamW's, of the weights
    average: float = 0.995  # momentum of the weights' running mean, which is what is validated and written


KNOBS, COURSE = Knobs(), Course(falling=0.8)


def train(args: argparse.Namespace) -> int:
    """Train for a number of epochs, or go on, and write the network; returns the exit code.

    The last epoch's weights are in the folder at any time.
    """
    import train.hush  # noqa: F401  # before Keras

    # isort: split
    import keras

    from train.pen import network
    from train.pen.bank import Bank
    from train.pen.examples import NO_MARK, batches, drawn

    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(args.seed)
    model = network.build(NO_MARK + 1)
    if args.start:
        model.load_weights(args.start)
    optimizer = keras.optimizers.AdamW(
        args.rate, weight_decay=KNOBS.decay, use_ema=True, ema_momentum=KNOBS.average
    )
    model.compile(optimizer, loss=network.loss, metrics=["accuracy"])
    held_out = drawn(Bank(args.sources, True), np.random.default_rng(0), KNOBS.validated)
    bank = Bank(args.sources, False)
    seed = (args.seed, int(time.time()) if args.resume else 0)  # what is new, after a stop
    model.fit(
        batches(bank, np.random.default_rng(seed), KNOBS.batch),
        epochs=args.epochs,
        steps_per_epoch=KNOBS.epoch,
        validation_data=held_out,
        callbacks=callbacks(
            out, "pen.keras", args.resume, lambda epoch: COURSE.rate(epoch, args.epochs, args.rate)
        ),
        verbose=2,
    )
    export(out / "pen.keras", out / "pen.tflite")
    card = {
        "alphabet": ALPHABET,
        "seed": args.seed,
        "groups": args.epochs * KNOBS.epoch * KNOBS.batch,
        "parameters": model.count_params(),
    }
    write_card(out, "pen", card)
    return 0


def export(source: Path, target: Path) -> None:
    """Write a trained network for LiteRT, its weights as float16."""
    import keras

    target.write_bytes(as_float16(keras.models.load_model(source, compile=False)))
