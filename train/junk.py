"""Marks that are not digits, made by our own code: the eleventh class.

What could honestly be taken for a digit is left out (a letter O, an l, an S), for teaching that those are
not digits would teach that some digits are none. The slash is the exception: it is the commonest sign
between numbers, and so few ones lean as far that the reader can make up for them.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from models.glyph import normalise
from train.augment import CANVAS, Ink, Rng, redraw, wear
from train.digits import Digits
from train.letters import by_hand, foreign, letter
from train.strokes import smooth

# Halves and quarter turns that nobody reads as a digit: the upper half of an 8 is a 0, its right half a 3.
LOWER_HALVES = (2, 3, 5)
LEFT_HALVES = (0, 3, 8)
RIGHT_HALVES = (0,)
SLIM = 0.3  # widths of a height
TURNED = (2, 3, 4, 5)
MIRRORED = (3, 4, 7, 9)
STACKED = 0.15  # of pairs
SLASH = 25, 62  # degrees from the horizontal: of MNIST's ones 4 % lie as low, and are as long and straight


def glyph(digits: Digits, rng: Rng) -> npt.NDArray[np.float32]:
    """A training glyph that is not a digit: (28, 28) float32 in 0..1."""
    make = KINDS[int(rng.choice(len(KINDS), p=SHARES))]
    return normalise(make(digits, rng))


def signs(digits: Digits, rng: Rng) -> Ink:
    """Plus, times, minus, equals, divided by, slash: drawn with free hand and any proportions."""
    page, half = _page(), CANVAS / 2
    width, reach = int(rng.integers(3, 14)), rng.uniform(0.2, 0.4) * CANVAS
    kind = rng.integers(7)

    def bar(x: float, y: float, angle: float, length: float) -> None:
        dx, dy = np.cos(angle) * length, np.sin(angle) * length
        _line(page, [(x - dx, y - dy), (x + rng.normal(0, 2), y + rng.normal(0, 2)), (x + dx, y + dy)], width)

    if kind == 0:  # +
        bar(half + rng.normal(0, 6), half + rng.normal(0, 6), rng.normal(0, 0.15), reach)
        bar(half, half, np.pi / 2 + rng.normal(0, 0.15), reach * rng.uniform(0.7, 1.3))
    elif kind == 1:  # x
        bar(half, half, np.pi / 4 + rng.normal(0, 0.15), reach)
        bar(half, half, -np.pi / 4 + rng.normal(0, 0.15), reach * rng.uniform(0.75, 1.3))
    elif kind == 2:  # - and what is longer or tilted
        bar(half, half, rng.normal(0, 0.25), reach)
    elif kind == 3:  # =
        gap = rng.uniform(0.25, 0.6) * reach
        bar(half, half - gap, rng.normal(0, 0.12), reach)
        bar(half, half + gap, rng.normal(0, 0.12), reach * rng.uniform(0.8, 1.2))
    elif kind < 6:  # /, straight and long, and leaning more than all but a few ones do
        bar(half, half, -np.radians(rng.uniform(*SLASH)), reach * 1.1)
    else:  # divided by, with its dots
        bar(half, half, rng.normal(0, 0.15), reach)
        for side in ((-1, 1), (-1,), (1,))[int(rng.choice(3, p=[0.7, 0.15, 0.15]))]:
            at = int(half + rng.normal(0, 4)), int(half + side * rng.uniform(0.4, 0.8) * reach)
            cv2.circle(page, at, int(width * rng.uniform(0.5, 1.1)) + 1, 255, -1)
    return wear(page, rng)


def scribble(digits: Digits, rng: Rng) -> Ink:
    """Strokes without a meaning: a few smooth curves through random points."""
    page = _page()
    for _ in range(int(rng.integers(2, 6))):
        points = rng.uniform(0.1, 0.9, (int(rng.integers(3, 8)), 2)) * CANVAS
        _line(page, smooth(points), int(rng.integers(3, 12)))
    return wear(page, rng)


def rune(digits: Digits, rng: Rng) -> Ink:
    """A sign of a made-up script: bars, bows and rings between a few places of a grid."""
    while True:
        page = _rune(rng)
        _, _, w, h = cv2.boundingRect(page)
        if h <= 2.5 * w:  # else it is an upright bar, which is a one
            return wear(page, rng)


def _rune(rng: Rng) -> Ink:
    page, width = _page(), int(rng.integers(3, 12))
    stretch = np.exp(rng.normal(0, 0.25))
    shape = np.array([stretch, 1 / stretch]) * rng.uniform(0.6, 1)
    grid = np.linspace(-0.32, 0.32, 3)
    strokes = int(rng.choice([1, 2, 3, 4], p=[0.2, 0.35, 0.3, 0.15]))
    for _ in range(strokes):
        # Alone, a bar would be a slash and a ring a nought.
        places = rng.choice(grid, (int(rng.integers(2 if strokes > 1 else 3, 5)), 2)) + rng.normal(0, 0.03, 2)
        form = rng.random()
        if form < 0.15 and strokes > 1:  # a ring
            turn = np.linspace(0, 2 * np.pi, 24)
            radii = rng.uniform(0.08, 0.2, 2)
            places = places[0] + np.stack([np.cos(turn), np.sin(turn)], 1) * radii
        elif form < 0.55:
            places = smooth(places)
        _line(page, (0.5 + places * shape) * CANVAS, width)
    for _ in range(int(rng.choice(3, p=[0.8, 0.12, 0.08]))):  # dots
        x, y = ((0.5 + rng.uniform(-0.36, 0.36, 2) * shape) * CANVAS).astype(int).tolist()
        cv2.circle(page, (x, y), int(width * rng.uniform(0.5, 0.9)) + 2, 255, -1)
    return page


def ring(digits: Digits, rng: Rng) -> Ink:
    """An oval more than twice as broad as high, or one with a bar across: nobody's nought."""
    page, half = _page(), CANVAS / 2
    width = int(rng.integers(3, 12))
    turn = np.linspace(rng.uniform(0, 0.5), 2 * np.pi, 24)
    barred = rng.random() < 0.5
    flat = rng.uniform(1.35, 3) if barred else rng.uniform(2.3, 3.5)
    radii = np.array([1, 1 / flat]) * rng.uniform(0.25, 0.38) * CANVAS
    if barred:
        radii = radii[::-1] if rng.random() < 0.7 else radii
        reach = radii[0] * rng.uniform(0.8, 1.5)
        _line(page, [(half - reach, half), (half + reach, half + rng.normal(0, 4))], width)
    points = np.stack([np.cos(turn), np.sin(turn)], 1) * radii
    _line(page, half + points @ _turned_by(rng.normal(0, 0.1)), width)
    return wear(page, rng)


