"""A hand that writes on a page: rows of characters, and what people write in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.augment import Rng
from train.scenes.alphabet import ALPHABET, CLASS_OF, DIGITS, OTHER, SIGNS, UNKNOWNS
from train.scenes.page import Item, Page
from train.scenes.sprites import PENS, WIDTHS, Bank, Sprite

LETTER, UNKNOWN = -1, -2
"""Instead of a class: any letter, as within a word; one that stands for a number, as in an equation."""


@dataclass(frozen=True)
class Habits:
    """How hands write. Spreads are standard deviations."""

    slant: tuple[float, float] = (0.05, 0.13)  # mean and spread of the shear to the right
    leaning: float = 0.14  # share of hands whose ones lean as a slash of others does
    lean: tuple[float, float] = (0.32, 0.14)  # mean and spread of their shear
    tilt: float = 0.03  # radians, spread of a line's direction
    gap: tuple[float, float] = (0.05, 0.4)  # ems between characters
    tight: float = 0.38  # share of hands whose characters touch
    tight_gap: tuple[float, float] = (-0.18, 0.06)
    wide: float = 0.2  # share of hands that write far apart
    wide_gap: tuple[float, float] = (0.4, 2)
    unrest: tuple[float, float] = (0.05, 0.5)  # ems off the line: usual spread, and its own, of the logarithm
    size: tuple[float, float] = (0.09, 0.5)  # spread of the logarithm of sizes: usual, and its own, as above
    stretch: float = 0.06  # and of its width
    turn: float = 0.05  # radians, spread of one character's direction
    shear: float = 0.04  # spread of one character's shear
    signs: float = 0.3  # of a hand's slant in its signs, but for brackets and slashes: a leaning × is a +
    sign_gap: tuple[float, float] = (0.02, 0.35)  # ems, least gap after a sign: those seldom touch
    overlap: float = 0.25  # of a character's width, greatest
    tied: float = 0.25  # share of the hands whose characters touch: the pen stays down between two digits
    round: float = 0.12  # numbers that end in noughts, as prices do
    repeated: float = 0.12  # numbers of one digit again and again
    point: float = 0.1  # numbers with a decimal point or comma
    bracket: float = 0.22  # terms of a sum in brackets, in which there may be others
    fraction: float = 0.12  # terms of a sum that are a fraction in a row
    ones: float = 0.4  # of the fractions and brackets: they begin with a 1, beside a stroke like it
    unit: float = 0.07  # numbers with one letter or two behind them, as units have
    finished: float = 0.45  # sums with their result; a few more end with the equals sign


HABITS = Habits()


class Hand:
    """Writes on one page: one pen, slant, spacing and unrest."""

    def __init__(self, page: Page, bank: Bank, rng: Rng, em: float) -> None:
        """Choose the hand's habits. em: height of its digits, px."""
        self.page, self.bank, self.rng, self.em = page, bank, rng, em
        self.pen = int(rng.integers(PENS))
        slant = HABITS.lean if rng.random() < HABITS.leaning else HABITS.slant
        self.shear, self.angle = -rng.normal(*slant), rng.normal(0, HABITS.tilt)
        spacing = rng.random()
        self.gap = rng.uniform(*(HABITS.tight_gap if spacing < HABITS.tight else HABITS.gap))
        self.tied = spacing < HABITS.tight * HABITS.tied
        if spacing > 1 - HABITS.wide:
            self.gap = rng.uniform(*HABITS.wide_gap)
        self.unrest, self.uneven = (
            float(np.exp(rng.normal(np.log(usual), spread))) for usual, spread in (HABITS.unrest, HABITS.size)
        )

    def row(self, labels: list[int], x: float, y: float, em: float | None = None) -> list[Item]:
        """Write characters in a row; returns what came to stand on the page.

        labels: classes, OTHER, LETTER or UNKNOWN. x, y: px, where the row's middle line begins. em: px,
        instead of the hand's own.
        """
        rng, em = self.rng, self.em if em is None else em
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        way = 0.0
        items: list[Item] = []
        for label in labels:
            sprite = self._sprite(label)
            size = em * np.exp(rng.normal(0, self.uneven))
            wide = sprite.ink.shape[1] * size / sprite.em
            way += wide / 2
            up = rng.normal(0, self.unrest) * em
            at = x + cos * way - sin * up, y + sin * way + cos * up
            angle, shear = self.angle + rng.normal(0, HABITS.turn), rng.normal(self.shear, HABITS.shear)
            if label in SIGNS and ALPHABET[label] not in "()/":
                shear *= HABITS.signs
            item = self.page.put(sprite, size, at, angle, shear, np.exp(rng.normal(0, HABITS.stretch)))
            if item is not None:
                if self.tied and items and max(label, items[-1].label) < len(DIGITS):
                    self._tie(items[-1], item)
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

    def number(self, longest: int = 8) -> list[int]:
        """Return the classes of a number of 1 to `longest` digits."""
        rng, length = self.rng, int(self.rng.integers(1, longest + 1))
        digits, kind = [self.digit() for _ in range(length)], rng.random()
        if kind < HABITS.round:
            noughts = int(rng.integers(length))
            digits[length - noughts :] = [0] * noughts
        elif kind < HABITS.round + HABITS.repeated:
            digits = digits[:1] * length
        if length > 1 and rng.random() < HABITS.point:
            digits.insert(int(rng.integers(1, length)), self.sign(".,"))
        return digits

    def sum(self) -> list[int]:
        """Return a sum's classes, its right side open, missing or finished."""
        rng, out = self.rng, self._terms(2)
        if rng.random() < HABITS.finished:
            return [*out, CLASS_OF["="], *([CLASS_OF["-"]] if rng.random() < 0.1 else []), *self.number(3)]
        return [*out, CLASS_OF["="]] if rng.random() < 0.3 else out

    def _terms(self, depth: int) -> list[int]:
        """Return the classes of terms and the signs between them. depth: of brackets within brackets."""
        rng, out = self.rng, []
        for k in range(int(rng.integers(2, 4))):
            if k:
                out.append(self.sign("+-×÷/", [0.24, 0.2, 0.19, 0.24, 0.13]))
            kind = rng.random()
            if kind < HABITS.fraction:
                out += [*self._led(self.number(2)), CLASS_OF["/"], *self._led(self.number(2))]
            elif depth and kind < HABITS.fraction + HABITS.bracket:
                out += [CLASS_OF["("], *self._led(self._terms(depth - 1)), CLASS_OF[")"]]
            else:
                out += self.number(3)
        return out

    def _led(self, labels: list[int]) -> list[int]:
        """Return classes of which the first is at times made a 1."""
        return [1, *labels[1:]] if labels[0] in DIGITS and self.rng.random() < HABITS.ones else labels

    def quantity(self) -> list[int]:
        """Return the classes of a number as it stands in a row, at times with a unit."""
        unit = [LETTER] * int(self.rng.integers(1, 3)) if self.rng.random() < HABITS.unit else []
        return self.number() + unit

    def counter(self) -> list[int]:
        """Return the classes of what counts the rows of an exercise: a number or a letter, and a sign."""
        rng = self.rng
        first = [UNKNOWN] if rng.random() < 0.4 else self.number(2)
        ends = self.sign(").", [0.7, 0.3])
        return [CLASS_OF["("], *first, CLASS_OF[")"]] if rng.random() < 0.2 else [*first, ends]

    def equation(self) -> list[int]:
        """Return an equation's classes: unknowns, signs and few digits; an x is read as it looks."""
        rng, out = self.rng, []
        for k in range(int(rng.integers(1, 4))):
            if k:
                out.append(self.sign("+-×/", [0.45, 0.35, 0.1, 0.1]))
            out += self.number(2) if rng.random() < 0.45 else []
            out.append(CLASS_OF["×"] if rng.random() < 0.15 else UNKNOWN)
        return [*out, CLASS_OF["="], *(self.number(2) if rng.random() < 0.8 else [UNKNOWN])]

    def word(self) -> list[int]:
        """Return a word of 2 to 9 letters."""
        return [LETTER] * int(self.rng.integers(2, 10))

    def _sprite(self, label: int) -> Sprite:
        """Return any ink of a class, OTHER, LETTER or UNKNOWN."""
        if label < 0:
            return self.bank.letter(self.pen, UNKNOWNS if label == UNKNOWN else "")
        return self.bank.get(label, self.pen)

    def _tie(self, left: Item, right: Item) -> None:
        """Draw the stroke of a pen that is not lifted between two digits."""
        start = left.outline[int(left.outline[:, 0].argmax())]
        end = right.outline[int(right.outline[:, 0].argmin())]
        low, high = WIDTHS[self.pen]
        self.page.line([start, end], self.em * self.rng.uniform(low, (low + high) / 2))
