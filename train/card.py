"""The model card: what a network is, how it was made and what it can do, as JSON beside its files."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.values import Floats
from models import NOT_A_DIGIT
from models.backends import LOADERS
from models.classifier import card_of
from models.table import THETAS

REFUSED = 0.01
"""Share of digits as they come that a network refuses: fewer would let more letters and signs pass."""

PACKAGES = ("tensorflow", "keras", "numpy", "scipy")


def write_card(path: Path, card: dict[str, Any]) -> None:
    """Write the card beside a model file or folder, figures with five places; versions and file hashes are
    added."""
    folder = card_of(path).parent
    hashes = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files(path)
    }
    card = card | {"versions": versions(), "sha256": hashes}
    card = json.loads(json.dumps(card), parse_float=lambda figure: round(float(figure), 5))
    card_of(path).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def files(path: Path) -> list[Path]:
    """The files of a model under all endings that there are of its name."""
    stem = card_of(path).with_suffix("")
    named = [stem.with_name(stem.name + ending) for ending in LOADERS]
    return [file for file in [*named, *(stem / name for name in THETAS)] if file.is_file()]


def read_card(path: Path) -> dict[str, Any]:
    """The card beside a model file, {} where there is none."""
    try:
        card = json.loads(card_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def versions() -> dict[str, str]:
    """Of the packages that a training depends on."""
    return {package: version(package) for package in PACKAGES}


def spread(cards: list[dict[str, Any]]) -> dict[str, Any]:
    """Over runs with different seeds: each test figure's mean, and its sample standard deviation."""
    figures = {name: [card["test"][name] for card in cards] for name in cards[0]["test"]}
    return {
        "seeds": [card["seed"] for card in cards],
        "mean": {name: float(np.mean(values)) for name, values in figures.items()},
        "deviation": {name: float(np.std(values, ddof=1)) for name, values in figures.items()},
    }


def caution(logits: Floats) -> float:
    """What to add to the logit of "not a digit" so that REFUSED of some digits are taken for none.

    logits: (N, 11), of digits as they come.
    """
    return float(np.quantile(logits[:, :NOT_A_DIGIT].max(1) - logits[:, NOT_A_DIGIT], REFUSED))


def temperature(logits: Floats, labels: npt.NDArray[np.int64]) -> float:
    """The divisor of logits under which the labels are likeliest.

    logits: (N, C); labels: (N,). Found on a grid from 0.25 to 4 (Guo et al. 2017).
    """
    from scipy.special import log_softmax

    grid, rows = np.geomspace(0.25, 4, 201), np.arange(len(labels))
    losses = [-log_softmax(logits / t, axis=1)[rows, labels].mean() for t in grid]
    return float(grid[np.argmin(losses)])
