"""Inks of single characters in many hands and pens, made as they are asked for and kept for a while."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Floats, Image
from train import augment, junk, strokes
from train.augment import Rng, log_uniform
from train.digits import Digits
from train.paint import WHITE, line
from train.scenes.alphabet import ALPHABET, ALSO, DIGITS, LIKE_DIGITS, OTHER, PROPORTIONS, SHAPES
from train.scenes.sources import Sources, Strokes

PENS = 3
"""Fine, usual and broad: a page is written with one of them."""

WIDTHS = ((0.02, 0.07), (0.06, 0.13), (0.12, 0.26))
"""Least and greatest stroke width of each pen, digit heights."""

TALL = 80
"""Height at which a digit's ink is drawn, px."""


@dataclass(frozen=True, eq=False)
class Sprite:
    """One character's ink.

    ink: (h, w) uint8, bright on black, trimmed. hull: (K, 2) float32, its convex outline, px. em: the height
    that a digit beside it would have, px of the ink. drop: how far its middle stands below a digit's, ems.
    label: class in the alphabet, or OTHER.
    """

    ink: Image
    hull: Floats
    em: float
    drop: float
    label: int


@dataclass(frozen=True)
class Mix:
    """What characters are made from, shares of one."""

    own: float = 0.25  # digits from our own strokes: hands that the collections lack
    pen: float = 0.35  # digits from other people's pen strokes; the rest is MNIST and photographs
    bubble: float = 0.03  # outlined digits
    signs_pen: float = 0.4  # signs from other people's pen strokes, where there are any
    signs_bitmap: float = 0.2  # and from their bitmaps; the rest is our own strokes
    letter: float = 0.5  # marks outside the alphabet that are other people's letters
    loose: float = 0.4  # of the signs from strokes: these are not quite in place, a point may touch its bar
    unrest: float = 0.035  # spread of a sign's corners, share of its height
    renewed: float = 0.03  # of the sprites that are asked for: to make each anew takes most of a scene's time
    kept: int = 220  # sprites of each character and pen, so that memory stays bounded
    known: int = 2000  # bitmaps of each digit from which other marks are made


MIX = Mix()

OTHERS = junk.by_hand, junk.foreign, junk.rune, junk.scribble, junk.ring
OTHER_SHARES = 0.28, 0.25, 0.25, 0.13, 0.09
"""What draws marks outside the alphabet, but for other people's letters, and shares of these."""


