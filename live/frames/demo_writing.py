"""What is written on the demo's sheets: numbers in MNIST's hands, and sums with signs drawn here."""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np

from live.values import Floats, Image

HEIGHTS, MAX_WIDTH = (104, 94, 84), 640
"""Of the digits on a sheet of one, two or three lines, and of a line, so that no thumb covers it; px."""

SIGNS: dict[str, list[list[tuple[float, float]]]] = {
    "+": [[(-0.3, 0), (0.3, 0)], [(0, -0.3), (0, 0.3)]],
    "-": [[(-0.25, 0), (0.25, 0)]],
    "×": [[(-0.22, -0.24), (0.22, 0.24)], [(0.22, -0.24), (-0.22, 0.24)]],
    "=": [[(-0.28, -0.14), (0.28, -0.14)], [(-0.28, 0.14), (0.28, 0.14)]],
}
"""Strokes of signs, in digit heights, from their middle."""

PENS = ((150, 62, 28), 0.92), ((34, 30, 28), 0.93), ((44, 36, 190), 0.9), ((70, 68, 66), 0.72)
"""Colour (B, G, R) and how much it covers: blue, black and red pens, a pencil."""


@functools.cache
def glyphs() -> Image:
    """Return the handwriting, (10, 30, 28, 28) uint8, thirty of each digit, bright on black.

    The first thirty of each class of the MNIST test set (LeCun, Cortes, Burges; CC BY-SA 3.0), which no
    network is trained on: `np.savez_compressed(file, digits=np.stack([x_test[y_test == v][:30] for v in
    range(10)]))`.
    """
    with np.load(Path(__file__).with_name("demo_digits.npz")) as file:
        return np.asarray(file["digits"], np.uint8)


def _numbers(rng: np.random.Generator) -> list[str]:
    """Return one to three lines of three to six digits."""
    return ["".join(map(str, rng.integers(0, 10, rng.integers(3, 7)))) for _ in range(rng.integers(1, 4))]


def _sums(rng: np.random.Generator) -> list[str]:
    """Return three sums in any order: a right one, a wrong one, and one that waits for its answer."""
    (a, b, c, d), (f, g) = rng.integers(12, 50, 4), rng.integers(3, 10, 2)
    sums = (f"{a}+{b}", a + b), (f"{f}×{g}", f * g), (f"{c + d}-{c}", d)
    (right, value), (wrong, other), (waits, _) = (sums[k] for k in rng.permutation(3))
    lines = [f"{right}={value}", f"{wrong}={other + rng.choice([-1, 1, 2])}", f"{waits}="]
    return [lines[k] for k in rng.permutation(3)]


def write(paper: Floats, rng: np.random.Generator, *, sums: bool = False) -> tuple[str, Floats]:
    """Write numbers or sums on paper; return the text and the corners of all of it, (4, 2) float32 px."""
    colour, cover = PENS[int(rng.integers(len(PENS)))]
    lines = _sums(rng) if sums else _numbers(rng)
    height, width = paper.shape[:2]
    tall = HEIGHTS[len(lines) - 1] * rng.uniform(0.92, 1.05)
    pitch, weight, slope = tall * rng.uniform(1.55, 1.7), rng.uniform(0.85, 1.05), rng.uniform(-0.03, 0.03)
    ink = np.zeros((height, width), np.float32)
    for row, line in enumerate(lines):
        marks = [_mark(value, tall * rng.uniform(0.93, 1.07), weight, rng) for value in line]
        gaps = tall * rng.uniform(0.3, 0.48, len(marks))
        gaps[-1] = 0
        room = MAX_WIDTH - gaps.sum()
        if (total := sum(m.shape[1] for m in marks)) > room:
            fit = room / total
            marks = [np.asarray(cv2.resize(m, None, fx=fit, fy=fit), np.float32) for m in marks]
        left = (width - gaps.sum() - sum(m.shape[1] for m in marks)) / 2
        left += rng.uniform(-25, 25) if len(line) < 6 else 0
        middle = height / 2 + (row - (len(lines) - 1) / 2) * pitch
        for mark, gap in zip(marks, gaps, strict=True):
            h, w = mark.shape
            x = round(left)
            y = round(middle + slope * (left - width / 2) - h / 2 + rng.uniform(-0.05, 0.05) * tall)
            ink[y : y + h, x : x + w] = np.maximum(ink[y : y + h, x : x + w], mark)
            left += w + gap
    if cover < 0.8:  # a pencil skips the hollows of the paper
        hollows = cv2.GaussianBlur(rng.normal(0, 1.5, ink.shape).astype(np.float32), (0, 0), 0.9)
        ink *= 1 - 0.3 * np.abs(hollows).clip(0, 1)
    amount = (ink * cover)[..., None]
    paper[:] = paper * (1 - amount) + np.array(colour, np.float32) * amount
    x, y, w, h = cv2.boundingRect((ink > 0.5).astype(np.uint8))
    return "\n".join(lines), np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32)


def _mark(value: str, tall: float, weight: float, rng: np.random.Generator) -> Floats:
    """Return a handwritten digit about `tall` px high, or a sign beside it, cut to its box: float32, 0..1."""
    if value in SIGNS:
        return _sign(value, tall, weight, rng)
    glyph = np.pad(glyphs()[int(value), rng.integers(30)].astype(np.float32) / 255, 2)
    scale = tall / 20  # MNIST's digits fill a box of 20
    big = cv2.resize(glyph, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    side = big.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-4, 4), 1)
    big = cv2.GaussianBlur(cv2.warpAffine(big, turn, (side, side)), (0, 0), 0.45 * scale)
    sharp = np.quantile(big, 1 - glyph.mean() * weight)  # as much ink as there was, neither bolder nor finer
    mark = ((big - sharp) / 0.16 + 0.5).clip(0, 1)  # an edge as crisp as ink's
    x, y, w, h = cv2.boundingRect((mark > 0).astype(np.uint8))
    return np.asarray(mark[y : y + h, x : x + w], np.float32)


def _sign(value: str, tall: float, weight: float, rng: np.random.Generator) -> Floats:
    """Return a sign as `_mark` has digits, in strokes that are not quite straight."""
    large = np.zeros((2 * round(2 * tall), 2 * round(2 * tall)), np.uint8)  # drawn twice as large
    for ends in SIGNS[value]:
        start, end = np.array(ends) + rng.normal(0, 0.015, (2, 2))
        line = np.linspace(start, end, 5)
        line[1:-1] += rng.normal(0, 0.008, (3, 2))
        points = ((2 * tall * line + large.shape[0] / 2) * 16).round().astype(np.int32)
        cv2.polylines(large, [points], False, 255, round(0.2 * tall * weight), cv2.LINE_AA, 4)
    mark = cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    x, y, w, h = cv2.boundingRect(mark)
    return np.asarray(mark[y : y + h, x : x + w] / np.float32(255), np.float32)
