"""Drawn surfaces that lie behind a page: walls, wood, tiles, cloth, carpets, leaves, paper and tissue."""

from __future__ import annotations

import cv2
import numpy as np

from live.values import Floats, Image
from train.augment import Rng, turned
from train.paint import box, canvas, colour, line, oval, polygon, scaled
from train.scenes.texture import cloud, grain, lit, ramp, shade, tilted


def _axes(size: int, angle: float = 0) -> tuple[Floats, Floats]:
    """Make coordinates, px, along and across a direction, each (size, size)."""
    places = np.arange(size, dtype=np.float32)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return cos * places + sin * places[:, None], cos * places[:, None] - sin * places


def _waves(field: Floats, pitch: float) -> Floats:
    """Make waves, -1 to 1, of a length, px, along coordinates."""
    return np.asarray(np.sin(field * np.float32(2 * np.pi / pitch)), np.float32)


def _rhombs(along: Floats, across: Floats, pitch: float) -> Floats:
    """Make distances, 0 to `pitch`, from the middles of rhombs."""
    one, other = (np.abs(np.mod(axis, np.float32(pitch)) - np.float32(pitch / 2)) for axis in (along, across))
    return np.asarray(one + other, np.float32)


def wall(rng: Rng, size: int) -> Image:
    """Draw a plain wall with a vignette, dirt and noise."""
    image = canvas(size, colour(rng, vivid=(0, 0.35), bright=(0.2, 1)))
    if rng.random() < 0.6:
        places = np.linspace(-1, 1, size, dtype=np.float32) ** 2
        image = shade(image, 1 - rng.uniform(0, 0.35) * (places + places[:, None]))
    image = lit(rng, image, 0.7)
    for _ in range(rng.integers(0, 4)):  # stains
        spot = np.ones((size, size, 3), np.uint8)
        oval(spot, rng.integers(0, size, 2), rng.uniform(0.02, 0.2, 2) * size, (0, 0, 0), rng.uniform(0, 180))
        image = np.where(spot, image, cv2.convertScaleAbs(image, alpha=rng.uniform(0.75, 1.1)))
    return grain(rng, np.asarray(image, np.uint8), rng.uniform(0, 0.5))


