"""How good a model is: on MNIST's test digits as they come, and as live ink with other pens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from models import NOT_A_DIGIT, Classifier
from models.glyph import normalise
from train import augment, junk
from train.cost import cost
from train.digits import Digits

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

LARGE = 280
"""Side of a re-inked digit, px: about what a sheet held up to a 720p webcam gives."""

PENS = ("normal", "hairline", "marker")

MARKS = 2_000
"""Made-up marks that are no digits."""


def evaluate(
    classifier: Classifier, test: Digits, rows: Floats, inked: int | None = None, seed: int = 0
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
            glyphs = np.stack(
                list(pool.map(lambda image, pen=pen: normalise(reink(image, pen)), some.images))
            )
            scores[pen] = accuracy(classifier.probabilities(glyphs), some.labels)
    rng, marks = np.random.default_rng(seed), min(MARKS, inked or MARKS)
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
        nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))
        return np.asarray(cv2.dilate(ink, nib), np.uint8)
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
