"""The alphabet that the shipped readers learn, and the size of each sign beside a digit."""

from __future__ import annotations

from train.strokes import SIGNS as SHAPES

__all__ = ["SHAPES"]

ALPHABET = tuple("0123456789+-×÷=.,()/")
DIGITS = range(10)
SIGNS = range(10, len(ALPHABET))
CLASS_OF = {character: k for k, character in enumerate(ALPHABET)}
OTHER = len(ALPHABET)
"""The class of marks that are not in the alphabet."""

# Of each sign: least and greatest longer side, and by how much it stands lower than a digit; digit heights.
PROPORTIONS: dict[str, tuple[float, float, float]] = {
    "+": (0.40, 0.95, 0.0),
    "-": (0.25, 0.90, 0.0),
    "×": (0.30, 0.85, 0.05),
    "÷": (0.40, 0.95, 0.0),
    "=": (0.35, 0.95, 0.0),
    ".": (0.06, 0.18, 0.45),
    ",": (0.15, 0.40, 0.5),
    "(": (0.90, 1.50, 0.0),
    ")": (0.90, 1.50, 0.0),
    "/": (1.00, 1.50, 0.0),
}

UNIPEN = dict(zip("+-=/.,()[]*", "+-=/.,()()×", strict=True))
"""Characters of UNIPEN's category 1d as signs of the alphabet; its others are other marks."""

ALSO = {":": "÷", "x": "×", "X": "×"}
"""Characters of other people that are signs, too; few have ÷ and × themselves."""

LIKE_DIGITS = "OoQlIi|SsZzBbqgGDaytTYLJxX"
"""Characters that, alone, look like a digit or a sign: a single one is never drawn as another mark."""

UNKNOWNS = "aaaaabbbbbcccdddefhkmmnnnpprtuvwyyyyzABCDEFHKMNPRTY"
"""Letters that stand for a number in an equation, as often as people take them; an x is a times sign."""
