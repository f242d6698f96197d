"""The alphabet that the shipped readers learn, and the size of each sign beside a digit."""

from __future__ import annotations

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
    "/": (0.80, 1.40, 0.0),
}

# Of each sign: its strokes, as train.shapes notes them, and least and greatest width over height.
SHAPES: dict[str, list[tuple[list[str], tuple[float, float]]]] = {
    "+": [(["50,0 50,100", "0,50 100,50"], (0.7, 1.4)), (["0,50 100,50", "55,0 45,100"], (0.7, 1.5))],
    "-": [(["0,0 50,5 100,0"], (8.0, 30.0)), (["0,0 100,100"], (5.0, 20.0))],
    "×": [
        (["0,0 100,100", "100,0 0,100"], (0.7, 1.3)),
        (["0,10 30,0 60,50 75,95 100,90", "95,0 40,60 0,100"], (0.7, 1.3)),
        (["0,0 100,100", "100,0 0,100", "0,50 100,50"], (0.8, 1.2)),
        (["50,0 50,100", "5,20 95,80", "95,20 5,80"], (0.8, 1.2)),
    ],
    "÷": [
        (["0,50 100,50", "50,5 52,8", "50,92 52,95"], (0.9, 1.5)),
        (["50,0 53,6", "50,94 53,100"], (0.08, 0.15)),
        (["0,50 100,50", "50,20 52,22", "50,78 52,80"], (1.0, 2.2)),
        (["0,55 100,45", "48,0 52,6 47,10", "50,90 54,96 49,100"], (0.7, 1.3)),
        (["0,50 100,50", "45,8 55,0 62,10 52,18 45,8", "45,92 55,82 62,92 52,100 45,92"], (0.8, 1.3)),
        (["0,52 100,46", "45,0 58,14", "42,88 56,100"], (0.6, 1.2)),
        (["0,50 50,46 100,52", "55,0 46,20", "54,80 45,100"], (0.7, 1.6)),
        (["5,0 60,4 95,0", "0,96 55,100 100,95"], (0.1, 0.25)),
    ],
    "=": [
        (["0,0 100,0", "0,100 100,100"], (1.4, 3.5)),
        (["0,5 100,0", "5,95 95,100"], (1.2, 3.0)),
        (["0,0 95,10! 5,90! 100,100"], (1.3, 2.6)),
    ],
    ".": [(["50,45 52,55"], (0.9, 1.1)), (["30,40 60,50 50,60"], (0.9, 1.4))],
    ",": [
        (["60,0 70,40 0,100"], (0.3, 0.7)),
        (["50,0 100,20 60,60 0,100"], (0.3, 0.6)),
        (["80,0 0,100"], (0.2, 0.8)),
    ],
    "(": [
        (["100,0 20,25 0,50 20,75 100,100"], (0.18, 0.45)),
        (["90,0 0,40 5,70 100,100"], (0.2, 0.4)),
        (["100,0 0,0! 0,100! 100,100"], (0.15, 0.4)),
    ],
    ")": [
        (["0,0 80,25 100,50 80,75 0,100"], (0.18, 0.45)),
        (["10,0 100,40 95,70 0,100"], (0.2, 0.4)),
        (["0,0 100,0! 100,100! 0,100"], (0.15, 0.4)),
    ],
    "/": [(["100,0 0,100"], (0.25, 0.85)), (["100,0 55,45 0,100"], (0.3, 0.8))],
}

UNIPEN = {
    "+": "+",
    "-": "-",
    "=": "=",
    "/": "/",
    ".": ".",
    ",": ",",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "*": "×",
}
"""Characters of UNIPEN's category 1d as signs of the alphabet; its others are other marks."""

LIKE_DIGITS = "OoQlIi|SsZzBbqgGDaytTYLJxX"
"""Characters that, alone, look like a digit or a sign: a single one is never drawn as another mark."""

UNKNOWNS = "aaaaabbbbbcccdddefhkmmnnnpprtuvwyyyyzABCDEFHKMNPRTY"
"""Letters that stand for a number in an equation, as often as people take them; an x is a times sign."""
