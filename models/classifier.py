"""Loads a trained network and turns glyphs into calibrated probabilities."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from models.backends import open_network
from models.contract import CLASSES, SIZE, Contract, Floats
from models.errors import ModelError

DEFAULT = Path(__file__).resolve().with_name("digits.tflite")

BATCH = 64
"""Most glyphs run at once; more are run in several goes, so that memory stays bounded."""


class Classifier:
    """A trained network with its contract.

    network: (N, *contract.shape) float32 -> (N, 10 or more). note: one line on a contract that is not the
    program's own, else "".
    """

    def __init__(
        self, network: Callable[[Floats], Floats], contract: Contract | None = None, note: str = ""
    ) -> None:
        self._network = network
        self.contract = contract or Contract()
        self.note = note

    def probabilities(self, glyphs: Floats) -> Floats:
        """Probabilities of each glyph being a 0, 1, ... 9 or no digit.

        glyphs: (N, 28, 28) float32 in 0..1, bright ink on black, as `normalise` makes them.
        Returns (N, 11) float32 whose rows sum to 1; column 10 is "not a digit", and zero where the
        network has ten outputs. N = 0 gives (0, 11). Raises ValueError for another shape.
        """
        if glyphs.ndim != 3 or glyphs.shape[1:] != (SIZE, SIZE):
            raise ValueError(f"glyphs are (N, {SIZE}, {SIZE}), got {glyphs.shape}")
        if len(glyphs) == 0:
            return np.zeros((0, CLASSES), np.float32)
        parts = (glyphs[i : i + BATCH] for i in range(0, len(glyphs), BATCH))
        rows = np.concatenate([self._network(self.contract.inputs(part)) for part in parts])
        return self.contract.probabilities(rows)


def load(path: str | Path | None = None) -> Classifier:
    """Load a network of any kind that `models.backends` opens, and settle how it takes glyphs.

    path: None for the shipped one, which is not asked. A model card beside it (same name, .json) gives the
    temperature. Raises ModelError for a file that is missing, broken or does not fit.
    """
    if path is None:
        return Classifier(open_network(DEFAULT).run, Contract(temperature=_temperature(card_of(DEFAULT))))
    from models.settle import settle

    path = Path(path)
    if not path.exists():
        raise ModelError(f"no model file {path}: check the path; the shipped one is {DEFAULT.name}")
    network = open_network(path)
    return Classifier(network.run, *settle(network, path, _temperature(card_of(path))))


def card_of(path: Path) -> Path:
    """The model card beside a model file or folder: its name with .json for its ending."""
    if path.is_dir():
        whole = path.absolute()
        return whole.with_name(f"{whole.name}.json")
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).with_suffix(".json")


def _temperature(card: Path) -> float:
    try:
        value = json.loads(card.read_text(encoding="utf-8"))["temperature"]
    except (OSError, ValueError, KeyError, TypeError):
        return 1.0
    return float(value) if isinstance(value, int | float) and value > 0 else 1.0
