"""Candidates for marks: peaks of the eye's maps at several picture sizes, one of each mark."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Doubles, Floats, Image
from models.characters import softmax
from models.eye import HEATS, MAPS, SIZE_UNIT, STRIDE, Eye


@dataclass(frozen=True)
class Knobs:
    """Of detection. A level is the picture at one size; pairs are for films and for stills."""

    max_side: tuple[int, int] = (640, 1280)  # px, longer side of the finest level
    level_ratio: tuple[float, float] = (2.0, 2**0.5)  # of sides, from level to level
    min_side: int = 32  # px, longer side of a level: a digit that fills the picture is seen at two
    max_zoom: float = 2.0  # of a small picture: the eye is surest of digits of 25 to 70 px
    min_heat: float = 0.1  # of a peak: one below is never accepted, so that no time is spent on it
    max_peaks: int = 1500  # of a picture, those of highest confidence: time is bounded
    max_candidates: int = 400  # of these, after non-maximum suppression
    max_iou: float = 0.5  # intersection over union of two boxes that are not surely one mark
    max_inside: float = 0.85  # share of the smaller box inside the larger, the same
    min_inside_area: float = 0.04  # of the larger box's, of one inside it that may be the same: else a point
    min_aspect: float = 0.4  # shorter over longer side, to which boxes grow first: a 1 is off by its width
    min_mark: float = 9.0  # px of a level: a mark whose longer side is smaller belongs to the finer level
    max_mark: float = 90.0  # px of a level: a mark whose longer side is larger belongs to the coarser level
    min_shown: float = 13.0  # px of a level: a mark between these sizes should be seen at that level, too
    max_shown: float = 70.0


KNOBS = Knobs()


@dataclass(frozen=True)
class Candidates:
    """Marks that the eye proposes, in order of confidence.

    boxes: (N, 4) float64, left, top, right, bottom in picture px. heats: (N, 3) float32 in 0..1, of `HEATS`.
    classes: (N, K + 1) float32, probabilities of the alphabet's characters, "other" last. agreement: (N,)
    float32 in 0..1, the confidence of the same mark at another level; -1 where none shows it well.
    """

    boxes: Doubles
    heats: Floats
    classes: Floats
    agreement: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def confidence(self) -> Floats:
        """How likely the eye finds each to be a mark of the alphabet, (N,) in 0..1."""
        return np.asarray(self.heats[:, :2].max(1, initial=0) * (1 - self.classes[:, -1]), np.float32)

    def take(self, chosen: npt.NDArray[np.intp]) -> Candidates:
        """Return some of them, in the order of the indices."""
        return Candidates(*(part[chosen] for part in vars(self).values()))


def detect(eye: Eye, image: Image, still: bool, coarse: bool = False) -> tuple[Candidates, Floats]:
    """Return the candidates in a picture, (H, W, 3) uint8 BGR, and the finest level's heat map, for people.

    still: at more levels. coarse: without the finest level of several, which takes most of the time.
    """
    found: list[Candidates] = []
    maps: list[Floats] = []
    size, level = np.array(image.shape[1::-1]), image
    sides = levels(int(size.max()), still)
    sides = sides[1:] if coarse and len(sides) > 1 else sides
    for k, side in enumerate(sides):
        level = resized(image if still else level, side)  # from the finer level: less to average
        maps.append(eye.maps(level))
        bounds = KNOBS.min_mark if k else 0.0, KNOBS.max_mark if k < len(sides) - 1 else np.inf
        found.append(_peaks(maps[k], size / level.shape[1::-1], bounds))
    return _merged(found, [size.max() / side for side in sides]), _sigmoid(maps[0][..., :2].max(2))


def levels(longer: int, still: bool) -> list[int]:
    """Return the longer sides of a picture's levels, px, the finest first. longer: of its own sides, px."""
    ratio = KNOBS.level_ratio[still]
    enlarged = min(KNOBS.max_side[False], round(longer * KNOBS.max_zoom))
    sides = [max(enlarged, min(KNOBS.max_side[still], longer))]
    while sides[-1] >= ratio * KNOBS.min_side:
        sides.append(int(sides[-1] / ratio))
    return sides


def resized(image: Image, side: int) -> Image:
    """Return the picture with a longer side of so many px."""
    h, w = image.shape[:2]
    zoom = side / max(h, w)
    size = max(8, round(w * zoom)), max(8, round(h * zoom))
    how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


