"""Drawn rooms and what stands in them: shelves, windows, screens, keyboards, clocks, calendars, cables."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Doubles, Image
from train.augment import Rng
from train.paint import Colour, blend, box, canvas, colour, line, oval, polygon, scaled
from train.scenes.assets import Assets
from train.scenes.surfaces import curtain, leaves, surface
from train.scenes.text import label, pick, typeset, word
from train.scenes.texture import grain, lit, tilted


def _legible(ground: Colour) -> Colour:
    """Return a light ink on dark ground, a dark one on light."""
    return (235, 235, 235) if sum(ground) < 380 else (35, 35, 35)


def _hang(image: Image, shown: Image, place: npt.ArrayLike) -> None:
    """Put a picture, resized, over a part of an image."""
    x, y, wide, high = np.asarray(place, float).tolist()
    part = np.asarray(cv2.resize(shown, (int(max(4, wide)), int(max(4, high)))), np.uint8)
    blend(image, np.full(part.shape[:2], 255, np.uint8), part, x, y)


def _any_picture(rng: Rng, assets: Assets) -> Image:
    return assets.pictures[int(rng.integers(len(assets.pictures)))]


def shelf(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw shelves of books with titles on their spines."""
    image = canvas(size, colour(rng, vivid=(0, 0.5), bright=(0.1, 0.5)))
    high, fonts = rng.uniform(0.22, 0.8) * size, [pick(rng, assets.print_fonts) for _ in range(3)]
    for y in np.arange(-rng.uniform(0, 0.5) * high, size, high * 1.08):
        x = -rng.uniform(0, 20)
        while x < size:
            wide, tall = high * rng.uniform(0.06, 0.25), high * rng.uniform(0.6, 0.9)
            own = colour(rng, vivid=(0, 0.9), bright=(0.15, 1))
            box(image, (x, y + high - tall, wide, tall), own)
            box(image, (x, y + high - tall, wide, tall), scaled(own, 0.5), 1)
            if rng.random() < 0.7:
                title = label(rng, fonts[int(rng.integers(3))], max(6, wide / 2))
                spine = np.ascontiguousarray(np.rot90(title))
                blend(image, spine, _legible(own), x + wide * 0.25, y + high - tall * 0.9)
            for part in rng.uniform(0.05, 0.95, 2):
                box(image, (x, y + high - tall * part, wide, 2), _legible(own))
            x += wide + (rng.uniform(0, 20) if rng.random() < 0.1 else 1)
        box(image, (0, y + high, size, high * 0.08), colour(rng, (0.05, 0.1), (0, 0.6)))
    return lit(rng, image)


