"""Whether a line ends: a pen is lifted off, while a crack, a fold or a cable goes on, only fainter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.judge import doubted
from live.reader.mark import Mark
from live.values import Floats, Image

Places = npt.NDArray[Any]

LINE = 1
"""The digit that is but a line."""

BEYOND = 0.08, 0.4
"""From where to where beyond an end a line is looked for, shares of its length."""

TIP = 0.25
"""Share of a line, from its end, that shows the way it would go on."""

SIDE, AROUND = 0.25, 1.0
"""How far aside it is looked for: for each pixel beyond the end, and in widths of the line at least."""

FAINTER, MOSTLY = 0.9, 0.25
"""A line goes on fainter than this share of its own darkness, else what follows is another mark; and it is
seen on all but the second share of the way."""

PATTERN = 0.9
"""Share of what lies beside a line that is no darker than the pattern it is written on."""

GOES_ON = 0.5
"""A line goes on if what is beyond an end is so much darker than the pattern beside it, share of its own
darkness. Of 37 ones on photographs none exceeds 0.10, and over a cheque's printing few exceed 0.4; a crack in
the paper has 0.66."""


def with_ends(image: Image, marks: Sequence[Mark], rows: Floats) -> Floats:
    """Probabilities of marks that take into account whether a line ends.

    image: (H, W) uint8 ink, 128 at the threshold, the fainter below. rows: (N, 11), of each mark. Returns
    (N, 11) float32.
    """
    rows = rows.copy()
    for k in np.flatnonzero(rows.argmax(1) == LINE).tolist():
        if goes_on(image, marks[k]) > GOES_ON:
            rows[k] = doubted(rows[k])
    return rows


def goes_on(image: Image, mark: Mark) -> float:
    """How dark the ink beyond an end of a mark is, share of the mark's own: the greater one of both ends."""
    rows, columns = np.nonzero(mark.ink >= 128)
    places = np.stack([columns, rows], 1) + np.array(mark.box[:2], np.float64) - 1
    own = _quantile(mark.ink[rows, columns], 0.5)
    middle, along = _axis(places)
    at = (places - middle) @ along
    length = float(np.ptp(at))
    steps = np.linspace(*BEYOND, 12)[:, None] * length
    aside = np.linspace(-1, 1, 9) * np.maximum(AROUND * len(at) / max(1.0, length), SIDE * steps)
    darkest = 0.0
    for end, outwards in ((at >= at.max() - TIP * length, along), (at <= at.min() + TIP * length, -along)):
        found = _beyond(image, places[end], outwards, steps, aside)
        found = np.where(found < FAINTER * own, found, 0)
        darkest = max(darkest, _quantile(found.max(1) - found.min(1), MOSTLY))
    return (darkest - _pattern(image, mark)) / own


def _beyond(image: Image, tip: Places, outwards: Places, steps: Places, aside: Places) -> Floats:
    """The ink where a line would go on beyond its tip: at (N, 1) steps, px, and (N, M) px aside; (N, M)."""
    way = _axis(tip)[1]
    way = way if way @ outwards > 0 else -way
    end = tip[np.argmax(tip @ outwards)]
    x, y = end[0] + steps * way[0] - aside * way[1], end[1] + steps * way[1] + aside * way[0]
    found = cv2.remap(image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
    return np.asarray(found, np.float32)


def _axis(places: Places) -> tuple[Places, Places]:
    """The middle of (N, 2) places, and the unit vector along which they lie, by their second moments."""
    middle = places.mean(0)
    x, y = (places - middle).T
    angle = 0.5 * math.atan2(2 * float(x @ y), float(x @ x - y @ y))
    return middle, np.array([math.cos(angle), math.sin(angle)])


def _pattern(image: Image, mark: Mark) -> float:
    """How dark what is printed or soiled beside a mark is."""
    x, y, width, height = mark.box
    aside = height // 4
    left, top = max(0, x - aside), max(0, y)
    around = image[top : y + height, left : x + width + aside]
    ink = cv2.dilate(around, np.ones((5, 5), np.uint8))
    rest = around[ink < 128]
    return _quantile(rest, PATTERN) if len(rest) else 0.0


def _quantile(values: Places, share: float) -> float:
    """The value that a share of some values do not exceed; NumPy's own takes as long as all else here."""
    return float(np.sort(values)[round(share * (len(values) - 1))])
