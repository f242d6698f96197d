"""Strokes that hang together: the groups of them that may be marks, and the best way to cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from live.strokes.experts import Seen
from live.strokes.judge import Judge
from live.strokes.near import Strokes, Tie
from live.strokes.parse import best_cover
from live.values import Digit, Floats, Stroke
from models import NOT_A_DIGIT

Numbers = npt.NDArray[np.float64]


@dataclass(eq=False)
class Mark:
    """Strokes, or a piece of one, that are read as one mark.

    seen: what is seen of them. row: (K + 1,) probability of each class. alphabet: the first K.
    """

    strokes: Strokes
    seen: Seen
    row: Floats
    alphabet: Sequence[str]

    @cached_property
    def digit(self) -> Digit:
        """The mark as the reading tells it, its line not known yet."""
        best = int(self.row.argmax())
        sign = self.alphabet[best] if NOT_A_DIGIT <= best < len(self.alphabet) else None
        value = best if best < NOT_A_DIGIT else sign
        return Digit(value, float(self.row[best]), self.row, self.seen.box, 0, self.seen.glyph)


class Region:
    """A part of the strokes and how it is read.

    groups: that are tried. places: of these, (N, 4), left, top, right, bottom, px. marks: what it is read as;
    none before `measure`.
    """

    def __init__(
        self, ties: dict[Strokes, Tie], seen: Sequence[Seen], order: Sequence[Stroke], judge: Judge
    ) -> None:
        """order: the strokes so that neighbours are near each other."""
        self.groups, self._seen, self._judge, self._count = list(ties), seen, judge, len(order)
        bit = {stroke: 1 << n for n, stroke in enumerate(order)}
        self._masks = [sum(bit[stroke] for stroke in group) for group in ties]
        pens, rows = np.stack([one.pen for one in seen]), np.stack([one.row for one in seen])
        self._scores = judge.scores(pens, rows, list(ties.values()))
        self.places: Numbers = np.array([one.place for one in seen], np.float64)
        self.marks: list[Mark] = []
        self._against = b""

    def measure(self, lines: Numbers) -> None:
        """Choose the marks anew, where the lines are others than the last time.

        lines: (N, 2), height and middle, px, of the line that each group stands in; NaN where there is none.
        """
        if (against := lines.tobytes()) == self._against:
            return
        totals = self._scores + self._judge.sized(self.places, lines[:, 0], lines[:, 1])
        chosen = best_cover(self._count, self._masks, totals.max(1).tolist())
        rows = np.exp(totals[chosen] - totals[chosen].max(1, keepdims=True))
        rows = (rows / rows.sum(1, keepdims=True)).astype(np.float32)
        self.marks = [
            Mark(self.groups[k], self._seen[k], row, self._judge.alphabet)
            for k, row in zip(chosen, rows, strict=True)
        ]
        self._against = against
