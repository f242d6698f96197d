"""The eye over a picture: where marks stand, and what each looks like to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats, Image
from models.eye import HEATS, MAPS, SIZE_UNIT, STRIDE, Eye

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knobs:
    """Of looking for candidates."""

    finest: tuple[int, int] = (640, 1280)  # px, longer side of the finest level of films and of stills
    steps: tuple[float, float] = (2.0, 2**0.5)  # from level to level, in films and in stills: these have time
    coarsest: int = 32  # px, least longer side of a level: a digit that fills the picture is seen at two
    enlarged: float = 2.0  # greatest zoom of a small picture: the eye is surest of digits of 25 to 70 px
    least_heat: float = 0.1  # a peak below is never accepted, so that no time is spent on it
    most: tuple[int, int] = (1500, 400)  # peaks and marks of a picture, the likeliest: time is bounded
    union: float = 0.5  # intersection over union from which two boxes are surely one mark
    inside: float = 0.85  # share of the smaller box inside the larger from which they surely are
    speck: float = 0.04  # share of the larger box's area below which what lies in it may be a point beside
    slim: float = 0.4  # shorter over longer side, to which boxes are widened first: a 1 lies off by its width
    small: float = 9.0  # px of a level: a mark whose longer side is smaller belongs to the finer level
    twice: tuple[float, float] = (13.0, 70.0)  # px of a level: a mark of this size should be seen there
    large: float = 90.0  # px of a level: a mark whose longer side is larger belongs to the coarser level


KNOBS = Knobs()


@dataclass(frozen=True)
class Candidates:
    """Marks that the eye proposes, the likeliest first.

    boxes: (N, 4) float64, left, top, right, bottom in picture px. heats: (N, 3) float32 in 0..1, of `HEATS`.
    classes: (N, K + 1) float32, probabilities of the alphabet's characters, "other" last. again:
    (N,) float32 in 0..1, how likely each is at the best other size; -1 where none shows it well.
    """

    boxes: Numbers
    heats: Floats
    classes: Floats
    again: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def likely(self) -> Floats:
        """How likely each is a mark of the alphabet to the eye, (N,) in 0..1."""
        return np.asarray(self.heats[:, :2].max(1, initial=0) * (1 - self.classes[:, -1]), np.float32)

    def take(self, chosen: npt.NDArray[np.intp]) -> Candidates:
        """Return some of them, in the order of the indices."""
        return Candidates(self.boxes[chosen], self.heats[chosen], self.classes[chosen], self.again[chosen])


@dataclass(frozen=True)
class Look:
    """What the eye made of a picture: its candidates, and the heat of the finest level for people to see."""

    candidates: Candidates
    heat: Floats = field(repr=False)


def look(eye: Eye, image: Image, still: bool, glance: bool = False) -> Look:
    """Look at a picture, (H, W, 3) uint8 BGR, at several sizes with the same network, a still at more.

    glance: without the finest size, which takes most of the time, where there are others.
    """
    found: list[Candidates] = []
    heat: Floats | None = None
    size, level = np.array(image.shape[1::-1]), image
    sides = levels(int(size.max()), still)
    sides = sides[1:] if glance and len(sides) > 1 else sides
    for k, side in enumerate(sides):
        level = resized(image if still else level, side)  # from the finer level: less to average
        maps = eye.maps(level)
        heat = maps[..., :2].max(2) if heat is None else heat
        bounds = KNOBS.small if k else 0.0, KNOBS.large if k < len(sides) - 1 else np.inf
        found.append(_peaks(maps, size / level.shape[1::-1], bounds))
    assert heat is not None
    return Look(_apart(found, [size.max() / side for side in sides]), _sigmoid(heat))


def levels(longer: int, still: bool) -> list[int]:
    """Return the longer sides at which a picture is looked at, px, the finest first."""
    step = KNOBS.steps[still]
    enlarged = min(KNOBS.finest[False], round(longer * KNOBS.enlarged))
    sides = [max(enlarged, min(KNOBS.finest[still], longer))]
    while sides[-1] >= step * KNOBS.coarsest:
        sides.append(int(sides[-1] / step))
    return sides


def resized(image: Image, side: int) -> Image:
    """Return the picture with a longer side of so many px."""
    h, w = image.shape[:2]
    zoom = side / max(h, w)
    size = max(8, round(w * zoom)), max(8, round(h * zoom))
    how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


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
    logits = at[:, MAPS:]
    powers = np.exp(logits - logits.max(1, initial=-np.inf, keepdims=True))
    classes = (powers / powers.sum(1, keepdims=True))[keep]
    return Candidates(boxes, _sigmoid(at[keep, : len(HEATS)]), classes, np.zeros(len(boxes), np.float32))


def _apart(found: list[Candidates], zooms: list[float]) -> Candidates:
    """Return the candidates of all levels, of those that are one mark the likeliest.

    zooms: picture px per px of each level.
    """
    level = np.repeat(np.arange(len(found)), [len(candidates) for candidates in found])
    parts = [(c.boxes, c.heats, c.classes, c.again) for c in found]
    every = Candidates(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(-every.likely, kind="stable")[: KNOBS.most[0]]
    every, level = every.take(order), level[order]
    kept = np.array(apart(every.boxes, KNOBS.union, KNOBS.inside)[: KNOBS.most[1]], np.intp)
    best = every.take(kept)
    weight = (over_union(best.boxes, every.boxes) > KNOBS.union) * every.likely
    classes = weight @ every.classes / np.maximum(weight.sum(1, keepdims=True), 1e-9)
    other = (weight * (level[kept][:, None] != level)).max(1, initial=0)
    sides = (best.boxes[:, 2:] - best.boxes[:, :2]).max(1, initial=0)[:, None] / np.array(zooms)
    well = (sides > KNOBS.twice[0]) & (sides < KNOBS.twice[1])
    well[np.arange(len(kept)), level[kept]] = False
    again = np.where(well.any(1) | (other > 0), other, -1)
    return replace(best, classes=classes.astype(np.float32), again=again.astype(np.float32))


def apart(boxes: Numbers, union: float, inside: float) -> list[int]:
    """Return the indices of boxes, (N, 4) and the best first, without those that lie over a better one.

    union: intersection over union, inside: share of the smaller box, from which two are one mark.
    """
    boxes = widened(boxes)
    common, area = common_area(boxes, boxes), _area(boxes)
    same = common > union * (area[:, None] + area[None] - common)
    less, more = np.minimum(area[:, None], area[None]), np.maximum(area[:, None], area[None])
    same |= (common > inside * less) & (less > KNOBS.speck * more)
    kept: list[int] = []
    for k in range(len(boxes)):
        if not same[k, kept].any():
            kept.append(k)
    return kept


def widened(boxes: Numbers, least: float = 0.0) -> Numbers:
    """Return boxes, (N, 4), with no side shorter than a share of the other one, and than `least` px."""
    sides = boxes[:, 2:] - boxes[:, :2]
    wanted = np.maximum(KNOBS.slim * sides.max(1, initial=0, keepdims=True), least)
    room = np.maximum(wanted - sides, 0) / 2
    return np.asarray(boxes + np.concatenate([-room, room], 1))


def common_area(a: Numbers, b: Numbers) -> Numbers:
    """Return the areas that boxes, (N, 4) and (M, 4), have in common, (N, M)."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray(np.maximum(high - low, 0).prod(2))


def _area(boxes: Numbers) -> Numbers:
    return np.asarray(np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6))


def over_union(a: Numbers, b: Numbers) -> Numbers:
    """Return the intersection over union of boxes, (N, 4) and (M, 4), (N, M)."""
    common = common_area(a, b)
    return np.asarray(common / (_area(a)[:, None] + _area(b)[None] - common))


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
