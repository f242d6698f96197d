"""The ink in a box of a picture: bright strokes on black, without what belongs to neighbouring marks."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Doubles, Floats, Image

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Knobs:
    """Of cutting out and thresholding one mark; px are those of its patch, brought to size."""

    side: int = 64  # px, longer side of the box: three times a glyph's
    margin: float = 0.16  # of the longer side, around the box: the eye's boxes are off by a twentieth
    kept_margin: float = 0.6  # of the margin, in which ink is kept
    blur: float = 0.8  # px, standard deviation: against the camera's noise
    frame: int = 3  # px, along the patch's edge: what tells the paper's level
    paper_quantile: float = 0.8  # of the frame's deviations from its median: paper deviates by no more
    paper_slack: float = 4.0  # grey levels, beyond that
    min_paper: int = 16  # pixels of paper, of a quarter of all, to which a plane is fitted
    ink_quantiles: tuple[float, float] = (0.03, 0.97)  # of the box: is ink darker than paper, or brighter?
    peak_quantile: float = 0.98  # of the contrasts in the box that is the mark's
    min_contrast: float = 3.0  # grey levels, of a mark's peak
    min_threshold: float = 0.24  # of the mark's contrast
    max_threshold: float = 0.67
    min_inside: float = 0.5  # share of a component inside the box that belongs to the mark
    min_area: int = 12  # px inside the box, of a component that is no dirt


KNOBS = Knobs()


@dataclass(frozen=True)
class MarkInk:
    """The ink of one box.

    image: (h, w) uint8, 128 at the threshold. contrast: of the ink against the paper, grey levels.
    separability: between-class over total variance at the threshold, 0..1 (Otsu 1979, "A threshold selection
    method from gray-level histograms").
    """

    image: Image
    contrast: float
    separability: float


def ink_of(grey: Image, box: Doubles, others: Doubles) -> MarkInk | None:
    """Return the ink in a box, or None where there is none.

    grey: (H, W) uint8. box: left, top, right, bottom, px. others: (N, 4), boxes of the marks around, whose
    ink is left out.
    """
    patch, margin = _patch(grey, box)
    h, w = patch.shape
    if min(h, w) - 2 * margin < 2:
        return None
    inside = slice(margin, h - margin), slice(margin, w - margin)
    contrast = _contrast(patch, inside)
    peak = _quantile(contrast[inside], KNOBS.peak_quantile)
    if peak < KNOBS.min_contrast:
        return None
    scaled = np.clip(contrast * np.float32(255 / peak), 0, 255).astype(np.uint8)
    core = np.ascontiguousarray(scaled[inside])
    level, _ = cv2.threshold(core, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    level = float(np.clip(level, 255 * KNOBS.min_threshold, 255 * KNOBS.max_threshold))
    mask = _own_components(_without(others, scaled >= level, margin, box), margin, inside)
    if not mask.any():
        return None
    soft = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    image = np.where(soft, np.clip(scaled.astype(np.float32) * np.float32(128 / level), 0, 255), 0)
    return MarkInk(image.astype(np.uint8), peak, _separability(core, level))


def _patch(grey: Image, box: Doubles) -> tuple[Floats, int]:
    """Return the box with a margin around, brought to size, (h, w) float32, and the margin in its px."""
    left, top, right, bottom = box.tolist()
    longer = max(right - left, bottom - top, 1.0)
    zoom = KNOBS.side / longer
    margin = KNOBS.margin * longer + 1
    x0, y0 = left - margin, top - margin
    size = (
        max(8, round((right - left + 2 * margin) * zoom)),
        max(8, round((bottom - top + 2 * margin) * zoom)),
    )
    source, origin, step = grey, np.array([x0, y0]), 1 / zoom  # step: px of the source per px of the patch
    if zoom < 0.5:  # averaged first, for a warp alone would alias
        a = np.maximum(0, np.floor([x0, y0]).astype(int) - 2)
        b = np.ceil([right + margin, bottom + margin]).astype(int) + 3
        part = grey[a[1] : b[1], a[0] : b[0]]
        small = max(1, round(part.shape[1] * zoom)), max(1, round(part.shape[0] * zoom))
        source = np.asarray(cv2.resize(part, small, interpolation=cv2.INTER_AREA), np.uint8)
        origin, step = (origin - a) * zoom, 1.0
    matrix = np.array([[step, 0, origin[0]], [0, step, origin[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(source, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    patch = cv2.GaussianBlur(patch, (0, 0), KNOBS.blur).astype(np.float32)
    return np.asarray(patch, np.float32), round(margin * zoom)


def _contrast(patch: Floats, inside: tuple[slice, slice]) -> Floats:
    """Return how far each pixel is from the paper towards the ink, >= 0; the paper is a fitted plane."""
    h, w = patch.shape
    k = KNOBS.frame
    frame = np.concatenate([part.ravel() for part in (patch[:k], patch[-k:], patch[:, :k], patch[:, -k:])])
    level = _quantile(frame, 0.5)
    low, high = (_quantile(patch[inside], share) for share in KNOBS.ink_quantiles)
    slack = _quantile(np.abs(frame - level), KNOBS.paper_quantile) + KNOBS.paper_slack
    coarse = patch[::2, ::2]
    rows, cols = np.nonzero(np.abs(coarse - level) < slack)
    paper = np.full_like(patch, level)
    if len(rows) >= KNOBS.min_paper:
        system = np.stack([2.0 * cols, 2.0 * rows, np.ones(len(rows))])
        normal = system @ system.T + 1e-6 * np.eye(3)  # solvable though all are in one line
        a, b, c = np.linalg.solve(normal, system @ coarse[rows, cols]).tolist()
        paper = np.add.outer(b * np.arange(h) + c, a * np.arange(w)).astype(np.float32)
    sign = np.float32(1 if level - low >= high - level else -1)
    return np.asarray(np.maximum(sign * (paper - patch), 0), np.float32)


def _quantile(values: Floats, share: float) -> float:
    """Return a quantile without interpolation; ten times as fast as numpy.percentile on a patch."""
    place = round(share * (values.size - 1))
    return float(np.partition(values, place, axis=None)[place])


def _without(others: Doubles, mask: Mask, margin: int, box: Doubles) -> Mask:
    """Return a patch's mask without the pixels in other boxes whose centres are nearer than its own."""
    h, w = mask.shape
    zoom = (w - 2 * margin) / max(1e-6, box[2] - box[0])
    near = (others[:, :2] < box[2:]).all(1) & (others[:, 2:] > box[:2]).all(1)
    rows, cols = np.ogrid[0:h, 0:w]
    own_distance = (cols - w / 2) ** 2 + (rows - h / 2) ** 2
    for other in others[near]:
        x0, y0, x1, y1 = ((other - np.tile(box[:2], 2)) * zoom + margin).tolist()
        theirs = (cols >= x0) & (cols < x1) & (rows >= y0) & (rows < y1)
        mask = mask & ~(theirs & (own_distance > (cols - (x0 + x1) / 2) ** 2 + (rows - (y0 + y1) / 2) ** 2))
    return mask


def _own_components(mask: Mask, margin: int, inside: tuple[slice, slice]) -> Mask:
    """Return the connected components that belong to the box, as far as they are in it or near by."""
    h, w = mask.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    area_inside = np.bincount(labels[inside].ravel(), minlength=count)
    own = (area_inside >= KNOBS.min_inside * stats[:, cv2.CC_STAT_AREA]) & (area_inside >= KNOBS.min_area)
    own[0] = False
    cut = margin - round(KNOBS.kept_margin * margin)
    out = np.zeros((h, w), bool)
    kept = slice(cut, h - cut), slice(cut, w - cut)
    out[kept] = own[labels[kept]]
    return out


def _separability(values: Image, level: float) -> float:
    """Return the share of the variance that lies between the two sides of a threshold."""
    counts = np.bincount(values.ravel(), minlength=256) / values.size
    levels = np.arange(256)
    ink = counts[levels >= level]
    mean, above, share = counts @ levels, ink @ levels[levels >= level], ink.sum()
    total = counts @ (levels - mean) ** 2
    if not total or not 0 < share < 1:
        return 0.0
    return float((above - share * mean) ** 2 / (share * (1 - share)) / total)
