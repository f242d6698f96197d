"""Colours, type and the few shapes that everything on screen is drawn with."""

from __future__ import annotations

from functools import cache, lru_cache

import cv2
import numpy as np

from live.values import Box, Digit, Image

Colour = tuple[int, int, int]
"""Blue, green, red, 0..255."""

GROUND: Colour = (24, 20, 18)
CARD: Colour = (36, 31, 28)
RAISED: Colour = (54, 47, 43)
LINE: Colour = (72, 63, 57)
TEXT: Colour = (240, 235, 231)
DIM: Colour = (166, 154, 146)
FAINT: Colour = (116, 105, 98)
ACCENT: Colour = (255, 178, 102)
RED: Colour = (92, 98, 244)
AMBER: Colour = (66, 184, 250)
GREEN: Colour = (136, 208, 84)
VIOLET: Colour = (250, 140, 196)

NONE = "\N{EN DASH}"
"""Stands where there is no value."""

_SCALE = ((0.5, RED), (0.8, AMBER), (0.97, GREEN))
"""Confidence to colour; between these it runs evenly."""


@lru_cache(maxsize=4096)
def confidence_colour(confidence: float) -> Colour:
    """Return the colour of a probability: red up to 0.5, through amber, to green from 0.97."""
    stops = [stop for stop, _ in _SCALE]
    blue, green, red = (np.interp(confidence, stops, [colour[i] for _, colour in _SCALE]) for i in range(3))
    return round(float(blue)), round(float(green)), round(float(red))


def mark_colour(digit: Digit) -> Colour:
    """Return the colour of a mark: a digit's by its confidence, one for signs, one for what is neither."""
    if digit.value is None:
        return FAINT
    return VIOLET if digit.is_sign else confidence_colour(digit.confidence)


@cache
def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")


@lru_cache(maxsize=512)
def width(text: str, size: int, weight: int = 400) -> int:
    """Return how far to the right of a line of text the next one would begin, px."""
    return _put(np.zeros((1, 1, 3), np.uint8), text, (0, 0), size, TEXT, weight)  # getTextSize's is tight


def _put(image: Image, words: str, at: tuple[int, int], size: int, colour: Colour, weight: int) -> int:
    end, _ = cv2.putText(image, words, at, colour, _face(), size, weight, wrap=(0, 1 << 20))
    return int(end[0])


def text(
    image: Image,
    words: str,
    at: tuple[int, int],
    size: int,
    colour: Colour = TEXT,
    weight: int = 400,
    align: float = 0.0,
) -> int:
    """Write one line with OpenCV 5's TrueType face; at: x, y of the baseline, px.

    align: the share of the line that lies left of x, 0 to 1. Returns the x where it ends.
    """
    x, y = at
    if align:
        x -= round(align * width(words, size, weight))
    return _put(image, words, (x, y), size, colour, weight)


def elide(words: str, size: int, room: int, weight: int = 400) -> str:
    """Return the words, cut and ended with "…" where they are wider than room px."""
    if width(words, size, weight) <= room:
        return words
    while words and width(words + "…", size, weight) > room:
        words = words[:-1]
    return words + "…"


def card(image: Image, box: Box, colour: Colour = CARD, radius: int = 10) -> None:
    """Fill a box with round corners."""
    x, y, w, h = box
    r = max(0, min(radius, (w - 1) // 2, (h - 1) // 2))
    cv2.rectangle(image, (x + r, y), (x + w - 1 - r, y + h - 1), colour, -1)
    cv2.rectangle(image, (x, y + r), (x + w - 1, y + h - 1 - r), colour, -1)
    for cx in (x + r, x + w - 1 - r):
        for cy in (y + r, y + h - 1 - r):
            cv2.circle(image, (cx, cy), r, colour, -1, cv2.LINE_AA)


def frame_box(image: Image, box: Box, colour: Colour, thickness: int) -> None:
    """Draw a box with softly rounded corners, its line outside of the box so that no ink is hidden."""
    x, y = box[0] - thickness, box[1] - thickness
    w, h = box[2] + 2 * thickness - 1, box[3] + 2 * thickness - 1
    r = max(1, min(5 * thickness // 2, w // 3, h // 3))
    left, top, right, bottom = x + r, y + r, x + w - r, y + h - r
    for at_y in (y, y + h):
        cv2.line(image, (left, at_y), (right, at_y), colour, thickness)
    for at_x in (x, x + w):
        cv2.line(image, (at_x, top), (at_x, bottom), colour, thickness)
    for corner, turn in (((left, top), 180), ((right, top), 270), ((right, bottom), 0), ((left, bottom), 90)):
        cv2.ellipse(image, corner, (r, r), turn, 0, 90, colour, thickness, cv2.LINE_AA)


def dim(image: Image, box: Box, light: float) -> None:
    """Darken a box in place to a share of its light, 0 to 1."""
    x, y, w, h = box
    region = image[y : y + h, x : x + w]
    if region.size:
        cv2.convertScaleAbs(region, region, light)


def blend(image: Image, cover: Image, at: tuple[int, int], colour: Colour) -> None:
    """Lay a colour over a part of an image, as a cover, (h, w) uint8, says; at: x, y of the part, px."""
    x, y = at
    part = image[y : y + cover.shape[0], x : x + cover.shape[1]]
    share = cover[..., None].astype(np.uint16)
    part[:] = (part * (255 - share) + np.array(colour, np.uint16) * share) // 255


def pill(
    image: Image, words: str, at: tuple[int, int], colour: Colour, align: float = 0.0, dot: bool = False
) -> int:
    """Draw a short note on a dark round strip and return its width, px; at: x, y of its upper edge."""
    size, pad, tall = 15, 13, 30
    lead = 16 if dot else 0
    wide = width(words, size, 500) + 2 * pad + lead
    x, y = round(at[0] - align * wide), at[1]
    card(image, (x, y, wide, tall), CARD, tall // 2)
    if dot:
        cv2.circle(image, (x + pad + 5, y + tall // 2), 6, colour, -1, cv2.LINE_AA)
    text(image, words, (x + pad + lead, y + 20), size, TEXT if dot else colour, 500)
    return wide
