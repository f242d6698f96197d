"""Trains the eye and writes its files: python -m train eye."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from train.running import Course, as_float16, callbacks, write_card
from train.scenes.alphabet import ALPHABET


@dataclass(frozen=True)
class Knobs:
    """Of the training."""

    epoch: int = 200  # batches of an epoch: scenes never end, so it is as long as one waits for a validation
    validated: int = 256  # crops of the validation
    decay: float = 0.01  # AdamW's, of the weights
    clip: float = 5.0  # greatest norm of a weight's gradient: few scenes are full of marks
    average: float = 0.998  # momentum of the weights' running mean, which is what is validated and written


KNOBS, COURSE = Knobs(), Course(falling=0.75)

ANY_SIZE = 256
"""Side, px, of the picture for which the file is laid out: it takes any, and XNNPACK all of a fixed one."""


def train(args: argparse.Namespace) -> int:
    """Train for a number of epochs, or go on, and write the eye; returns the exit code.

    The last epoch's weights are in the folder at any time.
    """
    import train.hush  # noqa: F401  # before Keras

    # isort: split
    import keras

    from train.eye import network
    from train.eye.stream import PACE, batches, held_out
    from train.scenes.scene import Material

    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(args.seed)
    material = Material(args.data, args.sources, args.assets)
    model = network.build(len(ALPHABET) + 1)
    if args.start:
        model.load_weights(args.start)
    optimizer = keras.optimizers.AdamW(
        args.rate, weight_decay=KNOBS.decay, clipnorm=KNOBS.clip, use_ema=True, ema_momentum=KNOBS.average
    )
    model.compile(optimizer, loss=network.loss, metrics=[network.named, network.heat])
    seed = args.seed + (int(time.time()) if args.resume else 0)  # what is new, after a stop
    model.fit(
        batches(material, seed),
        epochs=args.epochs,
        steps_per_epoch=KNOBS.epoch,
        shuffle=False,  # they come by chance
        validation_data=held_out(material, KNOBS.validated),
        validation_batch_size=PACE.batch,
        callbacks=callbacks(
            out, "eye.keras", args.resume, lambda epoch: COURSE.rate(epoch, args.epochs, args.rate)
        ),
        verbose=2,
    )
    export(out / "eye.keras", out / "eye.tflite")
    card = {
        "alphabet": ALPHABET,
        "seed": args.seed,
        "crops": args.epochs * KNOBS.epoch * PACE.batch,
        "parameters": model.count_params(),
    }
    write_card(out, "eye", card)
    return 0


def export(source: Path, target: Path) -> None:
    """Write a trained eye for LiteRT, its weights as float16."""
    import keras

    from train.eye import network  # noqa: F401  # its layers

    model = keras.models.load_model(source, compile=False)
    fixed = keras.Input((ANY_SIZE, ANY_SIZE, 3), batch_size=1)
    target.write_bytes(as_float16(keras.Model(fixed, model(fixed))))
