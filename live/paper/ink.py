"""A box of a picture to the ink in it: bright strokes on black, without what belongs to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats, Image

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Knobs:
    """Of thresholding one mark."""

    side: int = 64  # px, longer side of a mark while it is looked at: three times a glyph's
    margin: float = 0.16  # of the longer side, added around the box: the eye's boxes are off by a twentieth
    blur: float = 0.8  # px, against the camera's noise
    least: float = 3.0  # grey levels of contrast below which nothing is written
    low: float = 0.24  # bounds of the threshold, shares of the mark's strongest contrast
    high: float = 0.67
    own: float = 0.5  # share of a component inside the box from which it belongs to the mark
    speck: int = 12  # px inside the box below which a component is dirt


KNOBS = Knobs()


@dataclass(frozen=True)
class MarkInk:
    """The ink of one box.

    image: (h, w) uint8, 128 at the threshold. contrast: of the ink against its ground, grey levels.
    share: of the contrast's variance that the threshold explains, 0..1 (Otsu's criterion).
    """

    image: Image
    contrast: float
    share: float


def ink_of(grey: Image, box: Numbers, others: Numbers) -> MarkInk | None:
    """Return the ink in a box, or None where there is none.

    grey: (H, W) uint8. box: left, top, right, bottom, px. others: (N, 4), boxes of the marks around, whose
    ink is left out where it lies outside of this box.
    """
    patch, margin = _patch(grey, box)
    h, w = patch.shape
    if min(h, w) - 2 * margin < 2:
        return None
    relief = _relief(patch, margin)
    inner = relief[margin : h - margin, margin : w - margin]
    top = _quantile(inner, 0.98)
    if top < KNOBS.least:
        return None
    scaled = np.clip(relief * np.float32(255 / top), 0, 255).astype(np.uint8)
    middle = np.ascontiguousarray(scaled[margin : h - margin, margin : w - margin])
    level, _ = cv2.threshold(middle, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    level = float(np.clip(level, 255 * KNOBS.low, 255 * KNOBS.high))
    mask = _own(scaled >= level, margin, box, others)
    if mask is None:
        return None
    soft = cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0
    image = np.where(soft, np.clip(scaled.astype(np.float32) * np.float32(128 / level), 0, 255), 0)
    return MarkInk(image.astype(np.uint8), top, _explained(middle, level))


def _patch(grey: Image, box: Numbers) -> tuple[Floats, int]:
    """Return the box with a margin around, brought to size, (h, w) float32, and the margin in its px."""
    left, top, right, bottom = box.tolist()
    longer = max(right - left, bottom - top, 1.0)
    zoom = KNOBS.side / longer
    room = KNOBS.margin * longer + 1
    x0, y0 = left - room, top - room
    size = max(8, round((right - left + 2 * room) * zoom)), max(8, round((bottom - top + 2 * room) * zoom))
    source, shift, share = grey, np.array([x0, y0]), 1.0
    if zoom < 0.5:  # averaged first: a warp alone would take single pixels
        a, b = (
            np.maximum(0, np.floor([x0, y0]).astype(int) - 2),
            np.ceil([right + room, bottom + room]).astype(int) + 3,
        )
        cut = grey[a[1] : b[1], a[0] : b[0]]
        share = zoom
        small = max(1, round(cut.shape[1] * zoom)), max(1, round(cut.shape[0] * zoom))
        source = np.asarray(cv2.resize(cut, small, interpolation=cv2.INTER_AREA), np.uint8)
        shift = (np.array([x0, y0]) - a) * zoom
    matrix = np.array([[share / zoom, 0, shift[0]], [0, share / zoom, shift[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(source, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    patch = cv2.GaussianBlur(patch, (0, 0), KNOBS.blur).astype(np.float32)
    return np.asarray(patch, np.float32), round(room * zoom)


def _relief(patch: Floats, margin: int) -> Floats:
    """Return how far each pixel is from its ground towards the ink, >= 0; the ground is a fitted plane."""
    h, w = patch.shape
    ring = np.concatenate(
        [patch[:3].ravel(), patch[-3:].ravel(), patch[:, :3].ravel(), patch[:, -3:].ravel()]
    )
    ground = _quantile(ring, 0.5)
    inner = patch[margin : h - margin, margin : w - margin]
    low, high = _quantile(inner, 0.03), _quantile(inner, 0.97)
    coarse = patch[::2, ::2]
    rows, cols = np.nonzero(np.abs(coarse - ground) < _quantile(np.abs(ring - ground), 0.8) + 4)
    base = np.full_like(patch, ground)
    if len(rows) > 15:
        system = np.stack([2.0 * cols, 2.0 * rows, np.ones(len(rows))])
        normal = system @ system.T + 1e-6 * np.eye(3)  # solvable though all stand in one line
        a, b, c = np.linalg.solve(normal, system @ coarse[rows, cols]).tolist()
        base = np.add.outer(b * np.arange(h) + c, a * np.arange(w)).astype(np.float32)
    sign = np.float32(1 if ground - low >= high - ground else -1)
    return np.asarray(np.maximum(sign * (base - patch), 0), np.float32)


def _quantile(values: Floats, share: float) -> float:
    """Return the value below which a share of them lies; ten times as fast as numpy.percentile on a patch."""
    place = round(share * (values.size - 1))
    return float(np.partition(values, place, axis=None)[place])


def _own(mask: npt.NDArray[np.bool_], margin: int, box: Numbers, others: Numbers) -> Image | None:
    """Return the components that belong to the box, (h, w) uint8 0 or 1; None where there are none."""
    h, w = mask.shape
    inside = np.zeros((h, w), bool)
    inside[margin : h - margin, margin : w - margin] = True
    zoom = (w - 2 * margin) / max(1e-6, box[2] - box[0])
    near = (
        others[(others[:, :2] < box[2:]).all(1) & (others[:, 2:] > box[:2]).all(1)] if len(others) else others
    )
    for other in near:  # what two boxes share is the mark's whose middle is nearer: cut half-way across
        x0, y0, x1, y1 = ((other - np.tile(box[:2], 2)) * zoom + margin).tolist()
        a, b = np.array([w, h]) / 2, np.array([x0 + x1, y0 + y1]) / 2
        rows, cols = np.mgrid[0:h, 0:w]
        nearer = (cols - a[0]) ** 2 + (rows - a[1]) ** 2 <= (cols - b[0]) ** 2 + (rows - b[1]) ** 2
        theirs = (cols >= x0) & (cols < x1) & (rows >= y0) & (rows < y1) & ~nearer
        mask = mask & ~theirs
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    within = np.bincount(labels[inside].ravel(), minlength=count)
    keep = (within >= KNOBS.own * stats[:, cv2.CC_STAT_AREA]) & (within >= KNOBS.speck)
    keep[0] = False
    out = keep[labels]
    edge = round(0.6 * margin)
    out[: margin - edge], out[h - margin + edge :] = False, False
    out[:, : margin - edge], out[:, w - margin + edge :] = False, False
    return out.astype(np.uint8) if out.any() else None


def _explained(values: Image, level: float) -> float:
    """Return the share of the variance that lies between the two sides of a threshold."""
    counts = np.bincount(values.ravel(), minlength=256) / values.size
    levels = np.arange(256)
    ink = counts[levels >= level]
    mean, above, share = counts @ levels, ink @ levels[levels >= level], ink.sum()
    total = counts @ (levels - mean) ** 2
    if not total or share in (0, 1):
        return 0.0
    return float((above - share * mean) ** 2 / (share * (1 - share)) / total)
