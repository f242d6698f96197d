"""Lines of digits as one hand writes them, close together or joined: what the line network learns from."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from train import strokes
from train.augment import Ink, Rng
from train.line_inks import TALL, Inks, fixed, nib, noughts, resized, sign

MOST = 8
"""Digits of a line at most; a longer one holds nothing else, for the network sees but a few at a time."""

COUNTS = np.array([0.06, 0.14, 0.17, 0.17, 0.16, 0.14, 0.10, 0.06])
"""Shares of lines with 1 to MOST digits."""


CUT = 0.06
"""Share of lines of which the picture's edges cut off a bit."""


def some_count(rng: Rng) -> int:
    """How many digits a line has."""
    return 1 + int(rng.choice(MOST, p=COUNTS))


def line(inks: Inks, count: int, rng: Rng) -> tuple[Ink, list[int]]:
    """A line with a number of digits, as ink on its own, (h, w) uint8, and its digits."""
    values = _amount(count, rng)
    hand = _Hand(
        pen=int(rng.integers(3)),
        gap=_gap(rng),
        uneven=rng.uniform(0.02, 0.1),
        heights=rng.uniform(0.02, 0.12),
        drift=rng.uniform(0.01, 0.08),
        stretch=np.exp(rng.normal(0, 0.2)),
        joins=rng.uniform(0, 0.5) if rng.random() < 0.35 else 0.0,
        small=rng.uniform(0.4, 0.85) if rng.random() < 0.3 else 1.0,
        stand=float(rng.choice([0.0, 0.5, 1.0], p=[0.2, 0.3, 0.5])),
    )
    page = _Page(count)
    if rng.random() < 0.15:
        page.mark(sign(inks, rng), hand, rng)
    for run in _runs(values, rng):
        if len(run) > 1:
            page.digit(noughts(len(run), hand.pen, rng), hand, rng, small=True)
        else:
            pool = inks.digits[hand.pen][run[0]]
            page.digit(pool[int(rng.integers(len(pool)))], hand, rng, small=run == [0])
        if rng.random() < 0.08:
            page.mark(sign(inks, rng), hand, rng)
    return _worn(page.slanted(rng), rng), values


@dataclass(frozen=True)
class _Hand:
    """How somebody writes.

    pen: its number. gap, uneven: between digits, and the spread of it; heights, drift: spreads of the digits'
    heights and places; all in heights. stretch: how wide digits are. joins: how often the pen stays down
    between two. small: how small noughts are, and stand: where in the line, 0 at its top, 1 at its foot.
    """

    pen: int
    gap: float
    uneven: float
    heights: float
    drift: float
    stretch: float
    joins: float
    small: float
    stand: float


