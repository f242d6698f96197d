"""Strokes of digits and signs as a pen draws them, and scribbles, for tests of what is drawn."""

import numpy as np

from live.values import Stroke
from tests.hands import as_strokes

# Strokes, x and y in hundredths of a digit's height, "x,y" for each point.
SHAPES = {
    "0": ["30,0 8,15 0,50 8,85 30,100 52,85 60,50 52,15 30,0"],
    "0 slashed": ["30,0 8,15 0,50 8,85 30,100 52,85 60,50 52,15 30,0", "62,5 0,98"],
    "1": ["20,0 18,50 15,100"],
    "2": ["2,22 20,2 45,5 50,28 30,60 0,98 55,96"],
    "3": ["3,8 30,0 52,18 40,40 22,47 45,55 55,78 35,98 2,92"],
    "4 open": ["15,0 5,60 60,58", "50,25 46,100"],
    "4 crossed": ["30,0 0,62 60,60", "44,30 40,100"],
    "5 with a bar": ["12,2 8,45 35,40 55,65 40,95 2,95", "12,2 58,0"],
    "5 with a loose bar": ["12,8 8,45 35,40 55,65 40,95 2,95", "18,-2 62,-4"],
    "6": ["45,2 15,30 3,70 20,98 45,90 50,65 30,55 5,70"],
    "7": ["0,5 58,2 40,50 30,100"],
    "7 crossed": ["0,5 58,2 40,50 30,100", "15,52 60,48"],
    "8": ["45,15 25,0 8,18 25,45 50,75 30,100 5,78 30,45 48,20 40,6"],
    "+": ["0,50 60,50", "30,20 30,82"],
    "-": ["0,50 60,50"],
    "=": ["0,36 60,36", "0,62 60,62"],
    "9": ["48,15 25,0 5,25 25,48 48,25 48,12 46,60 40,100"],
}


def shape(name: str, x: float, y: float, height: float = 90.0) -> list[np.ndarray]:
    """Return the strokes of a shape, with points as near as a mouse gives them."""
    strokes = []
    for words in SHAPES[name]:
        points = np.array([[float(n) for n in word.split(",")] for word in words.split()])
        at = np.linspace(0, len(points) - 1, 8 * len(points))
        places = [np.interp(at, np.arange(len(points)), points[:, axis]) for axis in (0, 1)]
        strokes.append(np.stack(places, 1) * height / 100 + (x, y))
    return strokes


def row(names: list[str], gap: float, at: tuple[float, float] = (50, 50)) -> list[np.ndarray]:
    """Return the strokes of shapes in a row, so many px apart."""
    x, strokes = at[0], []
    for name in names:
        drawn = shape(name, 0, at[1])
        left = min(stroke[:, 0].min() for stroke in drawn)
        strokes += [stroke + np.array((x - left, 0)) for stroke in drawn]
        x = max(stroke[:, 0].max() for stroke in strokes[-len(drawn) :]) + gap
    return strokes


def scribbles(count: int) -> tuple[Stroke, ...]:
    """Return strokes that are nothing, all over a canvas."""
    rng = np.random.default_rng(1)
    walks = rng.normal(0, 8, (count, 12, 2)).cumsum(1) + rng.uniform((0, 0), (900, 500), (count, 1, 2))
    return as_strokes(list(walks), 6)
