"""How writing is arranged on a page: rows, columns, tables, scattered, alone; and what is drawn beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.augment import log_uniform
from train.scenes import ornaments, text
from train.scenes.alphabet import OTHER, SIGNS
from train.scenes.hand import LETTER, UNKNOWN, Hand, classes
from train.scenes.page import NO_OTHER, SIDE, Item
from train.scenes.sprites import PENS
from train.strokes import smooth
from train.texts import LETTER as A_LETTER

Points = npt.NDArray[np.float64]
Handwords = Callable[[float], npt.NDArray[np.uint8]]

PAGES: tuple[tuple[float, tuple[float, ...]], ...] = (
    (0.27, (1, 0, 0, 0)),
    (0.25, (0.1, 0.8, 0.1, 0)),
    (0.13, (0.5, 0.2, 0, 0.3)),
    (0.1, (0.1, 0.1, 0.1, 0.7)),
    (0.25, (0, 0.2, 0.8, 0)),
)
"""Pages of rows: share of them, and shares of numbers, sums, equations and words on them."""


@dataclass(frozen=True)
class Mix:
    """What stands on a page, shares of what each line names."""

    few: float = 0.2  # pages of rows: with one row or two
    aligned: float = 0.7  # rows: they begin where the others do
    counted: float = 0.1  # pages of rows: each row begins with what counts it
    unit: float = 0.07  # numbers: with one letter or two behind them, as units have
    around: float = 0.12  # parts of a row: underlined, boxed or circled
    struck: float = 0.04  # parts of a row: crossed out
    braced: float = 0.08  # rows: before a brace that holds this one and the next together
    digits: float = 0.8  # scattered characters
    signs: float = 0.08  # scattered characters; the rest is marks outside the alphabet
    em: tuple[float, float] = (9, 90)  # px, sizes of scattered characters
    blank: float = 0.25  # cells of a table
    words: float = 0.3  # tables with words in their first row and column
    digit_alone: float = 0.85  # characters that stand alone; the rest is signs
    slim: float = 0.25  # of these digits: a 1 or a 7, which alone are hardest to tell from what is none
    font: float = 0.5  # words in a font of handwriting; the rest is people's letters
    word_em: tuple[float, float] = (0.4, 1.1)  # of a digit's height: letters beside numbers


MIX = Mix()


def rows(hand: Hand) -> None:
    """Write numbers, sums and words in rows."""
    rng, em, texts = hand.rng, hand.em, hand.texts
    lead = em * rng.uniform(1.15, 2.6)
    kinds = lambda: _quantity(hand), lambda: classes(texts.sum()), lambda: classes(texts.equation(), UNKNOWN)
    small = rng.uniform(*MIX.word_em)
    share = PAGES[int(rng.choice(len(PAGES), p=[page for page, _ in PAGES]))][1]
    y, left = rng.uniform(0, min(SIDE / 2, lead * 2)), rng.uniform(-20, SIDE * 0.25)
    few, counted = rng.random() < MIX.few, rng.random() < MIX.counted
    rows_left = int(rng.integers(1, 3)) if few else 99
    if few:
        y = rng.uniform(0.15, 0.75) * SIDE
    while y < SIDE + em and rows_left:
        rows_left -= 1
        x = left if rng.random() < MIX.aligned else rng.uniform(-10, SIDE * 0.6)
        if counted and (items := hand.row(_counter(hand), x, y)):
            x = float(ornaments.corners(items)[1][0]) + em * rng.uniform(0.3, 1.5)
        while x < SIDE and rng.random() < 0.9:
            kind = int(rng.choice(len(share), p=share))
            if kind == len(kinds):
                x = _word(hand, x, y, em * small) + em * rng.uniform(0.2, 1)
                continue
            items = hand.row(kinds[kind](), x, y)
            if not items:
                break
            low, high = ornaments.corners(items)
            if rng.random() < MIX.around:
                ornaments.around(hand, low, high)
            if rng.random() < MIX.struck:
                ornaments.struck(hand, items)
            x = float(high[0]) + em * rng.uniform(0.5, 2.5)
            if rng.random() < 0.25:
                break
        if rng.random() < MIX.braced:
            ornaments.brace(hand, left - rng.uniform(0.5, 1.2) * em, y - 0.6 * em, y + lead + 0.6 * em)
        y += lead * (1 if rng.random() < 0.7 else rng.uniform(1, 1.6))
        hand.angle += rng.normal(0, 0.008)


def _quantity(hand: Hand) -> list[int]:
    """Return the classes of a number as it stands in a row, at times with a unit."""
    unit = [LETTER] * int(hand.rng.integers(1, 3)) if hand.rng.random() < MIX.unit else []
    return classes(hand.texts.number()) + unit


def _counter(hand: Hand) -> list[int]:
    """Return the classes of what counts the rows of an exercise: a number or a letter, and a sign."""
    rng, texts = hand.rng, hand.texts
    first = A_LETTER if rng.random() < 0.4 else texts.number(2)
    row = f"({first})" if rng.random() < 0.2 else first + texts.any("))).")
    return classes(row, UNKNOWN)


def column(hand: Hand) -> None:
    """Write short numbers below each other, as in a written addition."""
    rng, em = hand.rng, hand.em
    y, x, lead = rng.uniform(0, 2 * em), rng.uniform(em, SIDE - 3 * em), em * rng.uniform(1.1, 2.2)
    hand.gap = min(hand.gap, 0.4)
    while y < SIDE:
        start = hand.texts.any("+-×") if rng.random() < 0.2 else ""
        hand.row(classes(start + hand.texts.number(3)), x + rng.normal(0, 0.15) * em, y)
        if rng.random() < 0.15:
            foot = y + 0.55 * lead
            hand.page.line([[x - em, foot], [x + 3 * em, foot + rng.normal(0, 0.1) * em]], max(1, 0.06 * em))
        y += lead


def scattered(hand: Hand) -> None:
    """Write characters here and there, in several sizes and pens."""
    rng = hand.rng
    for _ in range(int(rng.integers(12, 70))):
        em = float(np.clip(hand.em * np.exp(rng.normal(0, 0.35)), *MIX.em))
        at = rng.uniform(0, SIDE), rng.uniform(0, SIDE)
        if not hand.page.free(at, em, em):
            continue
        kind = rng.random()
        if kind < MIX.digits:
            label = int(rng.integers(10))
        else:
            label = int(rng.choice(list(SIGNS))) if kind < MIX.digits + MIX.signs else OTHER
        sprite = hand.bank.get(label, int(rng.integers(PENS)))
        angle, stretch = rng.normal(0, 0.15), float(np.exp(rng.normal(0, 0.1)))
        hand.page.put(sprite, em, at, angle, hand.shear, stretch)


def table(hand: Hand) -> None:
    """Draw a grid with numbers, and seldom a word, in its cells."""
    rng, em, page = hand.rng, hand.em, hand.page
    wide, tall = em * rng.uniform(1.4, 4.5), em * rng.uniform(1.2, 2.4)
    x0, y0 = rng.uniform(-10, 60, 2)
    across, down = int(min(12, (SIDE - x0) / wide)), int(min(14, (SIDE - y0) / tall))
    width, ink = max(1.0, em * rng.uniform(0.02, 0.1)), page.tone * np.float32(rng.uniform(0, 0.6))
    for k in range(across + 1):
        page.line([[x0 + k * wide, y0], [x0 + k * wide, y0 + down * tall]], width, ink=ink)
    for k in range(down + 1):
        page.line([[x0, y0 + k * tall], [x0 + across * wide, y0 + k * tall]], width, ink=ink)
    words = rng.random() < MIX.words
    hand.gap = min(hand.gap, 0.15)
    for i in range(across):
        for j in range(down):
            if rng.random() < MIX.blank:
                continue
            fits = max(1, int(wide / em / 0.8))
            labels = classes(hand.texts.digits(fits))
            if words and (i == 0 or j == 0):
                labels = [LETTER] * int(rng.integers(1, fits + 2))
            hand.row(labels, x0 + i * wide + rng.uniform(0.05, 0.25) * wide, y0 + (j + 0.5) * tall, 0.85 * em)


def alone(hand: Hand) -> None:
    """Write one to three characters that may fill the picture."""
    rng = hand.rng
    for _ in range(int(rng.integers(1, 4))):
        at = (rng.uniform(0.2, 0.8) * SIDE, rng.uniform(0.2, 0.8) * SIDE)
        if hand.page.free(at, hand.em, 0.7 * hand.em):
            digit = int(rng.choice([1, 7]) if rng.random() < MIX.slim else rng.integers(10))
            label = digit if rng.random() < MIX.digit_alone else int(rng.choice(list(SIGNS)))
            hand.page.put(hand.bank.get(label, hand.pen), hand.em, at, rng.normal(0, 0.1), hand.shear)


def words(hand: Hand) -> None:
    """Write words without any digit."""
    rng, em = hand.rng, hand.em
    y, lead = rng.uniform(0, 2 * em), em * rng.uniform(1.2, 2.5)
    while y < SIDE + em:
        x = rng.uniform(-em, SIDE / 3)
        while x < SIDE:
            x = _word(hand, x, y, em) + rng.uniform(0.3, 0.9) * em
        y += lead


def _word(hand: Hand, x: float, y: float, em: float) -> float:
    """Write a word in a font or in people's letters; returns where it ends, px. x, y: as in `Hand.row`."""
    if hand.rng.random() < MIX.font:
        ink = text.handwords(hand.rng, hand.assets, round(em))
        hand.page.stain(ink.astype(np.float32) / 255, (int(x), int(y - ink.shape[0] / 2)))
        return x + float(ink.shape[1])
    items = hand.row([LETTER] * int(hand.rng.integers(2, 10)), x, y, em)
    return float(ornaments.corners(items)[1][0]) if items else float(SIDE)


