"""Ink that may be one digit, cut out of the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Box, Floats, Image

FAINT = 80
"""Pieces that are taken together are linked by ink from this level on, 128 being the threshold: where a pen
goes light its stroke breaks, but leaves a trace. Lower, cheques' printed ground links as well."""

_BESIDE = np.ones((3, 3), np.uint8)

Ints = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Mark:
    """Ink that may be one digit: connected, or a few connected pieces taken together.

    parts: numbers of the pieces. box: (x, y, w, h) in ink pixels. ink: (h + 2, w + 2) uint8, the box's own
    ink alone, with a pixel around it that keeps the soft edge.
    """

    parts: frozenset[int]
    box: Box
    ink: Image


Classify = Callable[[list[Mark]], tuple[Floats, Floats]]
"""Marks to their glyphs, (N, 28, 28), and the network's probabilities, (N, 11)."""


def mark_of(image: Image, labels: Ints, stats: Ints, parts: frozenset[int]) -> Mark:
    """The mark that some of a picture's connected pieces make.

    image: (H, W) uint8, 128 at the threshold. labels, (H, W), stats: all of its pieces, as cv2 gives them.
    """
    boxes = [stats[part, :4].tolist() for part in parts]
    left, top = min(x for x, _, _, _ in boxes), min(y for _, y, _, _ in boxes)
    right, bottom = max(x + w for x, _, w, _ in boxes), max(y + h for _, y, _, h in boxes)
    box = slice(max(0, top - 1), bottom + 1), slice(max(0, left - 1), right + 1)
    if len(parts) > 1:
        ink = _linked(image[box], labels[box], parts)
    else:
        ink = _own(image[box], labels[box] == next(iter(parts)))
    height, width = image.shape
    beyond = int(top == 0), int(bottom == height), int(left == 0), int(right == width)
    ink = np.asarray(cv2.copyMakeBorder(ink, *beyond, cv2.BORDER_CONSTANT, value=0)) if any(beyond) else ink
    return Mark(parts, (left, top, right - left, bottom - top), ink)


def _own(image: Image, own: npt.NDArray[np.bool_]) -> Image:
    """Ink at some places and a pixel around them."""
    return np.asarray(image * cv2.dilate(own.view(np.uint8), _BESIDE), np.uint8)


def _linked(image: Image, labels: Ints, parts: frozenset[int]) -> Image:
    """The ink of several pieces, whole where fainter ink links them."""
    own = np.isin(labels, list(parts))
    traces = cv2.connectedComponents(((image >= FAINT) & (own | (labels == 0))).astype(np.uint8))[1]
    of_parts = [traces[labels == part][0] for part in sorted(parts)]  # a piece lies on one trace
    links = [trace for trace in of_parts if of_parts.count(trace) > 1]
    bold = cv2.convertScaleAbs(image, alpha=128 / FAINT)
    return np.asarray(np.where(np.isin(traces, links), bold, _own(image, own)), np.uint8)
