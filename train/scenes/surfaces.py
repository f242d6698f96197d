"""Drawn surfaces that lie behind a page: walls, wood, tiles, cloth, carpets, leaves, paper and tissue."""

from __future__ import annotations

import cv2
import numpy as np

from train.scenes.paint import (
    Field,
    Image,
    canvas,
    cloud,
    colour,
    grain,
    lit,
    points,
    ramp,
    scaled,
    shade,
    tilted,
)

Rng = np.random.Generator


def _axes(size: int, angle: float = 0) -> tuple[Field, Field]:
    """Make coordinates, px, along and across a direction, each (size, size)."""
    line = np.arange(size, dtype=np.float32)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return cos * line[None] + sin * line[:, None], cos * line[:, None] - sin * line[None]


def wall(rng: Rng, size: int) -> Image:
    """Draw a plain wall with a vignette, dirt and noise."""
    image = canvas(size, colour(rng, vivid=(0, 0.35), bright=(0.2, 1)))
    if rng.random() < 0.6:
        line = np.linspace(-1, 1, size, dtype=np.float32)
        image = shade(image, 1 - np.float32(rng.uniform(0, 0.35)) * (line[None] ** 2 + line[:, None] ** 2))
    image = lit(rng, image, 0.7)
    for _ in range(rng.integers(0, 4)):  # stains
        spot = np.zeros((size, size), np.uint8)
        at = (int(rng.integers(size)), int(rng.integers(size)))
        axes = (int(rng.uniform(0.02, 0.2) * size), int(rng.uniform(0.02, 0.2) * size))
        cv2.ellipse(spot, at, axes, rng.uniform(0, 180), 0, 360, (1,), -1)
        inside = spot.astype(bool)
        image[inside] = cv2.convertScaleAbs(image[inside], alpha=rng.uniform(0.75, 1.1))
    return grain(rng, image, rng.uniform(0, 0.5))


