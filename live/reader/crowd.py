"""A frame full of marks that are no digits: printed text, a pattern."""

from __future__ import annotations

import numpy as np

from live.reader.beside import median
from live.reader.mark import Classify
from live.reader.segment import MOST, Pieces
from models import NOT_A_DIGIT

CROWD, LEAST = 48, 0.7
"""There are many marks where so many pieces are that large at least, beside the usual one of the largest."""

SAMPLE, CLEAR, SHARE = 16, 0.9, 0.4
"""So many of the larger half of these, which are no signs, are looked at. They are digits if that share of
them are so with this probability: of 110 pages of printed text 0.1 are on average, at most 0.44; of sums 0.94
at least, and where every other one is a word 0.44 at least, 0.77 on average."""


def is_text(pieces: Pieces, classify: Classify) -> bool:
    """Whether there are many marks, of which few are digits."""
    if len(pieces.numbers) < CROWD:
        return False
    longer = pieces.stats[pieces.large, 2:4].max(1)
    alike = np.count_nonzero(longer >= LEAST * median(longer[:MOST].tolist()))
    if alike < CROWD:
        return False
    larger = pieces.large[: alike // 2]
    rows = classify([pieces.mark(number) for number in larger[:: len(larger) // SAMPLE][:SAMPLE]])[1]
    return bool((rows[:, :NOT_A_DIGIT].max(1) >= CLEAR).mean() < SHARE)
