"""What is no handwriting: backgrounds of scenes and things laid over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from live.values import Image
from train.augment import Rng, log_uniform, turned
from train.paint import Colour, blend, colour, polygon, scaled, shrunk
from train.scenes.assets import Assets
from train.scenes.camera import compressed
from train.scenes.people import crowd, face, hand, hands, lap
from train.scenes.rooms import cables, calendar, clock, keyboard, room, screen, shelf
from train.scenes.surfaces import SURFACES, surface
from train.scenes.texture import grain, lit

Draw = Callable[[Rng, int, Assets], Image]

PICTURE_SHARE = 0.5
"""Share of backgrounds that are parts of pictures, where there are any."""
SPLIT_SHARE, BLUR_SHARE, BLOCK_SHARE = 0.15, 0.35, 0.12
"""Shares of backgrounds made of two kinds, out of focus, and compressed hard."""


def picture(rng: Rng, size: int, assets: Assets) -> Image:
    """Take a part of a picture, 0.3 to 3 times its size, turned over and in another light."""
    source = assets.pictures[int(rng.integers(len(assets.pictures)))]
    scale = max(log_uniform(rng, 0.3, 3), 0.75 * size / min(source.shape[:2]))  # few mirrored copies
    small = shrunk(source, scale)
    scale *= len(source) / len(small)
    high, wide = small.shape[:2]
    matrix = cv2.getRotationMatrix2D((rng.uniform(0, wide), rng.uniform(0, high)), rng.normal(0, 6), scale)
    for axis, side in enumerate((wide, high)):  # keep the part inside where the picture is large enough
        if side * scale > size:
            matrix[axis, 2] = -rng.uniform(0, side * scale - size)
    part = cv2.warpAffine(small, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    light = np.linspace(0, 1, 256)[:, None] ** rng.uniform(0.6, 1.6) * rng.uniform(0.35, 1.25)
    table = np.clip(255 * light * rng.uniform(0.85, 1.15, 3) + rng.uniform(0, 25), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(part[:, :: rng.choice([-1, 1])], table[:, None]), np.uint8)


def still(rng: Rng, size: int, assets: Assets) -> Image:
    """Lay pens, things and cables on a table."""
    image = surface(rng, size, str(rng.choice(["wood", "cloth", "paper", "wall", "carpet"])))
    for _ in range(int(rng.integers(2, 7))):
        if assets.objects and rng.random() < 0.75:
            _paste(rng, image, assets, (0.15, 0.8))
        else:
            _pen(rng, image)
    if rng.random() < 0.3:
        cables(rng, image)
    return grain(rng, lit(rng, image), 0.1)


def _plain(draw: Callable[[Rng, int], Image]) -> Draw:
    return lambda rng, size, _: draw(rng, size)


KINDS: dict[Draw, float] = {
    room: 3.0, still: 2.0, _plain(face): 2.0, _plain(hands): 2.0, _plain(lap): 1.0, _plain(crowd): 4.0,
    shelf: 1.0, screen: 1.5, keyboard: 1.0, calendar: 1.0, clock: 0.5,
    **{_plain(partial(surface, name=name)): 2.0 if name in ("cloth", "wall", "paper") else 1.0
       for name in SURFACES},
}  # fmt: skip
"""Ways to draw a background that is no picture, each with its weight."""

_DRAWS, _WEIGHTS = list(KINDS), np.array(list(KINDS.values())) / sum(KINDS.values())


def background(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a background without handwriting, (size, size, 3) uint8 BGR."""
    image = _one(rng, size, assets)
    if rng.random() < SPLIT_SHARE:  # a wall and a desk, a person and a room
        mask = np.zeros((size, size), np.uint8)
        left, right = rng.uniform(0.1, 0.9) * size + rng.normal(0, 0.15 * size, 2)
        corners = np.array([(0, left), (size, right), (size, size), (0, size)])
        polygon(mask, corners if rng.random() < 0.6 else corners[:, ::-1], (1,))
        cv2.copyTo(_one(rng, size, assets), mask, image)
    if rng.random() < BLUR_SHARE:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 4)), np.uint8)
    return compressed(image, int(rng.integers(8, 50))) if rng.random() < BLOCK_SHARE else image


