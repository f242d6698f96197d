"""Marks that are not digits, made by our own code: the eleventh class.

What could honestly be taken for a digit is left out (a letter O, an l, an S), for teaching that those are
not digits would teach that some digits are none. The slash is the exception: it is the commonest sign
between numbers, and so few ones lean as far that the reader can make up for them.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from live.values import Floats, as_image
from models.glyph import normalise
from train.augment import CANVAS, Ink, Rng, redraw, trimmed, wear
from train.augment import turned as rotation
from train.digits import Digits
from train.paint import WHITE, line, oval, polygon
from train.scenes.alphabet import SHAPES
from train.strokes import LETTERS as BY_HAND
from train.strokes import drawn, smooth, traced

# Halves and quarter turns that nobody reads as a digit: the upper half of an 8 is a 0, its right half a 3.
LOWER_HALVES = (2, 3, 5)
LEFT_HALVES = (0, 3, 8)
RIGHT_HALVES = (0,)
SLIM = 0.3  # widths of a height
TURNED = (2, 3, 4, 5)
MIRRORED = (3, 4, 7, 9)
STACKED = 0.15  # of pairs
SLASH = 0.53, 2.1  # widths of a height

RING = np.stack([np.cos(_TURN := np.linspace(0, 2 * np.pi, 24)), np.sin(_TURN)], 1)
"""Points around a circle."""

LETTERS = "AEFHKMNRTUVWXcefhkmnruvwx"
PLAIN_LETTERS = "CJLYdijpty"  # no digits either, unless in a script with flourishes; P is a nine to some
TYPED = "+-=*x#%&@<>~^+-=+x"  # twice and more what people write between numbers
OTHER_SCRIPTS = "ΔΘΛΞΠΣΦΨΩΓαβγδεζηθλμξπσφψωЖИЙЛЦШЩЪЫЮЯЭФДжийлцшщъыюя"
SCRIPTS = (  # of many peoples, but for what looks like a digit
    "あいえおかきくけこさしすせたなにぬねはひふほまみむもやゆよれわをアイウエオカキケサシスセタチツテトナニヌネハヒホマミムメモヤユル"
    "ㄴㄷㅂㅅㅈㅊㅋㅌㅍㅎㅏㅑㅓㅕㅗㅛㅜㅠㄇㄈㄉㄊㄌㄍㄏㄑㄓㄔㄘㄙㄜㄝㄞㄟㄠㄡאבגהחטכלמעצשתבتثجحخدذسشصضعغكلي"
    "丁七人入八几刀力十又土士大女子寸小山川工巾干弓才万上下久凡及月木火水"
)
PLAIN_FONTS = [
    cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX
]  # fmt: skip
HERSHEY = [*PLAIN_FONTS, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX]

WIDE = 0.55, 1.2
"""Least and greatest width of such a letter in its heights."""


def glyph(digits: Digits, rng: Rng) -> Floats:
    """A training glyph that is not a digit: (28, 28) float32 in 0..1."""
    make = KINDS[int(rng.choice(len(KINDS), p=SHARES))]
    return normalise(make(digits, rng))


def letter(digits: Digits, rng: Rng) -> Ink:
    """A letter or sign in a stroke font or a TrueType font, bent as a hand would."""
    page = np.zeros((28, 28), np.uint8)
    if rng.random() < 0.7:
        font, scale = int(rng.choice(HERSHEY)), rng.uniform(0.6, 0.9)
        sign = str(rng.choice(list(LETTERS + TYPED + (PLAIN_LETTERS if font in PLAIN_FONTS else ""))))
        (w, h), _ = cv2.getTextSize(sign, font, scale, 1)
        at = (28 - w) // 2, (28 + h) // 2
        cv2.putText(page, sign, at, font, scale, 255, int(rng.integers(1, 4)), cv2.LINE_AA)
    else:
        sign = str(rng.choice(list(LETTERS + PLAIN_LETTERS + TYPED + OTHER_SCRIPTS)))
        face = cv2.FontFace(str(rng.choice(["sans", "italic", "uni"])))
        weight = int(rng.integers(2, 9)) * 100
        cv2.putText(page, sign, (7, 22), 255, face, int(rng.integers(17, 24)), weight)
    return redraw(page, rng)


def by_hand(digits: Digits, rng: Rng) -> Ink:
    """A letter as one writes it, with the same slant, pen and unrest as the digits of train.strokes."""
    return drawn(BY_HAND[int(rng.integers(len(BY_HAND)))], WIDE, rng)


def foreign(digits: Digits, rng: Rng) -> Ink:
    """A character of some other script, drawn large and as thin as a pen, bent as a hand would."""
    page = np.zeros((28, 28), np.uint8)
    sign, size = str(rng.choice(list(SCRIPTS))), int(rng.integers(17, 23))
    face, weight = cv2.FontFace("uni"), int(rng.integers(1, 9)) * 100
    (x, y, w, h) = cv2.getTextSize((28, 28), sign, (0, 0), face, size, weight)
    cv2.putText(page, sign, (14 - x - w // 2, 14 - y - h // 2), 255, face, size, weight)
    return redraw(page, rng)


def signs(digits: Digits, rng: Rng) -> Ink:
    """Plus, times, minus, equals, divided by, slash: drawn with free hand and any proportions."""
    name = str(rng.choice(list("+×-=÷//")))
    forms = SHAPES[name][: 2 if name == "=" else None]  # its third, of one stroke, is a two to some
    shape, wide = forms[int(rng.integers(len(forms)))]
    # Slashes lean more than all but a few ones do: of MNIST's 4 % lie as low, and are as long and straight.
    return wear(traced(shape, SLASH, rng, lean=(0, 0)) if name == "/" else traced(shape, wide, rng), rng)


def scribble(digits: Digits, rng: Rng) -> Ink:
    """Strokes without a meaning: a few smooth curves through random points."""
    page = _page()
    for _ in range(int(rng.integers(2, 6))):
        points = rng.uniform(0.1, 0.9, (int(rng.integers(3, 8)), 2)) * CANVAS
        line(page, smooth(points), WHITE, int(rng.integers(3, 12)))
    return wear(page, rng)


def rune(digits: Digits, rng: Rng) -> Ink:
    """A sign of a made-up script: bars, bows and rings between a few places of a grid."""
    while True:
        page = _rune(rng)
        _, _, w, h = cv2.boundingRect(page)
        if h <= 2.5 * w:  # else it is an upright bar, which is a one
            return wear(page, rng)


def _rune(rng: Rng) -> Ink:
    page, width = _page(), int(rng.integers(3, 12))
    stretch = np.exp(rng.normal(0, 0.25))
    shape, grid = np.array([stretch, 1 / stretch]) * rng.uniform(0.6, 1), np.linspace(-0.32, 0.32, 3)
    strokes = int(rng.choice([1, 2, 3, 4], p=[0.2, 0.35, 0.3, 0.15]))
    for _ in range(strokes):
        # Alone, a bar would be a slash and a ring a nought.
        places = rng.choice(grid, (int(rng.integers(2 if strokes > 1 else 3, 5)), 2)) + rng.normal(0, 0.03, 2)
        form = rng.random()
        if form < 0.15 and strokes > 1:
            places = places[0] + RING * rng.uniform(0.08, 0.2, 2)
        elif form < 0.55:
            places = smooth(places)
        line(page, (0.5 + places * shape) * CANVAS, WHITE, width)
    for _ in range(int(rng.choice(3, p=[0.8, 0.12, 0.08]))):
        size = (width * rng.uniform(0.5, 0.9) + 2,) * 2
        oval(page, (0.5 + rng.uniform(-0.36, 0.36, 2) * shape) * CANVAS, size, WHITE)
    return page


def ring(digits: Digits, rng: Rng) -> Ink:
    """An oval more than twice as broad as high, or one with a bar across: nobody's nought."""
    page, half, width = _page(), CANVAS / 2, int(rng.integers(3, 12))
    barred = rng.random() < 0.5
    flat = rng.uniform(1.35, 3) if barred else rng.uniform(2.3, 3.5)
    radii = np.array([1, 1 / flat]) * rng.uniform(0.25, 0.38) * CANVAS
    if barred:
        radii = radii[::-1] if rng.random() < 0.7 else radii
        reach = radii[0] * rng.uniform(0.8, 1.5)
        line(page, [(half - reach, half), (half + reach, half + rng.normal(0, 4))], WHITE, width)
    around = RING[int(rng.integers(3)) :]  # it may stay open
    line(page, half + around * radii @ rotation(rng.normal(0, 0.1)), WHITE, width)
    return wear(page, rng)


