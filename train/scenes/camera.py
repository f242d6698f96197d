"""What light and a camera do to a picture: shadow, glare, blur, noise, compression."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Floats, Image
from train.augment import Rng, log_uniform
from train.scenes.texture import cloud

Range = tuple[float, float]


@dataclass(frozen=True)
class Light:
    """Uneven light. shaded, shadowed, glaring: shares of scenes."""

    shaded: float = 0.7  # by a lamp or a window at one side
    shade: Range = (0.03, 0.45)  # share of the light that is missing at most
    shadowed: float = 0.3  # by a hand, a head or a frame
    shadow: Range = (0.15, 0.65)  # share of the light that it takes
    edge: Range = (0.8, 25)  # px, blur of its edge: from a hand on the paper to a head near the lamp
    glaring: float = 0.1
    glare: Range = (20, 120)  # grey levels


@dataclass(frozen=True)
class Faults:
    """What a camera does. Those without a unit are shares of scenes."""

    blurred: float = 0.6
    blur: Range = (0.25, 2.5)  # px; at most em / 20, where a digit can still be read
    moved: float = 0.12  # seldom: who holds a page up holds it still
    move: tuple[int, int] = (3, 13)  # px, length at most; at most em / 5 between them
    reduced: float = 0.25  # taken smaller and enlarged, down to an em of 13 px
    sharpened: float = 0.3
    exposed: float = 1.0  # in another white balance, gamma and black level
    dim: float = 0.05  # low light, beside the usual exposure
    grey: float = 0.08
    clean: float = 0.75  # with noise of up to 2.5 levels; the others of up to 8
    noise: float = 0.08  # at most so much of the ink's contrast, so that faint ink stays readable
    compressed: float = 0.6
    least_quality: tuple[int, int] = (25, 55)  # percent, of strong ink and of faint ink, which blocks hide


@dataclass(frozen=True)
class Changes:
    """How many crops are changed in each way, shares of crops."""

    inverted: float = 0.08
    recoloured: float = 0.1
    grey: float = 0.12
    contrast: float = 0.3  # in another contrast and brightness
    noisy: float = 0.25
    compressed: float = 0.2


LIGHT, FAULTS, CHANGES = Light(), Faults(), Changes()

GENTLE = Faults(blurred=0.5, blur=(0.3, 0.9), moved=0, reduced=0, sharpened=0, exposed=0, dim=0, grey=0,
                clean=1, compressed=0)  # fmt: skip
"""A good camera, well held."""


def lit(picture: Floats, rng: Rng) -> Floats:
    """Return the picture, (S, S, 3) of 0..255, under uneven light: shading, shadow, glare."""
    side = len(picture)
    if rng.random() < LIGHT.shaded:
        depth = np.float32(rng.uniform(*LIGHT.shade))
        shade = np.clip(0.5 + 0.3 * cloud(rng, side, int(rng.integers(2, 4))), 0, 1)
        picture = picture * (1 - depth * shade)[..., None]
    if rng.random() < LIGHT.shadowed:
        shape = np.zeros((side, side), np.float32)
        corners = rng.uniform(0, side, 2) + rng.normal(0, side / 2, (int(rng.integers(3, 7)), 2))
        cv2.fillPoly(shape, [corners.astype(np.int32)], 1.0)
        shadow = _blurred(shape, log_uniform(rng, *LIGHT.edge))
        tint = np.asarray(rng.uniform(*LIGHT.shadow) * (1 + rng.normal(0, 0.08, 3)), np.float32)
        picture = picture * (1 - shadow[..., None] * tint)
    if rng.random() < LIGHT.glaring:
        glare = _blurred((cloud(rng, side, 5) > 1).astype(np.float32), rng.uniform(6, 20))
        picture = picture + np.float32(rng.uniform(*LIGHT.glare)) * glare[..., None]
    return np.asarray(picture, np.float32)


def taken(picture: Floats, rng: Rng, em: float, contrast: float, faults: Faults = FAULTS) -> Image:
    """Return the picture as a camera takes it, (S, S, 3) uint8.

    em: usual height of what should stay readable, px. contrast: of its ink, 0..1; noise is kept below it.
    """
    picture = _sharp_or_not(picture, rng, em, faults)
    if rng.random() < faults.exposed:
        picture = _exposed(picture, rng, faults)
    image = _noisy(picture, rng, contrast, faults)
    if rng.random() < faults.compressed:
        strong, faint = faults.least_quality
        image = compressed(image, int(rng.integers(strong if contrast > 0.45 else faint, 96)))
    return image


def compressed(image: Image, quality: int) -> Image:
    """Return the picture, uint8 BGR, after JPEG of a quality in percent."""
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _sharp_or_not(picture: Floats, rng: Rng, em: float, faults: Faults) -> Floats:
    """Return the picture out of focus, moved, reduced or sharpened."""
    if rng.random() < faults.blurred:
        least, most = faults.blur
        picture = _blurred(picture, rng.uniform(least, float(np.clip(em / 20, 0.35, most))))
    if rng.random() < faults.moved:
        kernel = _motion(rng, int(np.clip(em / 5, *faults.move)))
        picture = np.asarray(cv2.filter2D(picture, -1, kernel), np.float32)
    if rng.random() < faults.reduced:
        zoom = rng.uniform(max(0.4, min(0.9, 13 / em)), 0.95)
        down = cv2.INTER_AREA if rng.random() < 0.6 else cv2.INTER_LINEAR
        small = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=down)
        up = cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
        picture = np.asarray(cv2.resize(small, picture.shape[1::-1], interpolation=up), np.float32)
    if rng.random() < faults.sharpened:
        strength = np.float32(rng.uniform(0.3, 1.5))
        picture = picture + strength * (picture - _blurred(picture, rng.uniform(0.7, 2)))
    return picture


def _exposed(picture: Floats, rng: Rng, faults: Faults) -> Floats:
    """Return the picture in a camera's white balance, gamma and black level, of 0..255."""
    balance = np.asarray(1 + rng.normal(0, 0.07, 3), np.float32) * np.float32(rng.uniform(0.75, 1.05))
    if rng.random() < faults.dim:
        balance *= np.float32(rng.uniform(0.25, 0.6))
    gamma = np.float32(rng.uniform(0.7, 1.4))
    picture = 255 * np.clip(picture / 255, 0, 1) ** gamma * balance + np.float32(rng.uniform(0, 20))
    if rng.random() < faults.grey:
        picture = np.repeat(picture.mean(2, keepdims=True), 3, 2)
    return np.asarray(picture, np.float32)


