"""A line along the edge of a crop: of a form's box, or of a sheet, cut through by who cut the picture out."""

from __future__ import annotations

import numpy as np

from live.values import Image

ALONG = 0.5
"""Share of a side along which ink must lie to be such a line."""

FOOT = 1.6
"""What is so many times as deep as the line usually is, is not asked how thick the line is: writing stands
on it there."""

DEEPEST = 0.2
"""Such a line is no deeper than this share of the picture."""


def without_border(ink: Image) -> Image:
    """Ink without lines that its edges cut along; the very same array where there are none.

    ink: (H, W) uint8, 128 at the threshold. Digits that stand on such a line keep all but what lies in it.
    """
    mask = ink > 127
    for turns in range(4):
        side = np.rot90(mask, turns)
        depth = np.where(side.all(0), len(side), side.argmin(0))  # of ink, from the edge inwards, px
        inked = depth > 0
        if inked.mean() < ALONG:
            continue
        usual = float(np.median(depth[inked]))
        if usual > DEEPEST * len(side):
            continue
        place = np.arange(len(depth))
        line = inked & (depth <= FOOT * usual)
        thick = np.polyval(np.polyfit(place[line], depth[line], 1), place)  # it may be a little askew
        reach = np.minimum(depth, thick + 1) + 1  # its soft edge as well
        gone = np.arange(len(side))[:, None] < reach
        ink = np.ascontiguousarray(np.rot90(np.where(gone, 0, np.rot90(ink, turns)), -turns))
    return np.asarray(ink, np.uint8)
