"""The pen's network: it classifies a group of strokes by their course, in order and direction of drawing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.characters import CharacterNetwork
from models.path import resampled

Floats = npt.NDArray[np.float32]

DEFAULT = Path(__file__).resolve().with_name("pen.tflite")

POINTS = 64
"""Of the resampled course of the strokes, at equal distances."""

CHANNELS = 8
"""Of each point, as `features` lists them."""

LIFTED_WEIGHT = 0.5
"""Of the length of pen-up moves in the resampling: ink gets more of the points."""


def features(strokes: Sequence[Floats]) -> Floats:
    """Return the network's input, (POINTS, CHANNELS): points along the strokes and the moves between them.

    strokes: in the order of drawing, (N, 2) each, N >= 1, y downwards, any unit. Channels: x and y from the
    middle of the bounding box, halves of its longer side; cosine and sine of the direction; 1 on ink, 0 where
    the pen is lifted; logarithms of the length and of width over height, and the number of strokes, each the
    same at all points and scaled to about 1.
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
        lengths[starts] *= LIFTED_WEIGHT
    along = np.zeros(len(path))
    np.cumsum(lengths, out=along[1:])
    out = np.empty((POINTS, CHANNELS), np.float32)
    out[:, :2] = resampled(path, along, POINTS)
    step = np.empty((POINTS, 2), np.float32)  # central differences
    step[1:-1] = out[2:, :2] - out[:-2, :2]
    step[0], step[-1] = out[1, :2] - out[0, :2], out[-1, :2] - out[-2, :2]
    out[:, 2:4] = step / (np.hypot(step[:, 0], step[:, 1])[:, None] + np.float32(1e-6))
    out[:, 4] = 1
    if len(strokes) > 1:
        segment = np.searchsorted(along, np.linspace(0, along[-1], POINTS), "left") - 1
        out[:, 4] = ~lifted[segment.clip(0)]
    out[:, 5] = np.log1p(along[-1] / 2) - 1
    out[:, 6] = np.log((span[0] + 0.05 * size) / (span[1] + 0.05 * size)) / 2
    out[:, 7] = len(strokes) / 3
    return out


class PenNetwork(CharacterNetwork):
    """The network; its inputs are made by `features`.

    extra: "other", a mark outside the alphabet, and "no mark": strokes that are no whole one, or several.
    """

    extra = 2

    def __init__(self, path: Path | None = None) -> None:
        """Open a network, the shipped one if None; raises ModelError."""
        super().__init__(DEFAULT if path is None else path)
