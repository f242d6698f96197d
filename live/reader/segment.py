"""Ink to marks: connected strokes, and the ways to join broken ones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.mark import Ints, Mark, mark_of
from live.reader.underline import without_underlines
from live.values import Box, Image, Ink, as_image

SMALLEST = 8
"""Least longer side of a mark, ink px; below it strokes run together."""

SPECK = 0.22
"""A mark's longer side is at least this share of the usual one; less is a speck or a bit of a rule."""

FEW, HIGH_ENOUGH, ALIKE = 3, 18, 1.6
"""Least number and height, ink px, of marks alike in height, to within such a factor, that are the writing
beside fewer larger ones: a pen that lies on the sheet, the outline of a note."""

HALVES, LEAST_HALF = 0.3, 0.4
"""Two components may be halves of one broken digit if the gap between them is at most this share of the
shorter one's longer side, and the smaller one has this share of the other one's box."""

LINE = 12
"""What is so many times as high as broad is a line, and no one."""

MOST, MOST_OF_STILL = 120, 2000
"""Most marks taken from one frame, largest first: more is texture, and time is bounded; and from a picture
that one waits for: it may be a page full of numbers."""

JOIN_ABOVE, JOIN_BESIDE = 0.3, 0.15
"""Parts of one digit lie no further apart than this share of the taller one's height: the bar of a 5
above it, the stem of an open 4 beside it."""

LOW, HIGH = 0.3, 0.2
"""A part that is lower than the first share of the taller one's height and stands beside it is a minus, or a
part of an equals sign, unless it begins within the second of its upper edge: the bar of a 5."""

SLIVER = 0.5
"""What lies along a crop's edge and is no deeper than this share of its length, lies beyond it."""

RIM, STRIPE = 1 / 40, 2.5
"""What lies along the sheet's edge, no further from it than this share of the picture's longer side, and is
so many times as long as it reaches inwards, is a stripe of what is behind the sheet: where that is as bright,
the edge is not found to the pixel."""

MOST_PARTS = 4
"""A digit or sign breaks into no more pieces than this."""


@dataclass(frozen=True)
class Pieces:
    """The connected pieces of a picture's ink that may be writing.

    image: (H, W) uint8, 128 at the threshold. labels, (H, W), stats: all pieces, as cv2 gives them. large:
    numbers of all that are no specks by themselves, the largest first. numbers: of the first of them, those
    that may be writing.
    """

    image: Image
    labels: Ints
    stats: Ints
    large: list[int]
    numbers: list[int]

    def mark(self, *numbers: int) -> Mark:
        """The mark that some of the pieces make."""
        return mark_of(self.image, self.labels, self.stats, frozenset(numbers))


def find_marks(ink: Ink, most: int = MOST) -> list[Mark]:
    """The marks in a picture: of each of its pieces, then of those `grouped`; most: of either."""
    return grouped(find_pieces(ink, most), most)


def find_pieces(ink: Ink, most: int = MOST) -> Pieces:
    """The pieces in a picture, at most so many, the largest."""
    image = ink.image
    labels, stats = _components(image)
    if (cleaned := without_underlines(image, labels, stats)) is not image:
        image = cleaned
        labels, stats = _components(image)
    beyond = _reaching_beyond(labels, ink.sheet)
    large = _largest(stats, image.shape, ink.crop)
    on_sheet = [
        n
        for n in large[:most]
        if n not in beyond
        and not _runs_along_edge(labels, stats[n], n, ink.crop)
        and not (ink.sheet is not None and _is_stripe(labels, stats[n], n, ink.sheet))
    ]
    return Pieces(image, labels, stats, large, _no_specks(stats, on_sheet))


