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
from train.scenes import assets, camera, clutter, sources
from train.scenes.alphabet import PROPORTIONS, SHAPES
from train.strokes import corners, smooth

SUMS = 10
"""Of a sheet."""

SIZE = (1280, 720)
"""Of a frame, px."""

WRONG, OPEN = 0.25, 0.1
"""Shares of the sums: with a wrong answer, with none."""

TALL, LONGEST = 0.55, 72.0
"""Height of digits, of a row's, and at most, px."""

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


def sheets(count: int, mnist: Path, data: Path, rooms: Path | None, seed: int = 0) -> Iterator[Sheet]:
    """Draw sheets in pen strokes of people whom no training has seen, every second one in two columns.

    mnist, data: as `train.scenes.sources.load` has them. rooms: pictures for backgrounds, as
    `python -m train eye` has them; all of them are drawn where that is None.
    """
    known = sources.load(mnist, data, validation=True)
    behind = assets.load(rooms, validation=True) if rooms else assets.Assets()
    for number in range(count):
        yield _sheet(np.random.default_rng([seed, number]), known, behind, columns=1 + number % 2)


def _sheet(rng: Rng, known: sources.Sources, behind: assets.Assets, columns: int) -> Sheet:
    """Write a sheet that fills most of a frame, and hold it up."""
    wide, high = (round(rng.uniform(0.82, 0.96) * side) for side in SIZE)
    ink, rows = np.zeros((high, wide), np.uint8), SUMS // columns
    pitch, room = 0.94 * high / rows, 0.96 * wide / columns
    texts = [_sum(rng) for _ in range(SUMS)]
    em = min(TALL * pitch, room / (0.9 * max(len(text) for text, _, _ in texts) + 2), LONGEST)
    pen, gap, slope = em * rng.uniform(0.07, 0.14), em * rng.uniform(0.12, 0.3), rng.normal(0, 0.01)
    boxes = []
    for number, (text, _, _) in enumerate(texts):
        column, row = divmod(number, rows)
        x, y = 0.02 * wide + (column + rng.uniform(0.02, 0.08)) * room, 0.03 * high + (row + 0.5) * pitch
        boxes.append(_write(ink, text, (x, y + slope * x), em, pen, gap, known, rng))
    image, warp = _held(rng, _on_paper(rng, ink, em), behind, em)
    seen = [_seen(box, warp) for box in boxes]
    sums = (Written(t, box, answer, right) for (t, answer, right), box in zip(texts, seen, strict=True))
    return Sheet(image, tuple(sums))


def _write(
    ink: Image, text: str, at: tuple[float, float], em: float, pen: float, gap: float,
    known: sources.Sources, rng: Rng,
) -> Box:  # fmt: skip
    """Write a row, in place, whose middle line begins at a point; em, pen, gap: px. Returns what it takes."""
    every, x = [], at[0]
    for character in text:
        lines = _strokes(character, known, rng)
        points = np.concatenate(lines)
        low, reach = points.min(0), np.ptp(points, axis=0)
        least, most, drop = PROPORTIONS.get(character, (1.0, 1.0, 0.0))
        size = em * rng.uniform(max(least, min(0.5, most)), most) * rng.normal(1, 0.05)
        zoom = size / max(1e-3, float(reach[1] if character.isdigit() else reach.max()))
        zoom = min(zoom, 0.9 * em / max(1e-3, float(reach[0])))
        middle = at[1] + (drop + rng.normal(0, 0.03)) * em
        for line in lines:
            placed = (line - low - [0, reach[1] / 2]) * zoom + [x, middle]
            way = np.round(placed * 16).astype(np.int32)
            cv2.polylines(ink, [way], False, 255, max(1, round(pen)), cv2.LINE_AA, 4)
            every.append(placed)
        x += float(reach[0]) * zoom + pen + gap * rng.uniform(0.8, 1.3)
    outline = np.concatenate(every)
    (left, top), (w, h) = outline.min(0).tolist(), np.ptp(outline, axis=0).tolist()
    return left, top, w, h


def _strokes(character: str, known: sources.Sources, rng: Rng) -> sources.Strokes:
    """Return strokes of a character: a digit's or some signs' by other people, or else by our own shapes."""
    pool = known.strokes.get(character, [])
    if pool and (character.isdigit() or (character in "+-=" and rng.random() < 0.6)):
        return pool[int(rng.integers(len(pool)))]
    shape, aspects = SHAPES[character][0]
    stretch = [rng.uniform(*aspects), 1]
    lines = [smooth(corners(line, rng, 0.03)) * stretch for line in shape]
    return [line.astype(np.float32) for line in lines]


def _on_paper(rng: Rng, ink: Image, em: float) -> np.ndarray:
    """Return ink on plain, ruled or squared paper, float32 BGR of 0..255."""
    high, wide = ink.shape
    tone = rng.uniform(205, 250) * (1 - rng.uniform(0, 0.08, 3))
    paper = np.full((high, wide, 3), tone, np.float32)
    kind, pitch = rng.integers(3), round(em * rng.uniform(0.6, 1.6))
    rule = tone * (1 - rng.uniform(0.05, 0.2) * rng.uniform(0.5, 1, 3))
    if kind:
        paper[int(rng.integers(pitch)) :: pitch] = rule
    if kind == 2:
        paper[:, int(rng.integers(pitch)) :: pitch] = rule
    pens = (40, 34, 32), (150, 62, 28), (44, 36, 160), (90, 88, 86)  # black, blue, red, pencil
    cover = (ink / np.float32(255))[..., None] * np.float32(rng.uniform(0.75, 1))
    return np.asarray(paper + (np.array(pens[int(rng.integers(4))]) - paper) * cover, np.float32)


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


def _held(rng: Rng, paper: np.ndarray, behind: assets.Assets, em: float) -> tuple[Image, np.ndarray]:
    """Hold a sheet before a room and a camera; return the frame, and the homography to it from the sheet."""
    side, (high, wide), top = max(SIZE), paper.shape[:2], (max(SIZE) - SIZE[1]) // 2
    angle, shift = rng.normal(0, 0.025), rng.uniform(-0.4, 0.4, 2) * (SIZE[0] - wide, SIZE[1] - high)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float64)
    target = (flat - [wide / 2, high / 2]) @ turn + side / 2 + shift + rng.normal(0, 0.012, (4, 2)) * high
    warp = cv2.getPerspectiveTransform(flat.astype(np.float32), target.astype(np.float32))
    room = clutter.background(rng, side, behind).astype(np.float32)
    seen = cv2.warpPerspective(np.ones((high, wide), np.float32), warp, (side, side))[..., None]
    picture = room * (1 - seen) + cv2.warpPerspective(paper, warp, (side, side)) * seen
    faults = camera.FAULTS if rng.random() < 0.5 else camera.GENTLE
    image = camera.taken(camera.lit(np.asarray(picture, np.float32), rng), rng, em, 0.6, faults)
    down = np.array([[1, 0, 0], [0, 1, -top], [0, 0, 1]])
    return np.ascontiguousarray(image[top : top + SIZE[1]]), down @ warp


def _seen(box: Box, warp: np.ndarray) -> Box:
    """Return what a box of the sheet takes in the frame."""
    x, y, w, h = box
    corner = np.array([[[x, y], [x + w, y], [x + w, y + h], [x, y + h]]])
    found = cv2.perspectiveTransform(corner, warp)[0]
    (left, top), (wide, high) = found.min(0).tolist(), np.ptp(found, axis=0).tolist()
    return left, top, wide, high
