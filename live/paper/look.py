"""The eye over a picture: where marks of its alphabet stand, and how likely each is one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats, Image
from models.eye import SIZE_UNIT, STRIDE, Eye

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knobs:
    """Of looking for candidates."""

    sides: tuple[int, ...] = (640, 224, 80)  # px, longer side of each level: steps within the trained range
    least_heat: float = 0.1  # a peak below is never accepted, so that no time is spent on it
    most: int = 250  # candidates of a picture, the likeliest, so that time is bounded
    union: float = 0.5  # intersection over union from which two boxes are surely one mark
    inside: float = 0.85  # share of the smaller box inside the larger from which they surely are
    small: float = 9.0  # px of a level: a mark whose longer side is smaller belongs to the finer level
    large: float = 130.0  # px of a level: a mark whose longer side is larger belongs to the coarser level


KNOBS = Knobs()


@dataclass(frozen=True)
class Candidates:
    """Marks of the alphabet that the eye proposes, the likeliest first.

    boxes: (N, 4) float64, left, top, right, bottom in picture px. likely: (N,) float32 in 0..1.
    """

    boxes: Numbers
    likely: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    def take(self, chosen: npt.NDArray[np.intp]) -> Candidates:
        """Return some of them, in the order of the indices."""
        return Candidates(self.boxes[chosen], self.likely[chosen])


def look(eye: Eye, image: Image) -> Candidates:
    """Look at a picture, (H, W, 3) uint8 BGR, at several sizes with the same network."""
    found: list[Candidates] = []
    size, level = np.array(image.shape[1::-1]), image
    sides = levels(int(size.max()))
    for k, side in enumerate(sides):
        level = shrunk(level, side)  # from the finer level: less to average
        bounds = KNOBS.small if k else 0.0, KNOBS.large if k < len(sides) - 1 else np.inf
        found.append(_peaks(eye.maps(level), size / level.shape[1::-1], bounds))
    return _apart(found)


def levels(longer: int) -> list[int]:
    """Return the longer sides at which a picture is looked at, px, the finest first."""
    first = min(longer, KNOBS.sides[0])
    return [first, *(side for side in KNOBS.sides[1:] if side < 0.6 * first)]


def shrunk(image: Image, side: int) -> Image:
    """Return the picture with a longer side of so many px; never enlarged."""
    h, w = image.shape[:2]
    zoom = side / max(h, w)
    if zoom >= 1:
        return image
    size = max(8, round(w * zoom)), max(8, round(h * zoom))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _peaks(maps: Floats, zoom: Numbers, bounds: tuple[float, float]) -> Candidates:
    """Return what stands out on a level's maps. zoom: picture px per level px. bounds: of sizes, level px."""
    logits = np.ascontiguousarray(maps[..., :2].max(2))
    around = cv2.dilate(logits, np.ones((3, 3), np.uint8))
    least = np.log(KNOBS.least_heat / (1 - KNOBS.least_heat))
    rows, cols = np.nonzero((logits >= around) & (logits > least))
    at = maps[rows, cols]
    middle = (np.stack([cols, rows], 1) + 0.5 + at[:, 3:5]) * STRIDE
    half = SIZE_UNIT / 2 * np.exp(np.clip(at[:, 5:7], -3, 3))
    longer = 2 * half.max(1, initial=0)
    keep = (longer >= bounds[0]) & (longer <= bounds[1])
    boxes = (np.concatenate([middle - half, middle + half], 1) * np.tile(zoom, 2))[keep]
    powers = np.exp(at[:, 9:] - at[:, 9:].max(1, initial=-np.inf, keepdims=True))
    other = powers[:, -1] / powers.sum(1)
    heats = 1 / (1 + np.exp(-logits[rows, cols]))
    return Candidates(boxes, np.asarray(heats * (1 - other), np.float32)[keep])


def _apart(found: list[Candidates]) -> Candidates:
    """Return the candidates of all levels, of those that are one mark the likeliest."""
    every = Candidates(np.concatenate([c.boxes for c in found]), np.concatenate([c.likely for c in found]))
    order = np.argsort(-every.likely, kind="stable")[: KNOBS.most]
    every = every.take(order)
    return every.take(np.array(_once(every.boxes), np.intp))


def _once(boxes: Numbers) -> list[int]:
    """Return the indices of boxes, (N, 4) and the best first, without those that lie over a better one."""
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    common = np.maximum(high - low, 0).prod(2)
    area = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6)
    same = common > KNOBS.union * (area[:, None] + area[None] - common)
    same |= common > KNOBS.inside * np.minimum(area[:, None], area[None])
    kept: list[int] = []
    for k in range(len(boxes)):
        if not same[k, kept].any():
            kept.append(k)
    return kept
