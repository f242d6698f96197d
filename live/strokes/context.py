"""What a row tells of its marks: a bigram model of numbers and sums, run as a chain over the row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.values import Doubles, Floats

MIN_MARKS = 3
"""Of a row that tells something: fewer may be anything."""


@dataclass(frozen=True)
class Context:
    """How much likelier than by chance classes stand side by side, from K characters and "other".

    after: (K + 1, K + 1), of each class (column) behind each (row). first, last: (K + 1,), of each at the
    ends of a row. All are ratios; 1 tells nothing.
    """

    after: Doubles
    first: Doubles
    last: Doubles

    @classmethod
    def of(cls, ratios: Doubles) -> Context:
        """Return the one of (K + 2, K + 2) ratios, the end of a row last among both."""
        return cls(ratios[:-1, :-1], ratios[-1, :-1], ratios[:-1, -1])

    def marginals(self, rows: Floats) -> Floats:
        """Return the probability of each class of each mark given the whole row, (N, K + 1).

        rows: (N, K + 1), of each mark by itself, from the left. By the forward-backward algorithm (Rabiner
        1989, "A tutorial on hidden Markov models").
        """
        if len(rows) < MIN_MARKS:
            return rows
        forward, backward = np.empty(rows.shape), np.empty(rows.shape)
        forward[0], backward[-1] = self.first, self.last
        for k in range(1, len(rows)):
            forward[k] = _normalised((forward[k - 1] * rows[k - 1]) @ self.after)
            backward[-1 - k] = _normalised(self.after @ (backward[-k] * rows[-k]))
        each = rows * forward * backward
        return np.asarray(each / each.sum(1, keepdims=True), np.float32)


def _normalised(message: Doubles) -> Doubles:
    """Return a message whose entries sum to 1, so that long rows do not underflow."""
    return np.asarray(message / message.sum())
