"""What the sequence network says of strokes in their rows: a likelihood of each group as each mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from live.values import Doubles, Floats, Stroke
from models.sequence import SequenceNetwork, features


@dataclass(frozen=True)
class Knobs:
    """Of asking the network."""

    max_strokes: int = 200  # on the canvas: beyond this the network is not run, to bound time
    max_points: int = 2000  # of a row: fifty digits
    min_change: float = 1e-4  # nats: frames that changed by less, by rounding, are kept
    min_evidence: float = -12.0  # nats, of a class


KNOBS = Knobs()

Frames = Mapping[Stroke, Floats]
"""Of each stroke the log-probabilities of all classes and, last, "blank", (frames, K + 2)."""


class SequenceExpert:
    """Asks the network about rows, each anew only when a stroke of it changed."""

    def __init__(self, network: SequenceNetwork) -> None:
        self.network = network
        self._rows: set[tuple[Stroke, ...]] = set()
        self._frames: dict[Stroke, Floats] = {}

    def frames(self, rows: Sequence[Sequence[Stroke]]) -> Frames:
        """Return the frames of the strokes of rows, these in the order of drawing; of a scribble none."""
        few = sum(map(len, rows)) <= KNOBS.max_strokes
        asked = {tuple(row) for row in rows} if few else set()
        known = {s: self._frames[s] for row in asked & self._rows for s in row if s in self._frames}
        for row in asked - self._rows:
            told, counts = features([stroke.points[:, :2] for stroke in row])
            if len(told) > KNOBS.max_points:
                continue
            parts = np.split(self.network.log_probabilities(told), np.cumsum(counts)[:-1])
            for stroke, frames in zip(row, parts, strict=True):
                old = self._frames.get(stroke)
                known[stroke] = frames if old is None or _differ(old, frames) else old
        self._rows, self._frames = asked, known
        return known


def _differ(old: Floats, new: Floats) -> bool:
    """Return whether frames changed by more than rounding: a stroke that is far away changes them by less."""
    return old.shape != new.shape or not np.allclose(old, new, rtol=0, atol=KNOBS.min_change)


def evidence(groups: Sequence[Sequence[Stroke]], frames: Frames, classes: int) -> Doubles:
    """Return the log-likelihood that each class alone is said along the strokes of each group, (N, classes).

    groups: of one region, each in the order of drawing. Zeros if any stroke has no frames: groups that were
    asked about and others do not compare.
    """
    if any(stroke not in frames for group in groups for stroke in group):
        return np.zeros((len(groups), classes))
    return np.array([said_alone(np.concatenate([frames[stroke] for stroke in group])) for group in groups])


def said_alone(frames: Floats) -> Doubles:
    """Return the log-likelihood of each class, (K + 1,), as the only label of frames, (F, K + 2).

    The sum over all paths of blanks, one run of the class, and blanks: the forward algorithm of CTC for a
    single label (Graves et al. 2006, "Connectionist temporal classification").
    """
    rows = frames.astype(np.float64)
    blank = rows[:, -1:]
    gain = np.cumsum(rows[:, :-1] - blank, 0)  # of saying a class up to a frame, and no blanks
    before = np.concatenate([np.zeros((1, gain.shape[1])), gain[:-1]])
    starts = np.logaddexp.accumulate(-before, 0)
    return np.asarray(np.maximum(blank.sum() + np.logaddexp.reduce(gain + starts, 0), KNOBS.min_evidence))
