"""What trainings share: the rate's course; of endless drawn examples, what is kept and written."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Course:
    """Of a learning rate."""

    falling: float  # of the epochs at the end, in which it falls
    first: float = 0.3  # of the highest rate in the first epoch, in which the batch norms settle
    power: float = 1.5  # of its fall, so that the last epochs are the finest
    least: float = 1e-6

    def rate(self, epoch: int, epochs: int, peak: float) -> float:
        """Return an epoch's learning rate: less in the first, then `peak`, then falling."""
        left = min(1.0, (epochs - epoch) / epochs / self.falling)
        return float(peak * left**self.power * (self.first if epoch == 0 else 1.0) + self.least)


def callbacks(out: Path, name: str, resume: bool, rate: Callable[[int], float]) -> list[Any]:
    """Return what Keras does after each epoch: a backup to go on from, the mean weights, a line of the log.

    out: folder. name: of the weights' file in it. resume: whether to go on from the backup that is there.
    """
    import keras

    if not resume:
        shutil.rmtree(out / "backup", ignore_errors=True)
    return [
        keras.callbacks.BackupAndRestore(out / "backup"),
        keras.callbacks.LearningRateScheduler(rate),
        keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
        keras.callbacks.ModelCheckpoint(out / name),
        keras.callbacks.CSVLogger(out / "log.csv", append=resume),
    ]


def as_float16(model: Any) -> bytes:
    """Return a Keras model for LiteRT, its weights as float16."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())


def write_card(out: Path, name: str, card: Mapping[str, Any]) -> None:
    """Write the card of a network beside its files, and say that all are there."""
    whole = {"recipe": name, **card}
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    (out / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"written: {out}/{name}.keras, .tflite, .json", file=sys.stderr)
