"""What lines are made of: inks of digits by three pens, noughts in one go, commas, dashes and other marks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from train import augment, junk, letters, strokes
from train.augment import Ink, Rng
from train.digits import Digits

TALL = 44
"""Height of a digit while its line is put together, px."""

PENS = (0.9, 1.7), (1.5, 2.7), (2.5, 3.7)
"""Widths of the three pens with which our own strokes write, MNIST px; MNIST's hands are made to match."""

OWN = 0.45
"""Share of digits that our own strokes write."""

LEAN = 0.08
"""Spread of the slant from digit to digit; most of it belongs to the line."""

MARKS = 3_000
"""Marks drawn that are none."""

# How noughts in one go are written: places in a box, as in `strokes.SHAPES`, the last on the way to the next.
ROUNDS = [
    "55,0 12,15 0,50 18,90 50,100 88,85 100,50 85,10 55,0 60,22 105,12",
    "55,0 12,15 0,50 18,90 50,100 88,85 100,50 85,10 55,0 100,5",
    "-10,75 45,60 95,30 60,0 10,20 2,65 35,100 90,85",
    "0,60 75,75 100,35 60,0 10,20 2,65 40,100 95,75",
    "70,5 20,5 0,50 25,100 75,90 100,50 80,5 45,10 75,30 110,20",
]


WILD = 0.025, 0.06
"""Least and greatest spread of the corner points of half of our own strokes: some hands are far from any
model."""


@dataclass(frozen=True)
class Inks:
    """What lines are made of: inks of digits for each pen and value, and of other marks; (h, w) uint8."""

    digits: tuple[tuple[list[Ink], ...], ...]
    marks: list[Ink]


def prepare(digits: Digits, seed: int) -> Inks:
    """Each digit drawn by each of the three pens, in MNIST's hand or in our own strokes.

    The same for the same seed.
    """
    marks = min(MARKS, len(digits))
    with ThreadPoolExecutor() as pool:
        drawn = list(
            pool.map(lambda i: [_digit(digits, i, pen, seed) for pen in range(3)], range(len(digits)))
        )
        signs = list(pool.map(lambda i: _mark(digits, np.random.default_rng((seed, 1, i))), range(marks)))
    every = tuple(
        tuple([inks[pen] for inks, own in zip(drawn, digits.labels, strict=True) if own == value]
              for value in range(10))
        for pen in range(3)
    )  # fmt: skip
    return Inks(every, signs)


def noughts(count: int, pen: int, rng: Rng) -> Ink:
    """Noughts that one stroke writes, like a row of the letter e or o."""
    round_ = ROUNDS[int(rng.integers(len(ROUNDS)))]
    ring = np.array([place.split(",") for place in round_.split()], np.float64) / 100
    step, wide, tall = rng.uniform(0.5, 1.15), rng.uniform(0.4, 0.8), rng.uniform(0.85, 1.1)
    places = []
    for k in range(count):
        size = np.array([wide * np.exp(rng.normal(0, 0.12)), tall * np.exp(rng.normal(0, 0.08))])
        at = np.array([k * step + rng.normal(0, 0.04), (1 - size[1]) / 2 + rng.normal(0, 0.04)])
        places.append(at + size * ring)
    way = np.concatenate(places)
    way = strokes.smooth(way + rng.normal(0, 0.03, way.shape)) * TALL + 0.5 * TALL
    page = np.zeros((2 * TALL + TALL // 2, int(TALL * (2.5 + 1.3 * count))), np.uint8)
    cv2.polylines(page, [fixed(way)], False, 255, nib(pen, rng), cv2.LINE_AA, shift=4)
    return trim(page)


def sign(inks: Inks, rng: Rng) -> Ink:
    """A comma, a dot, a dash, or any other mark that is no digit."""
    kind, width = int(rng.choice(4, p=[0.22, 0.12, 0.18, 0.48])), int(rng.integers(2, 6))
    if kind == 3 and inks.marks:
        mark = inks.marks[int(rng.integers(len(inks.marks)))]
        zoom = TALL * rng.uniform(0.4, 1.05) / max(mark.shape)
        return resized(mark, zoom, zoom)
    page = np.zeros((TALL, 2 * TALL), np.uint8)
    x, y = TALL, TALL // 2
    if kind == 0:
        cv2.line(
            page, (x, y), (x - int(rng.integers(0, 6)), y + int(rng.integers(3, 10))), 255, width, cv2.LINE_AA
        )
    elif kind == 1:
        cv2.circle(page, (x, y), max(1, width // 2 + 1), 255, -1)
    else:
        reach = int(TALL * rng.uniform(0.15, 0.5))
        cv2.line(page, (x - reach, y), (x + reach, y + int(rng.normal(0, 3))), 255, width, cv2.LINE_AA)
    return trim(page)


def nib(pen: int, rng: Rng) -> int:
    """A pen's width on the page, px: digits are 20 px high in MNIST."""
    return max(1, round(rng.uniform(*PENS[pen]) * TALL / 20))


def _digit(digits: Digits, i: int, pen: int, seed: int) -> Ink:
    rng = np.random.default_rng((seed, 0, i, pen))
    if rng.random() < OWN:
        shape, wide = strokes.any_shape(int(digits.labels[i]), rng)
        jitter = rng.uniform(*WILD) if rng.random() < 0.5 else strokes.JITTER
        return _small(strokes.traced(shape, wide, rng, PENS[pen], (0.0, LEAN), jitter))
    ink = augment.bend(digits.images[i], rng, LEAN)
    if pen == 0:
        ink = augment.thin(ink, int(rng.integers(augment.FINE, 2 * augment.FINE)))
    elif pen == 2:
        size = int(rng.integers(2, 2 * augment.FINE))
        ink = _ink(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))))
    return _small(ink)


def _mark(digits: Digits, rng: Rng) -> Ink:
    kinds = letters.letter, letters.by_hand, letters.foreign, junk.signs, junk.rune, junk.scribble
    return _small(kinds[int(rng.integers(len(kinds)))](digits, rng))


def _small(ink: Ink) -> Ink:
    """Its ink alone, at about the size at which lines are put together."""
    ink = trim(ink)
    zoom = TALL / (20 * augment.FINE)
    return resized(ink, zoom, zoom)


def trim(ink: Ink) -> Ink:
    """The box around the ink."""
    x, y, w, h = cv2.boundingRect(cv2.threshold(ink, 90, 255, cv2.THRESH_BINARY)[1])
    return np.ascontiguousarray(ink[y : y + max(1, h), x : x + max(1, w)])


def resized(ink: Ink, across: float, down: float) -> Ink:
    """Ink so many times as wide and as high."""
    size = max(2, round(ink.shape[1] * across)), max(2, round(ink.shape[0] * down))
    return _ink(cv2.resize(ink, size, interpolation=cv2.INTER_AREA if down < 1 else cv2.INTER_LINEAR))


def fixed(way: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Points as cv2 draws them with four bits after the point."""
    return np.round(way * 16).astype(np.int32)


def _ink(image: npt.ArrayLike) -> Ink:
    return np.asarray(image, np.uint8)