class Bank:
    """Gives sprites of any character; the same seed gives the same ones."""

    def __init__(self, sources: Sources, rng: Rng) -> None:
        """Take handwriting, which has bitmaps of every digit at least."""
        self._sources, self._rng = sources, rng
        self._pools: dict[tuple[int, int], list[Sprite]] = {}
        known = {v: sources.bitmaps[str(v)][: MIX.known] for v in DIGITS}
        images = [image for v in DIGITS for image in known[v]]
        labels = [v for v in DIGITS for _ in known[v]]
        self._digits = Digits(np.stack(images), np.array(labels, np.int64))
        self._letters = [c for c in sources.letters if c not in LIKE_DIGITS]
        self._pens = {c: list(many) for c, many in sources.strokes.items()}
        for letter, sign in ALSO.items():
            self._pens.setdefault(sign, []).extend(sources.letters.get(letter, []))

    def get(self, label: int, pen: int) -> Sprite:
        """Return a sprite of a class as a pen writes it; OTHER gives a mark outside the alphabet."""
        pool = self._pools.setdefault((label, pen), [])
        at = int(self._rng.integers(len(pool))) if len(pool) == MIX.kept else len(pool)
        if at == len(pool) or self._rng.random() < MIX.renewed:
            while (made := self._make(label, pen)) is None:
                pass
            pool[at : at + 1] = [made]
        return pool[at]

    def letter(self, pen: int, names: str = "") -> Sprite:
        """Return any letter, or one of some names; those that look like digits are none among others."""
        every = list(names or self._sources.letters or "x")
        while (made := self._letter(every, pen)) is None:
            pass
        return made

    def _make(self, label: int, pen: int) -> Sprite | None:
        """Return a new sprite of a class, or None where hardly anything was drawn."""
        rng = self._rng
        if label == OTHER:
            if self._letters and rng.random() < MIX.letter:
                return self._letter(self._letters, pen)
            ink = OTHERS[int(rng.choice(len(OTHERS), p=OTHER_SHARES))](self._digits, rng)
            return _sprite(ink, OTHER, 1 / rng.uniform(0.5, 1.1), rng.normal(0, 0.08))
        if label in DIGITS:
            ink = self._digit(label, pen)
            if label == 1:
                ink = _upright(ink, rng.uniform(0, 1))
            if rng.random() < MIX.bubble:
                ink = _outlined(ink, rng)
            return _sprite(ink, label, 1.0, 0.0)
        name = ALPHABET[label]
        low, high, drop = PROPORTIONS[name]
        size = rng.uniform(low, high)
        return _sprite(self._sign(name, pen, size), label, 1 / size, drop + rng.normal(0, 0.06))

    def _digit(self, value: int, pen: int) -> Image:
        """Return a digit's ink, (h, w)."""
        rng, name = self._rng, str(value)
        kind = rng.random()
        if kind < MIX.own:
            shape, wide = strokes.any_shape(value, rng)
            low, high = WIDTHS[pen]
            jitter = rng.uniform(0.025, 0.06) if rng.random() < 0.5 else strokes.JITTER
            return strokes.traced(shape, wide, rng, (20 * low, 20 * high), (0.03, 0.08), jitter)
        if kind < MIX.own + MIX.pen and (pool := self._sources.strokes.get(name)):
            return _inked(pool[int(rng.integers(len(pool)))], TALL, rng.uniform(*WIDTHS[pen]), rng)
        return _bent(self._sources.bitmaps[name], pen, rng)

    def _sign(self, name: str, pen: int, size: float) -> Image:
        """Return a sign's ink, (h, w). size: of its longer side, ems; the pen is as wide as a digit's."""
        rng, kind = self._rng, self._rng.random()
        width = rng.uniform(*WIDTHS[pen]) / size  # of its longer side
        if kind < MIX.signs_pen and (pool := self._pens.get(name)):
            return self._signed(pool[int(rng.integers(len(pool)))], width)
        if kind < MIX.signs_pen + MIX.signs_bitmap and (bitmaps := self._sources.bitmaps.get(name)):
            return _bent(bitmaps, pen, rng)
        own = SHAPES[name]
        shape, wide = own[int(rng.integers(len(own)))]
        aspect = log_uniform(rng, *wide)
        jitter = MIX.unrest / max(1, aspect) if name in "-." else MIX.unrest
        lines = [strokes.smooth(strokes.corners(line, rng, jitter)) * [aspect, 1] for line in shape]
        return self._signed([line.astype(np.float32) for line in lines], width)

    def _signed(self, lines: Strokes, width: float) -> Image:
        """Return a sign's strokes as ink, (h, w). width: of the pen, in longer sides."""
        if len(lines) > 1 and self._rng.random() < MIX.loose:
            lines = strokes.loose(lines, self._rng)
        return _inked(lines, TALL, min(width, 0.9), self._rng)

    def _letter(self, names: list[str], pen: int) -> Sprite | None:
        """Return a sprite of one of some letters, or None where hardly anything was drawn."""
        rng = self._rng
        name = names[int(rng.integers(len(names)))]
        if not (pool := self._sources.letters.get(name)):
            return _sprite(junk.by_hand(self._digits, rng), OTHER, 1.0, 0.0)
        low = name in "acemnorsuvwxz"
        size = rng.uniform(0.5, 0.75) if low else rng.uniform(0.7, 1.1)
        ink = _inked(pool[int(rng.integers(len(pool)))], TALL, rng.uniform(*WIDTHS[pen]) / size, rng)
        return _sprite(ink, OTHER, 1 / size, (1 - size) / 2 if low else rng.normal(0, 0.08))


