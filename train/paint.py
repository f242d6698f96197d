"""What drawn pictures share: colours, shapes and blending."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Image
from train.augment import Rng

Colour = tuple[int, ...]
"""BGR or BGRA of 255."""

WHITE = (255,)
"""Of a picture in grey."""

Range = tuple[float, float]


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


def shrunk(image: Image, scale: float) -> Image:
    """Return an image at a scale below 1, where a warp would skip pixels; any other as it is."""
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    small = image if scale >= 0.7 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
