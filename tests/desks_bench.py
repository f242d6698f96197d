"""How well sheets on a desk are read, turned and in shadow: python -m tests.desks_bench [sheets a kind]."""

from __future__ import annotations

import sys

import cv2
import numpy as np

import models
from live.paper import find_ink
from live.reader import Reader
from live.reader.turn import Upright
from live.values import Floats, Image
from tests.writing import Colour, box, lit, noisy, page, picture, view_of

SIZE = 1280, 720
SHEET = 560, 400

DESKS: dict[str, Colour] = {"dark": (60, 75, 70), "wooden": (75, 110, 155), "light": (205, 205, 205)}
PAPERS: dict[str, Colour] = {"white": (228, 234, 236), "yellow": (120, 220, 245), "brown": (120, 160, 190)}
TURNS = 0, 10, 20, 30, 40, -15, -25, -35, -44


def desk(colour: Colour, rng: np.random.Generator) -> Floats:
    """A desk with a grain, (h, w, 3)."""
    grain = cv2.GaussianBlur(rng.normal(0, 1, SIZE[::-1]).astype(np.float32), (0, 0), sigmaX=50, sigmaY=2)
    return np.asarray(np.array(colour, np.float32) * (1 + 0.03 * grain / grain.std())[..., None], np.float32)


def lying(text: str, turn: float, behind: Colour, paper: Colour, seed: int) -> Image:
    """A frame with a sheet on a desk: its own shadow around it, out of focus a little, noise."""
    rng, (wide, high) = np.random.default_rng(seed), SHEET
    flat = picture(page(text, SHEET, 52, (70, 60), nth=seed + 1), paper=paper).astype(np.float32)
    corners = box((SIZE[0] / 2, SIZE[1] / 2), SHEET, np.radians(turn)) + rng.normal(0, 4, (4, 2))
    view = view_of(SHEET, corners)
    cover = cv2.warpPerspective(np.ones((high, wide), np.float32), view, SIZE)
    around = desk(behind, rng) * (1 - 0.3 * cv2.GaussianBlur(cover, (0, 0), 10))[..., None]
    seen = around * (1 - cover[..., None]) + cv2.warpPerspective(flat, view, SIZE) * cover[..., None]
    soft = cv2.GaussianBlur(np.asarray(seen.clip(0, 255), np.uint8), (0, 0), 0.8)
    return noisy(np.asarray(soft, np.uint8), 2, seed)


def shadow(image: Image, seed: int) -> Image:
    """A shadow's edge goes through the picture's middle, and what is beyond has 60 % of its light."""
    rng = np.random.default_rng((1, seed))
    turn, soft = rng.uniform(0, 2 * np.pi), rng.uniform(2, 12)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    away = (x - SIZE[0] / 2) * np.cos(turn) + (y - SIZE[1] / 2) * np.sin(turn)
    return lit(image, 1 - 0.4 / (1 + np.exp(-away / soft)))


def right(reader: Reader, image: Image, text: str) -> bool:
    """Whether a still is read to the last digit."""
    return Upright(reader).read(find_ink(image), still=True).text == text


def main(count: int) -> None:
    reader = Reader(models.load())
    texts = [
        "\n".join("".join(map(str, row)) for row in np.random.default_rng(seed).integers(0, 10, (3, 5)))
        for seed in range(count)
    ]
    for name, behind in DESKS.items():
        for colour, paper in PAPERS.items():
            flat = [lying(text, 3 * (seed % 3), behind, paper, seed) for seed, text in enumerate(texts)]
            lain = sum(right(reader, image, text) for image, text in zip(flat, texts, strict=True))
            shaded = [shadow(image, seed) for seed, image in enumerate(flat)]
            shady = sum(right(reader, image, text) for image, text in zip(shaded, texts, strict=True))
            print(f"{colour} on a {name} desk: {lain} of {count} read, {shady} in half a shadow", flush=True)
    for turn in TURNS:
        turned = [lying(text, turn, DESKS["dark"], PAPERS["white"], seed) for seed, text in enumerate(texts)]
        whole = sum(right(reader, image, text) for image, text in zip(turned, texts, strict=True))
        print(f"turned by {turn} degrees: {whole} of {count} read", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
