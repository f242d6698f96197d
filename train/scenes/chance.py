"""Chance that the modules of this package share."""

from __future__ import annotations

import numpy as np

from train.augment import Rng


def log_uniform(rng: Rng, low: float, high: float) -> float:
    """Return a number between two, each factor as likely as any other: for sizes and strengths."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
