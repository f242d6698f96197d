"""Training crops of scenes, and what the eye's maps should be on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from live.values import Doubles, Floats, Image
from models.eye import SIZE_UNIT, STRIDE, standardise
from train.augment import Rng, log_uniform
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.camera import changed
from train.scenes.page import IGNORED, NO_OTHER
from train.scenes.scene import Mark, Scene
from train.scenes.view import SCENE

CROP = 256
"""Side of a training crop, px."""

CELLS = CROP // STRIDE

CHANNELS = 12
"""Of the target: three heats, weight of the heats, box (4), direction (2), class, weight of these."""

NOT_ASKED = -1
"""Class of a turned mark that may look as an upright one does: most signs, and some digits upside down."""

HALF_TURN_ALIKE = (0, 1, 6, 8, 9)
"""Digits that are digits upside down, too: only the others tell that a page is."""


@dataclass(frozen=True)
class Sizes:
    """Digit heights, px, that the eye answers for; several picture sizes cover all others."""

    least: float = 11.0  # below, a digit is hardly to be told: neither right nor wrong
    most: float = 76.0  # up to here it is a digit: levels halve, so that each digit is seen at two of them
    beyond: float = 130.0  # from here on it is none at this size; between the two it counts as nothing
    seen: float = 0.75  # share of a mark inside the picture from which it is answered for
    cut: float = 0.5  # below this share it is no mark; between the two it counts as nothing


@dataclass(frozen=True)
class Peak:
    """The bump of a mark on a heat map: a Gaussian as broad as the mark's box."""

    parts: float = 24.0  # px of a side per cell of the deviation: a sixth of the side
    least: float = 0.55  # cells, deviation: the neighbours of a small mark's cell still count a little
    counted: float = 0.3  # height from which the heat counts though another mark beside it does not
    answers: float = 0.55  # height from which a cell says box, direction and class
    upright: float = 0.6  # cosine of the direction from which a mark says its class
    turned: float = 0.4  # weight of digits that are turned further and called other marks
    clear: float = 24.0  # px; what a lower digit says counts less: most marks are low and hard to tell
    other: float = 0.45  # weight of other marks: what they are matters less than that they are none


@dataclass(frozen=True)
class Shares:
    """What crops show, shares of crops."""

    mosaic: float = 0.16  # four small pictures
    whole: float = 0.76  # of the others: a part of a scene at its own size
    tried: int = 2  # places of a part: the one with more marks is used, for classes are learnt from marks
    tight: float = 0.5  # of the parts at another size: cut out around one mark or a row of them
    margin: tuple[float, float] = (0.02, 0.5)  # of a digit's height, around what is cut out
    enlarged: float = 3.0  # greatest zoom of what is cut out
    tile: int = 64  # px, longer side of the smallest of four pictures
    single: int = 150  # px, the same of one that is shown alone


SIZES, PEAK, SHARES = Sizes(), Peak(), Shares()


def crop(pick: Callable[[], Scene], rng: Rng) -> tuple[Floats, Floats]:
    """Return a standardised crop, (CROP, CROP, 3), and its target, (CELLS, CELLS, CHANNELS).

    pick: gives any scene and its marks. A crop shows a part of one scene, or four small pictures with edges
    of their own, as the coarser sizes of a frame are.
    """
    if rng.random() < SHARES.mosaic:
        return _mosaic(pick, rng)
    least = CROP if rng.random() < SHARES.whole else SHARES.single
    part, marks = _part(*pick(), rng, least, CROP)
    h, w = part.shape[:2]
    return standardise(changed(part, rng), (CROP, CROP)), target(marks, w, h)


