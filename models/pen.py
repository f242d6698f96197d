"""The pen's network: what some strokes are together, told from their order and direction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.characters import CharacterNetwork

Floats = npt.NDArray[np.float32]

DEFAULT = Path(__file__).resolve().with_name("pen.tflite")

POINTS = 64
"""Points that stand for the strokes, at equal distances along them."""

CHANNELS = 8
"""Of each point: what `features` says."""

LIFTED = 0.5
"""Of its length is what the pen's way above the paper counts: ink gets more of the points."""


def features(strokes: Sequence[Floats]) -> Floats:
    """Return what the network sees of strokes, in the order they were drawn in: (POINTS, CHANNELS).

    strokes: (N, 2) each, N >= 1, y downwards, any unit. Channels: x and y from the middle of the strokes'
    box, halves of its longer side; cosine and sine of the direction; 1 on ink, 0 where the pen is lifted;
    logarithms of the way's length and of width over height; how many strokes. The last three are the same
    at all points and of about one.
    """
    path = np.concatenate(strokes)
    low, high = path.min(0), path.max(0)
    span = high - low
    size = max(float(span.max()), 1e-6)
    path = (path - (low + high) / 2) * np.float32(2 / size)
    steps = path[1:] - path[:-1]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    if len(strokes) > 1:
        starts = np.cumsum([len(stroke) for stroke in strokes[:-1]]) - 1
        lifted = np.zeros(len(lengths), bool)
        lifted[starts] = True
        lengths[starts] *= LIFTED
    along = np.zeros(len(path))
    np.cumsum(lengths, out=along[1:])
    seen = np.empty((POINTS, CHANNELS), np.float32)
    at = np.linspace(0, along[-1], POINTS)
    seen[:, 0], seen[:, 1] = np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])
    way = np.empty((POINTS, 2), np.float32)
    way[1:-1] = seen[2:, :2] - seen[:-2, :2]
    way[0], way[-1] = seen[1, :2] - seen[0, :2], seen[-1, :2] - seen[-2, :2]
    seen[:, 2:4] = way / (np.hypot(way[:, 0], way[:, 1])[:, None] + np.float32(1e-6))
    seen[:, 4] = 1
    if len(strokes) > 1:
        segment = np.searchsorted(along, at, "left") - 1
        seen[:, 4] = ~lifted[segment.clip(0)]
    seen[:, 5] = np.log1p(along[-1] / 2) - 1
    seen[:, 6] = np.log((span[0] + 0.05 * size) / (span[1] + 0.05 * size)) / 2
    seen[:, 7] = len(strokes) / 3
    return seen


class PenNetwork(CharacterNetwork):
    """The network that knows strokes, as `features` sees them.

    more: "other", a mark outside the alphabet, and "no mark": strokes that are no whole one, or several.
    """

    more = 2

    def __init__(self, path: Path | None = None) -> None:
        """Open a network, the shipped one if None; raises ModelError."""
        super().__init__(DEFAULT if path is None else path)
