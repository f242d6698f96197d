"""What drawn pictures share: colours, shapes, blending, smooth noise, grain, light."""

from __future__ import annotations

import colorsys
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from train.augment import Rng

Image = npt.NDArray[np.uint8]
Colour = tuple[int, ...]
"""BGR or BGRA of 255."""

WHITE = (255,)
"""Of a picture in grey."""

Field = npt.NDArray[np.float32]
Range = tuple[float, float]

BANK = 512
"""Least side of the kept sheet of noise, px."""


def colour(rng: Rng, hue: Range = (0, 1), vivid: Range = (0, 0.8), bright: Range = (0.1, 1)) -> Colour:
    """Pick a colour from ranges of hue, saturation and value, 0 to 1 each."""
    rgb = colorsys.hsv_to_rgb(rng.uniform(*hue) % 1, rng.uniform(*vivid), rng.uniform(*bright))
    return tuple(int(255 * part) for part in rgb[::-1])


def scaled(own: Colour, by: float) -> Colour:
    """Make a colour brighter or darker by a factor; how opaque it is stays."""
    return (*(min(255, int(part * by)) for part in own[:3]), *own[3:])


def skin(rng: Rng) -> Colour:
    """Pick a colour of skin, from pale to dark."""
    return colour(rng, (0.02, 0.085), (0.22, 0.62), (0.28, 1.0))


def canvas(size: int, own: Colour) -> Image:
    """Make a (size, size, 3) image of one colour."""
    return np.full((size, size, 3), own, np.uint8)


def points(values: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Round corners, (n, 2) or one, for OpenCV."""
    return np.asarray(values, np.float64).round().astype(np.int32)


def polygon(image: Image, corners: npt.ArrayLike, own: Colour) -> None:
    """Fill a polygon of (n, 2) corners, px."""
    cv2.fillPoly(image, [points(corners)], own, cv2.LINE_AA)


def line(image: Image, way: npt.ArrayLike, own: Colour, pen: float = 1, closed: bool = False) -> None:
    """Draw a line through (n, 2) points, px, one pixel wide at least."""
    cv2.polylines(image, [points(np.multiply(way, 16))], closed, own, max(1, round(pen)), cv2.LINE_AA, 4)


def oval(
    image: Image, at: npt.ArrayLike, axes: npt.ArrayLike, own: Colour, angle: float = 0,
    arc: tuple[int, int] = (0, 360), pen: float = -1,
) -> None:  # fmt: skip
    """Draw an ellipse around a point, filled or an arc of it. axes: half of them, px. angle, arc: degrees."""
    half = np.maximum(1, np.asarray(axes, int)).tolist()
    thick = max(1, round(pen)) if pen >= 0 else -1
    cv2.ellipse(image, points(at).tolist(), half, angle, *arc, own, thick, cv2.LINE_AA)


def box(image: Image, place: npt.ArrayLike, own: Colour, pen: int = -1) -> None:
    """Fill or outline a box. place: left, top, width, height, px."""
    x, y, wide, high = np.asarray(place, float).tolist()
    cv2.rectangle(image, (int(x), int(y)), (int(x + wide), int(y + high)), own, pen)


def blend(image: Image, mask: Image, over: Image | Colour, left: float, top: float) -> None:
    """Put a colour or an image over another in place by a mask, (h, w) uint8, its corner at left, top."""
    left, top = int(left), int(top)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(image.shape[1], left + mask.shape[1]), min(image.shape[0], top + mask.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    rows, columns = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    share = mask[rows, columns, None].astype(np.uint16)
    above: Image = over[rows, columns] if isinstance(over, np.ndarray) else np.array(over, np.uint8)
    under = image[y0:y1, x0:x1]
    under[:] = ((under * (255 - share) + above * share + 127) // 255).astype(np.uint8)


def cloud(rng: Rng, size: int, down: int, across: int | None = None) -> Field:
    """Make smooth noise, (size, size) of mean 0 and deviation about 1, from so many cells down and across."""
    cells = max(2, down), max(2, across or down)
    coarse = rng.standard_normal(cells, np.float32)
    return np.asarray(cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC), np.float32)


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
    return np.asarray(
        cv2.warpPerspective(image, matrix, (wide, high), borderMode=cv2.BORDER_REFLECT), np.uint8
    )
