"""A room as a webcam sees it, out of focus: bright things, edges and texture, but nothing to read."""

from __future__ import annotations

import cv2
import numpy as np

from live.values import Floats, Image

SIZE = (1280, 720)
"""Width and height at which the room is drawn."""

Colour = tuple[float, float, float]  # B, G, R
COVERS: tuple[Colour, ...] = (
    (104, 66, 40), (66, 98, 178), (82, 112, 62), (70, 160, 208), (196, 214, 222), (58, 46, 122),
    (150, 128, 92), (120, 150, 150), (64, 70, 84), (120, 138, 196),
)  # fmt: skip


def room(seed: int) -> Image:
    """Return a wall, a window, shelves with books, a lamp and a table, the same for a seed: (720, 1280, 3)
    uint8 BGR."""
    rng = np.random.default_rng([seed, 1])
    width, height = SIZE
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None]
    wall = np.asarray(rng.uniform(0.92, 1.04, 3) * (172, 186, 194), np.float32)
    image = np.asarray(wall * (1.05 - 0.22 * x / width - 0.12 * y / height)[..., None], np.float32)
    _window(image, rng)
    _picture(image, rng)
    _shelves(image, rng)
    _table(image, rng)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), 4.5), np.float32)
    _lamp(image, x, y)
    # The window's light spills over the wall; the lens darkens the corners.
    image += (np.exp(-(((x - 190) / 420) ** 2) - ((y - 260) / 330) ** 2) * 26)[..., None]
    far = np.hypot((x - width / 2) / width, (y - height / 2) / height)
    image *= (1.03 - 0.42 * far**2)[..., None]
    return np.asarray(image.clip(0, 255), np.uint8)


def _window(image: Floats, rng: np.random.Generator) -> None:
    left, top, right, bottom = 60, 30, 350, 430
    _box(image, left - 16, top - 16, right + 16, bottom + 16, (222, 228, 230))
    sky = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None, None]
    image[top:bottom, left:right] = (1 - sky) * (250, 226, 196) + sky * (246, 242, 236)
    for distance in (0, 1):  # hills, the farther ones paler
        xs = np.arange(left, right + 1)
        rise = 34 * np.sin(xs / (70 - 25 * distance) + rng.uniform(0, 6)) + 14 * np.sin(
            xs / 23 + rng.uniform(0, 6)
        )
        ridge = np.stack([xs, 300 + 55 * distance - rise * 0.6], 1).round().astype(np.int32)
        hill = np.concatenate([ridge, [[right, bottom], [left, bottom]]]).astype(np.int32)
        colour = (150, 178, 160) if distance == 0 else (96, 142, 112)
        cv2.fillPoly(image, [hill], colour, cv2.LINE_AA)
    _box(image, (left + right) // 2 - 7, top, (left + right) // 2 + 7, bottom, (214, 221, 224))
    _box(image, left, 190, right, 202, (214, 221, 224))
    _box(image, left - 34, bottom + 14, right + 34, bottom + 34, (204, 214, 220))
    for x0, x1 in ((0, 62), (346, 400)):  # curtains
        fold = 0.9 + 0.1 * np.sin(np.arange(x1 - x0) / 5.5 + rng.uniform(0, 6))
        image[0:520, x0:x1] = fold[None, :, None] * np.array((196, 204, 216))


def _picture(image: Floats, rng: np.random.Generator) -> None:
    left, top, right, bottom = 560, 36, 730, 160
    _box(image, left, top, right, bottom, (60, 74, 92))
    _box(image, left + 10, top + 10, right - 10, bottom - 10, (206, 218, 224))
    for _ in range(5):
        centre = (int(rng.integers(left + 45, right - 45)), int(rng.integers(top + 40, bottom - 40)))
        cv2.circle(image, centre, int(rng.integers(10, 26)), _cover(rng), -1, cv2.LINE_AA)


def _shelves(image: Floats, rng: np.random.Generator) -> None:
    left, right, wood = 860, 1262, (72, 104, 140)
    _box(image, left - 14, 0, right + 14, 640, (60, 88, 120))
    for bottom in (150, 310, 470, 630):
        _box(image, left, bottom - 144, right, bottom, (44, 62, 84))
        x = left + int(rng.integers(4, 14))
        while x < right - 40:
            wide, tall = int(rng.integers(14, 40)), int(rng.integers(84, 134))
            if rng.random() < 0.12:  # a gap with a ball or a vase in it
                cv2.circle(image, (x + 34, bottom - 34), 27, _cover(rng), -1, cv2.LINE_AA)
                x += 74
                continue
            book = _cover(rng)
            _box(image, x, bottom - tall, x + wide, bottom, book)
            _box(image, x, bottom - tall, x + 3, bottom, _scaled(book, 0.75))
            band = bottom - tall + int(rng.integers(12, 30))
            _box(image, x, band, x + wide, band + 6, _scaled(book, 1.3, 24))
            x += wide + 2
        _box(image, left, bottom, right, bottom + 14, wood)


def _table(image: Floats, rng: np.random.Generator) -> None:
    top, (width, height) = 610, SIZE
    grain = cv2.resize(rng.normal(0, 9, (height - top, 24)).astype(np.float32), (width, height - top))
    shade = np.linspace(1.0, 0.8, height - top, dtype=np.float32)[:, None, None]
    image[top:] = np.array((92, 132, 172)) * shade + grain[..., None]
    _box(image, 0, top, width, top + 6, (120, 160, 198))


def _lamp(image: Floats, x: Floats, y: Floats) -> None:
    part = image[0:140, 380:560]
    cv2.line(part, (90, 0), (90, 24), (70, 84, 96), 4, cv2.LINE_AA)
    shade = np.array([[70, 22], [110, 22], [150, 84], [30, 84]], np.int32)
    cv2.fillPoly(part, [shade], (150, 214, 250), cv2.LINE_AA)
    cv2.ellipse(part, (90, 84), (60, 9), 0, 0, 360, (214, 244, 255), -1, cv2.LINE_AA)
    part[:] = cv2.GaussianBlur(part, (0, 0), 4)
    glow = np.exp(-(((x - 470) / 210) ** 2) - ((y - 110) / 150) ** 2)
    image += glow[..., None] * np.array((12, 30, 42), np.float32)


def _box(image: Floats, x0: int, y0: int, x1: int, y1: int, colour: Colour) -> None:
    image[max(y0, 0) : y1, max(x0, 0) : x1] = colour


def _cover(rng: np.random.Generator) -> Colour:
    """Return the colour of a book's cover."""
    b, g, r = COVERS[int(rng.integers(len(COVERS)))]
    light = rng.uniform(0.8, 1.15)
    return (b * light, g * light, r * light)


def _scaled(colour: Colour, by: float, plus: float = 0.0) -> Colour:
    b, g, r = (min(255.0, c * by + plus) for c in colour)
    return (b, g, r)