def blob(digits: Digits, rng: Rng) -> Ink:
    """A spot, a filled shape, a thumb's edge."""
    page = _page()
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 12))))
    radii = rng.uniform(0.6, 1, len(angles)) * rng.uniform(0.12, 0.45) * CANVAS
    stretch = np.exp(abs(rng.normal(0, 0.4)))  # never upright and slim: that is a 1
    polygon(page, CANVAS / 2 + np.stack([radii * np.cos(angles) * stretch, radii * np.sin(angles)], 1), WHITE)
    return wear(page, rng)


def rules(digits: Digits, rng: Rng) -> Ink:
    """Pieces of ruled and squared paper and of a sheet's edge: long lines, crossings, corners."""
    page, width, drop = _page(), int(rng.integers(1, 8)), rng.normal(0, 0.06) * CANVAS
    for at in np.cumsum(rng.uniform(0.2, 0.5, int(rng.integers(1, 4)))) * CANVAS:
        line(page, [(0, at), (CANVAS, at + drop)], WHITE, width)
    if rng.random() < 0.5:
        for at in np.cumsum(rng.uniform(0.25, 0.5, int(rng.integers(1, 3)))) * CANVAS:
            line(page, [(at, 0), (at - drop, CANVAS)], WHITE, width)
    left, right = int(rng.uniform(0, 0.3) * CANVAS), int(rng.uniform(0.7, 1) * CANVAS)
    return wear(np.ascontiguousarray(page[:, left:right]), rng)


