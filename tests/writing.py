"""Handwriting for tests: MNIST's test digits as ink, and pictures of sheets whose text is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Image
from train.data import load_data

Colour = tuple[int, int, int]
"""B, G, R."""

INK: Colour = (38, 34, 32)
PAPER: Colour = (228, 234, 236)


WORDS = ["people", "who", "read", "numbers", "by", "machine", "know", "that", "clean", "pages", "are", "easy"]


@cache
def mnist_test() -> tuple[Image, Image]:
    """MNIST's test digits: images (10000, 28, 28) uint8, labels (10000,)."""
    _, test = load_data()
    return test.images, test.labels.astype(np.uint8)


def one(value: int, height: int, nth: int = 1) -> Image:
    """The nth of MNIST's test digits of a value, enlarged: (h, w) uint8 ink, about `height` px tall."""
    images, labels = mnist_test()
    image = images[np.flatnonzero(labels == value)[nth]]
    zoom = height / cv2.boundingRect((image > 127).astype(np.uint8))[3]
    large = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), 0.3 * zoom).astype(np.float32)
    edge = np.clip((soft - 127) * max(1.0, 0.25 * zoom) + 127, 0, 255).astype(np.uint8)
    x, y, w, h = cv2.boundingRect(edge)
    return edge[y : y + h, x : x + w]


def put(page: Image, ink: Image, x: int, y: int) -> None:
    """Write ink onto a page, in place, its upper left corner at x, y; what reaches beyond is cut off."""
    h, w = ink.shape
    top, left = max(0, y), max(0, x)
    part = page[top : y + h, left : x + w]
    np.maximum(part, ink[top - y :, left - x :][: part.shape[0], : part.shape[1]], out=part)


def printed(
    size: tuple[int, int], lines: int = 24, font: int = cv2.FONT_HERSHEY_COMPLEX, pen: int = 1
) -> Image:
    """Ink (h, w) uint8 of a page of a size (w, h) full of printed words, in so many lines."""
    width, height = size
    ink, step = np.zeros((height, width), np.uint8), height // lines
    for line, y in enumerate(range(step, height, step)):
        words = WORDS[line % len(WORDS) :] + WORDS * 2
        cv2.putText(ink, " ".join(words), (step, y), font, step / 30, 255, pen, cv2.LINE_AA)
    return ink


def chequered(size: tuple[int, int], side: int = 20) -> Image:
    """A board of a size (w, h), (h, w, 3) uint8, of dark and light squares of so many px."""
    x, y = np.arange(size[0]) // side, np.arange(size[1]) // side
    return np.repeat(np.where((y[:, None] + x) % 2, 235, 15)[..., None], 3, 2).astype(np.uint8)


def page(
    text: str,
    size: tuple[int, int] = (640, 480),
    height: int = 60,
    at: tuple[int, int] = (60, 60),
    *,
    slope: float = 0.0,
    nth: int = 1,
) -> Image:
    """Ink (h, w) uint8 of a page of a size (w, h) with lines of digits on it, "\\n" between them.

    height: of a digit, px. at: upper left corner of the writing. slope: px downwards a px to the right.
    """
    ink = np.zeros(size[::-1], np.uint8)
    for row, line in enumerate(text.split("\n")):
        x = at[0]
        for sign in line:
            if sign == " ":
                x += height
                continue
            mark = one(int(sign), height, nth)
            put(ink, mark, x, round(at[1] + 1.7 * row * height + slope * (x - at[0])))
            x += mark.shape[1] + round(0.35 * height)
    return ink


STEMS = {
    "1": [[(0.2, 0), (0.2, 1)]],
    "4": [[(0.25, 0), (0, 0.62), (0.4, 0.62)], [(0.3, 0.2), (0.3, 1)]],
    "7": [[(0, 0), (0.35, 0), (0.15, 1)]],
}
"""Strokes of digits with long straight lines, in their heights."""


def stems(text: str, size: tuple[int, int], share: float, pen: int = 6) -> Image:
    """Ink (h, w) uint8 of a page of a size (w, h) on which ones, fours and sevens take a share of its height.

    pen: its width, px.
    """
    wide, high = size
    ink, rng, tall = np.zeros((high, wide), np.uint8), np.random.default_rng(7), share * high
    for k, name in enumerate(text):
        corner = wide * (0.125 + 0.78 * k / len(text)), (high - tall) / 2 + rng.normal(0, 0.01 * high)
        for stroke in STEMS[name]:
            ways = [np.linspace(*ends, 20) for ends in pairwise(np.array(stroke))]
            way = np.concatenate(ways) * tall + corner
            way[:, 0] += 3 * np.sin(way[:, 1] / 60 + rng.uniform(0, 6))  # no hand draws a straight line
            cv2.polylines(ink, [np.int32(16 * way)], False, 255, pen, cv2.LINE_AA, 4)
    return ink


def box(middle: Sequence[float], size: tuple[int, int], turn: float) -> npt.NDArray[np.float64]:
    """The corners (4, 2) of a box of a size (w, h), px, from the upper left one on; turn: radians."""
    wide, high = size
    flat = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) / 2
    along = np.cos(turn), np.sin(turn)
    return np.asarray(flat @ np.array([along, (-along[1], along[0])]) + np.asarray(middle))


def view_of(size: Sequence[float], corners: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """The homography (3, 3) that brings a flat page of a size (w, h) to its corners (4, 2) in a frame, px,
    from the upper left one on."""
    wide, high = size
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(flat, corners.astype(np.float32)), np.float64)


def table(colour: Colour, size: tuple[int, int], phase: float = 0.0) -> Image:
    """A plain table, of a size (w, h), in light that is nowhere quite even. phase: radians."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    light = 1 + 0.12 * np.sin(columns / 300 + phase) * np.cos(rows / 250)
    return lit(np.full((*size[::-1], 3), colour, np.uint8), light)


def picture(ink: Image, pen: Colour = INK, paper: Colour = PAPER) -> Image:
    """The page as a camera sees it in even light: (h, w, 3) uint8 BGR."""
    cover = ink[..., None] / np.float32(255)
    return np.asarray((paper * (1 - cover) + pen * cover).round(), np.uint8)


def noisy(image: Image, deviation: float, seed: int = 0) -> Image:
    """The same picture from a sensor with noise of a standard deviation, 0..255."""
    noise = np.random.default_rng(seed).normal(0, deviation, image.shape)
    return np.asarray((image + noise).clip(0, 255).round(), np.uint8)


def lit(image: Image, light: np.ndarray) -> Image:
    """The same picture under a light, (h, w), 1 where it is full."""
    return np.asarray((image * light[..., None]).clip(0, 255).round(), np.uint8)