def screen(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a screen with windows, rows of text, buttons and pictures of a program."""
    dark = rng.random() < 0.4
    image = canvas(size, colour(rng, vivid=(0, 0.6), bright=(0, 0.3) if dark else (0.5, 1)))
    for _ in range(int(rng.integers(1, 4))):
        x, y, wide, high = rng.uniform((-0.2, -0.2, 0.4, 0.4), (0.6, 0.6, 1.1, 1.1)) * size
        ink = colour(rng, vivid=(0, 0.5), bright=(0.6, 1) if dark else (0, 0.4))
        px, font = float(rng.choice([7, 9, 12, 16, 24])), pick(rng, assets.print_fonts)
        box(image, (x, y, wide, high), colour(rng, (0, 1), (0, 0.1), (0.05, 0.25) if dark else (0.85, 1)))
        box(image, (x, y, wide, 1.8 * px), colour(rng, bright=(0.2, 0.9)))
        box(image, (x, y, wide, high), scaled(ink, 0.7), 1)
        blend(image, label(rng, font, px), ink, x + px, y + 0.4 * px)
        if assets.pictures and rng.random() < 0.3:
            side = max(16, 0.4 * min(wide, high))
            _hang(image, _any_picture(rng, assets), (x + wide / 2, y + high / 3, side, side))
        for row in range(min(14, int(high / px / 1.7) - 2)):
            left, top = x + px * (1 + 2 * (int(rng.integers(8)) % 3)), y + (2.4 + 1.7 * row) * px
            if rng.random() < 0.1:
                box(image, (left, top, 6 * px, 1.5 * px), colour(rng))
            blend(image, label(rng, font, px), ink if rng.random() < 0.8 else colour(rng), left, top)
    return tilted(rng, image, 0.15) if rng.random() < 0.5 else image


def keyboard(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a keyboard with legends, from aside."""
    body = colour(rng, vivid=(0, 0.2), bright=(0.05, 1))
    image = canvas(size, body)
    key = scaled(body, rng.uniform(0.6, 0.9)) if sum(body) > 300 else scaled((60,) * 3, rng.uniform(0.5, 2))
    pitch, font, first = rng.uniform(0.06, 0.22) * size, pick(rng, assets.print_fonts), int(rng.integers(4))
    legends = ("1234567890-=", "QWERTYUIOP[]", "ASDFGHJKL;'#", "ZXCVBNM,./  ")
    gap = pitch * rng.uniform(0.08, 0.2)
    for row in range(int(size / pitch) + 1):
        for column in range(int(size / pitch) + 2):
            x, y = (column - 0.3 * (row % 3)) * pitch, row * pitch
            box(image, (x, y, pitch - gap, pitch - gap), scaled(key, 0.6))
            box(image, (x + gap / 2, y, pitch - 2 * gap, pitch - 2 * gap), key)
            legend = typeset(legends[(row + first) % 4][column % 12], font, pitch * 0.35)
            blend(image, legend, _legible(key), x + pitch * 0.2, y + pitch * 0.12)
    return tilted(rng, lit(rng, image), 0.2)


def calendar(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a wall with a calendar, or a table of numbers, or a poster with a slogan."""
    image, font = surface(rng, size, "wall"), pick(rng, assets.print_fonts)
    x, y, wide, high = rng.uniform((-0.2, -0.2, 0.5, 0.5), (0.4, 0.4, 1.1, 1.1)) * size
    ink = colour(rng, bright=(0, 0.5))
    box(image, (x, y, wide, high), colour(rng, vivid=(0, 0.3), bright=(0.8, 1)))
    if rng.random() < 0.5:
        month = typeset(f"{word(rng).upper()} {rng.integers(1990, 2035)}", font, high * 0.09)
        blend(image, month, ink, x + 0.1 * wide, y + 5)
        for day in range(35):
            left, top = x + (day % 7 + 0.2) * wide / 7, y + high * (0.2 + 0.16 * (day // 7))
            number = typeset(str(day % 31 + 1), font, high * 0.07)
            blend(image, number, (40, 40, 200) if day % 7 == 6 else ink, left, top)
        for row in range(6):
            box(image, (x, y + high * (0.17 + 0.16 * row), wide, 0), scaled(ink, 1.5))
        return tilted(rng, image, 0.1)
    box(image, (x, y, wide, high * rng.uniform(0.2, 1)), colour(rng, vivid=(0.2, 1)))
    for _ in range(int(rng.integers(1, 5))):
        at, radius = (x, y) + rng.uniform(0, 1, 2) * (wide, high), rng.uniform(0.03, 0.25) * wide
        oval(image, at, (radius, radius), colour(rng, vivid=(0.3, 1)))
    for row in range(int(rng.integers(1, 5))):
        slogan = label(rng, font, high * rng.uniform(0.05, 0.16))
        blend(image, slogan, colour(rng), x + 0.05 * wide, y + high * (0.1 + 0.2 * row))
    return tilted(rng, image, 0.1)


def clock(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a clock or a dial with numerals on a wall."""
    image, font, ink = surface(rng, size), pick(rng, assets.print_fonts), colour(rng, bright=(0, 0.4))
    radius, middle = rng.uniform(0.15, 0.55) * size, rng.uniform(0.2, 0.8, 2) * size
    px = radius * rng.uniform(0.15, 0.3)

    def around(angle: float, far: float) -> Doubles:
        return middle + far * radius * np.array([np.sin(angle), -np.cos(angle)])

    oval(image, middle, (1.1 * radius, 1.1 * radius), ink)
    oval(image, middle, (radius, radius), colour(rng, vivid=(0, 0.2), bright=(0.7, 1)))
    for hour in range(1, 13):
        left, top = around(hour * np.pi / 6, 0.78) - (0.3 * px, 0.4 * px)
        blend(image, typeset(str(hour), font, px), ink, left, top)
    for length, pen in ((0.5, 0.06), (0.75, 0.04), (0.8, 0.015)):
        line(image, [middle, around(rng.uniform(0, 2 * np.pi), length)], ink, pen * radius)
    return image


def cables(rng: Rng, image: Image) -> None:
    """Lay cables and cords from edge to edge over an image in place: none ends, or makes a loop, inside."""
    high, wide = image.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        t = np.linspace(0, 1, 40)[:, None]
        a, b, c, d = np.stack([(-0.1, 0.3, 0.7, 1.1), rng.uniform(-0.2, 1.2, 4)], 1)
        curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
        curve = curve[:, :: rng.choice([-1, 1])] * (wide, high)  # from left to right, or from top to bottom
        own, pen = colour(rng), int(rng.integers(3, 12))
        for aside, tone, thick in ((0.0, 0.6, pen + 2.0), (0.0, 1.0, pen), (pen / 4, 1.5, pen / 4)):
            line(image, curve - aside, scaled(own, tone), thick)


def room(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a room: floor and walls with skirtings, and furniture, windows, lamps and screens before them."""
    image = surface(rng, size, "wall")
    floor, corner = int(rng.uniform(0.6, 1.1) * size), int(rng.uniform(-0.3, 1.3) * size)
    if floor < size:
        image[floor:] = surface(rng, size, str(rng.choice(["wood", "carpet", "tiles"])))[floor:]
        box(image, (0, floor - 8, size, 8), colour(rng, vivid=(0, 0.3)))
    if 0 < corner < size:
        image[:floor, corner:] = cv2.convertScaleAbs(image[:floor, corner:], alpha=rng.uniform(0.6, 0.95))
    for kind in rng.choice(8, int(rng.integers(2, 7))):
        _furnish(rng, image, int(kind), assets)
    if rng.random() < 0.3:
        cables(rng, image)
    return grain(rng, lit(rng, image), 0.15)


def _furnish(rng: Rng, image: Image, kind: int, assets: Assets) -> None:
    """Put a piece of furniture, of eight kinds, anywhere into a room."""
    size = len(image)
    x, y, wide, high = place = rng.uniform((-0.2, -0.1, 0.15, 0.15), (0.9, 0.7, 0.6, 0.6)) * size
    frame = colour(rng, vivid=(0, 0.5))
    if kind in (0, 1):  # a window, with blinds or a cross, and light behind
        box(image, place, colour(rng, (0.5, 0.65), (0, 0.3), (0.8, 1)))
        pitch = rng.uniform(4, 16) if kind else high / 2
        for row in np.arange(y, y + high, pitch):
            box(image, (x, row, wide, max(2, pitch * 0.6) if kind else 4), scaled(frame, 1.3))
        box(image, (x + wide / 2, y, 4, high), frame)
        box(image, place, frame, max(3, int(wide * 0.05)))
    elif kind == 2:  # cupboards or a door
        box(image, (x, y, wide, size), frame)
        for part in range(3):
            box(image, (x + 6, y + 6 + part * high, wide - 12, high - 12), scaled(frame, 0.8), 2)
            oval(image, (x + wide - 14, y + high * (part + 0.5)), (4, 4), scaled(frame, 0.4))
    elif kind == 3:  # a lamp
        corners = [(0, high / 2), (wide / 4, 0), (wide / 2, 0), (wide * 0.75, high / 2)]
        box(image, (x + wide * 0.36, y, 4, size), scaled(frame, 0.5))
        polygon(image, np.add(corners, (x, y)), colour(rng, (0.08, 0.15), (0, 0.4), (0.9, 1)))
    elif kind == 4:
        _hang(image, (curtain if rng.random() < 0.6 else leaves)(rng, int(wide)), place)
    elif kind == 5 and assets.pictures:
        _hang(image, _any_picture(rng, assets), place)
        box(image, place, frame, 5)
    elif kind == 6:
        _hang(image, (shelf if rng.random() < 0.5 else screen)(rng, 192, assets), place)
        box(image, place, (25, 25, 25), 6)
    else:  # a table or a desk
        box(image, (x, y + high, 2 * wide, 10), frame)
        for leg in (0.1, 1.9):
            box(image, (x + leg * wide, y + high, 7, size), scaled(frame, 0.7))
