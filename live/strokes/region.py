"""A connected part of the strokes: its hypotheses of marks, and the best cover of its strokes by them."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from live.strokes.cover import best_cover
from live.strokes.experts import Observation
from live.strokes.graph import Affinity, Group
from live.strokes.judge import Judge
from live.strokes.sequence import Frames, evidence
from live.values import Digit, Doubles, Floats, Stroke, value_of
from models.characters import softmax


@dataclass(eq=False)
class Mark:
    """Strokes, or a piece of one, that are read as one mark.

    probabilities: (K + 1,) of each class. alphabet: the first K of these.
    """

    strokes: Group
    observation: Observation
    probabilities: Floats
    alphabet: Sequence[str]

    @cached_property
    def digit(self) -> Digit:
        """The mark as a part of a reading, its line not known yet."""
        best, seen = int(self.probabilities.argmax()), self.observation
        sure = float(self.probabilities[best])
        return Digit(value_of(best, self.alphabet), sure, self.probabilities, seen.box, 0, seen.glyph)


class Region:
    """A connected part of the strokes and how it is read.

    groups: the hypotheses. bounds: of these, (N, 4), left, top, right, bottom, px. marks: those that are
    chosen; none before `choose`.
    """

    def __init__(
        self,
        groups: dict[Group, Affinity],
        observations: Sequence[Observation],
        order: Sequence[Stroke],
        judge: Judge,
    ) -> None:
        """observations: of each group. order: the strokes so that neighbours are near each other."""
        self.groups, self._observations, self._judge = list(groups), observations, judge
        self._count = len(order)
        bit = {stroke: 1 << n for n, stroke in enumerate(order)}
        self._masks = [sum(bit[stroke] for stroke in group) for group in groups]
        pens = np.stack([one.pen for one in observations])
        digits = np.stack([one.digits for one in observations])
        self._scores = judge.scores(pens, digits, list(groups.values()))
        self.bounds: Doubles = np.array([one.bounds for one in observations], np.float64)
        self.marks: list[Mark] = []
        self._order = order
        # Lines and frames of the last `choose`, whose marks are kept where they are the same.
        self._lines = b""
        self._frames: list[Floats | None] = []
        self._row_scores: Doubles = np.zeros(self._scores.shape)

    def choose(self, lines: Doubles, frames: Frames) -> None:
        """Choose the marks, unless lines and frames are those of the last time.

        lines: (N, 2), height and middle, px, of the line that each group stands in; NaN where there is none.
        frames: of the strokes, by the sequence network.
        """
        known = [frames.get(stroke) for stroke in self._order]
        same = len(known) == len(self._frames) and all(map(operator.is_, known, self._frames))
        if (key := lines.tobytes()) == self._lines and same:
            return
        if not same:
            self._frames = known
            groups = [one.strokes for one in self._observations]
            self._row_scores = self._judge.row_scores(evidence(groups, frames, self._scores.shape[1]))
        line_scores = self._judge.line_scores(self.bounds, lines[:, 0], lines[:, 1])
        totals = self._scores + line_scores + self._row_scores
        chosen = best_cover(self._count, self._masks, totals.max(1).tolist())
        rows = softmax(totals[chosen]).astype(np.float32)
        self.marks = [
            Mark(self.groups[k], self._observations[k], row, self._judge.alphabet)
            for k, row in zip(chosen, rows, strict=True)
        ]
        self._lines = key
