"""Networks that name characters of an alphabet, which stands in the card beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.backends import open_network
from models.card import alphabet_of

Floats = npt.NDArray[np.float32]

SIGNS = Path(__file__).resolve().with_name("signs.tflite")
"""What names glyphs, signs among them; the digits' own network knows digits alone."""

BATCH = 64
"""Most inputs run at once, so that memory stays bounded."""


class CharacterNetwork:
    """A trained network, with the alphabet from its card.

    alphabet: the characters that it knows, in the order of its K classes. more: how many classes follow
    these; one is "other".
    """

    more = 1

    def __init__(self, path: Path) -> None:
        """Open the network; raises ModelError for a file that is missing or does not fit its card."""
        self.alphabet = alphabet_of(path)
        self._run = open_network(path).run

    def probabilities(self, seen: Floats) -> Floats:
        """Return what each of N inputs is: (N, K + more) float32 whose rows sum to 1."""
        if not len(seen):
            return np.zeros((0, len(self.alphabet) + self.more), np.float32)
        rows = np.concatenate([self._run(seen[i : i + BATCH]) for i in range(0, len(seen), BATCH)])
        rows = np.exp(rows - rows.max(1, keepdims=True))
        return np.asarray(rows / rows.sum(1, keepdims=True), np.float32)
