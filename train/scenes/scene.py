"""A whole scene: a page in a room before a camera, or a room alone, with the truth about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from live.values import Floats, Image
from train.augment import Rng, log_uniform
from train.scenes import assets as materials
from train.scenes import camera, clutter, layout, paper, sources, text
from train.scenes.alphabet import OTHER
from train.scenes.assets import Assets
from train.scenes.hand import Hand
from train.scenes.page import IGNORED, NO_OTHER, SIDE, Item, Page
from train.scenes.sprites import Bank
from train.scenes.view import POSTURE, SCENE, Homography, Posture, seen_from


class Mark(NamedTuple):
    """The truth about a mark in a scene, in the order of its numbers; lengths in px."""

    left: float
    top: float
    right: float
    bottom: float
    em: float  # height of a digit there
    cos: float  # of the direction of writing
    sin: float
    label: float  # class in the alphabet, or OTHER
    counts: float  # SCORED, NO_OTHER or IGNORED


FIELDS = len(Mark._fields)

Scene = tuple[Image, Floats]
"""A picture, (SCENE, SCENE, 3) uint8 BGR, and its marks, (N, FIELDS) as in `Mark`."""


@dataclass(frozen=True)
class Mix:
    """How often a scene is of which kind. Those without a unit are shares of scenes."""

    gentle: float = 0.6  # drawn as `GENTLE` says: most pages that people hold up are plain and near
    camera: float = 1.0  # before a camera with faults, and in uneven light half as often at least
    empty: float = 0.24  # nothing written: rooms, print, blank paper
    room: float = 0.72  # of the empty ones: no page in it
    words: float = 0.09  # handwriting without digits
    posture: Posture = POSTURE
    alone: float = 0.14  # one character that may fill the picture
    printed: float = 0.2  # print beside the writing
    show_through: float = 0.22  # of the paper's other side: writing or print
    doodles: float = 0.15
    overlaid: float = 0.3  # of rooms and of pages with edges: hands, pens or things over them
    em: tuple[float, float] = (16, 76)  # px, digit height
    alone_em: tuple[float, float] = (35, 240)  # px
    shown: float = 0.85  # share of a mark's outline in view from which it counts
    hidden: float = 0.3  # below, it is no mark


MIX = Mix()

GENTLE = Mix(
    camera=0.4, empty=0.2, words=0.07, posture=Posture(turned=0.18, held=0.25), alone=0.1, printed=0.15,
    em=(18, 66),
)  # fmt: skip
"""Plain pages: without them the network learns shapes too slowly."""


@dataclass(frozen=True)
class Material:
    """Where scenes take their material from: MNIST, folders of handwriting, and of pictures and fonts."""

    mnist: Path
    sources: Path | None = None
    assets: Path | None = None


def scenes(material: Material, rng: Rng, validation: bool) -> Iterator[Scene]:
    """Yield scenes without end, as `draw` has them.

    validation: whether of what is kept apart: digits, writers, fonts and pictures.
    """
    bank = Bank(sources.load(material.mnist, material.sources, validation), rng)
    things = materials.load(material.assets or materials.default_folder(), validation)
    while True:
        yield draw(rng, bank, things)


def draw(rng: Rng, bank: Bank, assets: Assets) -> Scene:
    """Draw a scene."""
    mix = GENTLE if rng.random() < MIX.gentle else MIX
    if rng.random() < mix.empty:
        return _empty(rng, assets, mix), np.zeros((0, FIELDS), np.float32)
    single = rng.random() < mix.alone
    em = log_uniform(rng, *(mix.alone_em if single else mix.em))
    page = paper.blank(rng, em)
    _write(rng, bank, assets, page, em, single, mix)
    view = seen_from(rng, assets, page, mix.posture)
    picture, seen = view.picture, view.seen
    if view.held and rng.random() < mix.overlaid:
        picture = _overlaid(rng, picture, assets)
        seen = seen * (np.abs(picture - view.picture).max(2) < 12)
    marks = [mark for item in page.items if (mark := _mark(item, view.warp, seen)) is not None]
    contrast = page.cover * float(np.abs(page.ink - page.tone).max()) / 255
    image = _taken(picture, rng, min(em, 60), contrast, mix)
    return image, np.array(marks, np.float32).reshape(-1, FIELDS)


def _empty(rng: Rng, assets: Assets, mix: Mix) -> Image:
    """Draw a scene in which nobody wrote a digit, (SCENE, SCENE, 3) uint8 BGR."""
    if rng.random() < mix.room:
        picture = clutter.background(rng, SCENE, assets).astype(np.float32)
        if rng.random() < mix.overlaid:
            picture = _overlaid(rng, picture, assets)
    else:
        page = paper.blank(rng, log_uniform(rng, 10, 80))
        if rng.random() < mix.show_through:
            _print_through(rng, assets, page)
        if rng.random() < 0.6:
            _print(rng, assets, page, int(rng.integers(1, 4)))
        picture = seen_from(rng, assets, page, mix.posture).picture
    return _taken(picture, rng, rng.uniform(10, 60), rng.uniform(0.3, 1), mix)


def _taken(picture: Floats, rng: Rng, em: float, contrast: float, mix: Mix) -> Image:
    """Return the picture in some light before some camera; em, contrast: as `camera.taken` has them."""
    if rng.random() < max(0.5, mix.camera):
        picture = camera.lit(picture, rng)
    faults = camera.FAULTS if rng.random() < mix.camera else camera.GENTLE
    return camera.taken(picture, rng, em, contrast, faults)


def _write(rng: Rng, bank: Bank, assets: Assets, page: Page, em: float, single: bool, mix: Mix) -> None:
    """Write on a page. em: digit height, px. single: one character or a few."""
    hand = Hand(page, bank, rng, em, assets)
    if rng.random() < mix.show_through:
        if rng.random() < 0.4:
            layout.show_through(hand)
        else:
            _print_through(rng, assets, page)
    if rng.random() < mix.printed and not single:
        _print(rng, assets, page, 1)
    if single:
        layout.alone(hand)
        return
    if rng.random() < mix.words:
        layout.words(hand)
        return
    kinds = layout.rows, layout.scattered, layout.table, layout.column
    kinds[int(rng.choice(len(kinds), p=[0.62, 0.2, 0.1, 0.08]))](hand)
    if rng.random() < mix.doodles:
        layout.doodles(hand)


def _print(rng: Rng, assets: Assets, page: Page, blocks: int) -> None:
    """Put blocks of printed text on the page; their digits are not handwriting."""
    for _ in range(blocks):
        alpha = text.printed(rng, SIDE, assets)
        ink = page.tone * np.float32(rng.uniform(0, 0.5)) if page.tone.mean() > 110 else page.ink
        page.stain(alpha, (0, 0), ink=ink, cover=rng.uniform(0.4, 1.0))


def _print_through(rng: Rng, assets: Assets, page: Page) -> None:
    """Let print of the paper's other side show through, mirrored, soft and faint."""
    for _ in range(int(rng.integers(1, 4))):
        alpha = cv2.GaussianBlur(text.printed(rng, SIDE, assets)[:, ::-1], (0, 0), rng.uniform(0.3, 2))
        soft, cover = np.asarray(alpha, np.float32), rng.uniform(0.03, 0.35)
        page.stain(soft, (0, 0), ink=page.tone * np.float32(0.3), cover=cover, keep=False)


