"""How often exercise sheets are read to the last digit, by what stands on them beside the numbers:
python -m tests.worksheets_bench [pages of a kind]."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

import models
from live.page import Pages
from live.reader import Reader
from live.values import Frame, Image
from tests.writing import Colour, box, noisy, one, picture, put, table, view_of

SHEET, FRAME = (1000, 640), (1280, 720)
TALL = 60
"""Height of a digit on the sheet, px; about 55 in the frame."""

WORDS = "Name", "Total", "Room", "School", "Class", "Lesson", "Answer", "Solution", "Date of birth", "Score"


@dataclass
class Page:
    """A sheet that is written: hand, printed (h, w) uint8 ink; rows: the numbers by hand, line by line."""

    rng: np.random.Generator
    hand: Image = field(default_factory=lambda: np.zeros(SHEET[::-1], np.uint8))
    printed: Image = field(default_factory=lambda: np.zeros(SHEET[::-1], np.uint8))
    rows: list[str] = field(default_factory=list)

    def number(self, x: int, y: int, digits: int, pitch: int | None = None) -> int:
        """Write a number on a line, and return its right end. pitch: of the cells its digits stand in."""
        row, end = "", x
        for k in range(digits):
            value = int(self.rng.integers(10))
            ink = one(value, TALL, int(self.rng.integers(60)))
            left = x + k * pitch + (pitch - ink.shape[1]) // 2 if pitch else end + round(0.3 * TALL)
            put(self.hand, ink, left, y - len(ink))
            row, end = row + str(value), left + ink.shape[1]
        self.rows.append(row)
        return end

    def word(self, x: int, y: int, text: str, size: float = 0.8) -> int:
        """Print a word, and return where it ends."""
        font = (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)[int(self.rng.integers(2))]
        cv2.putText(self.printed, text, (x, y), font, size, 255, 2, cv2.LINE_AA)
        return x + cv2.getTextSize(text, font, size, 2)[0][0]

    def some(self) -> str:
        return WORDS[int(self.rng.integers(len(WORDS)))]


def plain(page: Page) -> None:
    for y in (180, 340, 500):
        page.number(120, y, int(page.rng.integers(3, 7)))


def headed(page: Page) -> None:
    """Printed words above, and one before each number."""
    page.word(90, 90, f"{page.some()} {page.some()}", 1.4)
    for y in (240, 380, 520):
        page.number(page.word(90, y, page.some()) + 30, y, int(page.rng.integers(3, 6)))


def answers(page: Page) -> None:
    """Numbers on printed lines to write on."""
    for y in (160, 300, 440, 580):
        left = page.word(90, y, page.some()) + 15
        cv2.line(page.printed, (left, y), (left + 340, y), 255, 2, cv2.LINE_AA)
        page.number(left + 10, y + int(page.rng.integers(-3, 5)), int(page.rng.integers(2, 5)))


def form(page: Page) -> None:
    """A digit to a cell, in rows of cells."""
    for y in (150, 330, 510):
        count, side = int(page.rng.integers(7, 10)), 90
        for k in range(count):
            cv2.rectangle(
                page.printed, (70 + k * side, y), (70 + (k + 1) * side, y + side), 255, 2, cv2.LINE_AA
            )
        page.number(70, y + 75, count, side)


def underlined(page: Page) -> None:
    for y in (150, 330, 510):
        end = page.number(120, y, int(page.rng.integers(2, 6)))
        foot = y + int(page.rng.integers(2, 16))
        cv2.line(
            page.hand, (105, foot), (end + 30, foot + int(page.rng.integers(-12, 12))), 255, 4, cv2.LINE_AA
        )


def circled(page: Page) -> None:
    for y in (180, 370, 560):
        end = page.number(200, y, int(page.rng.integers(1, 4)))
        middle, reach = ((200 + end) // 2, y - 30), ((end - 200) // 2 + 50, 68)
        first = int(page.rng.integers(360))
        cv2.ellipse(
            page.hand, middle, reach, 0, first, first + int(page.rng.integers(340, 370)), 255, 4, cv2.LINE_AA
        )


def fractions(page: Page) -> None:
    page.number(500, 180, 4)
    for x in (140, 320, 500, 680):
        for y in (330, 430):
            page.number(x, y, 1)
        cv2.line(page.hand, (x - 12, 348), (x + 90, 345), 255, 4, cv2.LINE_AA)
    rows = page.rows[1:]
    page.rows[1:] = ["".join(rows[::2]), "".join(rows[1::2])]


def pen_on_it(page: Page) -> None:
    plain(page)
    turn = page.rng.uniform(0.7, 1.2)
    ends = [(int(760 + s * 260 * np.cos(turn)), int(330 + s * 260 * np.sin(turn))) for s in (-1, 1)]
    cv2.line(page.hand, *ends, 255, 26, cv2.LINE_AA)


def squared(page: Page) -> None:
    """Squares, every fifth line of which is bold."""
    for k in range(0, SHEET[0], 32):
        for ends in (((k, 0), (k, SHEET[1])), ((0, k), (SHEET[0], k))):
            cv2.line(page.printed, *ends, 130 if k % 160 else 220, 1 if k % 160 else 3, cv2.LINE_AA)
    plain(page)


KINDS: dict[str, Callable[[Page], None]] = {
    "plain": plain,
    "printed words": headed,
    "lines to write on": answers,
    "cells": form,
    "underlined": underlined,
    "circled": circled,
    "fractions": fractions,
    "a pen on the sheet": pen_on_it,
    "bold squares": squared,
}


def view(kind: str, seed: int) -> tuple[Image, list[str]]:
    """A frame with a sheet, turned by up to 6 degrees, and what is written on it by hand."""
    rng = np.random.default_rng(seed)
    page = Page(rng)
    KINDS[kind](page)
    written = picture(page.hand)
    faint: Colour = tuple(float(c) for c in rng.uniform(60, 130, 3))
    cover = page.printed[..., None] / np.float32(255)
    written = np.asarray((written * (1 - cover) + np.minimum(written, faint) * cover).round(), np.uint8)
    middle, turn = (640 + rng.uniform(-20, 20), 360 + rng.uniform(-20, 20)), np.radians(rng.uniform(-6, 6))
    place = view_of(SHEET, box(middle, (930, 595), turn))
    frame = table(((40, 45, 50), (90, 110, 120), (70, 60, 50))[seed % 3], FRAME, seed)
    cv2.warpPerspective(written, place, FRAME, frame, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    return noisy(cv2.GaussianBlur(frame, (0, 0), 0.8), 3, seed), page.rows


def main(count: int) -> None:
    reader = Reader(models.load())
    for kind in KINDS:
        right = missed = more = 0
        for seed in range(count):
            frame, rows = view(kind, seed)
            text = Pages(reader).read(Frame(frame, 0.0, 0, still=True))[1].text
            right += text == "\n".join(rows)
            surplus = len(text.replace("\n", "")) - sum(map(len, rows))
            missed, more = missed + max(0, -surplus), more + max(0, surplus)
        print(f"{kind}: {right} of {count} read, {missed} digits too few, {more} too many", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