def target(marks: Floats, w: int, h: int) -> Floats:
    """Return what the maps should be, (CELLS, CELLS, CHANNELS), for a picture in the upper left of the crop.

    marks: (N, FIELDS) as in `Mark`. w, h: size of the picture, px.
    """
    out = np.zeros((CELLS, CELLS, CHANNELS), np.float32)
    out[: -(-h // STRIDE), : -(-w // STRIDE), 3] = 1
    for mark in sorted((Mark(*row) for row in marks.tolist()), key=lambda mark: -mark.counts):
        across = max(0.0, min(mark.right, w) - max(mark.left, 0))
        down = max(0.0, min(mark.bottom, h) - max(mark.top, 0))
        if min(across, down) <= 0 or mark.counts == NO_OTHER or mark.em > SIZES.beyond:
            continue
        (x, y), (wide, tall) = _centre(mark), _sides(mark)
        readable = mark.counts != IGNORED and SIZES.least <= mark.em <= SIZES.most
        seen = across * down / (wide * tall)
        if seen < SIZES.cut:
            continue
        if readable and seen >= SIZES.seen and 0 <= x < w / STRIDE and 0 <= y < h / STRIDE:
            _put(out, mark)
        else:
            _leave_out(out, mark, w, h)
    return out


def _leave_out(out: Floats, mark: Mark, w: int, h: int) -> None:
    """Let a mark's place in a picture of some size, px, count as nothing, or less if it is an other mark."""
    start = max(mark.left, 0), max(mark.top, 0)
    end = min(mark.right, w) + STRIDE - 1, min(mark.bottom, h) + STRIDE - 1
    i0, j0, i1, j1 = (int(at / STRIDE) for at in (*start, *end))
    out[j0:j1, i0:i1, 3] = PEAK.other if mark.label == OTHER else 0


def _put(out: Floats, mark: Mark) -> None:
    """Put a mark's peak into its heat map, and what it is into the cells around its centre."""
    (x, y), (wide, tall) = _centre(mark), _sides(mark)
    cols, across = _bump(x, wide)
    rows, down = _bump(y, tall)
    bump = (down[:, None] * across[None]).astype(np.float32)
    kind = 2 if mark.label == OTHER else 0 if mark.label in DIGITS else 1
    place = out[rows, cols]
    np.maximum(place[..., kind], bump, out=place[..., kind])
    np.maximum(place[..., 3], bump > PEAK.counted, out=place[..., 3])
    own = bump * (PEAK.other if mark.label == OTHER else min(1.0, mark.em / PEAK.clear))
    jj, ii = np.nonzero((bump > PEAK.answers) & (own > place[..., 11]))
    values = np.zeros((len(jj), CHANNELS - 4), np.float32)
    values[:, 0] = x - (ii + cols.start) - 0.5
    values[:, 1] = y - (jj + rows.start) - 0.5
    values[:, 2:4] = np.log(wide / SIZE_UNIT), np.log(tall / SIZE_UNIT)
    values[:, 4:6] = mark.cos, mark.sin
    values[:, 6], values[:, 7] = mark.label, own[jj, ii]
    if mark.cos <= PEAK.upright:
        alike = mark.label not in DIGITS or (mark.cos < -PEAK.upright and mark.label in HALF_TURN_ALIKE)
        values[:, 6] = NOT_ASKED if alike else OTHER
        values[:, 7] *= PEAK.turned
    place[jj, ii, 4:] = values


def _bump(middle: float, side: float) -> tuple[slice, Doubles]:
    """Return the cells of one axis that a peak reaches, and its heights there. middle: cells. side: px."""
    spread, at = max(side / PEAK.parts, PEAK.least), min(int(middle), CELLS - 1)
    reach = int(3 * spread) + 1
    cells = slice(max(0, at - reach), min(CELLS, at + reach + 1))
    return cells, np.exp(-((np.arange(CELLS)[cells] - at) ** 2) / (2 * spread**2))


def _centre(mark: Mark) -> tuple[float, float]:
    """Return the middle of a mark's box, cells."""
    return (mark.left + mark.right) / 2 / STRIDE, (mark.top + mark.bottom) / 2 / STRIDE


def _sides(mark: Mark) -> tuple[float, float]:
    """Return the width and the height of a mark's box, px."""
    return max(mark.right - mark.left, 2.0), max(mark.bottom - mark.top, 2.0)


def _mosaic(pick: Callable[[], Scene], rng: Rng) -> tuple[Floats, Floats]:
    """Return four small pictures as one crop, and its target."""
    half, cells = CROP // 2, CELLS // 2
    picture, truth = np.zeros((CROP, CROP, 3), np.float32), np.zeros((CELLS, CELLS, CHANNELS), np.float32)
    for x in (0, 1):
        for y in (0, 1):
            part, marks = _part(*pick(), rng, SHARES.tile, half - 2 * STRIDE)
            h, w = part.shape[:2]
            picture[y * half : y * half + h, x * half : x * half + w] = standardise(changed(part, rng))
            place = target(marks, w, h)[:cells, :cells]
            truth[y * cells : (y + 1) * cells, x * cells : (x + 1) * cells] = place
    return picture, truth


def _part(image: Image, marks: Floats, rng: Rng, least: int, most: int) -> Scene:
    """Cut a part out of a scene: CROP px if that is `least`, else its longer side is `least` to `most` px."""
    if least != CROP and len(marks) and rng.random() < SHARES.tight:
        left, top, wide, tall = tight(marks, rng)
        zoom = min(SHARES.enlarged, log_uniform(rng, least, most) / max(wide, tall))
    elif least == CROP:
        wide = tall = CROP
        zoom = 1.0
        left, top = _fullest(marks, rng, wide, tall)
    else:
        wide, tall = (int(n) for n in rng.integers(90, SCENE + 1, 2))
        zoom = min(1.0, log_uniform(rng, least, most) / max(wide, tall))
        wide, tall = min(wide, int(most / zoom)), min(tall, int(most / zoom))
        left, top = _fullest(marks, rng, wide, tall)
    part = image[top : top + tall, left : left + wide]
    if zoom != 1:
        size = min(most, max(8, round(wide * zoom))), min(most, max(8, round(tall * zoom)))
        how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
        part = np.asarray(cv2.resize(part, size, interpolation=how), np.uint8)
    return part, seen_from(marks, left, top, zoom)


def seen_from(marks: Floats, left: int, top: int, zoom: float = 1.0) -> Floats:
    """Return marks as they lie in a part of the scene with that corner, px, and then zoomed."""
    moved = marks.copy()
    moved[:, :4] = (moved[:, :4] - [left, top, left, top]) * zoom
    moved[:, 4] *= zoom
    return moved


def tight(marks: Floats, rng: Rng) -> tuple[int, int, int, int]:
    """Return left, top, width and height of a part of the scene cut out around a mark, or around its row."""
    one = marks[int(rng.integers(len(marks)))]
    row = one[None]
    if rng.random() < 0.6:
        middle = (marks[:, :2] + marks[:, 2:4]) / 2 - (one[:2] + one[2:4]) / 2
        across = np.abs(middle @ [-one[6], one[5]])
        row = marks[across < 0.5 * one[4]]
    room = one[4] * rng.uniform(*SHARES.margin, 4)
    low = np.clip(np.floor(row[:, :2].min(0) - room[:2]), 0, SCENE - 8).astype(int)
    high = np.clip(np.ceil(row[:, 2:4].max(0) + room[2:]), low + 8, SCENE).astype(int)
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def _fullest(marks: Floats, rng: Rng, wide: int, tall: int) -> tuple[int, int]:
    """Return the corner of a part of the scene, that of a few tried in which most marks have their middle."""
    tried = rng.integers(0, (SCENE - wide + 1, SCENE - tall + 1), (SHARES.tried, 2))
    middle = (marks[:, None, :2] + marks[:, None, 2:4]) / 2
    inside = ((middle >= tried) & (middle < np.add(tried, (wide, tall)))).all(2).sum(0)
    left, top = tried[int(inside.argmax())].tolist()
    return left, top