def texture(digits: Digits, rng: Rng) -> Ink:
    """Grain of wood, cloth and noise, thresholded."""
    cells = rng.random(rng.integers(4, 20, 2), np.float32)
    grain = cv2.resize(cells, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC)
    return as_image(255 * (grain > rng.uniform(0.5, 0.8)))


def part(digits: Digits, rng: Rng) -> Ink:
    """The lower, left or right half of a digit, where that is no digit: what a cut amiss leaves."""
    side = int(rng.choice(3, p=[0.2, 0.4, 0.4]))
    values = (LOWER_HALVES, LEFT_HALVES, RIGHT_HALVES)[side]
    while True:
        ink = _redrawn(digits, rng, values)
        h, w = ink.shape
        down, across = int(h * rng.uniform(0.45, 0.65)), int(w * rng.uniform(0.42, 0.58))
        half = (ink[down:], ink[:, :across], ink[:, across:])[side]
        if half.shape[1] > SLIM * half.shape[0]:  # else it is an upright bar, which is a one
            return np.ascontiguousarray(half)


def pair(digits: Digits, rng: Rng) -> Ink:
    """Two or three digits side by side, or two on top of each other, taken for one mark."""
    stacked = rng.random() < STACKED
    inks = [_redrawn(digits, rng) for _ in range(2 if stacked or rng.random() < 0.85 else 3)]
    height = max(map(len, inks))
    page, at = np.zeros((3 * height, 4 * height), np.uint8), 0
    for ink in inks:
        if not stacked:
            tall = round(height * rng.uniform(0.8, 1))
            wide = max(1, round(ink.shape[1] * tall / len(ink)))
            ink = as_image(cv2.resize(ink, (wide, max(1, tall)), interpolation=cv2.INTER_LINEAR))
        (h, w), aside = ink.shape, int(rng.integers(0, height - len(ink) + 1))
        y, x = (at, 0) if stacked else (aside, at)
        place = page[y : y + h, x : x + w]
        np.maximum(place, ink[:, : place.shape[1]], out=place)
        at += h + 4 if stacked else max(1, w + int(rng.normal(0, 0.06) * height))
    return trimmed(page)


def turned(digits: Digits, rng: Rng) -> Ink:
    """A digit on its side, or seen through the paper from behind."""
    if rng.random() < 0.6:
        image = np.rot90(_digit(digits, rng, TURNED), int(rng.choice([1, 3])))
    else:
        image = _digit(digits, rng, MIRRORED)[:, ::-1]
    return redraw(np.ascontiguousarray(image), rng)


KINDS: list[Callable[[Digits, Rng], Ink]] = [
    letter, by_hand, foreign, signs, scribble, rune, ring, blob, rules, texture, part, pair, turned,
]  # fmt: skip
SHARES = np.array([0.15, 0.15, 0.13, 0.11, 0.05, 0.14, 0.02, 0.03, 0.03, 0.02, 0.05, 0.10, 0.02])


def _page() -> Ink:
    return np.zeros((CANVAS, CANVAS), np.uint8)


def _digit(digits: Digits, rng: Rng, values: tuple[int, ...] = ()) -> Ink:
    """Any digit, or one of some values that is as likely to be each, (28, 28)."""
    pool = np.flatnonzero(digits.labels == rng.choice(values)) if values else np.arange(len(digits))
    return as_image(digits.images[int(rng.choice(pool))])


def _redrawn(digits: Digits, rng: Rng, values: tuple[int, ...] = ()) -> Ink:
    return trimmed(redraw(_digit(digits, rng, values), rng))
