"""What stands beside a mark changes what it is likely to be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live.reader.judge import among_digits, doubted
from live.values import Box, Floats
from models import NOT_A_DIGIT

CLEAR, NEAR, LEVEL = 0.8, 1.0, 0.75
"""A mark stands in a row with a digit of at least this probability if the gap between them is at most this
share of the taller one's height, and if they have at least this share of that height in common: signs are
lower than the digits beside them."""

IN_ROW = 0.1
"""How much rarer "not a digit" is there than elsewhere: a number seldom has but one digit."""

SMALLER, ENOUGH = 2.0, 3
"""How much commoner "not a digit" is among small marks, nats for the squared logarithm of the share of the
usual digit's height, where there are enough clear digits to tell it: specks look like anything."""

LARGEST = 2.5
"""And among those that are more than so many times as high as the usual one: a pen that lies on the sheet."""

COMMA, LOW = 1, 0.5
"""A comma looks like this digit, but begins in the lower share of the digits beside it."""


def with_neighbours(boxes: Sequence[Box], rows: Floats) -> Floats:
    """Probabilities of marks that take the digits beside them into account.

    boxes: of the marks, px. rows: (N, 11), of each mark on its own. Returns (N, 11) float32; rows sum to 1.
    """
    _, y, _, height = np.asarray(boxes, np.float32).reshape(-1, 4).T
    foot = y + height
    gap, common, taller = pairs(boxes)
    clear = rows[:, :NOT_A_DIGIT].max(1) >= CLEAR
    near = clear & (gap <= NEAR * taller) & (common > 0)
    np.fill_diagonal(near, False)
    beside = near & (common >= LEVEL * taller)
    prior = np.where(beside.any(1), IN_ROW, 1.0).astype(np.float32)
    if (usual := usual_of(height, rows)) is not None:
        odd = np.minimum(1, height / usual) / np.maximum(1, height / (usual * LARGEST))
        prior *= np.exp(SMALLER * np.log(odd) ** 2)
    rows = among_digits(rows, prior)
    below = y[:, None] >= foot - LOW * height
    for k in np.flatnonzero((rows.argmax(1) == COMMA) & near.any(1) & (below | ~near).all(1)):
        rows[k] = doubted(rows[k])
    return rows


def pairs(boxes: Sequence[Box]) -> tuple[Floats, Floats, Floats]:
    """Of each two boxes the gap between them, less than 0 where they overlap; the height that they share,
    less than 0 where there is none; and the taller one's height: (N, N) each, px."""
    x, y, width, height = np.asarray(boxes, np.float32).reshape(-1, 4).T
    right, foot = x + width, y + height
    gap = np.maximum(x[:, None], x) - np.minimum(right[:, None], right)
    common = np.minimum(foot[:, None], foot) - np.maximum(y[:, None], y)
    return gap, common, np.maximum(height[:, None], height)


def usual_of(values: Floats, rows: Floats, enough: int = ENOUGH) -> float | None:
    """The median of what the marks that are clear digits have, as their height; None where they are too few
    to tell.

    values: (N,). rows: (N, 11), of each mark.
    """
    clear = values[rows[:, :NOT_A_DIGIT].max(1) >= CLEAR].tolist()
    return median(clear) if len(clear) >= enough else None


def median(values: Sequence[float]) -> float:
    """Of at least one value; for the few that a page has NumPy's own takes ten times as long."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
