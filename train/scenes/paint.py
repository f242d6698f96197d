"""Strokes that drawn surroundings share: colours, smooth noise, grain, shading and blending."""

from __future__ import annotations

import colorsys
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]
Colour = tuple[int, int, int]

BANK = 512
"""Side of the kept sheet of noise, px."""


def colour(
    rng: np.random.Generator,
    hue: tuple[float, float] = (0, 1),
    vivid: tuple[float, float] = (0, 0.8),
    bright: tuple[float, float] = (0.1, 1),
) -> Colour:
    """Pick a colour, BGR of 255, from ranges of hue, saturation and value, 0 to 1 each."""
    red, green, blue = colorsys.hsv_to_rgb(rng.uniform(*hue) % 1, rng.uniform(*vivid), rng.uniform(*bright))
    return int(255 * blue), int(255 * green), int(255 * red)


def scaled(own: Colour, by: float) -> Colour:
    """Make a colour brighter or darker by a factor."""
    return min(255, int(own[0] * by)), min(255, int(own[1] * by)), min(255, int(own[2] * by))


def skin(rng: np.random.Generator) -> Colour:
    """Pick a colour of skin, from pale to dark, BGR."""
    return colour(rng, (0.02, 0.085), (0.22, 0.62), (0.28, 1.0))


def canvas(size: int, own: Colour) -> Image:
    """Make a (size, size, 3) image of one colour."""
    return np.full((size, size, 3), own, np.uint8)


def cloud(rng: np.random.Generator, shape: tuple[int, int], cells: tuple[int, int]) -> Field:
    """Make smooth noise, `shape` float32 of mean 0 and deviation about 1, from `cells` of random values."""
    coarse = rng.standard_normal((max(2, cells[0]), max(2, cells[1])), np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


@cache
def _bank() -> Image:
    noise = np.random.default_rng(7).standard_normal((BANK, BANK, 3), np.float32)
    noise += 0.6 * noise.mean(axis=2, keepdims=True)  # of light more than of colour
    return np.clip(128 + 32 * noise, 0, 255).astype(np.uint8)


def grain(rng: np.random.Generator, image: Image, strength: float, grey: bool = False) -> Image:
    """Add noise of `strength` times 32 levels to an image (h, w, 3) uint8."""
    bank = _bank()
    high, wide = image.shape[:2]
    top, left = (int(rng.integers(0, BANK // 4)) for _ in range(2))
    part = bank[top : top + high, left : left + wide]
    if part.shape[:2] != (high, wide):
        part = np.asarray(cv2.resize(bank, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)
    if grey:
        part = np.asarray(cv2.merge([part[..., 0]] * 3), np.uint8)
    return np.asarray(cv2.addWeighted(image, 1, part, strength, -128 * strength), np.uint8)


def ramp(field: Field, colours: list[Colour]) -> Image:
    """Turn a field, (h, w) of 0 to 1, into an image that runs through the colours."""
    steps = np.linspace(0, 1, len(colours))
    table = np.stack([np.interp(np.linspace(0, 1, 256), steps, [c[k] for c in colours]) for k in range(3)], 1)
    grey = cv2.convertScaleAbs(np.clip(field, 0, 1), alpha=255)
    return np.asarray(cv2.LUT(cv2.merge([grey] * 3), table.astype(np.uint8)[:, None]), np.uint8)


def shade(image: Image, field: Field) -> Image:
    """Multiply an image by a field of light, (h, w) around 1."""
    return np.asarray(cv2.multiply(image, cv2.merge([field] * 3), dtype=cv2.CV_8U), np.uint8)


def lit(rng: np.random.Generator, image: Image, depth: float = 0.4) -> Image:
    """Let the light fall unevenly over an image, by a share `depth` at most."""
    high, wide = image.shape[:2]
    return shade(image, 1 - depth * rng.uniform() * (0.5 + 0.35 * cloud(rng, (high, wide), (3, 3))))


def tilted(rng: np.random.Generator, image: Image, by: float = 0.25) -> Image:
    """See a surface from aside: move each corner by a share `by` of the side, and turn it."""
    high, wide = image.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + np.asarray(rng.uniform(-by, by, (4, 2)) * (wide, high), np.float32)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-25, 25), rng.uniform(1, 1.5))
    moved = moved @ turn[:, :2].T.astype(np.float32) + turn[:, 2].astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    turned = cv2.warpPerspective(image, matrix, (wide, high), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(turned, np.uint8)


def blend(image: Image, mask: Image, over: Image | Colour, left: int, top: int) -> None:
    """Put a colour or an image over another in place by a mask, (h, w) uint8, its corner at left, top."""
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(image.shape[1], left + mask.shape[1]), min(image.shape[0], top + mask.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    rows, columns = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    share = mask[rows, columns, None].astype(np.uint16)
    above: Image = over[rows, columns] if isinstance(over, np.ndarray) else np.array(over, np.uint8)
    under = image[y0:y1, x0:x1]
    under[:] = ((under * (255 - share) + above * share + 127) // 255).astype(np.uint8)


def points(values: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Round corners, (n, 2), for OpenCV's polygons."""
    return np.asarray(values, np.float64).round().astype(np.int32)
