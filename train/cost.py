"""What a model costs: parameters, multiply-adds, and milliseconds by every way of running it."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models import Classifier
from train.recipes import multiply_adds

Floats = npt.NDArray[np.float32]

COUNTS = (1, 8, 32)
"""Glyphs at once: one under the pen, a number, a sheet."""

ROUNDS = 31


def cost(classifier: Classifier, path: Path) -> dict[str, Any]:
    """Return bytes, and milliseconds as the program runs it; with a Keras file of the same name beside it, or
    being one, also parameters, multiply-adds a digit, and milliseconds by Keras' own ways.

    It is {"bytes", "parameters", "multiply_adds", "latency_ms": {way: {glyphs: median ms}}}.
    """
    found: dict[str, Any] = {"bytes": size(path)}
    ways: dict[str, Callable[[Floats], Any]] = {"live": classifier.probabilities}
    source = path if path.suffix == ".h5" else path.with_suffix(".keras")
    if source.exists():
        import tensorflow as tf

        from train.files import load_keras

        model = load_keras(source)
        compiled = tf.function(model, reduce_retracing=False)
        found |= {"parameters": int(model.count_params()), "multiply_adds": multiply_adds(model)}
        ways |= {
            "keras predict": lambda glyphs: model.predict(glyphs[..., None], verbose=0),
            "model(x)": lambda glyphs: np.asarray(model(glyphs[..., None], training=False)),
            "compiled": lambda glyphs: np.asarray(compiled(tf.constant(glyphs[..., None]))),
        }
    return found | {"latency_ms": {name: latency(run) for name, run in ways.items()}}


def size(path: Path) -> int:
    """Return the bytes of a model's file, or of those in its folder."""
    return sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else [path]))


def latency(run: Callable[[Floats], Any], counts: tuple[int, ...] = COUNTS) -> dict[str, float]:
    """Return the median milliseconds for some numbers of glyphs, after a first run that is not counted."""
    rng, times = np.random.default_rng(0), dict[str, float]()
    for count in counts:
        once = partial(run, rng.random((count, 28, 28), np.float32))
        seconds = timeit.repeat(once, number=1, repeat=ROUNDS)
        times[str(count)] = round(1e3 * float(np.median(seconds[1:])), 4)
    return times
