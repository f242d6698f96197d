"""How far a sheet is turned, by its straight edges, though the frame cuts it or it is torn."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.surfaces import Contour

LOOSE = 0.01
"""An edge is straight where the outline leaves it by no more than this share of its own length."""

SHORT = 0.08
"""An edge takes at least this share of the outline; what is shorter is a rounded or torn corner."""

AGREED = 0.8
"""The edges lie along the two arms of a right angle as far as a tilt lets them: of vectors that point four
times as far round the mean is at least so long, beside 1. It is 0.81 for edges 9 degrees to either side."""

NEAR = 2
"""What is this near to the picture's edge, px, lies at it."""


def turn_of(hull: Contour, shape: tuple[int, ...]) -> float:
    """Radians by which a sheet is turned clockwise, up to an eighth of a turn to either side; 0 where its
    edges lie any way.

    hull: of the sheet, in pixels of a picture of a shape (H, W), whose own edges are none of the sheet's.
    """
    length = cv2.arcLength(hull, True)
    corners = cv2.approxPolyDP(hull, LOOSE * length, True).reshape(-1, 2).astype(np.float64)
    following = np.roll(corners, -1, 0)
    ways = following - corners
    lengths = np.linalg.norm(ways, axis=1)
    lengths[(lengths < SHORT * length) | (_at_frame(corners, shape) & _at_frame(following, shape)).any(1)] = 0
    if not lengths.any():
        return 0.0
    mean = (lengths * np.exp(4j * np.arctan2(ways[:, 1], ways[:, 0]))).sum() / lengths.sum()
    return float(np.angle(mean)) / 4 if abs(mean) >= AGREED else 0.0


def _at_frame(points: npt.NDArray[np.float64], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """At which sides of a picture of a shape (H, W) each point lies, (N, 4): left, above, right, below."""
    return np.concatenate([points < NEAR, points >= np.array(shape[1::-1]) - NEAR], 1)
