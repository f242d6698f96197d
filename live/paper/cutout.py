"""What a camera sees of a mark and around it: square patches of grey, each reaching further than the last."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Doubles, Floats, Image


@dataclass(frozen=True)
class Knobs:
    """Of cutting out."""

    side: int = 40  # px of a patch
    reaches: tuple[float, ...] = (1.5, 4.0, 10.0)  # sides of the squares, in longer sides of the box
    min_longer: float = 4.0  # px, longer side of a box: a point is seen with what is beside it


KNOBS = Knobs()


def cutouts(grey: Image, boxes: Doubles, margin: float = 1.0) -> Floats:
    """Return the patches around the middle of each box, (N, S, S, R) float32 in 0..255, one a reach.

    grey: (H, W) uint8. boxes: (N, 4) left, top, right, bottom, px. margin: times which the squares are
    larger, and S than `KNOBS.side`: for training, which turns and moves what it shows.
    """
    side = round(KNOBS.side * margin)
    out = np.zeros((len(boxes), side, side, len(KNOBS.reaches)), np.float32)
    pyramid = [grey]
    for k, (left, top, right, bottom) in enumerate(boxes.tolist()):
        longer = max(right - left, bottom - top, KNOBS.min_longer)
        for r, reach in enumerate(KNOBS.reaches):
            step = reach * longer / KNOBS.side  # px of the picture per px of the patch
            level = max(0, int(np.log2(max(step, 1))))  # averaged before it is sampled, lest it alias
            while len(pyramid) <= level:
                pyramid.append(_halved(pyramid[-1]))
            source = pyramid[level]
            zoom = grey.shape[1] / source.shape[1], grey.shape[0] / source.shape[0]
            scale = step / zoom[0], step / zoom[1]
            middle = (left + right) / 2 / zoom[0] - 0.5, (top + bottom) / 2 / zoom[1] - 0.5
            away = [m - s * (side - 1) / 2 for m, s in zip(middle, scale, strict=True)]
            matrix = np.array([[scale[0], 0, away[0]], [0, scale[1], away[1]]])
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            out[k, ..., r] = cv2.warpAffine(
                source, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE
            )
    return out


def _halved(grey: Image) -> Image:
    h, w = grey.shape
    size = max(1, round(w / 2)), max(1, round(h / 2))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
