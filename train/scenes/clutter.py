"""What is no handwriting: backgrounds of scenes and things laid over them."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from train.scenes.assets import Assets
from train.scenes.paint import Image, blend, colour, grain, lit, points, scaled
from train.scenes.people import crowd, face, hand, hands, lap
from train.scenes.rooms import cables, calendar, clock, keyboard, room, screen, shelf
from train.scenes.surfaces import SURFACES, surface

Rng = np.random.Generator
Draw = Callable[[Rng, int, Assets], Image]

PICTURE_SHARE = 0.5
"""Share of backgrounds that are parts of pictures, where there are any."""
SPLIT_SHARE, BLUR_SHARE, BLOCK_SHARE = 0.15, 0.35, 0.12
"""Shares of backgrounds made of two kinds, out of focus, and compressed hard."""


def picture(rng: Rng, size: int, assets: Assets) -> Image:
    """Take a part of a picture, 0.3 to 3 times its size, turned over and in another light."""
    if not assets.pictures:
        return surface(rng, size)
    source = assets.pictures[int(rng.integers(len(assets.pictures)))]
    scale = float(np.exp(rng.uniform(np.log(0.3), np.log(3))))
    scale = max(scale, 0.75 * size / min(source.shape[:2]))  # few mirrored copies
    source, scale = _small(source, scale)
    high, wide = source.shape[:2]
    matrix = cv2.getRotationMatrix2D((rng.uniform(0, wide), rng.uniform(0, high)), rng.normal(0, 6), scale)
    if wide * scale > size:  # keep the part inside where the picture is large enough
        matrix[0, 2] = -rng.uniform(0, wide * scale - size)
    if high * scale > size:
        matrix[1, 2] = -rng.uniform(0, high * scale - size)
    part = cv2.warpAffine(source, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    if rng.random() < 0.5:
        part = cv2.flip(part, 1)
    gains = rng.uniform(0.35, 1.25) * rng.uniform(0.85, 1.15, 3)
    ramp = np.linspace(0, 1, 256)[:, None] ** rng.uniform(0.6, 1.6)
    table = np.clip(255 * ramp * gains + rng.uniform(0, 25), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(part, table[:, None]), np.uint8)


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


def _small(source: Image, scale: float) -> tuple[Image, float]:
    """Scale an image down where a warp would skip pixels; returns it and the scale that is left."""
    if scale >= 0.7:
        return source, scale
    small = cv2.resize(source, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), 1.0


def _of_surface(name: str) -> Draw:
    return lambda rng, size, _: surface(rng, size, name)


KINDS: dict[str, tuple[Draw, float]] = {
    "picture": (picture, 0.0),
    "room": (room, 3.0),
    "still": (still, 2.0),
    "face": (lambda rng, size, _: face(rng, size), 2.0),
    "hands": (lambda rng, size, _: hands(rng, size), 2.0),
    "lap": (lambda rng, size, _: lap(rng, size), 1.0),
    "crowd": (lambda rng, size, _: crowd(rng, size), 4.0),
    "shelf": (shelf, 1.0),
    "screen": (screen, 1.5),
    "keyboard": (keyboard, 1.0),
    "calendar": (calendar, 1.0),
    "clock": (clock, 0.5),
    **{name: (_of_surface(name), 2.0 if name in ("cloth", "wall", "paper") else 1.0) for name in SURFACES},
}
"""Ways to draw a background, each with its weight among those that are no pictures."""

_NAMES = list(KINDS)
_WEIGHTS = np.array([weight for _, weight in KINDS.values()]) / sum(weight for _, weight in KINDS.values())


def background(rng: Rng, size: int, assets: Assets) -> Image:
    """Draw a background without handwriting, (size, size, 3) uint8 BGR."""
    image = _one(rng, size, assets)
    if rng.random() < SPLIT_SHARE:  # a wall and a desk, a person and a room
        other, mask = _one(rng, size, assets), np.zeros((size, size), np.uint8)
        left, right = rng.uniform(0.1, 0.9) * size + rng.normal(0, 0.15 * size, 2)
        corners = points([(0, left), (size, right), (size, size), (0, size)])
        cv2.fillPoly(mask, [corners if rng.random() < 0.6 else corners[:, ::-1].copy()], (1,))
        cv2.copyTo(other, mask, image)
    if rng.random() < BLUR_SHARE:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 4)), np.uint8)
    if rng.random() < BLOCK_SHARE:
        packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(8, 50))])[1]
        image = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return image


def _one(rng: Rng, size: int, assets: Assets) -> Image:
    if assets.pictures and rng.random() < PICTURE_SHARE:
        return picture(rng, size, assets)
    return KINDS[_NAMES[int(rng.choice(len(_NAMES), p=_WEIGHTS))]][0](rng, size, assets)


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
    high, wide = image.shape[:2]
    side, along = int(rng.integers(4)), rng.uniform(0.1, 0.9)
    angle = (0, np.pi / 2, np.pi, -np.pi / 2)[side] + rng.normal(0, 0.4)  # from the left, top, right, bottom
    scale = rng.uniform(0.12, 0.4) * min(high, wide)
    inward = rng.uniform(-0.8, 0.5) * scale
    at = ((inward, along * high), (along * wide, inward), (wide - inward, along * high),
          (along * wide, high - inward))[side]  # fmt: skip
    over = hand(rng, (high, wide), at, scale, angle)
    blend(image, np.ascontiguousarray(over[..., 3]), np.ascontiguousarray(over[..., :3]), 0, 0)


def _pen(rng: Rng, image: Image) -> None:
    """Lay a pen, a pencil or a marker down."""
    high, wide = image.shape[:2]
    length, angle = rng.uniform(0.25, 0.9) * min(high, wide), rng.uniform(0, 2 * np.pi)
    thick = length * rng.uniform(0.04, 0.11)
    along = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-along[1], along[0]]) * thick / 2
    start = np.array([rng.uniform(-0.1, 1.1) * wide, rng.uniform(-0.1, 1.1) * high])
    body, tip = colour(rng, vivid=(0, 1)), start + along * length
    neck = start + along * length * 0.86
    cone = [neck - aside, neck + aside, tip]
    cv2.fillPoly(image, [points(cone)], colour(rng, (0.05, 0.1), (0, 0.5)), cv2.LINE_AA)
    lead = [tip, tip - along * 4 + aside / 4, tip - along * 4 - aside / 4]
    cv2.fillPoly(image, [points(lead)], (20, 20, 20))
    for low, up, tone in ((-1.0, -0.4, 0.65), (-0.4, 0.3, 1.0), (0.3, 1.0, 0.8)):
        strip = [start + aside * low, start + aside * up, neck + aside * up, neck + aside * low]
        cv2.fillPoly(image, [points(strip)], scaled(body, tone), cv2.LINE_AA)
    cap = start + along * length * rng.uniform(0.05, 0.4)
    cap_shape = [start - aside * 1.1, start + aside * 1.1, cap + aside * 1.1, cap - aside * 1.1]
    cv2.fillPoly(image, [points(cap_shape)], colour(rng, vivid=(0, 1)), cv2.LINE_AA)


def _paste(rng: Rng, image: Image, assets: Assets, shares: tuple[float, float]) -> None:
    """Paste an object with alpha, its longer side a share of the image's shorter, turned anyhow."""
    source = assets.objects[int(rng.integers(len(assets.objects)))]
    side = rng.uniform(*shares) * min(image.shape[:2])
    scale = min(side / max(source.shape[:2]), 2.5)
    source, scale = _small(source, scale)
    high, wide = source.shape[:2]
    box = int(np.hypot(high, wide) * scale) + 2
    angle = rng.normal(0, 12) if rng.random() < 0.6 else rng.uniform(0, 360)
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, scale)
    matrix[0, 2] += (box - wide) / 2
    matrix[1, 2] += (box - high) / 2
    turned = np.asarray(cv2.warpAffine(source, matrix, (box, box)), np.uint8)
    left, top = rng.uniform(-0.3, 1.0, 2) * (image.shape[1], image.shape[0]) - box * 0.1
    mask, over = np.ascontiguousarray(turned[..., 3]), np.ascontiguousarray(turned[..., :3])
    blend(image, mask, over, int(left), int(top))
