"""Draw what benchmarks read: MNIST's test digits as smooth ink, sheets, a page of print, a room."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.program import needed

Image = npt.NDArray[np.uint8]
"""Of ink (h, w), bright strokes on black; of a picture (h, w, 3) BGR."""

Colour = tuple[int, int, int]
"""B, G, R."""

INK: Colour = (38, 34, 32)
PAPER: Colour = (228, 234, 236)

WORDS = ["people", "who", "read", "numbers", "by", "machine", "know", "that", "clean", "pages", "are", "easy"]


def mnist_test(data: Path) -> tuple[Image, Image]:
    """Load MNIST's test digits: images (10000, 28, 28), and their values (10000,)."""
    with np.load(needed(data / "mnist.npz")) as arrays:
        return np.asarray(arrays["x_test"], np.uint8), np.asarray(arrays["y_test"], np.uint8)


def reink(digit: Image, height: int) -> Image:
    """Enlarge a digit of 28 px to ink of a height, with edges as soft as a camera's; cut it out tightly."""
    zoom = height / cv2.boundingRect((digit > 127).astype(np.uint8))[3]
    large = cv2.resize(digit, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(large, (0, 0), max(0.3, 0.3 * zoom)).astype(np.float32)
    edge = np.clip((smooth - 127) * max(1.0, 0.25 * zoom) + 127, 0, 255).astype(np.uint8)
    x, y, w, h = cv2.boundingRect(edge)
    return np.asarray(edge[y : y + h, x : x + w], np.uint8)


def put(page: Image, ink: Image, x: int, y: int) -> None:
    """Write ink onto a page of ink, in place, its upper left corner at x, y; all of it has to fit."""
    part = page[y : y + ink.shape[0], x : x + ink.shape[1]]
    np.maximum(part, ink, out=part)


def on_paper(ink: Image, pen: Colour = INK, paper: Colour = PAPER, shade: float = 0.0) -> Image:
    """Show ink on paper; shade: by what share the light falls from the left to the right."""
    cover = ink[..., None] / np.float32(255)
    light = 1 - shade * np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]][1] / ink.shape[1]
    mixed = (np.asarray(paper) * (1 - cover) + np.asarray(pen) * cover) * light[..., None]
    return np.asarray(mixed.round().clip(0, 255), np.uint8)


def noisy(image: Image, deviation: float, rng: np.random.Generator) -> Image:
    """Add a sensor's noise of a standard deviation, of 255."""
    noise = rng.normal(0, deviation, image.shape)
    return np.asarray((image + noise).round().clip(0, 255), np.uint8)


def sheet(data: Path, size: tuple[int, int]) -> Image:
    """Draw a sheet that fills a picture of a size (w, h), with ten digits in two lines, in uneven light."""
    digits, values = mnist_test(data)
    (width, height), tall = size, size[1] // 7
    ink = np.zeros((height, width), np.uint8)
    for row, line in enumerate(("01234", "56789")):
        left = width // 6
        for value in line:
            one = reink(digits[np.flatnonzero(values == int(value))[2]], tall)
            put(ink, one, left, height // 5 + row * 17 * tall // 10)
            left += one.shape[1] + round(0.35 * tall)
    return on_paper(ink, shade=0.4)


def print_page(size: tuple[int, int], lines: int = 24) -> Image:
    """Draw a page of a size (w, h) full of printed words."""
    width, height = size
    ink, step = np.zeros((height, width), np.uint8), height // lines
    for line, y in enumerate(range(step, height, step)):
        words = " ".join(WORDS[line % len(WORDS) :] + WORDS)
        cv2.putText(ink, words, (step, y), cv2.FONT_HERSHEY_COMPLEX, step / 30, 255, 1, cv2.LINE_AA)
    return on_paper(ink)


def room(size: tuple[int, int]) -> Image:
    """Draw a room of a size (w, h) as a camera sees it: a wall, a window, a shelf of books, a desk."""
    rng, at = np.random.default_rng(11), np.array(size)
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]] / float(max(size))
    light = 1 - 0.35 * columns - 0.2 * rows
    image = (np.array((150, 158, 165)) * light[..., None]).astype(np.uint8)

    def block(x: float, y: float, w: float, h: float, colour: Iterable[float]) -> None:
        start, end = (at * (x, y)).astype(int).tolist(), (at * (x + w, y + h)).astype(int).tolist()
        cv2.rectangle(image, start, end, [float(c) for c in colour], cv2.FILLED)

    block(0.06, 0.08, 0.24, 0.46, (62, 70, 78))
    for pane in (0.075, 0.185):
        block(pane, 0.105, 0.1, 0.41, (238, 226, 214))
    block(0.55, 0.1, 0.42, 0.5, (48, 66, 92))
    for shelf in (0.13, 0.29, 0.45):
        block(0.565, shelf, 0.39, 0.13, (30, 40, 54))
        left = 0.57
        while left < 0.93:
            width, high = rng.uniform(0.012, 0.03), rng.uniform(0.07, 0.12)
            block(left, shelf + 0.13 - high, width, high, rng.uniform(30, 150, 3))
            left += width + 0.002
    block(0, 0.78, 1, 0.22, (52, 74, 104))
    soft = cv2.GaussianBlur(image, (0, 0), max(size) / 600)
    return noisy(np.asarray(soft, np.uint8), 2, rng)


def write_clip(path: Path, frames: Iterable[Image], rate: float) -> Path:
    """Write frames as a clip without loss (FFV1 in AVI)."""
    writer = None
    for frame in frames:
        if writer is None:
            size = frame.shape[1], frame.shape[0]
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"FFV1"), rate, size)
            if not writer.isOpened():
                raise RuntimeError("this OpenCV cannot write FFV1")
        writer.write(frame)
    if writer is not None:
        writer.release()
    return path


def write_picture(path: Path, image: Image) -> Path:
    """Write a picture, as its suffix says; PNG is packed fast rather than well."""
    packed = [cv2.IMWRITE_PNG_COMPRESSION, 1] if path.suffix == ".png" else []
    cv2.imwrite(str(path), image, packed)
    return path
