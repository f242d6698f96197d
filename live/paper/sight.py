"""What people are shown of how a frame was read: the heat map, the candidates, and the ink of all marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from live.paper.detection import Candidates
from live.paper.ink import KNOBS as INK
from live.paper.ink import MarkInk
from live.paper.turning import turned, turned_back
from live.values import Box, Doubles, Floats, Image, Sight


@dataclass(frozen=True)
class Knobs:
    """Of what is shown."""

    max_side: int = 640  # px, of the picture of the ink


KNOBS = Knobs()


def sight(
    heat: Floats, candidates: Candidates, inks: Sequence[MarkInk | None], shape: Sequence[int], turn: int
) -> Sight:
    """Return heat, candidates and inks of a turned picture where they are in the picture as it came.

    shape: of the turned picture, px, height first. turn: quarters clockwise.
    """
    h, w = shape[:2]
    zoom = min(1.0, KNOBS.max_side / max(h, w))
    page = np.zeros((max(1, round(h * zoom)), max(1, round(w * zoom))), np.uint8)
    for corners, ink in zip(candidates.boxes, inks, strict=True):
        if ink is not None:
            _paste(page, ink.image, corners * zoom)
    size, undo = (h, w) if turn % 2 else (w, h), -turn % 4
    proposals = tuple(
        (turned_back(box_of(corners), turn, size), float(confidence))
        for corners, confidence in zip(candidates.boxes, candidates.confidence, strict=True)
    )
    return Sight(turned(page, undo), np.ascontiguousarray(np.rot90(heat, turn)), proposals)


def box_of(corners: Doubles) -> Box:
    """Return left, top, right, bottom as a box in whole px."""
    left, top, right, bottom = (round(n) for n in corners.tolist())
    return left, top, max(1, right - left), max(1, bottom - top)


def _paste(page: Image, ink: Image, corners: Doubles) -> None:
    """Lay a patch of ink over a page, in place, so that its box has these corners, page px."""
    left, top, right, bottom = corners.tolist()
    zoom = max(right - left, bottom - top) / INK.side
    w, h = max(1, round(ink.shape[1] * zoom)), max(1, round(ink.shape[0] * zoom))
    small = cv2.resize(ink, (w, h), interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)
    x, y = round((left + right) / 2 - w / 2), round((top + bottom) / 2 - h / 2)
    x0, y0 = max(0, x), max(0, y)
    place = page[y0 : y + h, x0 : x + w]
    if place.size:
        part = small[y0 - y : y0 - y + place.shape[0], x0 - x : x0 - x + place.shape[1]]
        np.maximum(place, part, out=place)
