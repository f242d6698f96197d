"""Drawn rooms and what stands in them: shelves, windows, screens, keyboards, clocks, calendars, cables."""

from __future__ import annotations

import cv2
import numpy as np

from train.scenes.assets import Assets
from train.scenes.paint import Colour, Image, blend, canvas, colour, grain, lit, points, scaled, tilted
from train.scenes.surfaces import curtain, leaves, surface
from train.scenes.text import GROUPS, label, pick, typeset, word

Rng = np.random.Generator


Box = tuple[float, float, float, float]
"""Left, top, width and height, px."""


def _fill(image: Image, box: Box, own: Colour, pen: int = -1) -> None:
    x, y, wide, high = box
    cv2.rectangle(image, (int(x), int(y)), (int(x + wide), int(y + high)), own, pen)


def _label(image: Image, ink: Image, at: tuple[float, float], own: Colour, upright: bool = False) -> None:
    blend(image, np.ascontiguousarray(np.rot90(ink)) if upright else ink, own, int(at[0]), int(at[1]))


def _hang(image: Image, shown: Image, box: Box) -> None:
    """Put a picture, resized, over a part of an image."""
    x, y, wide, high = box
    part = np.asarray(cv2.resize(shown, (int(max(4, wide)), int(max(4, high)))), np.uint8)
    blend(image, np.full(part.shape[:2], 255, np.uint8), part, int(x), int(y))


def _any_picture(rng: Rng, assets: Assets) -> Image:
    return assets.pictures[int(rng.integers(len(assets.pictures)))]


