"""How far a sheet is turned, by its straight edges, though the frame cuts it or it is torn."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.surfaces import Contour

Complexes = npt.NDArray[np.complex128]

LOOSE = 0.01
"""An edge is straight where the outline leaves it by no more than this share of its own length."""

SHORT = 0.08
"""An edge takes at least this share of the outline; what is shorter is a rounded or torn corner."""

FEWEST, LEAST, AGREED = 2, 0.15, 0.8
"""So many edges, of such a share of the outline, tell how a sheet is turned: one alone may be a shadow's, or
a dog-eared corner's. They lie along the two arms of a right angle as far as a tilt lets them: of vectors that
point four times as far round the mean is at least so long, beside 1: 0.81 for 9 degrees to either side."""

ENOUGH, STRAIGHT, NO_WALL = 3, 0.9, 12.0
"""Of a turned rectangle so many edges are in sight, that mean is so long, of all of the outline in sight, and
it is turned by so many degrees: walls, and what hangs on them, are so by less (a wall by 7 in our clips)."""

NEAR = 2
"""What is this near to the picture's edge, px, lies at it."""


def turn_of(hull: Contour, shape: tuple[int, ...]) -> float:
    """Radians by which a sheet is turned clockwise, up to an eighth of a turn to either side; 0 where its
    edges lie any way.

    hull: of the sheet, in pixels of a picture of a shape (H, W), whose own edges are none of the sheet's.
    """
    edges, _ = _edges(hull, shape)
    length, both = float(abs(edges).sum()), edges.sum()
    enough = len(edges) >= FEWEST and length >= LEAST * cv2.arcLength(hull, True)
    return float(np.angle(both)) / 4 if enough and abs(both) >= AGREED * length else 0.0


def is_turned_rectangle(hull: Contour, shape: tuple[int, ...]) -> bool:
    """Whether what is in sight of an outline is three or four edges of a rectangle that is not level."""
    edges, outline = _edges(hull, shape)
    turned = abs(float(np.angle(edges.sum(), deg=True))) / 4
    return len(edges) >= ENOUGH and turned >= NO_WALL and bool(abs(edges.sum()) >= STRAIGHT * outline)


def _edges(hull: Contour, shape: tuple[int, ...]) -> tuple[Complexes, float]:
    """The straight edges in sight, each a vector that points four times as far round, so that all of a
    rectangle's point the same way; and the length of all of the outline in sight."""
    length = cv2.arcLength(hull, True)
    corners = cv2.approxPolyDP(hull, LOOSE * length, True).reshape(-1, 2).astype(np.float64)
    following = np.roll(corners, -1, 0)
    in_sight = ~(_at_frame(corners, shape) & _at_frame(following, shape)).any(1)
    ways = (following - corners)[in_sight]
    lengths = np.linalg.norm(ways, axis=1)
    edges = lengths * np.exp(4j * np.arctan2(ways[:, 1], ways[:, 0]))
    return edges[lengths >= SHORT * length], float(lengths.sum())


def _at_frame(points: npt.NDArray[np.float64], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """At which sides of a picture of a shape (H, W) each point lies, (N, 4): left, above, right, below."""
    return np.concatenate([points < NEAR, points >= np.array(shape[1::-1]) - NEAR], 1)