def blob(digits: Digits, rng: Rng) -> Ink:
    """A spot, a filled shape, a thumb's edge."""
    page, half = _page(), CANVAS / 2
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 12))))
    radii = rng.uniform(0.6, 1, len(angles)) * rng.uniform(0.12, 0.45) * CANVAS
    stretch = np.exp(abs(rng.normal(0, 0.4)))  # never upright and slim: that is a 1
    points = np.stack([half + radii * np.cos(angles) * stretch, half + radii * np.sin(angles)], 1)
    cv2.fillPoly(page, [points.astype(np.int32)], 255)
    return wear(page, rng)


def rules(digits: Digits, rng: Rng) -> Ink:
    """Pieces of ruled and squared paper and of a sheet's edge: long lines, crossings, corners."""
    page = _page()
    tilt, width = rng.normal(0, 0.06), int(rng.integers(1, 8))
    for position in np.cumsum(rng.uniform(0.2, 0.5, int(rng.integers(1, 4)))) * CANVAS:
        drop = tilt * CANVAS
        cv2.line(page, (0, int(position)), (CANVAS, int(position + drop)), 255, width, cv2.LINE_AA)
    if rng.random() < 0.5:
        for position in np.cumsum(rng.uniform(0.25, 0.5, int(rng.integers(1, 3)))) * CANVAS:
            end = int(position - tilt * CANVAS)
            cv2.line(page, (int(position), 0), (end, CANVAS), 255, width, cv2.LINE_AA)
    left, right = int(rng.uniform(0, 0.3) * CANVAS), int(rng.uniform(0.7, 1) * CANVAS)
    return wear(np.ascontiguousarray(page[:, left:right]), rng)