def wood(rng: Rng, size: int) -> Image:
    """Draw planks with grain and knots."""
    along, across = _axes(size, rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]))
    planks = np.floor(across / np.float32(rng.uniform(0.12, 1.5) * size))
    rings = across * rng.uniform(0.02, 0.25) + cloud(rng, size, 3) * rng.uniform(1, 6) + 7 * planks
    field = 0.5 + 0.25 * np.sin(rings + 0.004 * along) + 0.12 * np.sin(5 * planks)
    base = colour(rng, (0.04, 0.11), (0.2, 0.75), (0.3, 0.95))
    tones = [scaled(base, rng.uniform(0.45, 0.85)), base, scaled(base, 1.15)]
    image = ramp(field + 0.12 * cloud(rng, size, size // 3, 6), tones)
    image[np.diff(planks, axis=0, prepend=planks[:1]) != 0] = scaled(base, 0.35)
    return image


def tiles(rng: Rng, size: int) -> Image:
    """Draw tiles or bricks with joints."""
    brick = rng.random() < 0.5
    high = rng.uniform(0.05, 0.3) * size
    wide = high * (rng.uniform(2, 3.2) if brick else rng.choice([1, 1, 2]))
    base = colour(rng, *(((0, 0.08), (0.3, 0.7), (0.3, 0.8)) if brick else ((0, 1), (0, 0.5), (0.3, 1))))
    image = canvas(size, scaled(base, rng.uniform(0.4, 1.4)))
    joint, spread = max(1, int(high * rng.uniform(0.02, 0.1))), rng.uniform(0, 0.15)
    for row in range(int(size / high) + 1):
        for column in range(int(size / wide) + 2):
            place = (column - 0.5 * (brick and row % 2)) * wide, row * high, wide - joint, high - joint
            box(image, place, scaled(base, 1 + spread * rng.standard_normal()))
    return grain(rng, image, rng.uniform(0.05, 0.5))


def cloth(rng: Rng, size: int) -> Image:
    """Draw clothing: stripes, plaid, knit, a plain weave or a cloudy one, with folds and maybe buttons."""
    base = colour(rng, vivid=(0, 0.9))
    kind, pitch = int(rng.integers(5)), rng.uniform(6, 60)
    along, across = _axes(size, rng.uniform(0, np.pi))
    if kind == 0:
        field: Floats = 1.0 * (_waves(across, pitch) > rng.uniform(-0.8, 0.8))
    elif kind == 1:
        field = 0.5 * (_waves(along, pitch) > 0.2) + 0.5 * (_waves(across, pitch) > 0.2)
    elif kind == 2:
        field = 0.5 + 0.5 * _waves(across + np.abs(np.mod(along, pitch / 3) - pitch / 6), pitch / 3)
    elif kind == 3:
        field = 0.5 + 0.25 * _waves(across, 2 + pitch / 10) + 0.25 * _waves(along, 2 + pitch / 10)
    else:
        field = 0.5 + 0.15 * cloud(rng, size, 5)
    image = folded(rng, ramp(field, [base, colour(rng) if kind < 2 else scaled(base, rng.uniform(0.5, 0.9))]))
    if rng.random() < 0.2:
        x, radius, own = int(rng.integers(size)), rng.uniform(0.015, 0.04) * size, colour(rng, vivid=(0, 0.3))
        for y in range(int(rng.integers(0, size // 3)), size, int(rng.uniform(0.2, 0.4) * size)):
            for share, tone in ((1.0, scaled(own, 0.6)), (0.8, own)):
                oval(image, (x, y), (share * radius, share * radius), tone)
            for dx, dy in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
                hole = x + dx * radius / 4, y + dy * radius / 4
                oval(image, hole, (radius / 8, radius / 8), (20, 20, 20))
    return image


def folded(rng: Rng, image: Image) -> Image:
    """Lay an image's surface in folds: light and dark bands, nearly parallel."""
    along, bend = _axes(len(image), rng.normal(0, 0.35))[0], cloud(rng, len(image), 3)
    wave = np.sin(along * np.float32(rng.uniform(0.01, 0.12)) + bend * np.float32(rng.uniform(0.5, 3)))
    return shade(image, 0.85 + np.float32(rng.uniform(0.05, 0.35)) * wave + 0.05 * bend)


def curtain(rng: Rng, size: int) -> Image:
    """Draw a curtain, with its folds and maybe a light edge."""
    image = folded(rng, canvas(size, colour(rng, vivid=(0, 0.7), bright=(0.3, 1))))
    return grain(rng, folded(rng, image), 0.1)


def carpet(rng: Rng, size: int) -> Image:
    """Draw a rug: coarse pile, maybe with a pattern of rhombs or blots."""
    field = 0.5 + 0.15 * cloud(rng, size, size // 2)
    if rng.random() < 0.5:
        pitch = rng.uniform(20, 120)
        far = _rhombs(*_axes(size, rng.uniform(0, np.pi)), pitch)
        field = field + 0.6 * (far > pitch * rng.uniform(0.3, 0.7))
    else:
        field = field + 0.3 * cloud(rng, size, 8)
    return grain(rng, ramp(field / 1.3, [colour(rng), colour(rng), colour(rng)]), 0.4)


def leaves(rng: Rng, size: int) -> Image:
    """Draw leaves of a plant or a hedge, with their ribs and stems."""
    base = colour(rng, (0.2, 0.4), (0.3, 0.9), (0.2, 0.8))
    image = lit(rng, canvas(size, scaled(base, 0.35)), 0.8)
    length, slim = rng.uniform(0.06, 0.45) * size, rng.uniform(0.1, 0.5)
    turn = np.linspace(0, np.pi, 9)
    half = np.stack([-np.cos(turn), slim * np.sin(turn) ** 1.3], 1)
    outline = np.concatenate([half, half[::-1] * (1, -1)])
    for _ in range(int(np.clip(3 * (size / length) ** 1.5, 15, 90))):
        own, long = scaled(base, rng.uniform(0.5, 1.4)), 0.5 * length * rng.uniform(0.6, 1.2)
        shape = long * outline @ turned(rng.uniform(0, 2 * np.pi)) + rng.uniform(-0.05, 1.05, 2) * size
        polygon(image, shape, own)
        line(image, shape[[0, 8]], scaled(own, 0.7))
    return image


def paper(rng: Rng, size: int) -> Image:
    """Draw blank paper or a screen seen close: grain, a mesh, moire or blocks of compression."""
    base, kind = colour(rng, (0.05, 0.2), (0, 0.2), (0.5, 1)), int(rng.integers(4))
    if kind == 0:
        field = 0.5 + 0.2 * cloud(rng, size, size // int(rng.integers(1, 5)))
    elif kind == 1:
        pitch = rng.uniform(2.2, 14)
        one, other = (_waves(axis, pitch) for axis in _axes(size, rng.uniform(0, np.pi)))
        field = 0.5 + 0.25 * one + 0.25 * other
    elif kind == 2:
        pitch = rng.uniform(2.2, 7)
        one, other = (_waves(_axes(size, rng.uniform(0, 0.4))[1], pitch * rng.uniform(0.9, 1)) for _ in "01")
        field = 0.5 + 0.5 * one * other
    else:
        coarse = rng.standard_normal((size // 8 + 1, size // 8 + 1), np.float32)
        blocks = coarse.repeat(8, 0).repeat(8, 1)[:size, :size]
        field = 0.5 + 0.15 * blocks + 0.1 * cloud(rng, size, size // 2)
    image = ramp(field, [scaled(base, 1 - rng.uniform(0.03, 0.3)), base])
    return grain(rng, lit(rng, image), rng.uniform(0, 0.4))


def crumpled(rng: Rng, size: int) -> Image:
    """Draw crumpled tissue or a creased sheet: facets that meet in ridges."""
    facets = [np.abs(cloud(rng, size, cells)) * rng.uniform(0.1, 0.5) for cells in (4, 8, 15)]
    field = np.asarray(sum(facets), np.float32)
    slope = cv2.Sobel(cv2.GaussianBlur(field, (0, 0), 1), cv2.CV_32F, 1, 1, ksize=3)
    image = canvas(size, colour(rng, vivid=(0, 0.15), bright=(0.6, 1)))
    return grain(rng, shade(image, np.clip(1.05 - 0.35 * field + 2 * slope, 0.4, 1.3)), 0.1)


SURFACES = {
    "wall": wall, "wood": wood, "tiles": tiles, "cloth": cloth, "curtain": curtain, "carpet": carpet,
    "leaves": leaves, "paper": paper, "crumpled": crumpled,
}  # fmt: skip


def surface(rng: Rng, size: int, name: str | None = None) -> Image:
    """Draw one of SURFACES, (size, size, 3) uint8 BGR, from above or from aside."""
    image = SURFACES[name or str(rng.choice(list(SURFACES)))](rng, size)
    return tilted(rng, image) if rng.random() < 0.4 else image