def doodles(hand: Hand) -> None:
    """Draw free curves and specks between what is written."""
    rng, em, page = hand.rng, hand.em, hand.page
    for _ in range(int(rng.integers(1, 4))):
        steps = rng.normal(0, em * rng.uniform(0.5, 2.5), (int(rng.integers(3, 9)), 2))
        way = smooth(np.cumsum(steps, 0) + rng.uniform(0, SIDE, 2))
        page.line(way, max(1, em * rng.uniform(0.03, 0.12)))
        low, high = way.min(0), way.max(0)
        box = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
        page.items.append(Item(box, em, 0.0, OTHER, NO_OTHER))
    for _ in range(int(rng.integers(0, 10))):
        radius, at = max(1, round(rng.uniform(0.01, 0.06) * em)), rng.uniform(0, SIDE, 2).astype(int)
        page.stain(np.ones((radius, radius), np.float32), (int(at[0]), int(at[1])), keep=False)


def show_through(hand: Hand) -> None:
    """Let faint mirrored writing show from the paper's other side, few marks of it or a page full."""
    rng, page = hand.rng, hand.page
    for _ in range(int(log_uniform(rng, 1, 60))):
        digit = int(rng.choice([2, 3, 4, 5, 6, 7, 9]))  # mirrored, these are no digits
        sprite = hand.bank.get(digit, hand.pen) if rng.random() < 0.5 else hand.bank.letter(hand.pen)
        written = len(page.items)
        em, angle = hand.em * rng.uniform(0.7, 1.3), rng.normal(0, 0.1)
        at = rng.uniform(0, SIDE), rng.uniform(0, SIDE)
        page.put(sprite, em, at, angle, hand.shear, cover=page.cover * rng.uniform(0.08, 0.25), mirror=True)
        del page.items[written:]
