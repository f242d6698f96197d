"""Writes glyph.npz anew: python -m tests.golden.make. Look at what changed before it is kept.

The inks are computed here, in plain arithmetic, so that they are the same on every machine; the file
holds only what `models.glyph.normalise` makes of them.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from live.values import Floats, Image
from models.glyph import normalise
from train.data import load_data

FILE = Path(__file__).with_name("glyph.npz")

Points = Sequence[tuple[float, float]]

# Strokes in a square of side 1, x to the right, y downwards.
ONE: list[Points] = [[(0.5, 0.1), (0.45, 0.9)]]
ELL: list[Points] = [[(0.25, 0.1), (0.25, 0.9), (0.75, 0.88)]]
TURN = np.linspace(0, 2 * np.pi, 33)
RING: list[Points] = [[(0.5 + 0.35 * float(np.cos(a)), 0.5 + 0.4 * float(np.sin(a))) for a in TURN]]
FIVE: list[Points] = [
    [
        (0.75, 0.1),
        (0.32, 0.12),
        (0.28, 0.45),
        (0.5, 0.4),
        (0.72, 0.52),
        (0.74, 0.72),
        (0.55, 0.9),
        (0.25, 0.85),
    ]
]
BROKEN_FIVE: list[Points] = [[(0.34, 0.1), (0.76, 0.08)], [*FIVE[0][2:]]]


def drawn(strokes: list[Points], side: int, width: float, grey: int = 255, soft: float = 1.0) -> Image:
    """Strokes of a width on a square canvas, (side, side) uint8; edges fall off over `soft` px."""
    y, x = np.mgrid[0:side, 0:side] + 0.5
    away = np.full((side, side), np.inf)  # from the nearest stroke's middle line, px
    for stroke in strokes:
        points = np.array(stroke) * side
        for (ax, ay), (bx, by) in pairwise(points):
            dx, dy = bx - ax, by - ay
            t = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
            away = np.minimum(away, np.hypot(x - ax - t * dx, y - ay - t * dy))
    cover = np.clip((width / 2 - away) / soft + 0.5, 0, 1)
    return np.asarray((grey * cover).round(), np.uint8)


def enlarged(digit: Image, side: int) -> Image:
    """A digit as its owner would write it large, edges as soft: (28, 28) to (side, side), linear."""
    at = (np.arange(side) + 0.5) * len(digit) / side - 0.5
    near = np.clip(1 - np.abs(at[:, None] - np.arange(len(digit))), 0, 1)
    return np.asarray((near @ digit.astype(np.float64) @ near.T).round(), np.uint8)


def inks() -> dict[str, Image]:
    """Every ink of the golden file by its name."""
    _, test = load_data()
    made = {
        "line, thin": drawn(ONE, 200, 2.0),
        "line, thick": drawn(ONE, 120, 26.0),
        "ring, thick": drawn(RING, 160, 22.0),
        "ring, marker": drawn(RING, 90, 22.0, soft=4.0),
        "L": drawn(ELL, 100, 8.0),
        "L, tiny": drawn(ELL, 16, 1.6),
        "dot": drawn([[(0.5, 0.5), (0.51, 0.5)]], 40, 9.0),
        "dash": drawn([[(0.1, 0.5), (0.9, 0.47)]], 80, 4.0),
    }
    for side, width in ((24, 2.0), (60, 2.5), (140, 18.0), (500, 30.0)):
        made[f"five, {side} px, pen {width:g}"] = drawn(FIVE, side, width)
    made["five, broken"] = drawn(BROKEN_FIVE, 120, 7.0)
    made["five, faint"] = drawn(FIVE, 120, 7.0, grey=70, soft=5.0)
    for value in range(10):
        digit = test.images[np.flatnonzero(test.labels == value)[1]]
        made[f"MNIST {value}"] = enlarged(digit, 280)
    for i in (8, 18):  # hard ones: a five with its bar apart, a three that is nearly an eight
        made[f"MNIST test digit {i}"] = enlarged(test.images[i], 280)
    return made


def quantised(glyph: Floats) -> Image:
    """A glyph as the file keeps it: (28, 28) uint8."""
    return np.asarray((glyph * 255).round(), np.uint8)


def main() -> None:
    """Write the file."""
    np.savez_compressed(FILE, **{name: quantised(normalise(ink)) for name, ink in inks().items()})
    print(f"written: {FILE.name}, {len(inks())} glyphs, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