def _noisy(picture: Floats, rng: Rng, contrast: float, faults: Faults) -> Image:
    """Return the picture, of 0..255, with a sensor's noise, in grey or in colours, fine or coarse."""
    side = len(picture)
    noise = rng.uniform(0, 2.5) if rng.random() < faults.clean else rng.uniform(2, 8)
    noise = min(noise, max(0.6, faults.noise * contrast * float(picture.mean())))
    grain = rng.standard_normal((side, side, 3 if rng.random() < 0.6 else 1), np.float32)
    if rng.random() < 0.5:
        grain = _blurred(grain, rng.uniform(0.4, 1.1)).reshape(side, side, -1)
        grain /= grain.std()
    return np.clip(picture + np.float32(noise) * grain, 0, 255).astype(np.uint8)


def _blurred(picture: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)


def _motion(rng: Rng, most: int) -> Floats:
    """Return the kernel of a straight motion of 2 to `most` px."""
    reach, angle = int(rng.integers(2, most + 1)), rng.uniform(0, np.pi)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    way = np.array([np.cos(angle), np.sin(angle)]) * reach / 2
    start, end = (np.round((reach + sign * way) * 16).astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_8, 4)
    return np.asarray(kernel / kernel.sum(), np.float32)


def changed(part: Image, rng: Rng) -> Image:
    """Return the picture in another contrast, colour, noise, compression: each scene is used a few times."""
    if rng.random() < CHANGES.inverted:
        part = 255 - part
    if rng.random() < CHANGES.recoloured:
        part = part[..., rng.permutation(3)]
    if rng.random() < CHANGES.grey:
        grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_BGR2GRAY), np.uint8)
        part = np.repeat(grey[..., None], 3, 2)
    if rng.random() < CHANGES.contrast:
        share, light = rng.uniform(0.6, 1.15), rng.uniform(-30, 30)
        black = max(0.0, 128 * (1 - share) + light)
        part = np.asarray(cv2.convertScaleAbs(np.ascontiguousarray(part), alpha=share, beta=black), np.uint8)
    if rng.random() < CHANGES.noisy:
        noise = rng.standard_normal(part.shape, np.float32) * np.float32(rng.uniform(0.5, 4))
        part = np.clip(part + noise, 0, 255).astype(np.uint8)
    if rng.random() < CHANGES.compressed:
        part = compressed(np.ascontiguousarray(part), int(rng.integers(35, 92)))
    return np.ascontiguousarray(part)