def texture(digits: Digits, rng: Rng) -> Ink:
    """Grain of wood, cloth and noise, thresholded."""
    cells = int(rng.integers(4, 20)), int(rng.integers(4, 20))
    grain = cv2.resize(rng.random(cells, np.float32), (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC)
    return _uint8(255 * (grain > rng.uniform(0.5, 0.8)))


def part(digits: Digits, rng: Rng) -> Ink:
    """The lower, left or right half of a digit, where that is no digit: what a cut amiss leaves."""
    side = int(rng.choice(3, p=[0.2, 0.4, 0.4]))
    values = (LOWER_HALVES, LEFT_HALVES, RIGHT_HALVES)[side]
    while True:
        ink = _trim(redraw(_digit(digits, rng, int(rng.choice(values))), rng))
        h, w = ink.shape
        down, across = int(h * rng.uniform(0.45, 0.65)), int(w * rng.uniform(0.42, 0.58))
        half = (ink[down:], ink[:, :across], ink[:, across:])[side]
        if half.shape[1] > SLIM * half.shape[0]:  # else it is an upright bar, which is a one
            return np.ascontiguousarray(half)


def pair(digits: Digits, rng: Rng) -> Ink:
    """Two or three digits side by side, or two on top of each other, taken for one mark."""
    if rng.random() < STACKED:
        upper, lower = (_trim(redraw(_digit(digits, rng), rng)) for _ in range(2))
        page = np.zeros((len(upper) + len(lower) + 4, max(upper.shape[1], lower.shape[1])), np.uint8)
        page[: len(upper), : upper.shape[1]] = upper
        page[-len(lower) :, : lower.shape[1]] = lower
        return page
    inks = [_trim(redraw(_digit(digits, rng), rng)) for _ in range(2 if rng.random() < 0.85 else 3)]
    height = max(len(ink) for ink in inks)
    scaled = [_to_height(ink, round(height * rng.uniform(0.8, 1))) for ink in inks]
    page = np.zeros((height, sum(ink.shape[1] for ink in scaled) + 3 * height), np.uint8)
    x = 0
    for ink in scaled:
        h, w = ink.shape
        y = int(rng.integers(0, height - h + 1))
        page[y : y + h, x : x + w] = np.maximum(page[y : y + h, x : x + w], ink)
        x += max(1, w + int(rng.normal(0, 0.06) * height))
    return page


def turned(digits: Digits, rng: Rng) -> Ink:
    """A digit on its side, or seen through the paper from behind."""
    if rng.random() < 0.6:
        image = np.rot90(_digit(digits, rng, int(rng.choice(TURNED))), int(rng.choice([1, 3])))
    else:
        image = _digit(digits, rng, int(rng.choice(MIRRORED)))[:, ::-1]
    return redraw(np.ascontiguousarray(image), rng)


KINDS: list[Callable[[Digits, Rng], Ink]] = [
    letter, by_hand, foreign, signs, scribble, rune, ring, blob, rules, texture, part, pair, turned,
]  # fmt: skip
SHARES = np.array([0.15, 0.15, 0.13, 0.11, 0.05, 0.14, 0.02, 0.03, 0.03, 0.02, 0.05, 0.10, 0.02])


def _page() -> Ink:
    return np.zeros((CANVAS, CANVAS), np.uint8)


def _turned_by(angle: float) -> npt.NDArray[np.float64]:
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _uint8(image: npt.ArrayLike) -> Ink:
    return np.asarray(image, np.uint8)


def _line(page: Ink, points: npt.ArrayLike, width: int) -> None:
    curve = np.asarray(points, np.float64).round().astype(np.int32)
    cv2.polylines(page, [curve], False, 255, width, cv2.LINE_AA)


def _digit(digits: Digits, rng: Rng, value: int | None = None) -> Ink:
    pool = np.arange(len(digits)) if value is None else np.flatnonzero(digits.labels == value)
    return _uint8(digits.images[int(rng.choice(pool))])


def _trim(ink: Ink) -> Ink:
    x, y, w, h = cv2.boundingRect(cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1])
    return ink[y : y + max(1, h), x : x + max(1, w)]


def _to_height(ink: Ink, height: int) -> Ink:
    width = max(1, round(ink.shape[1] * height / len(ink)))
    return _uint8(cv2.resize(ink, (width, max(1, height)), interpolation=cv2.INTER_LINEAR))