class _Page:
    """A line that is being written, from left to right."""

    def __init__(self, count: int) -> None:
        self._top = int(1.5 * TALL)
        self.ink = np.zeros((4 * TALL, int(TALL * (2.2 * count + 4))), np.uint8)
        self._right = np.full(len(self.ink), -10.0 * TALL)  # the rightmost ink of each row
        self._last = 0.0  # where the mark before begins
        self._pen: tuple[float, float] | None = None  # where the pen left the digit before
        self._span = [len(self.ink), 0]  # of the digits

    def digit(self, ink: Ink, hand: _Hand, rng: Rng, *, small: bool) -> None:
        """Write a digit, or some in one go, joined to the one before where the pen stays down.

        small: it is one of those that a hand may write smaller.
        """
        zoom = TALL / max(ink.shape[0], 0.5 * ink.shape[1]) * np.exp(rng.normal(0, hand.heights))
        stand = 1.0 if rng.random() < 0.5 else rng.random()
        if small and hand.small < 1:
            zoom, stand = zoom * hand.small, hand.stand
        ink = resized(ink, zoom * hand.stretch, zoom)
        free = (TALL - len(ink)) * stand
        x, y = self._put(ink, self._top + free + TALL * rng.normal(0, hand.drift), _near(hand, rng))
        rows, lefts, rights = _outline(ink)
        if self._pen is not None and rng.random() < hand.joins:
            k = int(lefts.argmin()) if rng.random() < 0.5 else int(rng.integers(max(1, len(rows) // 2)))
            end = x + lefts[k], y + rows[k]
            bow = (self._pen[0] + end[0]) / 2, (self._pen[1] + end[1]) / 2 + rng.normal(0, 0.1 * TALL)
            way = strokes.smooth(np.array([self._pen, bow, end], np.float64))
            width = max(1, nib(hand.pen, rng) - int(rng.integers(2)))
            cv2.polylines(self.ink, [fixed(way)], False, 255, width, cv2.LINE_AA, shift=4)
        k = int(rights.argmax()) if rng.random() < 0.6 else int(len(rows) * rng.uniform(0, 0.4))
        self._pen = float(x + rights[k]), float(y + rows[k])
        self._span = [min(self._span[0], y + int(rows[0])), max(self._span[1], y + int(rows[-1]) + 1)]

    def mark(self, ink: Ink, hand: _Hand, rng: Rng) -> None:
        """Write a mark that is no digit; the pen is lifted."""
        low = rng.random() < 0.5
        y = self._top + (TALL - 0.7 * len(ink) if low else (TALL - len(ink)) * rng.random())
        self._put(ink, y, abs(_near(hand, rng)) + rng.uniform(0, 0.25) * TALL)
        self._pen = None

    def slanted(self, rng: Rng) -> Ink:
        """The whole line, slanted and sloping as the hand does it, perhaps over a piece of a rule."""
        lean, slope = rng.normal(0.1, 0.22), rng.normal(0, 0.03)
        middle = self._top + TALL / 2, self.ink.shape[1] / 2
        matrix = np.array([[1, -lean, lean * middle[0]], [slope, 1, -slope * middle[1]]])
        ink = _ink(cv2.warpAffine(self.ink, matrix, self.ink.shape[::-1]))
        top, foot = self._span
        if rng.random() < 0.12:
            y = int(top - rng.uniform(2, 12) if rng.random() < 0.5 else foot + rng.uniform(-6, 10))
            x, reach = int(rng.uniform(0, 0.8 * ink.shape[1])), int(rng.uniform(0.5, 7) * TALL)
            cv2.line(ink, (x, y), (x + reach, y + int(rng.normal(0, 2))), 255, int(rng.integers(1, 4)))
        inked = np.flatnonzero(ink[max(0, top - 10) : foot + 10].max(0) > 90)
        left, right = max(0, int(inked[0]) - 12), int(inked[-1]) + 12
        if rng.random() < CUT:  # whoever cuts out a number cuts close
            near, far = int(inked[0] + rng.uniform(-8, 7)), int(inked[-1] - rng.uniform(-8, 7))
            left, right = (max(0, near), far) if far - near > TALL // 4 else (left, right)
        return np.ascontiguousarray(ink[max(0, top - 16) : foot + 16, left:right])

    def _put(self, ink: Ink, top: float, gap: float) -> tuple[int, int]:
        """Put ink so far from what stands in the rows beside it, px; returns its place."""
        rows, lefts, rights = _outline(ink)
        y = int(np.clip(top, 2, len(self.ink) - len(ink) - 2))
        beside = np.maximum.reduce([np.roll(self._right, shift) for shift in (-3, 0, 3)])[y + rows]
        x = float((beside - lefts).max() + gap)
        x = max(x, self._right.max() - 0.45 * ink.shape[1] if self._last else TALL)
        if self._last:  # whatever the gaps, no digit begins before the one on its left
            x = max(x, self._last + 0.35 * min(TALL, 2 * ink.shape[1]))
        at = int(np.clip(x, 2, self.ink.shape[1] - ink.shape[1] - 2))
        place = self.ink[y : y + len(ink), at : at + ink.shape[1]]
        np.maximum(place, ink, out=place)
        np.maximum.at(self._right, y + rows, at + rights)
        self._last = float(at)
        return at, y


def _amount(count: int, rng: Rng) -> list[int]:
    """Digits of a number: any, but round ones are common."""
    values = rng.integers(0, 10, count)
    if rng.random() < 0.35:
        run = min(count, int(rng.integers(1, 4)))
        first = count - run if rng.random() < 0.7 else int(rng.integers(count - run + 1))
        values[first : first + run] = 0 if rng.random() < 0.7 else rng.integers(10)
    return [int(value) for value in values]


def _runs(values: list[int], rng: Rng) -> list[list[int]]:
    """The digits one by one, but at times noughts that follow each other together."""
    runs: list[list[int]] = []
    together = rng.random() < 0.3
    for value in values:
        if together and value == 0 and runs and runs[-1][0] == 0:
            runs[-1].append(0)
        else:
            runs.append([value])
    return runs


def _gap(rng: Rng) -> float:
    """The gap between a hand's digits, in heights: wide, hardly any, or none."""
    low, high = ((0.08, 0.6), (-0.05, 0.13), (-0.13, 0.0))[int(rng.choice(3, p=[0.42, 0.46, 0.12]))]
    return float(rng.uniform(low, high))


def _near(hand: _Hand, rng: Rng) -> float:
    return TALL * (hand.gap + rng.normal(0, hand.uneven))


def _worn(ink: Ink, rng: Rng) -> Ink:
    """What paper and camera do to a line: faint places, distance, blur, noise, specks."""
    grey = ink.astype(np.float32)
    if rng.random() < 0.1:
        patches = rng.random((9, 4 + ink.shape[1] // 20), np.float32)
        patches = np.asarray(cv2.resize(patches, ink.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
        grey *= np.clip(1.6 * patches + rng.uniform(0.05, 0.3), 0, 1)
    zoom = min(1.0, rng.uniform(32, 90) / len(ink)) if rng.random() < 0.6 else 1.0
    small = cv2.resize(grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 0.9)), np.float32)
    grey += rng.normal(0, rng.uniform(0, 22), grey.shape).astype(np.float32)
    grey = (grey - 128) * rng.uniform(1.5, 3) + rng.uniform(110, 165)
    grey[grey < 60] = 0
    if rng.random() < 0.08:
        for x, y in rng.uniform(0, 1, (int(rng.integers(1, 6)), 2)) * grey.shape[::-1]:
            cv2.circle(grey, (int(x), int(y)), int(rng.integers(1, 3)), 255, -1)
    return _ink(np.clip(grey, 0, 255))


def _outline(ink: Ink) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The rows with ink, and the first and last column of it in each."""
    on = ink > 90
    rows = np.flatnonzero(on.any(1))
    if not len(rows):
        rows, on = np.array([0]), np.ones_like(on)
    return rows, on.argmax(1)[rows], ink.shape[1] - 1 - on[:, ::-1].argmax(1)[rows]


def _ink(image: npt.ArrayLike) -> Ink:
    return np.asarray(image, np.uint8)