def _inked(lines: Strokes, side: int, width: float, rng: Rng) -> Image:
    """Return strokes as some hand draws them, (h, w). side: the longer, px. width: of the pen, in sides."""
    every = np.concatenate(lines)
    low, reach = every.min(0), np.ptp(every, axis=0)
    stretch = rng.normal(0, 0.1, 2) * (reach.min() > 0.2 * reach.max())  # a bar keeps its slimness
    zoom = side / max(float(reach.max()), 1e-3) * np.exp(stretch)
    turn, nib = augment.turned(rng.normal(0, 0.06)), max(2, round(width * side))
    turn[1, 0] += rng.normal(0, 0.08)
    placed = [((way - low) * zoom) @ turn for way in lines]
    corner = np.concatenate(placed).min(0) - nib - 4
    high = np.ceil(np.concatenate(placed).max(0) - corner + nib + 4).astype(int)
    page = np.zeros((int(high[1]), int(high[0])), np.uint8)
    for way in placed:
        line(page, way - corner, WHITE, nib)
    return page


def _bent(bitmaps: list[Image], pen: int, rng: Rng) -> Image:
    """Return any of some bitmaps, bent a little, with the strokes of a pen."""
    return _repenned(augment.bend(bitmaps[int(rng.integers(len(bitmaps)))], rng, 0.08), pen, rng)


def _repenned(ink: Image, pen: int, rng: Rng) -> Image:
    """Return an ink, (h, w), with a finer or a broader pen."""
    if pen == 0:
        return augment.thin(ink, int(rng.integers(2, 6)))
    if pen == 2:
        return augment.broad(ink, int(rng.integers(2, 9)))
    return ink


def _upright(ink: Image, share: float) -> Image:
    """Return an ink sheared until it leans less by a share: a one leans as its hand, a slash by itself."""
    h, w = ink.shape
    moments = cv2.moments(ink)
    lean = share * moments["mu11"] / max(moments["mu02"], 1e-3)
    room = int(abs(lean) * h) + 2
    shear = np.array([[1, -lean, lean * h / 2 + room], [0, 1, 0]])
    return np.asarray(cv2.warpAffine(ink, shear, (w + 2 * room, h)), np.uint8)


def _outlined(ink: Image, rng: Rng) -> Image:
    """Return the outline of an ink made broader, (h + 24, w + 24)."""
    grow, line = int(rng.integers(9, 17)), 2 * int(rng.integers(1, 4)) + 1
    room = cv2.copyMakeBorder(ink, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=0)
    broad = augment.broad(np.asarray(room, np.uint8), grow)
    return np.asarray(cv2.morphologyEx(broad, cv2.MORPH_GRADIENT, augment.nib(line)), np.uint8)


def _sprite(ink: Image, label: int, em: float, drop: float) -> Sprite | None:
    """Return an ink's sprite, or None where hardly anything was drawn.

    em: height of a digit beside it over the ink's longer side; a digit is its own measure.
    """
    points = cv2.findNonZero((ink > 90).astype(np.uint8))
    if points is None or len(points) < 9:
        return None
    x, y, w, h = cv2.boundingRect(points)
    hull = cv2.convexHull(points)[:, 0].astype(np.float32) - np.array([x, y], np.float32)
    if len(hull) > 16:
        hull = hull[np.linspace(0, len(hull) - 1, 16).astype(int)]
    height = max(h, 0.55 * w) if label in DIGITS else em * max(h, w)
    return Sprite(np.ascontiguousarray(ink[y : y + h, x : x + w]), hull, float(height), drop, label)
