"""Drawn likenesses of people for scenes: hands with fingers, and faces with hair."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from train.scenes.chance import log_uniform
from train.scenes.paint import Colour, Image, canvas, cloud, colour, grain, lit, points, scaled, shade, skin
from train.scenes.surfaces import folded, surface

Rng = np.random.Generator


def hand(rng: Rng, shape: tuple[int, int], at: tuple[float, float], scale: float, angle: float) -> Image:
    """Draw a hand, (h, w, 4) uint8 BGRA.

    at: middle of the palm, x, y, px; scale: the palm's width, px; angle: where the fingers point, rad.
    """
    own = skin(rng)
    dark = scaled(own, rng.uniform(0.5, 0.75))
    image = np.zeros((*shape, 4), np.uint8)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    spread, bend, mirror = rng.uniform(0.02, 0.3), rng.uniform(0.35, 1), rng.choice([-1, 1])
    thick = scale * rng.uniform(0.2, 0.27)
    crease = (*scaled(own, 0.8), 255)

    def place(x: float, y: float) -> tuple[int, int]:
        spot = (np.array([x, y * mirror]) * scale) @ turn + at
        return round(float(spot[0])), round(float(spot[1]))

    def limb(chain: list[tuple[float, float]], wide: float, nail: bool) -> None:
        spots = [place(*joint) for joint in chain]
        for width, tone in ((wide * 1.14, dark), (wide, own)):
            for start, end in pairwise(spots):
                cv2.line(image, start, end, (*tone, 255), max(1, int(width)), cv2.LINE_AA)
        for joint in spots[1:-1]:
            for side in (-0.12, 0.05, 0.16):
                axes = (max(1, int(wide * 0.1)), max(1, int(wide * 0.33)))
                middle = (int(joint[0] + side * wide * turn[0, 0]), int(joint[1] + side * wide * turn[0, 1]))
                cv2.ellipse(image, middle, axes, np.degrees(angle), 100, 260, crease, 1, cv2.LINE_AA)
        if nail:
            axes = (max(1, int(wide * 0.34)), max(1, int(wide * 0.26)))
            pale = (min(255, own[0] + 45), min(255, own[1] + 35), min(255, own[2] + 30), 255)
            cv2.ellipse(image, spots[-1], axes, np.degrees(angle), 0, 360, pale, -1, cv2.LINE_AA)
            cv2.ellipse(image, spots[-1], axes, np.degrees(angle), 90, 270, (*dark, 255), 1, cv2.LINE_AA)

    nails = bool(rng.random() < 0.6)
    limb([(-2.5, rng.normal(0, 0.2)), (-0.5, 0)], 0.75 * scale, False)  # the arm
    palm = [(-0.6, -0.33), (-0.6, 0.33), (0.1, 0.52), (0.5, 0.4), (0.5, -0.42), (0.1, -0.5)]
    outline = points([place(*corner) for corner in palm])
    cv2.fillPoly(image, [outline], (*own, 255), cv2.LINE_AA)
    cv2.polylines(image, [outline], True, (*own, 255), max(1, int(thick * 0.6)), cv2.LINE_AA)
    thumb = rng.uniform(0.3, 1.0)
    tip = 0.4 * bend + 0.1, 0.5 + 0.55 * thumb
    limb([(-0.3, 0.35), (0.05, 0.4 + 0.4 * thumb), tip], thick * 1.1, nails)
    for finger, length in ((-1.5, 0.75), (1.5, 0.95), (-0.5, 1.0), (0.5, 1.08)):
        root, lean = 0.25 * finger, spread * finger
        curl = bend * rng.uniform(0.8, 1.1)
        middle, end = 0.4 + 0.45 * length * curl, 0.4 + 0.95 * length * curl
        wide = thick * (0.9 if finger == -1.5 else 1)
        limb([(0.4, root), (middle, root + 0.4 * lean), (end, root + lean)], wide, nails)
    depth = cv2.distanceTransform((image[..., 3] > 127).astype(np.uint8), cv2.DIST_L2, 3)
    round_off = 0.62 + 0.42 * np.sqrt(np.minimum(depth / (0.5 * thick + 1), 1))
    image[..., :3] = shade(np.ascontiguousarray(image[..., :3]), round_off.astype(np.float32))
    return image


def thumb(rng: Rng, shape: tuple[int, int], tip: npt.NDArray[np.float64], wide: float, angle: float) -> Image:
    """Draw a thumb laid on something, (h, w, 4) uint8 BGRA. tip, wide: px. angle: where it points, rad."""
    own = skin(rng)
    image = np.zeros((*shape, 4), np.uint8)
    along = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-along[1], along[0]]) * rng.normal(0, 0.5) * wide
    length = wide * rng.uniform(2, 5)
    chain = points([tip - along * length + aside, tip - along * 1.1 * wide, tip - along * 0.5 * wide])
    for thick, tone in ((1.15, scaled(own, rng.uniform(0.5, 0.9))), (1.0, own), (0.5, scaled(own, 1.08))):
        pen = max(1, round(thick * wide))
        cv2.polylines(image, [chain], False, (*tone, 255), pen, cv2.LINE_AA)
        cv2.circle(image, chain[-1].tolist(), pen // 2, (*tone, 255), -1, cv2.LINE_AA)
    turn, spot = float(np.degrees(angle)), points(tip - along * 0.35 * wide).tolist()
    if rng.random() < 0.6:  # its nail
        axes = (max(1, round(0.36 * wide)), max(1, round(0.3 * wide)))
        cv2.ellipse(image, spot, axes, turn, 0, 360, (*scaled(own, 1.25), 255), -1, cv2.LINE_AA)
        cv2.ellipse(image, spot, axes, turn, 0, 360, (*scaled(own, 0.8), 255), 1, cv2.LINE_AA)
    knuckle, axes = chain[1].tolist(), (max(1, round(0.12 * wide)), max(1, round(0.35 * wide)))
    cv2.ellipse(image, knuckle, axes, turn, 100, 260, (*scaled(own, 0.8), 255), 1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.4, 0.03 * wide)), np.uint8)


def crowd(rng: Rng, size: int) -> Image:
    """Draw people and slim things seen from afar before a plain floor or wall: small, as digits are."""
    image = surface(rng, size, str(rng.choice(["wall", "paper", "carpet", "tiles"])))
    ground = float(image.mean())
    usual = log_uniform(rng, 14, 90)
    for _ in range(int(rng.integers(2, 18))):
        high, at = usual * np.exp(rng.normal(0, 0.2)), rng.uniform(0, size, 2)
        if rng.random() < 0.2:  # a post, a leg of a chair, a bottle
            slim, lean = max(1, int(high * rng.uniform(0.06, 0.3))), rng.normal(0, 0.15) * high
            own = scaled((int(0.3 * ground),) * 3, rng.uniform(0, 2))
            cv2.polylines(image, [points([at, np.add(at, (lean, high))])], False, own, slim, cv2.LINE_AA)
        else:
            _walker(rng, image, at, high, ground)
    return grain(rng, lit(rng, image), 0.15)


def _walker(rng: Rng, image: Image, at: npt.NDArray[np.float64], high: float, ground: float) -> None:
    """Draw a person seen from afar, from any side and at any step. at: top of the head, px. high: px."""
    steep = rng.uniform(1, 2.6) if rng.random() < 0.5 else 1.0  # from above, a body is short for its width
    wide, lean = rng.uniform(0.16, 0.3) * steep, rng.normal(0, 0.25 if steep > 1 else 0.05)
    turn = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
    facing, stride = float(rng.choice([-1, 1])), rng.uniform(0, 0.22)

    def cloth() -> Colour:
        tone = ground * (rng.uniform(0, 0.75) if rng.random() < 0.85 else rng.uniform(1, 1.6))
        if rng.random() < 0.6:
            return scaled((1, 1, 1), tone)
        return scaled(colour(rng, vivid=(0.1, 0.8), bright=(0.3, 1)), tone / 200)

    def limb(places: list[tuple[float, float]], thick: float, own: Colour) -> None:
        line = points(at + high * np.array(places) @ turn)
        cv2.polylines(image, [line], False, own, max(1, round(thick * steep * high)), cv2.LINE_AA)

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
    cv2.fillPoly(image, [points(at + high * np.array(body) @ turn)], coat, cv2.LINE_AA)
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
        at = (rng.uniform(0, size), rng.uniform(0, size))
        over = hand(rng, (size, size), at, rng.uniform(0.12, 0.6) * size, rng.uniform(0, 2 * np.pi))
        inside = over[..., 3] > 127
        image[inside] = over[..., :3][inside]
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 2)), np.uint8)
    return grain(rng, lit(rng, image), 0.15)


def face(rng: Rng, size: int) -> Image:
    """Draw a head with hair, eyes, nose and mouth over shoulders, at any distance."""
    image = surface(rng, size)
    own, iris = skin(rng), (int(rng.integers(20, 140)), int(rng.integers(30, 110)), int(rng.integers(20, 90)))
    tone = rng.uniform(0.05, 0.9)
    hair: Colour = (int(90 * tone), int(140 * tone), int(190 * tone))
    half = rng.uniform(0.1, 0.65) * size
    x, y = rng.uniform(0.2, 0.8) * size, rng.uniform(0.2, 0.8) * size
    high = half * rng.uniform(1.15, 1.45)

    def spot(dx: float, dy: float) -> tuple[int, int]:
        return round(x + dx * half), round(y + dy * high)

    def oval(dx: float, dy: float, wide: float, tall: float, tint: Colour, arc: tuple[int, int] = (0, 360),
             pen: int = -1) -> None:  # fmt: skip
        axes = (max(1, int(wide * half)), max(1, int(tall * high)))
        cv2.ellipse(image, spot(dx, dy), axes, 0, arc[0], arc[1], tint, pen, cv2.LINE_AA)

    thin, shirt = max(1, int(half * 0.03)), scaled((200, 200, 200), rng.uniform(0.2, 1.2))
    oval(0, -0.15, rng.uniform(1.1, 1.4), rng.uniform(1.05, 1.3), hair)  # behind the head
    oval(0, 2.0, 2.1, 0.95, shirt)
    oval(0, 1.05, 0.45, 0.45, scaled(own, 0.75))
    for side in (-1.0, 1.0):
        oval(side, 0.0, 0.13, 0.22, scaled(own, 0.85))
    oval(0, 0, 1, 1, own)
    oval(0.25, 0.1, 0.6, 0.75, scaled(own, 1.06))
    brow = max(1, int(half * rng.uniform(0.04, 0.1)))
    for side in (-0.42, 0.42):
        oval(side, -0.12, 0.24, 0.15, scaled(own, 0.85))
        open_eye = rng.uniform(0.05, 0.085)
        oval(side, -0.1, 0.17, open_eye, (225, 230, 235))
        oval(side, -0.1, 0.085, open_eye, iris)
        oval(side, -0.1, 0.04, 0.03, (10, 10, 10))
        oval(side, -0.1, 0.18, open_eye + 0.02, scaled(own, 0.4), (185, 355), thin)
        oval(side, -0.22, 0.24, 0.08, scaled(hair, 0.8), (195, 345), brow)
        oval(0.28 * side, 0.26, 0.045, 0.025, scaled(own, 0.45))
    oval(0, 0.25, 0.16, 0.09, scaled(own, 0.75), (20, 160), thin)
    lips = (int(own[0] * 0.75), int(own[1] * 0.65), min(255, int(own[2] * 0.95)))
    oval(0, 0.5, rng.uniform(0.25, 0.42), rng.uniform(0.04, 0.12), lips)
    oval(0, 0.5, 0.33, 0.03, scaled(own, 0.4), (0, 180), thin)
    if rng.random() < 0.3:
        for side in (-0.42, 0.42):
            oval(side, -0.1, 0.3, 0.2, (30, 30, 30), pen=max(1, int(half * 0.05)))
        cv2.line(image, spot(-0.12, -0.12), spot(0.12, -0.12), (30, 30, 30), max(1, int(half * 0.05)))
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.6, half * 0.012)), np.uint8)
    for _ in range(int(rng.integers(20, 60))):  # strands of hair
        start = rng.uniform(-1.1, 1.1)
        downs = [-1.1 + 0.28 * k * abs(start) + rng.normal(0, 0.02) for k in range(5)]
        chain = points([spot(start * (0.5 + 0.35 * k), down) for k, down in enumerate(downs)])
        strand = scaled(hair, rng.uniform(0.5, 1.7))
        cv2.polylines(image, [chain], False, strand, thin + 1, cv2.LINE_AA)
    light = 1 + 0.18 * cloud(rng, (size, size), (3, 3))
    return grain(rng, shade(image, light), 0.15)


def lap(rng: Rng, size: int) -> Image:
    """Draw bare skin close by, an arm or a neck, beside a sleeve."""
    image = folded(rng, canvas(size, skin(rng)))
    sleeve = surface(rng, size, "cloth")
    line = np.sort(rng.uniform(-0.2, 1.2, 2)) * size
    corners = [(0, line[0]), (size, line[1]), (size, size), (0, size)]
    mask = np.zeros((size, size), np.uint8)
    cv2.fillPoly(mask, [points(corners)], (1,), cv2.LINE_8)
    image[mask > 0] = sleeve[mask > 0]
    return grain(rng, np.asarray(cv2.GaussianBlur(image, (0, 0), 1), np.uint8), 0.2)
