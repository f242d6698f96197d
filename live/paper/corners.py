"""The corners of a sheet that writing close to them took from the surface that was found."""

from __future__ import annotations

import cv2
import numpy as np

from live.paper.surfaces import Contour, convex, filled, squareness
from live.values import Image

FAR = 6
"""What is nearer to the surface than this, small px, is no corner: sheets may have rounded ones."""

PAPER, SHARE = 0.85, 0.3
"""A corner belongs to the sheet if at least the second share of it is as bright as the first of the surface:
the rest is writing."""


def with_corners(hull: Contour, brightness: Image) -> Contour:
    """The hull of a surface with those corners that its straight edges would meet in, if they are paper.

    brightness: (h, w) uint8 of the picture without its ink.
    """
    if len(hull) < 5:
        return hull
    quad = np.asarray(cv2.approxPolyN(hull, 4, epsilon_percentage=-1.0, ensure_convex=True))
    inside = filled(hull, brightness.shape)
    least = int(PAPER * cv2.mean(brightness, inside)[0])
    for corner in quad.reshape(-1, 2).astype(np.int32):
        if -cv2.pointPolygonTest(hull, corner.tolist(), True) < FAR:
            continue
        larger = convex(np.concatenate([hull, corner.reshape(1, 1, 2)]))
        if squareness(larger) <= squareness(hull):  # far away, as edges that are nearly parallel meet
            continue
        more = brightness[filled(larger, brightness.shape) > inside]
        if np.count_nonzero(more >= least) > SHARE * more.size:
            hull = larger
    return hull
