"""How good a model is: on MNIST's test digits as they come, and as live ink with other pens."""

from __future__ import annotations

import cv2
import numpy as np

from models import Classifier
from models.glyph import normalise
from train import augment, junk
from train.data import Digits

LARGE = 280
"""Side of a re-inked digit, px: about what a sheet held up to a 720p webcam gives."""

PENS = ("normal", "hairline", "marker")


def evaluate(classifier: Classifier, test: Digits, marks: int = 2_000, seed: int = 0) -> dict[str, float]:
    """Accuracies in 0..1: "as it comes", one for each pen, digits accepted and junk accepted as digits.

    test: digits that nothing was trained on. marks: how many made-up marks that are no digits.
    """
    plain = test.images.astype(np.float32) / np.float32(255)
    rows = classifier.probabilities(plain)
    scores = {"as it comes": float((rows.argmax(1) == test.labels).mean())}
    for pen in PENS:
        glyphs = np.stack([normalise(reink(image, pen)) for image in test.images])
        scores[pen] = float((classifier.probabilities(glyphs).argmax(1) == test.labels).mean())
    rng = np.random.default_rng(seed)
    false = classifier.probabilities(np.stack([junk.glyph(test, rng) for _ in range(marks)]))
    scores["digits taken as digits"] = float((rows[:, :10].max(1) >= 0.5).mean())
    scores["junk taken as digits"] = float((false[:, :10].max(1) >= 0.5).mean())
    return scores


def reink(digit: augment.Ink, pen: str) -> augment.Ink:
    """A digit written large: (28, 28) to (LARGE, LARGE) uint8, with one of PENS."""
    large = cv2.resize(digit, (LARGE, LARGE), interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(large, (0, 0), 4)
    ink = np.asarray(cv2.threshold(smooth, 110, 255, cv2.THRESH_BINARY)[1], np.uint8)
    if pen == "hairline":
        return augment.thin(ink, 5)
    if pen == "marker":
        nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))
        return np.asarray(cv2.dilate(ink, nib), np.uint8)
    return ink