def _one(rng: Rng, size: int, assets: Assets) -> Image:
    if assets.pictures and rng.random() < PICTURE_SHARE:
        return picture(rng, size, assets)
    return _DRAWS[int(rng.choice(len(_DRAWS), p=_WEIGHTS))](rng, size, assets)


def overlay(rng: Rng, image: Image, assets: Assets) -> None:
    """Put one to three things that are no writing over an image, (h, w, 3) uint8 BGR, in place."""
    for kind in rng.choice(4, int(rng.integers(1, 4)), p=[0.35, 0.25, 0.1, 0.3]):
        if kind == 0:
            _held(rng, image)
        elif kind == 1 or (kind == 3 and not assets.objects):
            _pen(rng, image)
        elif kind == 2:
            cables(rng, image)
        else:
            _paste(rng, image, assets, (0.1, 0.45))


def _held(rng: Rng, image: Image) -> None:
    """Let a hand reach in from an edge."""
    shape = image.shape[:2]
    side, size = int(rng.integers(4)), np.array(shape[::-1])  # from the left, top, right, bottom
    scale = rng.uniform(0.12, 0.4) * min(shape)
    inward = np.array([rng.uniform(-0.8, 0.5) * scale, 0]) @ turned(side * np.pi / 2)
    edge = np.roll([side > 1, rng.uniform(0.1, 0.9)], side) * size
    over = hand(rng, shape, edge + inward, scale, side * np.pi / 2 + rng.normal(0, 0.4))
    blend(image, over[..., 3], over[..., :3], 0, 0)


def _pen(rng: Rng, image: Image) -> None:
    """Lay a pen, a pencil or a marker down."""
    high, wide = image.shape[:2]
    length, way = rng.uniform(0.25, 0.9) * min(high, wide), turned(rng.uniform(0, 2 * np.pi))
    start, thick = rng.uniform(-0.1, 1.1, 2) * (wide, high), rng.uniform(0.02, 0.055)
    body, cap = colour(rng, vivid=(0, 1)), rng.uniform(0.05, 0.4)

    def shape(own: Colour, *corners: tuple[float, float]) -> None:
        """Fill corners along and aside, shares of the pen's length and of half its width."""
        polygon(image, start + length * np.array(corners) * (1, thick) @ way, own)

    shape(colour(rng, (0.05, 0.1), (0, 0.5)), (0.86, -1), (0.86, 1), (1, 0))
    shape((20, 20, 20), (1, 0), (0.97, 0.25), (0.97, -0.25))
    for low, up, tone in ((-1.0, -0.4, 0.65), (-0.4, 0.3, 1.0), (0.3, 1.0, 0.8)):
        shape(scaled(body, tone), (0, low), (0, up), (0.86, up), (0.86, low))
    shape(colour(rng, vivid=(0, 1)), (0, -1.1), (0, 1.1), (cap, 1.1), (cap, -1.1))


def _paste(rng: Rng, image: Image, assets: Assets, shares: tuple[float, float]) -> None:
    """Paste an object with alpha, its longer side a share of the image's shorter, turned anyhow."""
    source = assets.objects[int(rng.integers(len(assets.objects)))]
    side = rng.uniform(*shares) * min(image.shape[:2])
    scale = min(side / max(source.shape[:2]), 2.5)
    small = shrunk(source, scale)
    scale *= len(source) / len(small)
    high, wide = small.shape[:2]
    room = int(np.hypot(high, wide) * scale) + 2
    angle = rng.normal(0, 12) if rng.random() < 0.6 else rng.uniform(0, 360)
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, scale)
    matrix[:, 2] += (room - wide) / 2, (room - high) / 2
    over = np.asarray(cv2.warpAffine(small, matrix, (room, room)), np.uint8)
    left, top = rng.uniform(-0.3, 1.0, 2) * image.shape[1::-1] - room * 0.1
    blend(image, over[..., 3], over[..., :3], left, top)
