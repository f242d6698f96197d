"""A hand that writes on a page: rows of characters, and what people write in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.augment import Rng
from train.scenes.alphabet import CLASS_OF, OTHER, SIGNS
from train.scenes.page import Item, Page
from train.scenes.sprites import PENS, Bank

LETTER = -1
"""Instead of a class: any letter, as within a word."""


@dataclass(frozen=True)
class Habits:
    """How hands write. Spreads are standard deviations."""

    slant: tuple[float, float] = (0.05, 0.13)  # mean and spread of the shear to the right
    tilt: float = 0.03  # radians, spread of a line's direction
    gap: tuple[float, float] = (0.05, 0.4)  # ems between characters
    tight: float = 0.32  # share of hands whose characters touch
    tight_gap: tuple[float, float] = (-0.18, 0.06)
    wide: float = 0.2  # share of hands that write far apart
    wide_gap: tuple[float, float] = (0.4, 2)
    unrest: tuple[float, float] = (0.05, 0.5)  # ems off the line: usual spread, and its own, of the logarithm
    size: float = 0.08  # spread of the logarithm of one character's size
    stretch: float = 0.06  # and of its width
    turn: float = 0.05  # radians, spread of one character's direction
    shear: float = 0.04  # spread of one character's shear
    sign_gap: tuple[float, float] = (0.02, 0.35)  # ems, least gap after a sign: those seldom touch
    overlap: float = 0.25  # of a character's width, greatest


HABITS = Habits()


class Hand:
    """Writes on one page: one pen, slant, spacing and unrest."""

    def __init__(self, page: Page, bank: Bank, rng: Rng, em: float) -> None:
        """Choose the hand's habits. em: height of its digits, px."""
        self.page, self.bank, self.rng, self.em = page, bank, rng, em
        self.pen = int(rng.integers(PENS))
        self.shear, self.angle = -rng.normal(*HABITS.slant), rng.normal(0, HABITS.tilt)
        spacing = rng.random()
        self.gap = rng.uniform(*(HABITS.tight_gap if spacing < HABITS.tight else HABITS.gap))
        if spacing > 1 - HABITS.wide:
            self.gap = rng.uniform(*HABITS.wide_gap)
        usual, spread = HABITS.unrest
        self.unrest = float(np.exp(rng.normal(np.log(usual), spread)))

    def row(self, labels: list[int], x: float, y: float, em: float | None = None) -> list[Item]:
        """Write characters in a row; returns what came to stand on the page.

        labels: classes, OTHER or LETTER. x, y: px, where the row's middle line begins. em: px, instead of the
        hand's own.
        """
        rng, em = self.rng, self.em if em is None else em
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        way, items = 0.0, []
        for label in labels:
            sprite = self.bank.letter(self.pen) if label == LETTER else self.bank.get(label, self.pen)
            size = em * np.exp(rng.normal(0, HABITS.size))
            wide = sprite.ink.shape[1] * size / sprite.em
            way += wide / 2
            up = rng.normal(0, self.unrest) * em
            at = x + cos * way - sin * up, y + sin * way + cos * up
            angle, shear = self.angle + rng.normal(0, HABITS.turn), self.shear + rng.normal(0, HABITS.shear)
            item = self.page.put(sprite, size, at, angle, shear, np.exp(rng.normal(0, HABITS.stretch)))
            if item is not None:
                items.append(item)
            gap = self.gap * em * (np.exp(rng.normal(0, 0.3)) if self.gap > 0 else 1)
            if label in SIGNS or label == OTHER:
                gap = max(gap, rng.uniform(*HABITS.sign_gap) * em)
            way += wide / 2 + max(gap, -HABITS.overlap * wide)
        return items

    def digit(self) -> int:
        """Return any digit."""
        return int(self.rng.integers(10))

    def sign(self, which: str, shares: list[float] | None = None) -> int:
        """Return the class of any of some signs. shares: of each, the same if None."""
        return CLASS_OF[str(self.rng.choice(list(which), p=shares))]

    def number(self, most: int = 8) -> list[int]:
        """Return the classes of a number of 1 to `most` digits, seldom with a decimal point or comma."""
        digits = [self.digit() for _ in range(int(self.rng.integers(1, most + 1)))]
        if len(digits) > 1 and self.rng.random() < 0.1:
            digits.insert(int(self.rng.integers(1, len(digits))), self.sign(".,"))
        return digits

    def sum(self) -> list[int]:
        """Return a sum's classes: with brackets, fractions, unknowns, and the right side open or finished."""
        rng, out = self.rng, []
        terms = int(rng.integers(2, 4))
        bracket = int(rng.integers(terms)) if rng.random() < 0.3 else -1
        for k in range(terms):
            if k == bracket:
                out += [CLASS_OF["("], *self.number(2), self.sign("+-×÷"), *self.number(2), CLASS_OF[")"]]
            else:
                out += self.number(3)
            if rng.random() < 0.15:  # an unknown, which is mostly an x: as it looks, it is read as times
                out.append(CLASS_OF["×"] if rng.random() < 0.5 else OTHER)
            if k < terms - 1:
                out.append(self.sign("+-×÷/", [0.3, 0.25, 0.2, 0.15, 0.1]))
        if rng.random() < 0.6:
            out.append(CLASS_OF["="])
            if rng.random() < 0.75:
                out += ([CLASS_OF["-"]] if rng.random() < 0.1 else []) + self.number(3)
        return out

    def equation(self) -> list[int]:
        """Return an equation's classes: letters, signs and few digits."""
        rng, out = self.rng, []
        for k in range(int(rng.integers(2, 5))):
            if k:
                out.append(self.sign("+-="))
            out += self.number(2) if rng.random() < 0.4 else []
            out.append(CLASS_OF["×"] if rng.random() < 0.3 else LETTER)
        return [*out, CLASS_OF["="], *self.number(2)]

    def word(self) -> list[int]:
        """Return a word of 2 to 9 letters."""
        return [LETTER] * int(self.rng.integers(2, 10))
