"""The pen's sequence network: it reads a row of strokes, and says at each step which mark is drawn there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.card import alphabet_of
from models.litert import Resizable
from models.path import lengths_along, resampled

Floats = npt.NDArray[np.float32]

DEFAULT = Path(__file__).resolve().with_name("sequence.tflite")

STEP = 0.08
"""Between the points of a resampled stroke, heights of a digit."""

STRIDE = 4
"""Points of a frame: each stroke is resampled to a multiple, so that no frame holds points of two."""

CHANNELS = 7
"""Of each point, as `features` lists them."""

BUCKET = 128
"""Rows are padded with zeros to multiples of this many points: an interpreter is kept for each length."""

MAX_INTERPRETERS = 4
"""Each takes 3 to 5 MB; a row that grows under the pen needs the next length once, which takes some 6 ms."""

MAX_MOVE = 3.0
"""Heights of a digit, to which moves of the lifted pen are clipped."""

MAX_WIDTH = 200.0
"""Largest extent of a row, heights of a digit: bounds the unit from below where most strokes are points."""

MAX_FRAMES = 512
"""Of a stroke: a longer one is a scribble."""


def features(strokes: Sequence[Floats]) -> tuple[Floats, list[int]]:
    """Return the network's input for a row, (T, CHANNELS), and the number of frames of each stroke.

    strokes: in the order of drawing, (N, 2) each, N >= 1, y downwards, any unit. Channels: dx, dy from the
    point before, steps; y from the middle of the row; 1 where the pen comes down; the move to there, dx, dy;
    how far a point is right of all before. Lengths but steps are in heights of a digit, for which stands the
    median height of the taller half of the strokes.
    """
    lows, highs = (np.array([pick(stroke, 0) for stroke in strokes]) for pick in (np.min, np.max))
    width, height = (highs - lows).T
    tall = np.sort(np.maximum(height, 0.3 * width))[len(strokes) // 2 :]
    size = max(float(np.median(tall)), float((highs.max(0) - lows.min(0)).max()) / MAX_WIDTH, 1e-6)
    middle = float(np.median((lows[:, 1] + highs[:, 1]) / 2)) / size
    paths = [_evenly(stroke / np.float32(size)) for stroke in strokes]
    path = np.concatenate(paths)
    down = np.zeros(len(path), bool)
    down[np.cumsum([0, *(len(one) for one in paths[:-1])])] = True
    moves = np.diff(path, axis=0, prepend=path[:1])
    right = np.maximum.accumulate(path[:, 0])
    beyond = path[:, 0] - np.concatenate([path[:1, 0], right[:-1]])
    lifted = np.clip(moves, -MAX_MOVE, MAX_MOVE) * down[:, None]
    drawn = moves / STEP * ~down[:, None]
    beyond, below = np.clip(beyond, -MAX_MOVE, 1), np.clip(path[:, 1] - middle, -MAX_MOVE, MAX_MOVE)
    told = np.column_stack([drawn, below, down, lifted, beyond]).astype(np.float32)
    return told, [len(one) // STRIDE for one in paths]


def _evenly(path: Floats) -> Floats:
    """Return points at equal distances of about STEP, a multiple of STRIDE of them."""
    along = lengths_along(path)
    count = STRIDE * min(max(1, round(float(along[-1]) / STEP / STRIDE)), MAX_FRAMES)
    return resampled(path, along, count)


class SequenceNetwork:
    """A trained network, with the alphabet from its card.

    alphabet: the characters that it knows, in the order of its first K classes; "other", a mark outside the
    alphabet, and "blank", no label at this frame, follow.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open a network, the shipped one if None; raises ModelError."""
        path = DEFAULT if path is None else path
        self.alphabet = alphabet_of(path)
        self._network = Resizable(path, MAX_INTERPRETERS)

    def log_probabilities(self, row: Floats) -> Floats:
        """Return the logarithms of the classes' probabilities, (T / STRIDE, K + 2), of a row's `features`."""
        length = -(-len(row) // BUCKET) * BUCKET
        whole = self._network.run(np.pad(row, ((0, length - len(row)), (0, 0)))[None])[0]
        scores = whole[: len(row) // STRIDE]
        scores -= scores.max(1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(1, keepdims=True)), np.float32)
