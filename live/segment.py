"""Ink to marks: connected strokes, the ways to join broken ones, and their order of reading."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Box, Image, Ink

SMALLEST = 10
"""Least height of a digit, ink px; below it strokes run together."""

SPECK = 0.22
"""A mark's longer side is at least this share of the page's usual one; less is a speck."""

MOST = 120
"""Most marks taken from one picture, largest first: more is texture, and time is bounded."""

JOIN_GAP = 0.3
"""Parts of one digit lie no further apart than this share of the taller one's height."""


MOST_PARTS = 4
"""A digit or sign breaks into no more pieces than this."""

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Mark:
    """Ink that may be one digit: connected, or a few connected pieces taken together.

    parts: numbers of the pieces. box: in ink pixels. ink: (h, w) uint8, the box's own ink alone.
    """

    parts: frozenset[int]
    box: Box
    ink: Image


def find_marks(ink: Ink) -> list[Mark]:
    """The marks in a picture: every connected piece, then the groups of pieces that may belong together,
    which are pairs, and a piece with all that is near it and smaller."""
    image = ink.image
    mask = cv2.threshold(image, 127, 255, cv2.THRESH_BINARY)[1]
    found = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    labels, stats = (np.asarray(array, np.int32) for array in found[1:3])
    beyond = _reaching_beyond(labels, ink.sheet)
    numbers = [
        n
        for n in _plausible(stats, image.shape)
        if n not in beyond and not _runs_along_edge(labels, stats[n], n)
    ]
    pieces = [_cut(image, labels, stats, frozenset([number])) for number in numbers]
    groups: set[frozenset[int]] = set()
    for piece in pieces:
        near = [other for other in pieces if other is not piece and _belong_together(piece.box, other.box)]
        groups |= {piece.parts | other.parts for other in near}
        smaller = [other for other in near if other.box[3] <= piece.box[3] or other.box[2] <= piece.box[2]]
        groups.add(piece.parts.union(*(other.parts for other in smaller)))
    joined = sorted((group for group in groups if 1 < len(group) <= MOST_PARTS), key=sorted)
    return pieces + [_cut(image, labels, stats, group) for group in joined[:MOST]]


def _plausible(stats: Ints, shape: tuple[int, ...]) -> list[int]:
    """Numbers of the components that are neither specks nor as large as the page, largest first."""
    sizes = stats[1:, 2:4]
    longer = sizes.max(1, initial=0)
    height, width = shape
    fits = (longer >= SMALLEST // 2) & (sizes[:, 1] < 0.9 * height) & (sizes[:, 0] < 0.5 * width + SMALLEST)
    tall = fits & (sizes[:, 1] >= SMALLEST)
    if not tall.any():
        return []
    order = np.argsort(-longer, kind="stable")
    order = order[fits[order]][: 2 * MOST]
    usual = float(np.median(longer[order[:MOST]][tall[order[:MOST]]]))
    return [int(i) + 1 for i in order if longer[i] >= max(SPECK * usual, SMALLEST // 2)][:MOST]


def _reaching_beyond(labels: Ints, sheet: Image | None) -> set[int]:
    """Pieces that the sheet's edge cuts: a thumb, a sleeve, what is behind; nobody writes across it."""
    if sheet is None:
        return set()
    edge = cv2.subtract(sheet, cv2.erode(sheet, np.ones((3, 3), np.uint8)))
    return set(np.unique(labels[edge > 0]).tolist())


def _runs_along_edge(labels: Ints, stat: Ints, number: int) -> bool:
    """Whether a piece lies along the picture's edge, as what is beyond the sheet does; a digit cut by
    the edge meets it end on."""
    x, y, w, h = stat[:4]
    rows, columns = slice(y, y + h), slice(x, x + w)
    height, width = labels.shape
    sides = [labels[rows, 0], labels[rows, -1]] if x == 0 or x + w == width else []
    tops = [labels[0, columns], labels[-1, columns]] if y == 0 or y + h == height else []
    return any(2 * int((side == number).sum()) > len(side) for side in sides + tops)


def _belong_together(a: Box, b: Box) -> bool:
    """Whether two pieces may be one broken digit: one above the other, nearly touching."""
    ax, ay, aw, ah = a
    bx, by, bw, bh = b
    overlap = min(ax + aw, bx + bw) - max(ax, bx)
    gap_x = max(ax, bx) - min(ax + aw, bx + bw)
    gap_y = max(ay, by) - min(ay + ah, by + bh)
    taller = max(ah, bh)
    near = max(gap_x, gap_y) <= JOIN_GAP * taller
    return near and overlap >= 0.3 * min(aw, bw) and max(ah, bh) + min(ah, bh) >= SMALLEST


def _cut(image: Image, labels: Ints, stats: Ints, parts: frozenset[int]) -> Mark:
    rows = stats[sorted(parts)]
    left, top = rows[:, 0].min(), rows[:, 1].min()
    right, bottom = (rows[:, 0] + rows[:, 2]).max(), (rows[:, 1] + rows[:, 3]).max()
    # One pixel more on each side keeps the soft edge.
    y0, y1, x0, x1 = max(0, top - 1), bottom + 1, max(0, left - 1), right + 1
    around = labels[y0:y1, x0:x1]
    own = np.isin(around, list(parts)) if len(parts) > 1 else around == next(iter(parts))
    reach = cv2.dilate(own.astype(np.uint8) * 255, np.ones((3, 3), np.uint8))
    ink = np.asarray(cv2.bitwise_and(image[y0:y1, x0:x1], reach), np.uint8)
    return Mark(parts, (int(left), int(top), int(right - left), int(bottom - top)), ink)
