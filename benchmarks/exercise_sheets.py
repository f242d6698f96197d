"""Draw exercise sheets: ten handwritten sums each, some wrong, some open, held before a room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from benchmarks.drawing import Image
from train.augment import Rng
from train.scenes import assets, camera, clutter, paper, sources
from train.scenes.alphabet import CLASS_OF
from train.scenes.hand import Hand
from train.scenes.page import SIDE, Item, Page
from train.scenes.sprites import Bank

SUMS = 10
"""Of a sheet."""

SIZE = (1280, 720)
"""Of a frame, px."""

WRONG, OPEN = 0.25, 0.1
"""Shares of the sums: with a wrong answer, with none."""

LEAST_COVER = 0.5
"""Of a sheet's ink, 0..1: people who practise sums press their pens down."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Written:
    """A sum on a sheet. box: in the frame, px. right: whether its answer is, None where it has none."""

    text: str
    box: Box
    answer: Fraction
    right: bool | None


@dataclass(frozen=True)
class Sheet:
    """A frame, and the sums in it."""

    image: Image
    sums: tuple[Written, ...]


def sheets(count: int, mnist: Path, data: Path | None, rooms: Path | None, seed: int = 0) -> Iterator[Sheet]:
    """Draw sheets by hands that no training has seen, every second one in two columns.

    mnist, data: as `train.scenes.sources.load` has them. rooms: pictures for backgrounds, as
    `python -m train eye` has them; all of them are drawn where that is None.
    """
    bank = Bank(sources.load(mnist, data, validation=True), np.random.default_rng([seed, 0]))
    behind = assets.load(rooms, validation=True) if rooms else assets.Assets()
    for number in range(count):
        yield _sheet(np.random.default_rng([seed, 1, number]), bank, behind, columns=1 + number % 2)


def _sheet(rng: Rng, bank: Bank, behind: assets.Assets, columns: int) -> Sheet:
    rows, texts = SUMS // columns, [_sum(rng) for _ in range(SUMS)]
    pitch, wide = 0.94 * SIDE / rows, 0.94 * SIDE / columns
    longest = max(len(text) for text, _, _ in texts)
    em = min(0.6 * pitch, wide / (0.95 * longest + 1.5), 60)
    while (page := paper.blank(rng, em)).cover < LEAST_COVER:
        pass
    hand = Hand(page, bank, rng, em)
    hand.gap, hand.angle = float(np.clip(hand.gap, -0.04, 0.32)), rng.normal(0, 0.012)
    placed = []
    for number, (text, answer, right) in enumerate(texts):
        column, row = divmod(number, rows)
        at = 0.03 * SIDE + (column + rng.uniform(0.01, 0.05)) * wide, 0.03 * SIDE + (row + 0.5) * pitch
        placed.append((text, hand.row([CLASS_OF[sign] for sign in text], *at), answer, right))
    image, warp = _held(rng, page, behind, em)
    return Sheet(image, tuple(Written(t, _box(items, warp), a, right) for t, items, a, right in placed))


def _sum(rng: Rng) -> tuple[str, Fraction, bool | None]:
    """Make a sum as pupils have them: its text, what its left side makes, whether its answer is right."""
    a, b, kind = int(rng.integers(2, 100)), int(rng.integers(2, 13)), rng.random()
    if kind < 0.3:
        b = int(rng.integers(2, 100))
        left, answer = f"{a}+{b}", Fraction(a + b)
    elif kind < 0.55:
        a, b = max(a, b), min(a, b)
        left, answer = f"{a}-{b}", Fraction(a - b)
    elif kind < 0.75:
        a = min(a, 12)
        left, answer = f"{a}×{b}", Fraction(a * b)
    elif kind < 0.9:
        a = min(a, 12)
        left, answer = f"{a * b}÷{b}", Fraction(a)
    elif kind < 0.95:
        left, answer = f"{b}×({a % 10 + 5}-{a % 5})", Fraction(b * (a % 10 + 5 - a % 5))
    else:
        left, answer = f"{a / 10:.1f}+{b / 10:.1f}", Fraction(a + b, 10)
    fate = rng.random()
    if fate < OPEN:
        return left + "=", answer, None
    given = _mistaken(answer, rng) if fate < OPEN + WRONG else answer
    return f"{left}={_decimal(given)}", answer, given == answer


def _mistaken(answer: Fraction, rng: Rng) -> Fraction:
    """Return an answer that is off by one, two or ten, and not below zero."""
    off = Fraction(int(rng.choice([1, 2, 10]))) * (1 if answer.denominator == 1 else Fraction(1, 10))
    return answer - off if answer > off and rng.random() < 0.5 else answer + off


def _decimal(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.1f}"


def _held(rng: Rng, page: Page, behind: assets.Assets, em: float) -> tuple[Image, np.ndarray]:
    """Hold a page before a room and a camera; return the frame, and the homography from page to frame px."""
    side, (wide, high) = max(SIZE), SIZE
    tall, angle = rng.uniform(0.88, 1.0) * high, rng.normal(0, 0.03)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * SIDE
    at = side / 2 + rng.uniform(-0.15, 0.15) * wide, side / 2
    askew = rng.normal(0, 0.015, (4, 2)) * tall
    target = (corners / SIDE - 0.5) * tall @ turn.T + at + askew
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    room = clutter.background(rng, side, behind).astype(np.float32)
    seen = cv2.warpPerspective(np.ones((SIDE, SIDE), np.float32), warp, (side, side))[..., None]
    picture = room * (1 - seen) + cv2.warpPerspective(page.image, warp, (side, side)) * seen
    zoom, contrast = tall / SIDE, page.cover * float(np.abs(page.ink - page.tone).max()) / 255
    faults = camera.FAULTS if rng.random() < 0.5 else camera.GENTLE
    image = camera.taken(camera.lit(np.asarray(picture, np.float32), rng), rng, em * zoom, contrast, faults)
    top = (side - high) // 2
    return np.ascontiguousarray(image[top : top + high]), np.array(
        [[1, 0, 0], [0, 1, -top], [0, 0, 1]]
    ) @ warp


def _box(items: list[Item], warp: np.ndarray) -> Box:
    """Return what some items take in the frame."""
    outline = np.concatenate([item.outline for item in items])
    seen = cv2.perspectiveTransform(outline[None].astype(np.float64), warp)[0]
    (x, y), (w, h) = seen.min(0).tolist(), np.ptp(seen, axis=0).tolist()
    return x, y, w, h