def wood(rng: Rng, size: int) -> Image:
    """Draw planks with grain and knots."""
    along, across = _axes(size, rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]))
    bend = cloud(rng, (size, size), (3, 3))
    fine = cloud(rng, (size, size), (size // 3, 6))
    planks = np.floor(across / np.float32(rng.uniform(0.12, 1.5) * size))
    rings = across * np.float32(rng.uniform(0.02, 0.25)) + bend * np.float32(rng.uniform(1, 6)) + 7 * planks
    field = 0.5 + 0.25 * np.sin(rings + 0.004 * along) + 0.12 * fine + 0.12 * np.sin(5 * planks)
    base = colour(rng, (0.04, 0.11), (0.2, 0.75), (0.3, 0.95))
    image = ramp(field.astype(np.float32), [scaled(base, rng.uniform(0.45, 0.85)), base, scaled(base, 1.15)])
    edge = np.abs(np.diff(planks, axis=0, prepend=planks[:1])) > 0
    image[edge] = scaled(base, 0.35)
    return image


def tiles(rng: Rng, size: int) -> Image:
    """Draw tiles or bricks with joints."""
    brick = rng.random() < 0.5
    high = rng.uniform(0.05, 0.3) * size
    wide = high * (rng.uniform(2, 3.2) if brick else rng.choice([1, 1, 2]))
    base = colour(rng, vivid=(0, 0.5), bright=(0.3, 1))
    if brick:
        base = colour(rng, (0, 0.08), (0.3, 0.7), (0.3, 0.8))
    rows, columns = int(size / high) + 1, int(size / wide) + 2
    image = canvas(size, scaled(base, rng.uniform(0.4, 1.4)))
    joint = max(1, int(high * rng.uniform(0.02, 0.1)))
    spread = rng.uniform(0, 0.15)
    for row in range(rows):
        shift = wide / 2 if brick and row % 2 else 0
        for column in range(columns):
            left, top = int(column * wide - shift), int(row * high)
            own = scaled(base, 1 + spread * rng.standard_normal())
            cv2.rectangle(image, (left, top), (int(left + wide - joint), int(top + high - joint)), own, -1)
    return grain(rng, image, rng.uniform(0.05, 0.5))


def cloth(rng: Rng, size: int) -> Image:
    """Draw clothing: stripes, plaid or a plain weave or knit, with folds and maybe buttons."""
    base = colour(rng, vivid=(0, 0.9), bright=(0.1, 1))
    kind = int(rng.integers(5))
    along, across = _axes(size, rng.uniform(0, np.pi))
    pitch = rng.uniform(6, 60)
    if kind == 0:
        field = (np.sin(across / pitch * 6.28) > rng.uniform(-0.8, 0.8)).astype(np.float32)
    elif kind == 1:
        one, other = (np.sin(axis / pitch * 6.28) > 0.2 for axis in (along, across))
        field = 0.5 * one.astype(np.float32) + 0.5 * other
    elif kind == 2:
        pitch = rng.uniform(4, 20)
        field = 0.5 + 0.5 * np.sin((across + np.abs(np.mod(along, pitch) - pitch / 2)) / pitch * 6.28)
    elif kind == 3:
        pitch = rng.uniform(2.5, 8)
        field = 0.5 + 0.25 * np.sin(across / pitch * 6.28) + 0.25 * np.sin(along / pitch * 6.28)
    else:
        field = 0.5 + 0.15 * cloud(rng, (size, size), (5, 5))
    second = colour(rng) if kind < 2 else scaled(base, rng.uniform(0.5, 0.9))
    image = folded(rng, ramp(np.asarray(field, np.float32), [base, second]))
    if rng.random() < 0.2:
        x, radius = int(rng.integers(size)), int(rng.uniform(0.015, 0.04) * size)
        own = colour(rng, vivid=(0, 0.3))
        for y in range(int(rng.integers(0, size // 3)), size, int(rng.uniform(0.2, 0.4) * size)):
            cv2.circle(image, (x, y), radius, scaled(own, 0.6), -1, cv2.LINE_AA)
            cv2.circle(image, (x, y), int(radius * 0.8), own, -1, cv2.LINE_AA)
            for dx, dy in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
                hole = (x + dx * radius // 4, y + dy * radius // 4)
                cv2.circle(image, hole, max(1, radius // 8), (20, 20, 20), -1)
    return image


def folded(rng: Rng, image: Image) -> Image:
    """Lay an image's surface in folds: light and dark bands, nearly parallel."""
    size = image.shape[0]
    along, _ = _axes(size, rng.normal(0, 0.35))
    bend = cloud(rng, (size, size), (3, 3))
    wave = np.sin(along * np.float32(rng.uniform(0.01, 0.12)) + bend * np.float32(rng.uniform(0.5, 3)))
    return shade(image, 0.85 + np.float32(rng.uniform(0.05, 0.35)) * wave + 0.05 * bend)


def curtain(rng: Rng, size: int) -> Image:
    """Draw a curtain, with its folds and maybe a light edge."""
    image = folded(rng, canvas(size, colour(rng, vivid=(0, 0.7), bright=(0.3, 1))))
    return grain(rng, folded(rng, image), 0.1)


def carpet(rng: Rng, size: int) -> Image:
    """Draw a rug: coarse pile, maybe with a pattern of rhombs or blots."""
    field = 0.5 + 0.15 * cloud(rng, (size, size), (size // 2, size // 2))
    along, across = _axes(size, rng.uniform(0, np.pi))
    if rng.random() < 0.5:
        pitch = np.float32(rng.uniform(20, 120))
        folds = np.abs(np.mod(along, pitch) - pitch / 2) + np.abs(np.mod(across, pitch) - pitch / 2)
        field = field + 0.6 * (folds > pitch * rng.uniform(0.3, 0.7))
    else:
        field = field + 0.3 * cloud(rng, (size, size), (8, 8))
    return grain(rng, ramp(field.astype(np.float32) / 1.3, [colour(rng), colour(rng), colour(rng)]), 0.4)


def leaves(rng: Rng, size: int) -> Image:
    """Draw leaves of a plant or a hedge, with their ribs and stems."""
    base = colour(rng, (0.2, 0.4), (0.3, 0.9), (0.2, 0.8))
    image = lit(rng, canvas(size, scaled(base, 0.35)), 0.8)
    length = rng.uniform(0.06, 0.45) * size
    slim = rng.uniform(0.1, 0.5)
    turn = np.linspace(0, np.pi, 9)
    half = np.stack([-np.cos(turn), slim * np.sin(turn) ** 1.3], 1)
    outline = np.concatenate([half, half[::-1] * (1, -1)])
    for _ in range(int(np.clip(3 * (size / length) ** 1.5, 15, 90))):
        angle, own = rng.uniform(0, 2 * np.pi), scaled(base, rng.uniform(0.5, 1.4))
        matrix = 0.5 * length * rng.uniform(0.6, 1.2) * np.array(
            [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
        )  # fmt: skip
        shape = outline @ matrix + rng.uniform(-0.05, 1.05, 2) * size
        cv2.fillPoly(image, [points(shape)], own, cv2.LINE_AA)
        rib = points(shape[[0, 8]])
        cv2.polylines(image, [rib], False, scaled(own, 0.7), 1, cv2.LINE_AA)
    return image


def paper(rng: Rng, size: int) -> Image:
    """Draw blank paper or a screen seen close: grain, a mesh, moire or blocks of compression."""
    base = colour(rng, (0.05, 0.2), (0, 0.2), (0.5, 1))
    kind = int(rng.integers(4))
    if kind == 0:
        field = 0.5 + 0.2 * cloud(rng, (size, size), (size // int(rng.integers(1, 5)),) * 2)
    elif kind == 1:
        along, across = _axes(size, rng.uniform(0, np.pi))
        pitch = rng.uniform(2.2, 14)
        field = 0.5 + 0.25 * np.sin(across * 6.28 / pitch) + 0.25 * np.sin(along * 6.28 / pitch)
    elif kind == 2:
        one, other = (_axes(size, rng.uniform(0, 0.4))[1] for _ in range(2))
        pitch = rng.uniform(2.2, 7)
        field = 0.5 + 0.5 * np.sin(one * 6.28 / pitch) * np.sin(other * 6.28 / pitch / rng.uniform(0.9, 1.1))
    else:
        coarse = rng.standard_normal((size // 8 + 1, size // 8 + 1), np.float32)
        blocks = cv2.resize(coarse, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)[:size, :size]
        field = 0.5 + 0.15 * blocks + 0.1 * cloud(rng, (size, size), (size // 2, size // 2))
    image = ramp(np.asarray(field, np.float32), [scaled(base, 1 - rng.uniform(0.03, 0.3)), base])
    return grain(rng, lit(rng, image), rng.uniform(0, 0.4))


def crumpled(rng: Rng, size: int) -> Image:
    """Draw crumpled tissue or a creased sheet: facets that meet in ridges."""
    field = np.zeros((size, size), np.float32)
    for cells in (4, 8, 15):
        field += np.abs(cloud(rng, (size, size), (cells, cells))) * np.float32(rng.uniform(0.1, 0.5))
    edges = cv2.GaussianBlur(field, (0, 0), 1)
    slope = cv2.Sobel(edges, cv2.CV_32F, 1, 1, ksize=3)
    image = canvas(size, colour(rng, vivid=(0, 0.15), bright=(0.6, 1)))
    light = np.clip(1.05 - 0.35 * field + 2 * slope, 0.4, 1.3).astype(np.float32)
    return grain(rng, shade(image, light), 0.1)


SURFACES = {
    "wall": wall, "wood": wood, "tiles": tiles, "cloth": cloth, "curtain": curtain, "carpet": carpet,
    "leaves": leaves, "paper": paper, "crumpled": crumpled,
}  # fmt: skip


def surface(rng: Rng, size: int, name: str | None = None) -> Image:
    """Draw one of SURFACES, (size, size, 3) uint8 BGR, from above or from aside."""
    image = SURFACES[name or str(rng.choice(list(SURFACES)))](rng, size)
    return tilted(rng, image) if rng.random() < 0.4 else image
