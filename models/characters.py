"""Networks that classify characters of an alphabet, which is in the model card beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.backends import open_network
from models.card import alphabet_of

Floats = npt.NDArray[np.float32]

MARKS = Path(__file__).resolve().with_name("marks.tflite")
"""The mark network: it classifies marks on paper, seen with what is around them, by the whole alphabet."""

BATCH = 64
"""Inputs that are run at once: memory is bounded."""


class CharacterNetwork:
    """A trained network, with the alphabet from its card.

    alphabet: the characters that it knows, in the order of its first K classes. extra: how many classes
    follow; the first is "other", a mark outside the alphabet.
    """

    extra = 1

    def __init__(self, path: Path) -> None:
        """Open the network; raises ModelError for a file that is missing or does not fit its card."""
        self.alphabet = alphabet_of(path)
        self._run = open_network(path).run

    def probabilities(self, inputs: Floats) -> Floats:
        """Return the class probabilities of N inputs, (N, K + extra) float32."""
        if not len(inputs):
            return np.zeros((0, len(self.alphabet) + self.extra), np.float32)
        rows = np.concatenate([self._run(inputs[i : i + BATCH]) for i in range(0, len(inputs), BATCH)])
        return np.asarray(softmax(rows), np.float32)


def softmax(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the probability of each class, of scores (N, C)."""
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True))
