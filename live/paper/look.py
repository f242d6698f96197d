"""The eye over a picture: where marks stand, what each looks like to it, and how the writing lies."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats, Image
from models.eye import HEATS, SIZE_UNIT, STRIDE, Eye

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
    """Marks that the eye proposes, the likeliest first.

    boxes: (N, 4) float64, left, top, right, bottom in picture px. heats: (N, 3) float32 in 0..1, of `HEATS`.
    classes: (N, K + 1) float32, probabilities of the alphabet's characters, "other" last. ways: (N, 2)
    float32, cosine and sine of the direction of writing.
    """

    boxes: Numbers
    heats: Floats
    classes: Floats
    ways: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def likely(self) -> Floats:
        """How likely each is a mark of the alphabet to the eye, (N,) in 0..1."""
        return np.asarray(self.heats[:, :2].max(1, initial=0) * (1 - self.classes[:, -1]), np.float32)

    def take(self, chosen: npt.NDArray[np.intp]) -> Candidates:
        """Return some of them, in the order of the indices."""
        return Candidates(self.boxes[chosen], self.heats[chosen], self.classes[chosen], self.ways[chosen])


@dataclass(frozen=True)
class Look:
    """What the eye made of a picture: its candidates, and the heat of the finest level for people to see."""

    candidates: Candidates
    heat: Floats = field(repr=False)

    @property
    def quarters(self) -> int:
        """Quarter turns clockwise after which the writing stands upright, 0 to 3, as most marks have it."""
        x, y = (self.candidates.ways * self.candidates.likely[:, None] ** 2).sum(0).tolist()
        return round(-float(np.arctan2(y, x)) / (np.pi / 2)) % 4


def look(eye: Eye, image: Image) -> Look:
    """Look at a picture, (H, W, 3) uint8 BGR, at several sizes with the same network."""
    found: list[Candidates] = []
    heat: Floats | None = None
    size, level = np.array(image.shape[1::-1]), image
    sides = levels(int(size.max()))
    for k, side in enumerate(sides):
        level = shrunk(level, side)  # from the finer level: less to average
        maps = eye.maps(level)
        heat = maps[..., :2].max(2) if heat is None else heat
        bounds = KNOBS.small if k else 0.0, KNOBS.large if k < len(sides) - 1 else np.inf
        found.append(_peaks(maps, size / level.shape[1::-1], bounds))
    assert heat is not None
    return Look(_apart(found), _sigmoid(heat))


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
    classes = (powers / powers.sum(1, keepdims=True))[keep]
    return Candidates(boxes, _sigmoid(at[keep, : len(HEATS)]), classes, at[keep, 7:9])


def _apart(found: list[Candidates]) -> Candidates:
    """Return the candidates of all levels, of those that are one mark the likeliest."""
    parts = [(c.boxes, c.heats, c.classes, c.ways) for c in found]
    every = Candidates(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(-every.likely, kind="stable")[: KNOBS.most]
    every = every.take(order)
    return every.take(np.array(apart(every.boxes, KNOBS.union, KNOBS.inside), np.intp))


def apart(boxes: Numbers, union: float, inside: float) -> list[int]:
    """Return the indices of boxes, (N, 4) and the best first, without those that lie over a better one.

    union: intersection over union, inside: share of the smaller box, from which two are one mark.
    """
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    common = np.maximum(high - low, 0).prod(2)
    area = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6)
    same = common > union * (area[:, None] + area[None] - common)
    same |= common > inside * np.minimum(area[:, None], area[None])
    kept: list[int] = []
    for k in range(len(boxes)):
        if not same[k, kept].any():
            kept.append(k)
    return kept


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
