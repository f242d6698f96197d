"""Whether a line ends: a pen is lifted off, while a crack, a fold or a cable goes on, only fainter."""

from __future__ import annotations

import cmath
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.judge import doubted
from live.reader.mark import Mark
from live.values import Floats, Image

Places = npt.NDArray[np.complex128]
"""x + iy px each."""

Reals = npt.NDArray[np.float64]

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

_STEPS, _ASIDE = np.linspace(*BEYOND, 12)[:, None], np.linspace(-1, 1, 9)
_BESIDE = np.ones((5, 5), np.uint8)


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
    own = _quantile(mark.ink[rows, columns], 0.5)
    x, y = mark.box[:2]
    places = columns + (x - 1) + 1j * (rows + (y - 1))
    along = _way(places)
    at = (places * along.conjugate()).real
    first, last = float(at.min()), float(at.max())
    length = last - first
    steps = _STEPS * length
    aside = _ASIDE * np.maximum(AROUND * len(at) / max(1.0, length), SIDE * steps)
    darkest = 0.0
    for end, outwards in ((at >= last - TIP * length, along), (at <= first + TIP * length, -along)):
        found = _beyond(image, places[end], outwards, steps, aside)
        found = np.where(found < FAINTER * own, found, 0)
        darkest = max(darkest, _quantile(found.max(1) - found.min(1), MOSTLY))
    return (darkest - _pattern(image, mark)) / own


def _beyond(image: Image, tip: Places, outwards: complex, steps: Reals, aside: Reals) -> Floats:
    """The ink where a line would go on beyond its tip: at (N, 1) steps, px, and (N, M) px aside; (N, M)."""
    way = _way(tip)
    way = way if (way * outwards.conjugate()).real > 0 else -way
    end = tip[(tip * outwards.conjugate()).real.argmax()]
    at = end + (steps + 1j * aside) * way
    x, y = at.real.astype(np.float32), at.imag.astype(np.float32)
    return np.asarray(cv2.remap(image, x, y, cv2.INTER_LINEAR, borderValue=0), np.float32)


def _way(places: Places) -> complex:
    """The unit vector along which places lie, by their second moments: of the squares of what leads to each
    from their middle, the sum points twice as far round."""
    away = places - places.sum() / len(places)
    return cmath.exp(0.5j * cmath.phase(complex((away * away).sum())))


def _pattern(image: Image, mark: Mark) -> float:
    """How dark what is printed or soiled beside a mark is."""
    x, y, width, height = mark.box
    aside = height // 4
    left, top = max(0, x - aside), max(0, y)
    around = image[top : y + height, left : x + width + aside]
    rest = around[cv2.dilate(around, _BESIDE) < 128]
    return _quantile(rest, PATTERN) if len(rest) else 0.0


def _quantile(values: npt.NDArray[Any], share: float) -> float:
    """The value that a share of some values do not exceed; NumPy's own takes as long as all else here."""
    place = round(share * (len(values) - 1))
    return float(np.partition(values, place)[place])
