"""How often a card held up in a room is found and read: python -m tests.cards_bench [cards a size]."""

from __future__ import annotations

import sys

import cv2
import numpy as np

import models
from live.frames.demo import Demo
from live.paper import find_ink
from live.paper.sheet import find_sheet
from live.reader import Reader
from live.values import Image
from tests.writing import box, noisy, page, picture, view_of

FRAME = 1280, 720
SIZES = (240, 150), (300, 200), (500, 160), (450, 300), (640, 430), (900, 560)


def card(size: tuple[int, int], seed: int) -> tuple[Image, tuple[int, int], str]:
    """A frame with a card of a size, px, in one of six rooms; where its middle is; and its three digits."""
    rng = np.random.default_rng((*size, seed))
    (wide, high), text = size, "".join(map(str, rng.integers(0, 10, 3)))
    tall = min(0.5 * high, 0.2 * wide)
    flat = page(
        text, (4 * wide, 4 * high), round(4 * tall), (wide // 2, round(2 * high - 2 * tall)), nth=seed
    )
    sheet = picture(flat)
    if seed % 3 == 0:
        for y in range(high // 2, 4 * high, high // 2):
            cv2.line(sheet, (0, y), (4 * wide, y), (200, 190, 180), 4 + high // 100, cv2.LINE_AA)
        sheet = np.minimum(sheet, picture(flat))
    middle = [
        rng.uniform(side / 2 + 20, whole - 20 - side / 2) for side, whole in zip(size, FRAME, strict=True)
    ]
    turn, lean = np.radians(rng.normal(0, 4)), rng.normal(0, 0.01 * wide, (4, 2))
    corners = box(middle, size, turn) + lean
    view = view_of((4 * wide, 4 * high), corners)
    room = cv2.resize(Demo(seed % 3, sheet=False).scene(30 * (seed % 2))[0].image, FRAME)
    cover = cv2.warpPerspective(np.ones(sheet.shape, np.float32), view, FRAME, flags=cv2.INTER_AREA)
    seen = room * (1 - cover) + cv2.warpPerspective(sheet, view, FRAME, flags=cv2.INTER_AREA) * cover
    return noisy(np.asarray(seen.round(), np.uint8), 2.5, seed), (round(middle[0]), round(middle[1])), text


def main(count: int) -> None:
    reader = Reader(models.load())
    for size in SIZES:
        found = right = 0
        for seed in range(count):
            frame, (x, y), text = card(size, seed)
            mask = find_sheet(frame, film=True)
            share = size[0] * size[1] / (FRAME[0] * FRAME[1])
            found += mask is not None and mask[y, x] > 0 and (mask > 0).mean() < 1.6 * share
            right += reader.read(find_ink(frame, film=True)).text == text
        print(f"{size[0]}x{size[1]}: {found} of {count} found, {right} read", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
