"""A page on which inks are put, and what stands where on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Doubles, Floats
from train.augment import Rng
from train.paint import WHITE, line, shrunk
from train.scenes.sprites import Sprite
from train.scenes.texture import noise

Alpha = npt.NDArray[np.floating[Any]]

SIDE = 448
"""Side of a page's picture, px; the scene cut out of it is smaller."""

SCORED, NO_OTHER, IGNORED = 0, 1, 2
"""How an item counts: as what its label says; as paper, though it is some other mark; not at all."""


@dataclass(frozen=True, eq=False)
class Item:
    """What stands on a page.

    outline: (K, 2) px, convex. em: height of a digit there, px. angle: direction of writing, radians,
    clockwise. label: class in the alphabet, or OTHER.
    """

    outline: Doubles
    em: float
    angle: float
    label: int
    counts: int = SCORED


class Page:
    """A picture in which ink is put, (SIDE, SIDE, 3) float32 BGR of 0..255, and what stands there."""

    def __init__(self, rng: Rng, tone: Floats, ink: Floats, cover: float, pencil: bool) -> None:
        """Make an empty page.

        tone, ink: (3,) BGR of 0..255. cover: of the ink, 0..1. pencil: whether the paper's grain shows.
        """
        self.tone, self.ink, self.cover = tone, ink, cover
        self.image = np.empty((SIDE, SIDE, 3), np.float32)
        self.image[:] = tone
        self.covered = np.zeros((SIDE, SIDE), np.float32)
        self.items: list[Item] = []
        grain = 0.35 * np.abs(noise(rng, SIDE, rng.uniform(0.6, 1.2))) if pencil else 0
        self._grain = np.clip(1 - grain, 0, 1) * np.ones(
            (SIDE, SIDE), np.float32
        )  # what it takes of a stroke

    def stain(
        self,
        alpha: Alpha,
        at: tuple[int, int],
        ink: Floats | None = None,
        cover: float | None = None,
        keep: bool = True,
    ) -> None:
        """Put ink on the page, or what of it falls on it.

        alpha: (h, w) in 0..1. at: its corner, x, y. ink, cover: instead of the page's. keep: whether `free`
        knows of it.
        """
        h, w = alpha.shape
        x, y = at
        x0, y0, x1, y1 = max(0, x), max(0, y), min(SIDE, x + w), min(SIDE, y + h)
        if x1 <= x0 or y1 <= y0:
            return
        part = alpha[y0 - y : y1 - y, x0 - x : x1 - x]
        if keep:
            place = self.covered[y0:y1, x0:x1]
            np.maximum(place, part, out=place)
        part = part * self._grain[y0:y1, x0:x1] * np.float32(self.cover if cover is None else cover)
        view = self.image[y0:y1, x0:x1]
        view += ((self.ink if ink is None else ink) - view) * part[..., None]

    def put(
        self,
        sprite: Sprite,
        em: float,
        at: tuple[float, float],
        angle: float = 0.0,
        shear: float = 0.0,
        stretch: float = 1.0,
        *,
        cover: float | None = None,
        mirror: bool = False,
    ) -> Item | None:
        """Put a sprite on the page; returns the item, or None if it is far outside or too large.

        em: height that a digit has there, px. at: on the middle line of the writing, x, y. angle: radians,
        clockwise. stretch: of the width. cover: instead of the page's. mirror: as seen from behind.
        """
        zoom = em / sprite.em
        small = shrunk(sprite.ink, 1.25 * zoom)  # not to the end: thin strokes stay whole
        h, w = sprite.ink.shape
        cos, sin = np.cos(angle), np.sin(angle)
        linear = np.array([[cos, -sin], [sin, cos]]) @ [[1, shear], [0, 1]]
        linear = linear @ np.diag([zoom * stretch * (-1 if mirror else 1), zoom])
        middle = np.array([w / 2, h / 2])
        drop = sprite.drop * em * np.array([-sin, cos])
        outline = (sprite.hull - middle) @ linear.T + at + drop
        low, high = np.floor(outline.min(0)).astype(int) - 3, np.ceil(outline.max(0)).astype(int) + 4
        if (high < 0).any() or (low > SIDE).any() or (high - low > 900).any():
            return None
        matrix = linear @ np.diag([w / small.shape[1], h / small.shape[0]])
        offset = np.asarray(at) + drop - low - linear @ middle + matrix @ [0.5, 0.5] - 0.5
        size = int(high[0] - low[0]), int(high[1] - low[1])
        turned = cv2.warpAffine(small, np.column_stack([matrix, offset]), size, flags=cv2.INTER_LINEAR)
        self.stain(_crisp(turned.astype(np.float32) / 255, zoom), (int(low[0]), int(low[1])), cover=cover)
        item = Item(outline, em, angle, sprite.label)
        self.items.append(item)
        return item

    def line(
        self, points: npt.ArrayLike, width: float, closed: bool = False, ink: Floats | None = None
    ) -> None:
        """Draw a line through (N, 2) points, px; thinner than a pixel it is fainter."""
        page = np.zeros((SIDE, SIDE), np.uint8)
        line(page, points, WHITE, width, closed)
        x, y, w, h = cv2.boundingRect(page)
        if w and h:
            strength = np.float32(min(1.0, max(0.35, width)) / 255)
            self.stain(page[y : y + h, x : x + w] * strength, (x, y), ink, keep=False)

    def free(self, at: tuple[float, float], tall: float, wide: float) -> bool:
        """Return whether nothing was put around a point, x, y, for a mark of some height and width, px."""
        low = np.clip([at[0] - 0.7 * wide, at[1] - 0.7 * tall], 0, SIDE).astype(int)
        high = np.clip([at[0] + 0.7 * wide, at[1] + 0.7 * tall], 0, SIDE).astype(int)
        part = self.covered[low[1] : high[1], low[0] : high[0]]
        return part.size > 0 and float(part.max()) < 0.3


def _crisp(alpha: Alpha, zoom: float) -> Alpha:
    """Return an enlarged ink, (h, w) in 0..1, with edges as narrow as a pen leaves them."""
    if zoom <= 1.2:
        return alpha
    soft = cv2.GaussianBlur(alpha, (0, 0), 0.5 * zoom)
    return np.asarray(np.clip((soft - 0.5) * max(1.5, 1.1 * zoom) + 0.5, 0, 1))