def shelf(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw shelves of books with titles on their spines."""
    image = canvas(size, colour(rng, vivid=(0, 0.5), bright=(0.1, 0.5)))
    high = rng.uniform(0.22, 0.8) * size
    first = int(rng.integers(GROUPS))
    y = -rng.uniform(0, 0.5) * high
    while y < size:
        x = -rng.uniform(0, 20)
        while x < size:
            wide, tall = high * rng.uniform(0.06, 0.25), high * rng.uniform(0.6, 0.9)
            own = colour(rng, vivid=(0, 0.9), bright=(0.15, 1))
            _fill(image, (x, y + high - tall, wide, tall), own)
            _fill(image, (x, y + high - tall, wide, tall), scaled(own, 0.5), 1)
            ink = (235, 235, 235) if sum(own) < 380 else (30, 30, 30)
            if rng.random() < 0.7:
                px, at = max(6, 6 * round(wide / 12)), (x + wide * 0.25, y + high - tall * 0.9)
                _label(image, label(rng, assets, px, first + int(rng.integers(3))), at, ink, True)
            for part in rng.uniform(0.05, 0.95, 2):
                _fill(image, (x, y + high - tall * part, wide, 2), ink)
            x += wide + (rng.uniform(0, 20) if rng.random() < 0.1 else 1)
        _fill(image, (0, y + high, size, high * 0.08), colour(rng, (0.05, 0.1), (0, 0.6)))
        y += high * 1.08
    return lit(rng, image)


def screen(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a screen with windows, rows of text, buttons and pictures of a program."""
    dark = rng.random() < 0.4
    image = canvas(size, colour(rng, vivid=(0, 0.6), bright=(0, 0.3) if dark else (0.5, 1)))
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(-0.2, 0.6, 2) * size
        wide, high = rng.uniform(0.4, 1.1, 2) * size
        paper = colour(rng, vivid=(0, 0.1), bright=(0.05, 0.25) if dark else (0.85, 1))
        ink = colour(rng, vivid=(0, 0.5), bright=(0.6, 1) if dark else (0, 0.4))
        px, font = float(rng.choice([7, 9, 12, 16, 24])), int(rng.integers(GROUPS))
        _fill(image, (x, y, wide, high), paper)
        _fill(image, (x, y, wide, 1.8 * px), colour(rng, vivid=(0, 0.8), bright=(0.2, 0.9)))
        _fill(image, (x, y, wide, high), scaled(ink, 0.7), 1)
        _label(image, label(rng, assets, px, font), (x + px, y + 0.4 * px), ink)
        if assets.pictures and rng.random() < 0.3:
            side = max(16, 0.4 * min(wide, high))
            _hang(image, _any_picture(rng, assets), (x + wide / 2, y + high / 3, side, side))
        for row in range(min(14, int(high / px / 1.7) - 2)):
            at = (x + px * (1 + 2 * (int(rng.integers(8)) % 3)), y + (2.4 + 1.7 * row) * px)
            if rng.random() < 0.1:
                _fill(image, (at[0], at[1], 6 * px, 1.5 * px), colour(rng))
            _label(image, label(rng, assets, px, font), at, ink if rng.random() < 0.8 else colour(rng))
    return tilted(rng, image, 0.15) if rng.random() < 0.5 else image


def keyboard(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a keyboard with legends, from aside."""
    body = colour(rng, vivid=(0, 0.2), bright=(0.05, 1))
    image = canvas(size, body)
    bright = sum(body) > 300
    key = scaled(body, rng.uniform(0.6, 0.9)) if bright else scaled((60, 60, 60), rng.uniform(0.5, 2))
    ink = (235, 235, 235) if sum(key) < 380 else (40, 40, 40)
    pitch, font = rng.uniform(0.06, 0.22) * size, pick(rng, assets.print_fonts)
    legends = ("1234567890-=", "QWERTYUIOP[]", "ASDFGHJKL;'#", "ZXCVBNM,./  ")
    gap = pitch * rng.uniform(0.08, 0.2)
    first = int(rng.integers(4))
    for row in range(int(size / pitch) + 1):
        for column in range(int(size / pitch) + 2):
            x, y = (column - 0.3 * (row % 3)) * pitch, row * pitch
            _fill(image, (x, y, pitch - gap, pitch - gap), scaled(key, 0.6))
            _fill(image, (x + gap / 2, y, pitch - 2 * gap, pitch - 2 * gap), key)
            legend = legends[(row + first) % 4][column % 12]
            _label(image, typeset(legend, font, pitch * 0.35), (x + pitch * 0.2, y + pitch * 0.12), ink)
    return tilted(rng, lit(rng, image), 0.2)


def calendar(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a wall with a calendar, or a table of numbers, or a poster with a slogan."""
    image = surface(rng, size, "wall")
    wide, high = rng.uniform(0.5, 1.1, 2) * size
    x, y = rng.uniform(-0.2, 0.4, 2) * size
    font, ink = pick(rng, assets.print_fonts), colour(rng, bright=(0, 0.5))
    _fill(image, (x, y, wide, high), colour(rng, vivid=(0, 0.3), bright=(0.8, 1)))
    if rng.random() < 0.5:
        month = typeset(f"{word(rng).upper()} {rng.integers(1990, 2035)}", font, high * 0.09)
        _label(image, month, (x + 0.1 * wide, y + 5), ink)
        for day in range(35):
            at = (x + (day % 7 + 0.2) * wide / 7, y + high * (0.2 + 0.16 * (day // 7)))
            number = str(day % 31 + 1)
            _label(image, typeset(number, font, high * 0.07), at, (40, 40, 200) if day % 7 == 6 else ink)
        for row in range(6):
            _fill(image, (x, y + high * (0.17 + 0.16 * row), wide, 0), scaled(ink, 1.5))
    else:
        group = int(rng.integers(GROUPS))
        _fill(image, (x, y, wide, high * rng.uniform(0.2, 1)), colour(rng, vivid=(0.2, 1)))
        for _ in range(int(rng.integers(1, 5))):
            centre = (int(x + rng.uniform(0, wide)), int(y + rng.uniform(0, high)))
            radius = int(rng.uniform(0.03, 0.25) * wide)
            cv2.circle(image, centre, radius, colour(rng, vivid=(0.3, 1)), -1, cv2.LINE_AA)
        for row in range(int(rng.integers(1, 5))):
            px = high * rng.uniform(0.05, 0.16)
            slogan = label(rng, assets, px, group)
            _label(image, slogan, (x + 0.05 * wide, y + high * (0.1 + 0.2 * row)), colour(rng))
    return tilted(rng, image, 0.1)


def clock(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a clock or a dial with numerals on a wall."""
    image = surface(rng, size)
    radius = rng.uniform(0.15, 0.55) * size
    x, y = rng.uniform(0.2, 0.8, 2) * size
    face, ink = colour(rng, vivid=(0, 0.2), bright=(0.7, 1)), colour(rng, bright=(0, 0.4))
    font, px = pick(rng, assets.print_fonts), radius * rng.uniform(0.15, 0.3)
    cv2.circle(image, (int(x), int(y)), int(radius * 1.1), ink, -1, cv2.LINE_AA)
    cv2.circle(image, (int(x), int(y)), int(radius), face, -1, cv2.LINE_AA)
    for hour in range(1, 13):
        angle = hour * np.pi / 6 - np.pi / 2
        at = (x + 0.78 * radius * np.cos(angle) - px * 0.3, y + 0.78 * radius * np.sin(angle) - px * 0.4)
        _label(image, typeset(str(hour), font, px), at, ink)
    for length, pen in ((0.5, 0.06), (0.75, 0.04), (0.8, 0.015)):
        angle = rng.uniform(0, 2 * np.pi)
        end = (int(x + length * radius * np.cos(angle)), int(y + length * radius * np.sin(angle)))
        cv2.line(image, (int(x), int(y)), end, ink, max(1, int(pen * radius)), cv2.LINE_AA)
    return image


def cables(rng: Rng, image: Image) -> None:
    """Lay cables and cords from edge to edge over an image in place: none ends, or makes a loop, inside."""
    high, wide = image.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        t = np.linspace(0, 1, 40)[:, None]
        a, b, c, d = np.stack([(-0.1, 0.3, 0.7, 1.1), rng.uniform(-0.2, 1.2, 4)], 1) * (wide, high)
        curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
        if rng.random() < 0.5:  # from top to bottom
            curve = curve[:, ::-1] * (wide / high, high / wide)
        own, pen = colour(rng, bright=(0, 1)), int(rng.integers(3, 12))
        for aside, tone, thick in ((0.0, 0.6, pen + 2), (0.0, 1.0, pen), (pen / 4, 1.5, max(1, pen // 4))):
            cv2.polylines(image, [points(curve - aside)], False, scaled(own, tone), thick, cv2.LINE_AA)


def room(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a room: floor and walls with skirtings, and furniture, windows, lamps and screens before them."""
    image = surface(rng, size, "wall")
    floor, corner = int(rng.uniform(0.6, 1.1) * size), int(rng.uniform(-0.3, 1.3) * size)
    if floor < size:
        image[floor:] = surface(rng, size, str(rng.choice(["wood", "carpet", "tiles"])))[floor:]
        _fill(image, (0, floor - 8, size, 8), colour(rng, vivid=(0, 0.3)))
    if 0 < corner < size:
        image[:floor, corner:] = cv2.convertScaleAbs(image[:floor, corner:], alpha=rng.uniform(0.6, 0.95))
    for kind in rng.choice(8, int(rng.integers(2, 7))):
        wide, high = rng.uniform(0.15, 0.6, 2) * size
        x, y = rng.uniform(-0.2, 0.9) * size, rng.uniform(-0.1, 0.7) * size
        frame = colour(rng, vivid=(0, 0.5))
        side = int(max(4, wide))
        if kind in (0, 1):  # a window, with blinds or a cross, and light behind
            _fill(image, (x, y, wide, high), colour(rng, (0.5, 0.65), (0, 0.3), (0.8, 1)))
            pitch = rng.uniform(4, 16) if kind else high / 2
            for row in np.arange(y, y + high, pitch):
                _fill(image, (x, row, wide, max(2, pitch * 0.6) if kind else 4), scaled(frame, 1.3))
            _fill(image, (x + wide / 2, y, 4, high), frame)
            _fill(image, (x, y, wide, high), frame, max(3, int(wide * 0.05)))
        elif kind == 2:  # cupboards or a door
            _fill(image, (x, y, wide, size), frame)
            for part in range(3):
                _fill(image, (x + 6, y + 6 + part * high, wide - 12, high - 12), scaled(frame, 0.8), 2)
                knob = int(x + wide - 14), int(y + high * (part + 0.5))
                cv2.circle(image, knob, 4, scaled(frame, 0.4), -1)
        elif kind == 3:  # a lamp
            foot = y + high / 2
            shape = [(x, foot), (x + wide * 0.25, y), (x + wide * 0.5, y), (x + wide * 0.75, foot)]
            _fill(image, (x + wide * 0.36, y, 4, size), scaled(frame, 0.5))
            cv2.fillPoly(image, [points(shape)], colour(rng, (0.08, 0.15), (0, 0.4), (0.9, 1)), cv2.LINE_AA)
        elif kind == 4:
            drawn = curtain(rng, side) if rng.random() < 0.6 else leaves(rng, side)
            _hang(image, drawn, (x, y, wide, high))
        elif kind == 5 and assets.pictures:
            _hang(image, _any_picture(rng, assets), (x, y, wide, high))
            _fill(image, (x, y, wide, high), frame, 5)
        elif kind == 6:
            _hang(image, (shelf if rng.random() < 0.5 else screen)(rng, 192, assets), (x, y, wide, high))
            _fill(image, (x, y, wide, high), (25, 25, 25), 6)
        else:  # a table or a desk
            _fill(image, (x, y + high, 2 * wide, 10), frame)
            for leg in (0.1, 1.9):
                _fill(image, (x + leg * wide, y + high, 7, size), scaled(frame, 0.7))
    if rng.random() < 0.3:
        cables(rng, image)
    return grain(rng, lit(rng, image), 0.15)
