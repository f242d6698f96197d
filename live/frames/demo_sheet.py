"""A sheet of paper with handwritten numbers or sums on it, and the hands that hold it."""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np

from live.frames.demo_writing import write
from live.values import Floats, Image, as_image

SIZE = (1280, 1100)
"""Width and height of the layer; its upper 720 rows lie over the frame, the arms go on below it."""
PAPER = (222, 98, 836, 508)
"""x, y, width, height of the sheet in its layer."""
SUMS_EVERY = 4
"""Of so many sheets the second one holds sums, so that there is soon one to be marked."""


@functools.lru_cache(maxsize=1)
def held_sheet(seed: int, number: int) -> tuple[Image, str, Floats]:
    """Return a sheet in two hands, what is written on it, and where; the same for a seed and number.

    The sheet is a layer (1100, 1280, 4) uint8, BGR premultiplied by its fourth channel, alpha; the text has
    its lines joined by line breaks; the corners of the writing are (4, 2) float32, px of the layer.
    """
    rng = np.random.default_rng([seed, 2, number])
    paper = _paper(rng)
    text, block = write(paper, rng, sums=number % SUMS_EVERY == 1)
    _light(paper, rng)
    behind, front = _hands(seed)
    x, y, w, h = PAPER
    around = slice(y - 8, y + h + 8), slice(x - 8, x + w + 8)
    corners = np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]]) + rng.uniform(-4, 4, (4, 2))
    cover = np.zeros((h + 16, w + 16), np.uint8)
    cv2.fillConvexPoly(cover, ((corners - (x - 8, y - 8)) * 16).round().astype(np.int32), 255, cv2.LINE_AA, 4)
    cast = cv2.warpAffine(front[around][..., 3], np.array([[1.0, 0, -7], [0, 1, 11]]), (w + 16, h + 16))
    shadow = 1 - 0.32 / 255 * cv2.GaussianBlur(cast.astype(np.float32), (0, 0), 9)
    sheet = np.dstack([paper * shadow[..., None], np.full_like(shadow, 255)])
    held = behind.copy()
    held[around] = _over(held[around], np.asarray(sheet * (cover[..., None] / 255), np.float32))
    for rows in (slice(top, top + 60) for top in range(0, len(held), 60)):  # in strips, to spare memory
        held[rows] = _over(held[rows], front[rows].astype(np.float32))
    return held, text, block + np.array((x - 8, y - 8), np.float32)


def _over(below: Image, above: Floats) -> Image:
    """Return one layer composited over another, both premultiplied by their fourth channel, alpha."""
    return np.asarray((below * (1 - above[..., 3:] / 255) + above).clip(0, 255).round(), np.uint8)


def _paper(rng: np.random.Generator) -> Floats:
    """Return a sheet and 8 px around it, white or cream, plain, ruled or squared: (524, 852, 3) float32."""
    _, _, w, h = PAPER
    yellow = rng.uniform(0, 14)
    white = rng.uniform(0.95, 1.0) * np.array([240 - yellow, 242 - yellow / 4, 243], np.float32)
    paper = np.empty((h + 16, w + 16, 3), np.float32)
    paper[:] = white
    faint = rng.uniform(0.05, 0.09)
    line = white * (1 - faint * np.array((0.5, 1.0, 1.4), np.float32))
    kind, pitch = rng.choice(["plain", "ruled", "squared"], p=[0.3, 0.4, 0.3]), int(rng.integers(34, 52))
    if kind != "plain":
        for y in range(int(rng.integers(30, 60)), h + 16, pitch):
            paper[y : y + 2] = line
    if kind == "squared":
        for x in range(int(rng.integers(8, 30)), w + 16, pitch):
            paper[:, x : x + 2] = line
    grain = cv2.GaussianBlur(rng.normal(0, 3.0, paper.shape[:2]).astype(np.float32), (0, 0), 1.2)
    return np.asarray(paper + grain[..., None], np.float32)


def _light(paper: Floats, rng: np.random.Generator) -> None:
    """Shade a sheet in place: light from one side, a soft shadow across a corner, and its slight bend."""
    h, w = paper.shape[:2]
    y, x = np.arange(h, dtype=np.float32)[:, None], np.arange(w, dtype=np.float32)[None]
    angle = rng.uniform(-0.6, 0.6)
    light = 1.0 - rng.uniform(0.06, 0.16) * (
        (x / w - 0.5) * np.cos(angle) + (y / h - 0.5) * np.sin(angle) + 0.5
    )
    light += rng.uniform(0.008, 0.022) * np.sin(x / w * rng.uniform(4, 7) + rng.uniform(0, 6))
    edge = (x - w * rng.uniform(0.62, 0.95)) * 0.8 + (y - h * rng.uniform(0.5, 0.9)) * 0.6
    light *= 1 - rng.uniform(0.05, 0.2) / (1 + np.exp((-edge / rng.uniform(22, 60)).clip(-40, 40)))
    paper *= light[..., None]


@functools.lru_cache(maxsize=1)
def _hands(seed: int) -> tuple[Image, Image]:
    """Return what of two hands is behind the sheet, and what in front of it, in a seed's own colour."""
    file = np.fromfile(Path(__file__).with_name("demo_hands.webp"), np.uint8)
    both = as_image(cv2.imdecode(file, cv2.IMREAD_UNCHANGED)).reshape(2, -1, SIZE[0], 4)
    rng = np.random.default_rng([seed, 3])
    tone = np.append(rng.uniform(0.7, 1.0) * rng.uniform(0.92, 1.0, 3), 1.0)
    layers = np.zeros((2, SIZE[1], SIZE[0], 4), np.uint8)
    layers[:, -both.shape[1] :] = both * tone
    return layers[0], layers[1]