def grouped(found: Pieces, most: int) -> list[Mark]:
    """The mark of every piece, then those of the groups of pieces that may belong together, so many at most:
    pairs, and a piece with all that is near it and smaller."""
    pieces = [found.mark(number) for number in found.numbers]
    beside: dict[int, list[Mark]] = {}
    for k, other in np.argwhere(_together([piece.box for piece in pieces])).tolist():
        beside.setdefault(k, []).append(pieces[other])
    groups: set[frozenset[int]] = set()
    for k, near in beside.items():
        piece = pieces[k]
        groups |= {piece.parts | other.parts for other in near}
        smaller = [other for other in near if other.box[3] <= piece.box[3] or other.box[2] <= piece.box[2]]
        groups.add(piece.parts.union(*(other.parts for other in smaller)))
    joined = sorted((group for group in groups if 1 < len(group) <= MOST_PARTS), key=sorted)
    return pieces + [found.mark(*group) for group in joined[:most]]


def _components(image: Image) -> tuple[Ints, Ints]:
    """Which connected piece each pixel belongs to, (H, W), 0 none; and the pieces' statistics of cv2."""
    mask = as_image(cv2.threshold(image, 127, 255, cv2.THRESH_BINARY)[1])
    x, y, w, h = cv2.boundingRect(mask)
    x, y, w, h = x & ~1, y & ~1, w + (x & 1), h + (y & 1)  # pieces are numbered by blocks of two by two
    if not w * h:
        return np.zeros(mask.shape, np.uint16), np.zeros((1, 5), np.int32)
    inked = mask[y : y + h, x : x + w]
    try:  # with labels of two bytes it takes a third of the time
        found = cv2.connectedComponentsWithStats(inked, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:  # there are more pieces than that
        found = cv2.connectedComponentsWithStats(inked, connectivity=8, ltype=cv2.CV_32S)
    labels: Ints = np.zeros(mask.shape, np.asarray(found[1]).dtype)
    labels[y : y + h, x : x + w] = found[1]
    stats = np.asarray(found[2], np.int32)
    stats[:, :2] += x, y
    return labels, stats


def _largest(stats: Ints, shape: tuple[int, ...], crop: bool) -> list[int]:
    """Numbers of the components that may be writing, the largest first. In a crop they may fill its width."""
    longer = stats[1:, 2:4].max(1, initial=0)
    height, width = shape
    fits = (longer >= SMALLEST) & ((stats[1:, 2] < 0.95 * width) | crop) & (stats[1:, 3] <= height)
    numbers = np.flatnonzero(fits)
    return [int(i) for i in numbers[np.argsort(-longer[numbers], kind="stable")] + 1]


def _no_specks(stats: Ints, numbers: list[int]) -> list[int]:
    """The components that are large enough beside the usual one's height."""
    least = SPECK * _usual_height(stats, numbers)
    longer = dict(zip(numbers, stats[numbers, 2:4].max(1, initial=0).tolist(), strict=True))
    kept = [n for n in numbers if longer[n] >= least]
    rest = [n for n in numbers if longer[n] < least]
    if not rest:
        return kept
    usual = _usual_height(stats, rest)
    alike = [n for n in rest if usual <= ALIKE * stats[n, cv2.CC_STAT_HEIGHT] <= ALIKE**2 * usual]
    larger = sum(not _is_line(*stats[n, 2:4]) for n in kept)
    if usual >= HIGH_ENOUGH and len(alike) >= max(FEW, larger + 1):
        return kept + _no_specks(stats, rest)
    together = _longer_sides(stats, rest)
    return kept + [n for n in rest if together[n] >= least]


def _longer_sides(stats: Ints, numbers: list[int]) -> dict[int, int]:
    """The longer side of each component, px: its own, or what it has together with the other half where it is
    one of a broken digit's."""
    x, y, w, h = stats[numbers, :4].T
    gap_x, gap_y = _gaps(x, w), _gaps(y, h)
    wide, high = gap_x + np.add.outer(w, w), gap_y + np.add.outer(h, h)
    longer, area = np.maximum(w, h), w * h
    halves = np.maximum(gap_x, gap_y) <= HALVES * np.minimum.outer(longer, longer)
    halves &= LEAST_HALF * np.maximum.outer(area, area) <= np.minimum.outer(area, area)
    np.fill_diagonal(halves, True)
    longest = np.where(halves, np.maximum(wide, high), 0).max(1, initial=0)
    return dict(zip(numbers, longest.tolist(), strict=True))


def _usual_height(stats: Ints, numbers: list[int]) -> float:
    """Half of the written area belongs to components of this height or higher, however many specks there are.

    What is long and thin has hardly any, and a line, which may be longer than all digits together, has none.
    """
    found = stats[numbers][np.argsort(-stats[numbers, cv2.CC_STAT_HEIGHT], kind="stable")]
    width, height = found[:, cv2.CC_STAT_WIDTH], found[:, cv2.CC_STAT_HEIGHT]
    area = np.cumsum(np.where(_is_line(width, height), 0, height * np.minimum(width, height)))
    return float(height[int(np.searchsorted(area, area[-1] / 2))]) if numbers else 0.0


def _is_line(width: Ints, height: Ints) -> npt.NDArray[np.bool_]:
    return np.asarray(height > LINE * width, np.bool_)


def _reaching_beyond(labels: Ints, sheet: Image | None) -> set[int]:
    """Pieces that the sheet's edge cuts: a thumb, a sleeve, what is behind; nobody writes across it."""
    if sheet is None:
        return set()
    edge = cv2.subtract(sheet, cv2.erode(sheet, np.ones((3, 3), np.uint8)))
    return set(np.unique(labels[edge > 0]).tolist())


def _is_stripe(labels: Ints, stat: Ints, number: int, sheet: Image) -> bool:
    """Whether a piece lies along the sheet's edge, and nowhere reaches far into the sheet."""
    x, y, w, h = stat[:4].tolist()
    rim = int(min(RIM * max(labels.shape), max(w, h) / STRIPE))
    around = slice(max(0, y - rim), y + h + rim), slice(max(0, x - rim), x + w + rim)
    if cv2.countNonZero(sheet[around]) == sheet[around].size:  # as most pieces are, far from any edge
        return False
    deep = cv2.erode(sheet[around], np.ones((2 * rim + 1,) * 2, np.uint8))
    return not np.any((labels[around] == number) & (deep > 0))


def _runs_along_edge(labels: Ints, stat: Ints, number: int, crop: bool) -> bool:
    """Whether a piece lies along the picture's edge, as what is beyond the sheet does; a digit cut by
    the edge meets it end on, and in a crop, which keeps little around the digits, it may lie there if it is
    no sliver."""
    x, y, w, h = stat[:4]
    rows, columns = slice(y, y + h), slice(x, x + w)
    height, width = labels.shape
    sides = [labels[rows, 0], labels[rows, -1]] if x == 0 or x + w == width else []
    tops = [labels[0, columns], labels[-1, columns]] if y == 0 or y + h == height else []
    if crop:
        sides, tops = sides if SLIVER * h > w else [], tops if SLIVER * w > h else []
    return any(2 * int((side == number).sum()) > len(side) for side in sides + tops)


def _together(boxes: list[Box]) -> npt.NDArray[np.bool_]:
    """Which two pieces may be parts of one digit, (N, N): nearly touching, one above the other
    or right beside it."""
    x, y, w, h = np.array(boxes, np.int64).reshape(-1, 4).T
    gap_x, gap_y = _gaps(x, w), _gaps(y, h)
    taller = np.maximum.outer(h, h)
    above = (-gap_x >= 0.3 * np.minimum.outer(w, w)) & (gap_y <= JOIN_ABOVE * taller)
    beside = (-gap_y >= 0.3 * np.minimum.outer(h, h)) & (gap_x <= JOIN_BESIDE * taller)
    down = np.subtract.outer(y, y)  # of the first one's upper edge below the second one's
    down = np.where(np.less.outer(h, h), down, -down)
    low = np.minimum.outer(h, h) < LOW * taller
    beside &= ~(low & (down > HIGH * taller) & (gap_x > 0))
    together = np.asarray((above | beside) & (taller >= SMALLEST), np.bool_)
    np.fill_diagonal(together, False)
    return together


def _gaps(start: npt.NDArray[np.integer], length: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """The gap between each two of some boxes along one axis, px, less than 0 where they overlap: (N, N)."""
    return np.asarray(np.maximum.outer(start, start) - np.minimum.outer(start + length, start + length))
