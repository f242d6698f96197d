"""What surfaces share: smooth noise, grain, colours along a field, shading, a look from aside."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats, Image
from train.augment import Rng
from train.paint import Colour

BANK = 512
"""Least side of the kept sheet of noise, px."""


def cloud(rng: Rng, size: int, down: int, across: int | None = None) -> Floats:
    """Make smooth noise, (size, size) of mean 0 and deviation about 1, from so many cells down and across."""
    cells = max(2, down), max(2, across or down)
    coarse = rng.standard_normal(cells, np.float32)
    return np.asarray(cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC), np.float32)


def noise(rng: Rng, size: int, sigma: float) -> Floats:
    """Make noise, (size, size), of mean 0 and deviation 1, as coarse as a blur of sigma px makes it."""
    field = rng.standard_normal((size, size), np.float32)
    field = np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)
    return field / np.float32(field.std())


@cache
def _bank(side: int) -> Image:
    noise = np.random.default_rng(7).standard_normal((side, side, 3), np.float32)
    noise += 0.6 * noise.mean(axis=2, keepdims=True)  # of light more than of colour
    return np.clip(128 + 32 * noise, 0, 255).astype(np.uint8)


def grain(rng: Rng, image: Image, strength: float) -> Image:
    """Add noise of `strength` times 32 levels."""
    high, wide = image.shape[:2]
    top, left = rng.integers(0, BANK // 4, 2)
    part = _bank(max(BANK, high + BANK // 4, wide + BANK // 4))[top : top + high, left : left + wide]
    return np.asarray(cv2.addWeighted(image, 1, part, strength, -128 * strength), np.uint8)


def ramp(field: npt.ArrayLike, colours: list[Colour]) -> Image:
    """Turn a field, (h, w) of 0 to 1, into an image that runs through the colours."""
    steps, places = np.linspace(0, 1, len(colours)), np.linspace(0, 1, 256)
    table = np.stack([np.interp(places, steps, [own[k] for own in colours]) for k in range(3)], 1)
    grey = np.clip(np.multiply(field, 255), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(cv2.merge([grey] * 3), table.astype(np.uint8)[:, None]), np.uint8)


def shade(image: Image, field: npt.ArrayLike) -> Image:
    """Multiply an image by a field of light, (h, w) around 1."""
    light = np.asarray(field, np.float32)
    return np.asarray(cv2.multiply(image, cv2.merge([light] * 3), dtype=cv2.CV_8U), np.uint8)


def lit(rng: Rng, image: Image, depth: float = 0.4) -> Image:
    """Let the light fall unevenly over a square image, by a share `depth` at most."""
    return shade(image, 1 - depth * rng.uniform() * (0.5 + 0.35 * cloud(rng, len(image), 3)))


def tilted(rng: Rng, image: Image, by: float = 0.25) -> Image:
    """See a surface from aside: move each corner by a share `by` of the side, and turn it."""
    high, wide = image.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + rng.uniform(-by, by, (4, 2)) * (wide, high)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-25, 25), rng.uniform(1, 1.5))
    matrix = cv2.getPerspectiveTransform(corners, (moved @ turn[:, :2].T + turn[:, 2]).astype(np.float32))
    aside = cv2.warpPerspective(image, matrix, (wide, high), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(aside, np.uint8)
