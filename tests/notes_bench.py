"""How often a note with one broad digit, on a table as plain as itself, is found and read:
python -m tests.notes_bench [notes of a kind]."""

from __future__ import annotations

import sys

import cv2
import numpy as np

import models
from live.paper import find_ink
from live.paper.sheet import find_sheet
from live.reader import Reader
from live.values import Image
from tests.writing import Colour, box, noisy, one, picture, put, table, view_of

FRAME = 1280, 720
TABLES: dict[str, Colour] = {"dark": (40, 45, 50), "brown": (90, 110, 120), "light": (160, 160, 165)}
PAPERS: dict[str, Colour] = {"yellow": (120, 220, 245), "white": (235, 238, 240)}
BROADER = 0.04, 0.07, 0.12
"""By so much of the note's side a pen makes a digit's strokes broader."""


def note(desk: str, paper: str, broader: float, seed: int) -> tuple[Image, Image, str]:
    """A frame with a note, turned by up to 12 degrees; a mask of it; and its digit."""
    rng = np.random.default_rng(seed)
    side, value = int(rng.uniform(200, 420)), int(rng.integers(0, 10))
    nib = max(1, round(broader * side))
    digit = np.pad(one(value, round(0.6 * side), int(rng.integers(1, 40))), nib)
    digit = cv2.dilate(digit, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (nib, nib)))
    zoom = 0.6 * side / len(digit)
    digit = np.asarray(cv2.resize(digit, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.uint8)
    ink = np.zeros((side, side), np.uint8)
    put(ink, digit, (side - digit.shape[1]) // 2, round(0.2 * side))
    middle, turn = (rng.uniform(350, 930), rng.uniform(300, 420)), np.radians(rng.uniform(-12, 12))
    view = view_of((side, side), box(middle, (side, side), turn))
    frame = table(TABLES[desk], FRAME, seed)
    written = picture(ink, paper=PAPERS[paper])
    cv2.warpPerspective(written, view, FRAME, frame, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    there = cv2.warpPerspective(np.ones((side, side), np.uint8), view, FRAME)
    return noisy(cv2.GaussianBlur(frame, (0, 0), 1), 3, seed), np.asarray(there > 0), str(value)


def main(count: int) -> None:
    reader = Reader(models.load())
    for film in (False, True):
        for desk in TABLES:
            found = right = 0
            kinds = [
                (paper, broader, seed) for paper in PAPERS for broader in BROADER for seed in range(count)
            ]
            for paper, broader, seed in kinds:
                frame, there, text = note(desk, paper, broader, seed)
                mask = find_sheet(frame, film)
                sheet = np.ones(there.shape, np.bool_) if mask is None else mask > 0
                found += int((sheet & there).sum() > 0.75 * (sheet | there).sum())
                right += reader.read(find_ink(frame, film)).text == text
            kind = "a film" if film else "a still"
            print(f"{kind}, {desk} table: {found} of {len(kinds)} found, {right} read", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
