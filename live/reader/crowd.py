"""A frame full of marks that are no digits: printed text, a pattern."""

from __future__ import annotations

from live.reader.mark import Classify
from live.reader.segment import Pieces
from models import NOT_A_DIGIT

CROWD, SAMPLE = 48, 16
"""Where there are so many pieces, the second number of their larger half, no signs, are looked at."""

CLEAR, SHARE = 0.9, 0.4
"""They are digits if that share of them are so with this probability: of printed text 0.08 are on average and
0.44 at most, of sums 0.88 at least, and where every other one is a word 0.78 on average."""


def is_text(pieces: Pieces, classify: Classify) -> bool:
    """Whether there are many pieces, of which few are digits."""
    if len(pieces.numbers) < CROWD:
        return False
    larger = pieces.numbers[: len(pieces.numbers) // 2]
    rows = classify([pieces.mark(number) for number in larger[:: len(larger) // SAMPLE][:SAMPLE]])[1]
    return bool((rows[:, :NOT_A_DIGIT].max(1) >= CLEAR).mean() < SHARE)
