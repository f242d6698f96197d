"""How far the sheet reaches: from the quiet surface that was found outwards to where the paper ends."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.surfaces import darkest_channel, filled
from live.values import Image

Reals = npt.NDArray[np.float32]

MARGIN = 2
"""The surface's own edge, small px, is kept out where the paper's is not in sight."""

OUTWARDS, FALL = 10, 0.85
"""Ink near an edge hides a strip of paper: an edge is moved outwards by so many small px at most, to where
the brightness along it falls below this share."""

NEAR = 25
"""What in that strip is darker than that share of the paper around, in a square of so many small px, is none:
a thumb that holds the sheet, or the room."""

SOFT = 32.0
"""How much of 255 a pixel's way across the edge changes the mask."""


def up_to_the_edge(hull: npt.NDArray[np.int32], blank: Image) -> Image:
    """The sheet of which a surface was found: (h, w) uint8, 128 at its edge and soft beside it.

    hull: (N, 1, 2), convex, of the surface. blank: (h, w, 3) uint8 BGR, the picture without its ink.
    """
    brightness = darkest_channel(blank)
    core = np.asarray(
        cv2.erode(filled(hull, brightness.shape), np.ones((2 * MARGIN + 1,) * 2, np.uint8)), np.uint8
    )
    outline, _ = cv2.findContours(core, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outline:
        return np.zeros_like(brightness)
    grey = brightness.astype(np.float32)
    within = _within_edges(np.concatenate(outline), blank.astype(np.float32))
    window = (NEAR, NEAR)
    near = cv2.blur(grey * core, window) / np.maximum(1e-3, cv2.blur(core.astype(np.float32), window))
    within = np.minimum(within, grey - np.float32(FALL) * near)
    # What is dark but has paper all around is a broad stroke.
    paper = np.asarray((within > 0) | (core > 0), np.uint8)
    outline, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    whole = np.asarray(cv2.drawContours(paper, outline, -1, 1, cv2.FILLED), np.float32)
    within = np.maximum(within, whole - np.float32(0.5))
    return np.asarray((within * np.float32(SOFT) + np.float32(128)).clip(0, 255), np.uint8)


def _within_edges(outline: npt.ArrayLike, blank: Reals) -> Reals:
    """How far within the paper's straight edges each pixel lies, (h, w) px: those of the outline, (N, 1, 2),
    moved outwards to where the paper ends. blank: (h, w, 3)."""
    hull = cv2.convexHull(np.asarray(outline, np.int32))
    start = cv2.approxPolyDP(hull, 1.5, True).reshape(-1, 2).astype(np.float32)
    way = np.roll(start, -1, 0) - start
    length = np.maximum(1e-9, np.linalg.norm(way, axis=1, keepdims=True))
    outwards = np.stack([way[:, 1], -way[:, 0]], 1) / length
    outwards *= np.sign((outwards * (start - start.mean(0))).sum(1, keepdims=True))
    out, along = np.arange(-1, OUTWARDS + 1)[:, None, None], np.linspace(0.1, 0.9, 24)[:, None]
    # (edges, steps outwards, places along the edge, 2)
    places = start[:, None, None] + way[:, None, None] * along + outwards[:, None, None] * out
    x, y = (np.ascontiguousarray(places[..., axis], np.float32) for axis in (0, 1))
    flat = (len(start), -1)
    seen = cv2.remap(blank, x.reshape(flat), y.reshape(flat), cv2.INTER_LINEAR)
    levels = np.median(seen.reshape(*x.shape, 3), axis=2)
    first = levels[:, :1]
    fallen = ((levels < FALL * first) | (FALL * levels > first)).any(2)
    # Half a pixel before the first step that has fallen or risen; where none has, the outline's outermost
    # pixels.
    shift = np.where(fallen.any(1), np.maximum(0.5, fallen.argmax(1) - 1), 0.5).astype(np.float32)
    reach = shift + (start * outwards).sum(1)
    rows, columns = (np.arange(n, dtype=np.float32) for n in blank.shape[:2])
    within = np.full(blank.shape[:2], np.inf, np.float32)
    for least, (right, down) in zip(reach, outwards, strict=True):
        np.minimum(within, (least - rows * down)[:, None] - columns * right, out=within)
    return within
