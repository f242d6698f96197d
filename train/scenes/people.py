"""Drawn likenesses of people for scenes: hands with fingers, thumbs, faces, people seen from afar."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Image
from train.augment import Rng, log_uniform, turned
from train.paint import Colour, canvas, colour, line, oval, polygon, scaled, skin
from train.scenes.surfaces import folded, surface
from train.scenes.texture import cloud, grain, lit, shade

Points = npt.NDArray[np.float64]


def hand(rng: Rng, shape: tuple[int, int], at: npt.ArrayLike, scale: float, angle: float) -> Image:
    """Draw a hand, (h, w, 4) uint8 BGRA.

    at: middle of the palm, x, y, px; scale: the palm's width, px; angle: where the fingers point, rad.
    """
    own: Colour = (*skin(rng), 255)
    dark, crease, tilt = scaled(own, rng.uniform(0.5, 0.75)), scaled(own, 0.8), float(np.degrees(angle))
    image, turn = np.zeros((*shape, 4), np.uint8), turned(angle)
    spread, bend, mirror = rng.uniform(0.02, 0.3), rng.uniform(0.35, 1), rng.choice([-1, 1])
    thick, nails = scale * rng.uniform(0.2, 0.27), bool(rng.random() < 0.6)

    def placed(chain: list[tuple[float, float]]) -> Points:
        return np.add(scale * np.array(chain) * (1, mirror) @ turn, at, dtype=np.float64)

    def limb(chain: list[tuple[float, float]], wide: float, nail: bool) -> None:
        spots = placed(chain)
        for width, tone in ((wide * 1.14, dark), (wide, own)):
            line(image, spots, tone, width)
        for joint in spots[1:-1]:
            for side in (-0.12, 0.05, 0.16):
                folds = 0.1 * wide, 0.33 * wide
                oval(image, joint + side * wide * turn[0], folds, crease, tilt, (100, 260), 1)
        if nail:
            axes = 0.34 * wide, 0.26 * wide
            oval(image, spots[-1], axes, scaled(own, 1.2), tilt)
            oval(image, spots[-1], axes, dark, tilt, (90, 270), 1)

    limb([(-2.5, rng.normal(0, 0.2)), (-0.5, 0)], 0.75 * scale, False)  # the arm
    palm = placed([(-0.6, -0.33), (-0.6, 0.33), (0.1, 0.52), (0.5, 0.4), (0.5, -0.42), (0.1, -0.5)])
    polygon(image, palm, own)
    line(image, palm, own, thick * 0.6, closed=True)
    out = rng.uniform(0.3, 1.0)
    limb([(-0.3, 0.35), (0.05, 0.4 + 0.4 * out), (0.4 * bend + 0.1, 0.5 + 0.55 * out)], thick * 1.1, nails)
    for finger, length in ((-1.5, 0.75), (1.5, 0.95), (-0.5, 1.0), (0.5, 1.08)):
        root, lean, curl = 0.25 * finger, spread * finger, length * bend * rng.uniform(0.8, 1.1)
        chain = [(0.4, root), (0.4 + 0.45 * curl, root + 0.4 * lean), (0.4 + 0.95 * curl, root + lean)]
        limb(chain, thick * (0.9 if finger == -1.5 else 1), nails)
    depth = cv2.distanceTransform((image[..., 3] > 127).astype(np.uint8), cv2.DIST_L2, 3)
    round_off = 0.62 + 0.42 * np.sqrt(np.minimum(depth / (0.5 * thick + 1), 1))
    image[..., :3] = shade(np.ascontiguousarray(image[..., :3]), round_off)
    return image


def thumb(rng: Rng, shape: tuple[int, int], tip: Points, wide: float, angle: float) -> Image:
    """Draw a thumb laid on something, (h, w, 4) uint8 BGRA. tip, wide: px. angle: where it points, rad."""
    own: Colour = (*skin(rng), 255)
    image, tilt = np.zeros((*shape, 4), np.uint8), float(np.degrees(angle))
    along, aside = turned(angle)
    root = tip - along * wide * rng.uniform(2, 5) + aside * wide * rng.normal(0, 0.5)
    chain = np.array([root, tip - along * 1.1 * wide, tip - along * 0.5 * wide])
    for thick, tone in ((1.15, scaled(own, rng.uniform(0.5, 0.9))), (1.0, own), (0.5, scaled(own, 1.08))):
        line(image, chain, tone, thick * wide)
    if rng.random() < 0.6:  # its nail
        for tone, pen in ((scaled(own, 1.25), -1), (scaled(own, 0.8), 1)):
            oval(image, tip - along * 0.35 * wide, (0.36 * wide, 0.3 * wide), tone, tilt, pen=pen)
    oval(image, chain[1], (0.12 * wide, 0.35 * wide), scaled(own, 0.8), tilt, (100, 260), 1)  # its knuckle
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.4, 0.03 * wide)), np.uint8)


def crowd(rng: Rng, size: int) -> Image:
    """Draw people and slim things seen from afar before a plain floor or wall: small, as digits are."""
    image = surface(rng, size, str(rng.choice(["wall", "paper", "carpet", "tiles"])))
    ground, usual = float(image.mean()), log_uniform(rng, 14, 90)
    for _ in range(int(rng.integers(2, 18))):
        high, at = usual * np.exp(rng.normal(0, 0.2)), rng.uniform(0, size, 2)
        if rng.random() < 0.2:  # a post, a leg of a chair, a bottle
            own = scaled((int(0.3 * ground),) * 3, rng.uniform(0, 2))
            foot = at + high * np.array([rng.normal(0, 0.15), 1])
            line(image, [at, foot], own, high * rng.uniform(0.06, 0.3))
        else:
            _walker(rng, image, at, high, ground)
    return grain(rng, lit(rng, image), 0.15)


def _walker(rng: Rng, image: Image, at: Points, high: float, ground: float) -> None:
    """Draw a person seen from afar, from any side and at any step. at: top of the head, px. high: px."""
    steep = rng.uniform(1, 2.6) if rng.random() < 0.5 else 1.0  # from above, a body is short for its width
    wide, turn = rng.uniform(0.16, 0.3) * steep, turned(rng.normal(0, 0.25 if steep > 1 else 0.05))
    facing, stride = float(rng.choice([-1, 1])), rng.uniform(0, 0.22)

    def cloth() -> Colour:
        tone = ground * (rng.uniform(0, 0.75) if rng.random() < 0.85 else rng.uniform(1, 1.6))
        if rng.random() < 0.6:
            return scaled((1, 1, 1), tone)
        return scaled(colour(rng, vivid=(0.1, 0.8), bright=(0.3, 1)), tone / 200)

    def limb(places: list[tuple[float, float]], thick: float, own: Colour) -> None:
        line(image, at + high * np.array(places) @ turn, own, thick * steep * high)

    coat, legs, hair = cloth(), cloth(), cloth()
    if rng.random() < 0.4:  # its shadow on the floor
        end = rng.normal(0, 0.3), rng.uniform(0.9, 1.25)
        limb([(0, 0.98), end], 0.12, scaled((int(ground),) * 3, rng.uniform(0.6, 0.9)))
    for side, knee in ((-1, 0.02), (1, 0.06)):
        foot = side * stride + rng.normal(0, 0.03)
        way = [(0, 0.5), (foot / 2 + knee * facing, 0.74), (foot, 0.96), (foot + 0.06 * facing, 0.97)]
        limb(way, 0.1, legs)
    hem = rng.uniform(0.48, 0.75)
    body = [(-0.35 * wide, 0.18), (0.35 * wide, 0.18), (0.5 * wide, hem), (-0.5 * wide, hem)]
    polygon(image, at + high * np.array(body) @ turn, coat)
    limb([(0, 0.2), (0, 0.45)], wide * 0.7 / steep, coat)
    for side in (-1, 1):
        elbow, palm = side * wide * rng.uniform(0.4, 0.8), side * wide * rng.uniform(0, 1.1)
        at_rest = palm + 0.05 * facing, rng.uniform(0.3, 0.52)
        limb([(0.3 * side * wide, 0.22), (elbow, 0.36), at_rest], 0.07, coat)
    limb([(0, 0.07), (0.01 * facing, 0.08)], 0.13, skin(rng) if rng.random() < 0.5 else hair)
    limb([(-0.02 * facing, 0.05), (-0.02 * facing, 0.06)], 0.1, hair)
    if rng.random() < 0.35:  # a bag
        limb([(0.5 * wide * facing, 0.4), (0.5 * wide * facing, 0.5)], rng.uniform(0.1, 0.2), cloth())


def hands(rng: Rng, size: int) -> Image:
    """Draw one or two hands, often close and cut off, before a surface."""
    image = surface(rng, size)
    for _ in range(int(rng.integers(1, 3))):
        at, scale = rng.uniform(0, size, 2), rng.uniform(0.12, 0.6) * size
        over = hand(rng, (size, size), at, scale, rng.uniform(0, 2 * np.pi))
        inside = over[..., 3] > 127
        image[inside] = over[..., :3][inside]
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 2)), np.uint8)
    return grain(rng, lit(rng, image), 0.15)


def face(rng: Rng, size: int) -> Image:
    """Draw a head with hair, eyes, nose and mouth over shoulders, at any distance."""
    image, own, iris = surface(rng, size), skin(rng), colour(rng, bright=(0.1, 0.5))
    hair, half = scaled((90, 140, 190), rng.uniform(0.05, 0.9)), rng.uniform(0.1, 0.65) * size
    unit = half * np.array([1, rng.uniform(1.15, 1.45)])
    middle, brow, open_eye = rng.uniform(0.2, 0.8, 2) * size, rng.uniform(0.04, 0.1), rng.uniform(0.05, 0.085)
    dark, shadow, thin = scaled(own, 0.4), scaled(own, 0.8), max(1, int(half * 0.03))

    def part(
        dx: float, dy: float, wide: float, tall: float, own: Colour, arc: tuple[int, int] = (0, 360),
        pen: float = -1,
    ) -> None:  # fmt: skip
        oval(image, middle + unit * (dx, dy), unit * (wide, tall), own, 0, arc, pen)

    part(0, -0.15, rng.uniform(1.1, 1.4), rng.uniform(1.05, 1.3), hair)  # behind the head
    part(0, 2.0, 2.1, 0.95, scaled((200, 200, 200), rng.uniform(0.2, 1.2)))  # a shirt
    part(0, 1.05, 0.45, 0.45, shadow)
    for side in (-1.0, 1.0):
        part(side, 0.0, 0.13, 0.22, shadow)
    part(0, 0, 1, 1, own)
    part(0.25, 0.1, 0.6, 0.75, scaled(own, 1.06))
    for side in (-0.42, 0.42):
        part(side, -0.12, 0.24, 0.15, shadow)
        part(side, -0.1, 0.17, open_eye, (225, 230, 235))
        part(side, -0.1, 0.085, open_eye, iris)
        part(side, -0.1, 0.04, 0.03, (10, 10, 10))
        part(side, -0.1, 0.18, open_eye + 0.02, dark, (185, 355), thin)
        part(side, -0.22, 0.24, 0.08, scaled(hair, 0.8), (195, 345), half * brow)
        part(0.28 * side, 0.26, 0.045, 0.025, dark)
    part(0, 0.25, 0.16, 0.09, shadow, (20, 160), thin)
    lips = int(own[0] * 0.75), int(own[1] * 0.65), int(own[2] * 0.95)
    part(0, 0.5, rng.uniform(0.25, 0.42), rng.uniform(0.04, 0.12), lips)
    part(0, 0.5, 0.33, 0.03, dark, (0, 180), thin)
    if rng.random() < 0.3:  # glasses
        for side in (-0.42, 0.42):
            part(side, -0.1, 0.3, 0.2, (30, 30, 30), pen=half * 0.05)
        line(image, middle + unit * [(-0.12, -0.12), (0.12, -0.12)], (30, 30, 30), half * 0.05)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.6, half * 0.012)), np.uint8)
    steps = np.arange(5)
    for start in rng.uniform(-1.1, 1.1, rng.integers(20, 60)):  # strands of hair
        downs = -1.1 + 0.28 * steps * abs(start) + rng.normal(0, 0.02, 5)
        strand = middle + unit * np.stack([start * (0.5 + 0.35 * steps), downs], 1)
        line(image, strand, scaled(hair, rng.uniform(0.5, 1.7)), thin + 1)
    return grain(rng, shade(image, 1 + 0.18 * cloud(rng, size, 3)), 0.15)


def lap(rng: Rng, size: int) -> Image:
    """Draw bare skin close by, an arm or a neck, beside a sleeve."""
    image, sleeve = folded(rng, canvas(size, skin(rng))), surface(rng, size, "cloth")
    left, right = np.sort(rng.uniform(-0.2, 1.2, 2)) * size
    mask = np.zeros((size, size), np.uint8)
    polygon(mask, [(0, left), (size, right), (size, size), (0, size)], (1,))
    cv2.copyTo(sleeve, mask, image)
    return grain(rng, np.asarray(cv2.GaussianBlur(image, (0, 0), 1), np.uint8), 0.2)
