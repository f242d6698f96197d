"""Numbers and sums written with a pen, for the sequence network and the fit of the pen reader's weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from live.values import Doubles, Floats, Stroke
from train.augment import Rng
from train.pen.bank import Bank, Strokes, evenly
from train.pen.examples import scribble
from train.pen.hand import written
from train.scenes.alphabet import ALPHABET, CLASS_OF, OTHER
from train.texts import LETTER, text

Truth = dict[frozenset[Stroke], int]
"""The strokes of each mark, and its class."""


@dataclass(frozen=True)
class Knobs:
    """Of rows; distances in heights of a digit."""

    digit_gap: tuple[float, float] = (-0.03, 0.4)  # between the boxes of neighbours
    sign_gap: tuple[float, float] = (0.02, 0.5)
    waver: float = 0.09  # spread of a mark's place above or below the line
    size: tuple[float, float] = (0.75, 1.25)
    heights: tuple[float, float] = (25.0, 160.0)  # of a digit, px
    longest: int = 16  # characters of a row
    letter: float = 0.8  # of marks outside the alphabet; the rest are scribbles
    word: float = 0.1  # of rows that are nothing else
    lone: float = 0.35  # of pages with a single mark
    stray: float = 0.08  # of these a letter or a scribble
    sign: float = 0.1  # of these a sign
    lines: float = 0.2  # of pages with two lines
    late: float = 0.06  # of `LATE` marks that all strokes but the first are drawn when the row is written
    pace: float = 0.02  # s from point to point
    lift: float = 0.2  # s from stroke to stroke
    pitch: tuple[float, float] = (1.3, 2.2)  # of lines
    lone_line: float = 0.3  # of the rows that the sequence network learns from, with a single mark
    stray_line: float = 0.3  # of these a letter or a scribble
    changed: float = 0.7  # of their marks, which another hand writes
    air: float = 0.3  # of these rows that are written in the air
    air_sign: float = 0.1  # of the signs there that are joined as digits are: for most the finger is lifted
    air_steps: tuple[float, float] = (0.03, 0.35)  # between the points there: 15 to 110 a second
    air_spread: float = 0.02  # of where the finger is seen


KNOBS = Knobs()

LONE_SIGNS = [*"+++---×××÷÷==(())./"]
"""Signs that stand alone, as often as people would write them so."""

LATE = "4570÷+"
"""Marks of which people draw a bar, or points, later."""


def page(bank: Bank, rng: Rng) -> tuple[tuple[Stroke, ...], Truth]:
    """Return strokes in the order they were drawn in, and which of them are what."""
    height = float(np.exp(rng.uniform(*np.log(KNOBS.heights))))
    if rng.random() < KNOBS.lone:
        rows = [_lone(rng)]
    else:
        rows = [_text(rng) for _ in range(2 if rng.random() < KNOBS.lines else 1)]
    strokes, truth, now = list[Stroke](), Truth(), 0.0
    for number, row in enumerate(rows):
        marks: list[list[Stroke]] = [[] for _ in row]
        for mark, points in _row(bank, rng, row, number * rng.uniform(*KNOBS.pitch)):
            times = now + KNOBS.pace * np.arange(len(points))
            now = float(times[-1]) + KNOBS.lift
            strokes.append(Stroke(np.column_stack([points * height + 50, times]).astype(np.float32)))
            marks[mark].append(strokes[-1])
        truth |= {frozenset(own): CLASS_OF.get(c, OTHER) for own, c in zip(marks, row, strict=True)}
    return tuple(strokes), truth


def _lone(rng: Rng, stray: float = KNOBS.stray) -> str:
    """Return the only mark of a page. stray: the chance that it is a letter or a scribble."""
    chance = rng.random()
    if chance < stray:
        return LETTER
    return str(rng.choice(LONE_SIGNS if chance < stray + KNOBS.sign else ALPHABET[:10]))


def _text(rng: Rng) -> str:
    """Return what a row says, or a word."""
    if rng.random() < KNOBS.word:
        return LETTER * int(rng.integers(1, 5))
    return text(rng)[: KNOBS.longest]


def line(bank: Bank, rng: Rng) -> tuple[list[Floats], list[int]]:
    """Return the strokes of a row, most of its marks changed as hands differ, and the classes it says."""
    row = _lone(rng, KNOBS.stray_line) if rng.random() < KNOBS.lone_line else _text(rng)
    air = bool(rng.random() < KNOBS.air)
    strokes = [points.astype(np.float32) for _, points in _row(bank, rng, row, 0.0, KNOBS.changed, air)]
    if air:
        step, spread = rng.uniform(*KNOBS.air_steps), abs(rng.normal(0, KNOBS.air_spread))
        strokes = [evenly(stroke, step) for stroke in strokes]
        strokes = [(stroke + rng.normal(0, spread, stroke.shape)).astype(np.float32) for stroke in strokes]
    return strokes, [CLASS_OF.get(character, OTHER) for character in row]


def _row(
    bank: Bank, rng: Rng, row: str, y: float, changed: float = 0.0, air: bool = False
) -> list[tuple[int, Floats | Doubles]]:
    """Return the strokes of a row as they are drawn, each with the number of its mark; digits are 1 high.

    changed: share of the marks that are written by another hand, in the air if so said.
    """
    x, drawn, late = 0.0, list[tuple[int, Floats | Doubles]](), list[tuple[int, Floats | Doubles]]()
    for k, character in enumerate(row):
        size = np.float32(rng.uniform(*KNOBS.size))
        mark = _mark(bank, rng, character)
        if rng.random() < changed:
            mark = written(mark, rng, air * (1.0 if character.isdigit() else KNOBS.air_sign))
        mark = [stroke * size for stroke in mark]
        every = np.concatenate(mark)
        plain = character.isdigit() and k > 0 and row[k - 1].isdigit()
        x += rng.uniform(*(KNOBS.digit_gap if plain else KNOBS.sign_gap)) if k else 0.0
        place = np.array((x - every[:, 0].min(), y + KNOBS.waver * rng.normal()))
        x += float(np.ptp(every[:, 0]))
        first = 1 if character in LATE and rng.random() < KNOBS.late else len(mark)
        drawn += [(k, stroke + place) for stroke in mark[:first]]
        late += [(k, stroke + place) for stroke in mark[first:]]
    return drawn + late


def _mark(bank: Bank, rng: Rng, character: str) -> Strokes:
    """Return a mark as it was written: on the changed ones of its training the network is too sure."""
    if character != LETTER:
        return bank.known(character, rng)
    return bank.letter(rng) if bank.letters and rng.random() < KNOBS.letter else scribble(rng)
