"""What a model can do, on test digits as they come and as live ink with other pens, and what it costs."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats
from models import NOT_A_DIGIT, Classifier
from models.glyph import normalise
from train import augment, junk
from train.digits import Digits
from train.recipes import multiply_adds

Ints = npt.NDArray[np.int64]

LARGE = 280
"""Side of a re-inked digit, px: about what a sheet held up to a 720p webcam gives."""

PENS = ("normal", "hairline", "marker")

MARKS = 2_000
"""Made-up marks that are no digits."""

COUNTS = (1, 8, 32)
"""Glyphs at once: one under the pen, a number, a sheet."""

ROUNDS = 31


def evaluate(
    classifier: Classifier, test: Digits, rows: Floats, inked: int | None = None
) -> dict[str, float]:
    """Shares in 0..1: accuracies as MNIST comes and re-inked with each pen, and what is taken for a digit.

    test: digits that nothing was trained on. rows: (N, 11), what they are taken for as they come. inked: how
    many of them are re-inked, None for all; of MARKS no more. An accuracy is that of the likeliest of the ten
    digits; "or refused" counts a digit as wrong, too, if "not a digit" is likelier than it.
    """
    some = test.take(slice(0, inked))
    scores = {
        "as it comes": accuracy(rows, test.labels),
        "as it comes, or refused": float((rows.argmax(1) == test.labels).mean()),
    }
    with ThreadPoolExecutor() as pool:  # OpenCV lets other threads run
        for pen in PENS:
            inks = pool.map(partial(reink, pen=pen), some.images)
            glyphs = np.stack(list(pool.map(normalise, inks)))
            scores[pen] = accuracy(classifier.probabilities(glyphs), some.labels)
    rng, marks = np.random.default_rng(0), min(MARKS, inked or MARKS)
    false = classifier.probabilities(np.stack([junk.glyph(test, rng) for _ in range(marks)]))
    scores["digits taken as digits"] = taken_as_digits(rows)
    scores["junk taken as digits"] = taken_as_digits(false)
    scores["calibration error"] = calibration_error(rows, test.labels)
    return scores


def accuracy(rows: Floats, labels: Ints) -> float:
    """Share of (N, 11) rows whose likeliest digit, of columns 0-9, is the label."""
    return float((rows[:, :NOT_A_DIGIT].argmax(1) == labels).mean())


def taken_as_digits(rows: Floats) -> float:
    """Share of (N, 11) rows in which some digit has half of the probability or more."""
    return float((rows[:, :NOT_A_DIGIT].max(1) >= 0.5).mean())


def as_it_comes(test: Digits) -> Floats:
    """MNIST's own images as glyphs: (N, 28, 28) float32 in 0..1."""
    return np.asarray(test.images, np.float32) / np.float32(255)


def reink(digit: augment.Ink, pen: str) -> augment.Ink:
    """A digit written large: (28, 28) to (LARGE, LARGE) uint8, with one of PENS."""
    large = cv2.resize(digit, (LARGE, LARGE), interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(large, (0, 0), 4)
    ink = np.asarray(cv2.threshold(smooth, 110, 255, cv2.THRESH_BINARY)[1], np.uint8)
    if pen == "hairline":
        return _without_specks(augment.thin(ink, 5))
    if pen == "marker":
        return augment.broad(ink, 13)
    return ink


def _without_specks(ink: augment.Ink) -> augment.Ink:
    """The ink's pieces of at least a fiftieth of it."""
    labels = cv2.connectedComponents(ink, connectivity=8)[1]
    areas = np.bincount(labels.ravel(), ink.ravel() > 0)
    return np.where((areas >= areas.sum() / 50)[labels], ink, 0).astype(np.uint8)


def calibration_error(rows: Floats, labels: Ints, bins: int = 15) -> float:
    """Expected calibration error (Guo et al. 2017): mean gap of confidence and accuracy, 0..1.

    rows: (N, 11) probabilities; labels: (N,), 0-9. Bins are of equal width.
    """
    confidence, right = rows.max(1), rows.argmax(1) == labels
    which = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    return float(np.abs(np.bincount(which, right - confidence)).sum()) / len(rows)


def per_class(rows: Floats, labels: Ints) -> list[dict[str, float]]:
    """Return precision, recall and F1 of each digit, 0..1. rows: (N, 11) probabilities; labels: (N,)."""
    from sklearn.metrics import precision_recall_fscore_support

    scores = precision_recall_fscore_support(labels, rows.argmax(1), labels=range(10), zero_division=0)[:3]
    names = ("precision", "recall", "f1")
    return [dict(zip(names, own, strict=True)) for own in np.transpose(scores).tolist()]


def report(classifier: Classifier, path: Path, test: Digits, rows: Floats) -> dict[str, Any]:
    """Return all of it, of a classifier and its file: scores, per class, confusion matrix, size, latency.

    test, rows: as `evaluate` has them. The matrix has a row for each digit and a column for what it was taken
    for; the last column is "no digit".
    """
    from sklearn.metrics import confusion_matrix

    return {
        "scores": evaluate(classifier, test, rows),
        "per_class": per_class(rows, test.labels),
        "confusion": confusion_matrix(test.labels, rows.argmax(1), labels=range(11))[:10].tolist(),
        **cost(classifier, path),
    }


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
