"""Read single large digits: MNIST's test digits, drawn anew as smooth ink, one in a picture.

Half of the pictures are cut out tightly, half have a wide margin; they are 60 to 1200 px high, on paper of
any colour, a quarter of them light on dark.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
import numpy as np

from benchmarks import drawing, program, score

COUNT, SEED = 100, 1998

HEIGHTS = 60, 1200
"""Of a picture, px, evenly spread in their logarithm."""

TIGHT, WIDE = (0.8, 0.95), (0.35, 0.6)
"""A digit's share of the picture's height."""

CONTRAST = 90
"""Least difference in brightness between paper and ink, of 255."""


def measure(root: Path, data: Path) -> dict[str, float]:
    """Draw the pictures and read them; exact: the text is that one digit."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = _draw(data, Path(folder))
        told = program.texts(root, list(drawn))
    right = {path.stem: told.get(path.name, "").strip() == value for path, value in drawn.items()}
    parts = {part: score.share(ok for name, ok in right.items() if part in name) for part in _PARTS}
    return {"exact": score.share(right.values()), **parts, "of": len(right)}


_PARTS = "tight", "wide", "dark on light", "light on dark", "below 200 px", "from 500 px"


def _draw(data: Path, folder: Path) -> dict[Path, str]:
    """Draw the pictures into a folder; return what each says. Their names tell of which sort they are."""
    digits, values = drawing.mnist_test(data)
    rng, drawn = np.random.default_rng(SEED), dict[Path, str]()
    for k in range(COUNT):
        tight, dark = k % 2 == 0, (k // 2) % 4 != 3
        index, high = int(rng.integers(len(digits))), round(float(np.exp(rng.uniform(*np.log(HEIGHTS)))))
        name = f"{k:03d} {'tight' if tight else 'wide'} {'dark on light' if dark else 'light on dark'}"
        name += " below 200 px" if high < 200 else " from 500 px" if high >= 500 else ""
        image = _picture(digits[index], high, tight, dark, rng)
        drawn[drawing.write_picture(folder / f"{name}.png", image)] = str(values[index])
    return drawn


def _picture(
    digit: drawing.Image, high: int, tight: bool, dark: bool, rng: np.random.Generator
) -> drawing.Image:
    """Draw a digit on paper."""
    one = drawing.reink(digit, max(1, round(high * rng.uniform(*(TIGHT if tight else WIDE)))))
    high = max(high, one.shape[0] + 2)
    margin = high - one.shape[0]
    wide = max(one.shape[1] + margin, 0 if tight else round(high * rng.uniform(0.8, 1.6)))
    page = np.zeros((high, wide), np.uint8)
    place = rng.uniform(0.25, 0.75, 2)
    drawing.put(page, one, int(place[0] * (wide - one.shape[1])), int(place[1] * margin))
    light, deep = _colours(rng)
    pen, paper = (deep, light) if dark else (light, deep)
    shown = drawing.on_paper(page, pen, paper, shade=rng.uniform(0, 0.15))
    return drawing.noisy(shown, rng.uniform(1, 5), rng)


def _colours(rng: np.random.Generator) -> tuple[drawing.Colour, drawing.Colour]:
    """Draw a light and a dark colour at random that can be told apart."""
    while True:
        light, deep = (_colour(rng, *span) for span in ((140, 256), (0, 110)))
        if _brightness(light) - _brightness(deep) >= CONTRAST:
            return light, deep


def _colour(rng: np.random.Generator, least: int, most: int) -> drawing.Colour:
    """Draw a colour of any hue whose value, of 255, lies in a span."""
    pixel = np.array([[[rng.integers(180), rng.integers(160), rng.integers(least, most)]]], np.uint8)
    b, g, r = cv2.cvtColor(pixel, cv2.COLOR_HSV2BGR)[0, 0].tolist()
    return b, g, r


def _brightness(colour: drawing.Colour) -> float:
    return 0.114 * colour[0] + 0.587 * colour[1] + 0.299 * colour[2]
