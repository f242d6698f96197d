"""Handwriting for tests: MNIST's test digits as ink, and pictures of sheets whose text is known."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from live.values import Floats, Image
from tests.golden.make import Points, drawn
from train.data import load_data
from train.digits import Digits

Colour = tuple[int, int, int]
"""B, G, R."""

INK: Colour = (38, 34, 32)
PAPER: Colour = (228, 234, 236)


@cache
def mnist_test() -> tuple[Image, Image]:
    """MNIST's test digits: images (10000, 28, 28) uint8, labels (10000,)."""
    _, test = load_data()
    return test.images, test.labels.astype(np.uint8)


def glyphs(count: int) -> Floats:
    """Glyphs that are noise, (count, 28, 28) float32 in 0..1."""
    return np.random.default_rng(0).random((count, 28, 28), np.float32)


def few(count: int = 200) -> Digits:
    """The first of MNIST's training digits."""
    return load_data()[0].take(slice(0, count))


def small(path: Path, learn: int, test: int) -> Path:
    """Write a file of a few digits, as `train --data` takes it."""
    parts = [digits.take(slice(0, count)) for digits, count in zip(load_data(), (learn, test), strict=True)]
    (x_train, y_train), (x_test, y_test) = ((part.images, part.labels) for part in parts)
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return path


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


SIGNS: dict[str, list[Points]] = {
    "+": [[(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.1), (0.5, 0.9)]],
    "-": [[(0.1, 0.5), (0.9, 0.48)]],
    "=": [[(0.1, 0.35), (0.9, 0.35)], [(0.1, 0.65), (0.9, 0.65)]],
    "×": [[(0.15, 0.2), (0.85, 0.8)], [(0.85, 0.2), (0.15, 0.8)]],
    "(": [[(0.62, 0.06), (0.48, 0.31), (0.45, 0.56), (0.5, 0.78), (0.65, 0.98)]],
    ")": [[(0.38, 0.06), (0.52, 0.31), (0.55, 0.56), (0.5, 0.78), (0.35, 0.98)]],
    "/": [[(0.75, 0.06), (0.31, 0.94)]],
    "÷": [[(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.2), (0.51, 0.2)], [(0.5, 0.8), (0.51, 0.8)]],
    "tick": [[(0.3, 0.75), (0.42, 0.9), (0.7, 0.6)]],
    "accent": [[(0.4, 0.0), (0.5, 0.14)]],
    "underline": [[(0.0, 0.98), (1.0, 0.97)]],
}
"""Strokes of signs and other marks in a square of side 1."""


def between(strokes: list[Points], width: float) -> Image:
    """A page with 31, the strokes in a square of 90 px, and 42."""
    ink = page("31", (700, 300), 90, (60, 100))
    put(ink, drawn(strokes, 90, width), 290, 100)
    put(ink, page("42", (260, 120), 90, (0, 0)), 440, 100)
    return ink


def picture(ink: Image, pen: Colour = INK, paper: Colour | Floats = PAPER) -> Image:
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