def _overlaid(rng: Rng, picture: Floats, assets: Assets) -> Floats:
    """Return the picture with hands, pens or things over it."""
    image = np.clip(picture, 0, 255).astype(np.uint8)
    clutter.overlay(rng, image, assets)
    return image.astype(np.float32)


def _mark(item: Item, warp: Homography, seen: Floats) -> Mark | None:
    """Return an item's mark in the scene, or None where it is out of view. seen: (SCENE, SCENE) in 0..1."""
    outline = cv2.perspectiveTransform(item.outline[None].astype(np.float64), warp)[0]
    cos, sin = np.cos(item.angle), np.sin(item.angle)
    axes = item.outline.mean(0) + item.em * np.array([[0, 0], [cos, sin], [-sin, cos]])
    origin, ahead, down = cv2.perspectiveTransform(axes[None].astype(np.float64), warp)[0]
    ahead, down = ahead - origin, down - origin
    area = abs(float(ahead[0] * down[1] - ahead[1] * down[0]))
    cos, sin = (ahead / max(1e-6, float(np.hypot(*ahead)))).tolist()
    (left, top), (right, bottom) = outline.min(0).tolist(), outline.max(0).tolist()
    inside = np.clip(outline, 0, SCENE - 1).astype(int)
    shown = float(seen[inside[:, 1], inside[:, 0]].mean())
    if min(right, bottom) < 0 or max(left, top) > SCENE or shown < MIX.hidden:
        return None
    counts = item.counts if shown > MIX.shown else IGNORED
    if item.label == OTHER and counts == IGNORED:
        counts = NO_OTHER
    return Mark(left, top, right, bottom, float(np.sqrt(area)), cos, sin, item.label, counts)
