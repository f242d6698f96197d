"""Strokes that hang together: the groups of them that may be marks, and the best way to cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.strokes.experts import Seen
from live.strokes.judge import Judge
from live.strokes.near import Strokes, Tie
from live.strokes.parse import best_cover
from live.values import Floats, Stroke
from models import NOT_A_DIGIT

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mark:
    """Strokes that are read as one mark, what is seen of them, and the probability of each class."""

    strokes: Strokes
    seen: Seen
    row: Floats

    @property
    def other(self) -> bool:
        """Whether it is none of the alphabet's characters."""
        return bool(self.row.argmax() == len(self.row) - 1)


class Region:
    """A part of the strokes and how it is read.

    places: of its groups, (N, 4), left, top, right, bottom, px. digits: the places of those that are taken
    for digits as long as sizes are left out. marks: what it is read as; none before `measure`.
    """

    def __init__(
        self,
        ties: dict[Strokes, Tie],
        seen: Sequence[Seen],
        order: Sequence[Stroke],
        judge: Judge,
        signs: bool,
    ) -> None:
        """order: the strokes so that neighbours are near each other. signs: whether signs are read."""
        self._groups, self._seen, self._judge, self._count = list(ties), seen, judge, len(order)
        bit = {stroke: 1 << n for n, stroke in enumerate(order)}
        self._masks = [sum(bit[stroke] for stroke in group) for group in ties]
        pens, rows = np.stack([one.pen for one in seen]), np.stack([one.row for one in seen])
        self._scores = judge.scores(pens, rows, list(ties.values()))
        if not signs:
            self._scores[:, NOT_A_DIGIT:-1] = -np.inf
        self.places: Numbers = np.array([one.place for one in seen], np.float64)
        first = self._cover(self._scores)
        self.digits = [self.places[k] for k in first if self._scores[k].argmax() < NOT_A_DIGIT]
        self.marks: list[Mark] = []
        self._against = b""

    @property
    def groups(self) -> list[Strokes]:
        """The groups that are tried."""
        return self._groups

    def measure(self, lines: Numbers) -> None:
        """Parse once more with sizes, where the lines are others than the last time.

        lines: (N, 2), height and middle, px, of the line that each group stands in; NaN where there is none.
        """
        if (against := lines.tobytes()) == self._against:
            return
        totals = self._scores + self._judge.sized(self.places, lines[:, 0], lines[:, 1])
        chosen = self._cover(totals)
        rows = np.exp(totals[chosen] - totals[chosen].max(1, keepdims=True))
        rows = (rows / rows.sum(1, keepdims=True)).astype(np.float32)
        self.marks = [Mark(self._groups[k], self._seen[k], row) for k, row in zip(chosen, rows, strict=True)]
        self._against = against

    def _cover(self, scores: Numbers) -> list[int]:
        return best_cover(self._count, self._masks, scores.max(1).tolist())
