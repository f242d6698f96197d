"""A frame made small, in which the sheet is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from live.paper.surfaces import Surface, darkest_channel, pieces, quiet_places
from live.values import Image, as_image

EDGES = (0.04, 0.06)
"""Relative change of brightness over three small pixels that bounds a surface: the finer one tells a white
sheet from a light wall, but a soft shadow on paper reaches it too."""

AREA = 0.012
"""Least share of the frame, but for its rim, that a surface takes: a card, or a part of a sheet."""

DARKER, FAINTER = 0.88, 0.95
"""What is darker than the first share of the paper around it is ink; and than the second a trace, as a pencil
leaves from afar."""


@dataclass(frozen=True, eq=False)
class View:
    """A small picture, and the same without its ink: (h, w, 3). What is seen in them is found when asked for:
    the darkest channel, where the ink and where a trace of it was, what is quiet by the finer and by the
    coarser edge, (h, w), and the surfaces of these."""

    small: Image
    blank: Image

    @cached_property
    def dark(self) -> Image:
        return darkest_channel(self.blank)

    @cached_property
    def ink(self) -> Image:
        return self._darker(DARKER)

    @cached_property
    def traces(self) -> Image:
        return self._darker(FAINTER)

    @cached_property
    def fine(self) -> Image:
        return quiet_places(self.blank, EDGES[0])

    @cached_property
    def coarse(self) -> Image:
        return quiet_places(self.blank, EDGES[1])

    @cached_property
    def fine_surfaces(self) -> list[Surface]:
        return list(pieces(self.fine, self.blank, AREA))

    @cached_property
    def coarse_surfaces(self) -> list[Surface]:
        return list(pieces(self.coarse, self.blank, AREA))

    def _darker(self, share: float) -> Image:
        level = cv2.convertScaleAbs(self.dark, alpha=share)
        return as_image(cv2.compare(darkest_channel(self.small), level, cv2.CMP_LT)) & np.uint8(1)


def without_ink(small: Image, stroke: int) -> View:
    """A picture, (h, w, 3), with dark strokes up to so wide, px, closed over, and a little blurred."""
    nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (stroke, stroke))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, nib)
    blank = as_image(cv2.GaussianBlur(closed, (5, 5), 0.8))  # in whole numbers a seventh tap is nought
    return View(small, blank)
