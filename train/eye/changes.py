"""Changes of light, colour and camera, so that each scene can be used a few times."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from train.augment import Rng
from train.scenes.camera import Image, compressed


@dataclass(frozen=True)
class Shares:
    """How many crops are changed in each way, shares of crops."""

    inverted: float = 0.08
    recoloured: float = 0.1
    grey: float = 0.12
    contrast: float = 0.3  # in another contrast and brightness
    noisy: float = 0.25
    compressed: float = 0.2


SHARES = Shares()


def changed(part: Image, rng: Rng) -> Image:
    """Return the picture in another contrast, colour, noise, compression: each scene is used a few times."""
    if rng.random() < SHARES.inverted:
        part = 255 - part
    if rng.random() < SHARES.recoloured:
        part = part[..., rng.permutation(3)]
    if rng.random() < SHARES.grey:
        grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_BGR2GRAY), np.uint8)
        part = np.repeat(grey[..., None], 3, 2)
    if rng.random() < SHARES.contrast:
        share, light = rng.uniform(0.6, 1.15), rng.uniform(-30, 30)
        black = max(0.0, 128 * (1 - share) + light)
        part = np.asarray(cv2.convertScaleAbs(np.ascontiguousarray(part), alpha=share, beta=black), np.uint8)
    if rng.random() < SHARES.noisy:
        noise = rng.standard_normal(part.shape, np.float32) * np.float32(rng.uniform(0.5, 4))
        part = np.clip(part + noise, 0, 255).astype(np.uint8)
    if rng.random() < SHARES.compressed:
        part = compressed(np.ascontiguousarray(part), int(rng.integers(35, 92)))
    return np.ascontiguousarray(part)