def _peaks(maps: Floats, zoom: Doubles, bounds: tuple[float, float]) -> Candidates:
    """Return the local maxima of a level's heat maps.

    zoom: picture px per level px, x and y. bounds: of the longer sides that are kept, level px.
    """
    logits = np.ascontiguousarray(maps[..., :2].max(2))
    highest = cv2.dilate(logits, np.ones((3, 3), np.uint8))
    min_logit = np.log(KNOBS.min_heat / (1 - KNOBS.min_heat))
    rows, cols = np.nonzero((logits >= highest) & (logits > min_logit))
    cells = maps[rows, cols]
    heats, offsets, log_sides, classes = cells[:, : len(HEATS)], cells[:, 3:5], cells[:, 5:7], cells[:, MAPS:]
    centres = (np.stack([cols, rows], 1) + 0.5 + offsets) * STRIDE
    half = SIZE_UNIT / 2 * np.exp(np.clip(log_sides, -3, 3))
    longer = 2 * half.max(1, initial=0)
    keep = (longer >= bounds[0]) & (longer <= bounds[1])
    boxes = (np.concatenate([centres - half, centres + half], 1) * np.tile(zoom, 2))[keep]
    return Candidates(boxes, _sigmoid(heats[keep]), softmax(classes[keep]), np.zeros(len(boxes), np.float32))


def _merged(found: list[Candidates], zooms: list[float]) -> Candidates:
    """Return the best candidate of each mark, with the mean class of all that lie over it.

    found: of each level. zooms: picture px per px of each level.
    """
    level = np.repeat(np.arange(len(found)), [len(candidates) for candidates in found])
    every = Candidates(*map(np.concatenate, zip(*(vars(one).values() for one in found), strict=True)))
    order = np.argsort(-every.confidence, kind="stable")[: KNOBS.max_peaks]
    every, level = every.take(order), level[order]
    kept = suppressed(every.boxes, KNOBS.max_iou, KNOBS.max_inside)[: KNOBS.max_candidates]
    best, own_level = every.take(kept), level[kept]
    weight = (ious(best.boxes, every.boxes) > KNOBS.max_iou) * every.confidence
    classes = weight @ every.classes / np.maximum(weight.sum(1, keepdims=True), 1e-9)
    elsewhere = (weight * (own_level[:, None] != level)).max(1, initial=0)
    sides = (best.boxes[:, 2:] - best.boxes[:, :2]).max(1, initial=0)[:, None] / np.array(zooms)
    shown = (sides > KNOBS.min_shown) & (sides < KNOBS.max_shown)
    shown[np.arange(len(kept)), own_level] = False
    agreement = np.where(shown.any(1) | (elsewhere > 0), elsewhere, -1)
    return replace(best, classes=classes.astype(np.float32), agreement=agreement.astype(np.float32))


def suppressed(boxes: Doubles, max_iou: float, max_inside: float) -> npt.NDArray[np.intp]:
    """Return the indices of boxes, (N, 4), the best first, that non-maximum suppression keeps.

    max_iou: intersection over union, max_inside: share of the smaller box inside the larger, that two may
    have and both stay.
    """
    boxes = widened(boxes)
    common, area = intersections(boxes, boxes), _areas(boxes)
    same = common > max_iou * (area[:, None] + area[None] - common)
    smaller, larger = np.minimum(area[:, None], area[None]), np.maximum(area[:, None], area[None])
    same |= (common > max_inside * smaller) & (smaller > KNOBS.min_inside_area * larger)
    kept: list[int] = []
    for k in range(len(boxes)):
        if not same[k, kept].any():
            kept.append(k)
    return np.array(kept, np.intp)


def widened(boxes: Doubles, min_side: float = 0.0) -> Doubles:
    """Return boxes, (N, 4), grown to KNOBS.min_aspect and to sides of `min_side` px at least."""
    sides = boxes[:, 2:] - boxes[:, :2]
    wanted = np.maximum(KNOBS.min_aspect * sides.max(1, initial=0, keepdims=True), min_side)
    growth = np.maximum(wanted - sides, 0) / 2
    return np.asarray(boxes + np.concatenate([-growth, growth], 1))


def intersections(a: Doubles, b: Doubles) -> Doubles:
    """Return the areas that boxes, (N, 4) and (M, 4), have in common, (N, M)."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray(np.maximum(high - low, 0).prod(2))


def ious(a: Doubles, b: Doubles) -> Doubles:
    """Return the intersection over union of boxes, (N, 4) and (M, 4), (N, M)."""
    common = intersections(a, b)
    return np.asarray(common / (_areas(a)[:, None] + _areas(b)[None] - common))


def _areas(boxes: Doubles) -> Doubles:
    return np.asarray(np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6))


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
