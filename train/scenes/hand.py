"""A hand that writes rows of characters on a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from train.augment import Rng
from train.scenes.alphabet import ALPHABET, CLASS_OF, DIGITS, OTHER, SIGNS, UNKNOWNS
from train.scenes.assets import Assets
from train.scenes.page import Item, Page
from train.scenes.sprites import PENS, WIDTHS, Bank
from train.texts import PAPER, Texts

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


HABITS = Habits()


def classes(text: str, letter: int = LETTER) -> list[int]:
    """Return the classes of a text's characters. letter: what its letters are, LETTER or UNKNOWN."""
    return [CLASS_OF.get(character, letter) for character in text]


class Hand:
    """Writes on one page: one pen, slant, spacing and unrest."""

    def __init__(self, page: Page, bank: Bank, rng: Rng, em: float, assets: Assets | None = None) -> None:
        """Choose the hand's habits. em: height of its digits, px. assets: fonts of words; none if None."""
        self.page, self.bank, self.rng, self.em, self.assets = page, bank, rng, em, assets or Assets()
        self.texts = Texts(rng, PAPER)
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
            letters = UNKNOWNS if label == UNKNOWN else ""
            sprite = self.bank.get(label, self.pen) if label >= 0 else self.bank.letter(self.pen, letters)
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

    def _tie(self, left: Item, right: Item) -> None:
        """Draw the stroke of a pen that is not lifted between two digits."""
        start = left.outline[int(left.outline[:, 0].argmax())]
        end = right.outline[int(right.outline[:, 0].argmin())]
        low, high = WIDTHS[self.pen]
        self.page.line([start, end], self.em * self.rng.uniform(low, (low + high) / 2))
