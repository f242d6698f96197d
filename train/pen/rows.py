"""Numbers and sums written with a pen, on which the pen reader's weights are fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.values import Stroke
from train.augment import Rng
from train.pen.bank import Bank, Strokes
from train.pen.examples import scribble
from train.scenes.alphabet import ALPHABET, CLASS_OF, OTHER
from train.texts import LETTER, text

Truth = dict[frozenset[Stroke], int]
"""The strokes of each mark, and its class."""


@dataclass(frozen=True)
class Knobs:
    """Of rows; distances in heights of a digit."""

    digit_gap: tuple[float, float] = (-0.03, 0.4)  # between the boxes of neighbours
    sign_gap: tuple[float, float] = (0.02, 0.5)
    waver: float = 0.09  # spread of a mark's height above the line
    size: tuple[float, float] = (0.75, 1.25)
    heights: tuple[float, float] = (25.0, 160.0)  # of a digit, px
    longest: int = 16  # characters of a row
    letter: float = 0.8  # of marks outside the alphabet; the rest are scribbles
    word: float = 0.1  # of rows that are nothing else
    lone: float = 0.35  # of pages with a single mark
    stray: float = 0.08  # of these a letter or a scribble
    sign: float = 0.1  # of these a sign
    lines: float = 0.2  # of pages with two lines
    late: float = 0.06  # of marks of several strokes whose last one is drawn when the row is written
    pace: float = 0.02  # s from point to point
    lift: float = 0.2  # s from stroke to stroke
    pitch: tuple[float, float] = (1.3, 2.2)  # of lines


KNOBS = Knobs()

SIGNS = [*"+++---×××÷÷==(())./"]
"""What signs stand alone, as often."""


def page(bank: Bank, rng: Rng) -> tuple[tuple[Stroke, ...], Truth]:
    """Return strokes in the order they were drawn in, and which of them are what."""
    height = float(np.exp(rng.uniform(*np.log(KNOBS.heights))))
    strokes: list[Stroke] = []
    truth: Truth = {}
    clock = _Clock()
    if rng.random() < KNOBS.lone:
        rows = [_lone(rng)]
    else:
        rows = [_text(rng) for _ in range(2 if rng.random() < KNOBS.lines else 1)]
    for k, row in enumerate(rows):
        drawn, marks = _row(bank, rng, row, height, k * rng.uniform(*KNOBS.pitch), clock)
        strokes += drawn
        truth |= marks
    return tuple(strokes), truth


def _lone(rng: Rng) -> str:
    """Return the only mark of a page."""
    chance = rng.random()
    if chance < KNOBS.stray:
        return LETTER
    return str(rng.choice(SIGNS if chance < KNOBS.stray + KNOBS.sign else ALPHABET[:10]))


class _Clock:
    """Gives strokes their times."""

    def __init__(self) -> None:
        self.now = 0.0

    def stroke(self, points: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Stroke:
        times = self.now + KNOBS.pace * np.arange(len(points))
        self.now = float(times[-1]) + KNOBS.lift
        return Stroke(np.column_stack([points, times]).astype(np.float32))


def _text(rng: Rng) -> str:
    """Return what a row says, or a word."""
    if rng.random() < KNOBS.word:
        return LETTER * int(rng.integers(1, 5))
    return text(rng)[: KNOBS.longest]


def _row(
    bank: Bank, rng: Rng, text: str, height: float, y: float, clock: _Clock
) -> tuple[list[Stroke], Truth]:
    x, drawn, late = 0.0, list[Stroke](), list[tuple[Strokes, int, list[Stroke]]]()
    marks: list[tuple[list[Stroke], int]] = []
    for k, character in enumerate(text):
        mark = _mark(bank, rng, character)
        size = rng.uniform(*KNOBS.size)
        mark = [stroke * np.float32(size) for stroke in mark]
        every = np.concatenate(mark)
        plain = character.isdigit() and k > 0 and text[k - 1].isdigit()
        x += rng.uniform(*(KNOBS.digit_gap if plain else KNOBS.sign_gap)) if k else 0.0
        place = np.array((x - every[:, 0].min(), y + KNOBS.waver * rng.normal()))
        x += float(np.ptp(every[:, 0]))
        placed = [((stroke + place) * height + 50).astype(np.float32) for stroke in mark]
        label = CLASS_OF.get(character, OTHER)
        own = [
            clock.stroke(points)
            for points in placed[: 1 if len(placed) > 1 and _late(rng, character) else None]
        ]
        drawn += own
        marks.append((own, label))
        if len(own) < len(placed):
            late.append((placed[len(own) :], label, own))
    for rest, _, own in late:
        more = [clock.stroke(points) for points in rest]
        drawn += more
        own += more
    return drawn, {frozenset(own): label for own, label in marks}


def _late(rng: Rng, character: str) -> bool:
    return character in "4570÷+" and rng.random() < KNOBS.late


def _mark(bank: Bank, rng: Rng, character: str) -> Strokes:
    """Return a mark as it was written: changed as the network has learnt them it would look too sure."""
    if character != LETTER:
        return bank.known(character, rng)
    return bank.letter(rng) if bank.letters and rng.random() < KNOBS.letter else scribble(rng)
