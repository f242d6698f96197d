"""The look of what is written on: tone, colour and ink of a page, and rules printed on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Floats, Image
from train.augment import Rng, log_uniform
from train.paint import WHITE, colour, line
from train.scenes.page import SIDE, Page
from train.scenes.texture import noise


@dataclass(frozen=True)
class Mix:
    """What pages are made of. Those without a unit are shares of pages."""

    board: float = 0.13  # light ink on a board, a dark card, a screen
    coloured: float = 0.12  # saturated paper; the rest is paper, white to grey and brown
    pencil: float = 0.25  # of the ordinary paper
    visible: float = 60  # grey levels in one channel between ink and paper: what nobody sees nobody need read
    fibres: float = 0.6  # fine grain
    clouds: float = 0.25  # coarse grain
    creased: float = 0.15


MIX = Mix()

COVERS = ((0.07, 0.3, 0.5), (0.27, 0.5, 0.8), (1.0, 0.8, 1.0))
"""Faint, middling and strong ink: share of pages up to here, least and greatest cover, 0..1."""

RULES = {"none": 0.37, "ruled": 0.19, "squared": 0.17, "graph": 0.05, "few": 0.09, "dots": 0.03, "waves": 0.1}
"""Shares of pages that are blank, or printed with lines, squares, graph paper, few rules, dots, or the waves
of cheques."""


def blank(rng: Rng, em: float) -> Page:
    """Return an empty page on which digits will be em px high: paper, coloured paper or a board."""
    tone, ink, pencil = _colours(rng)
    strength = rng.random()
    least, most = next((least, most) for share, least, most in COVERS if strength < share)
    cover = rng.uniform(least, most)
    if cover * float(np.abs(ink - tone).max()) < MIX.visible:
        ink = np.full(3, 0 if tone.mean() > 110 else 255, np.float32)
        cover = max(cover, 0.4)
    page = Page(rng, tone, ink.astype(np.float32), cover, pencil)
    if rng.random() < MIX.fibres:
        page.image *= (1 + log_uniform(rng, 0.003, 0.07) * noise(rng, SIDE, rng.uniform(0.3, 2.5)))[..., None]
    if rng.random() < MIX.clouds:
        page.image *= (1 + rng.uniform(0.01, 0.05) * noise(rng, SIDE, rng.uniform(3, 14)))[..., None]
    if rng.random() < MIX.creased:
        _crease(page, rng)
    _ruled(page, rng, em)
    return page


def _colours(rng: Rng) -> tuple[Floats, Floats, bool]:
    """Return the tone of a page, its ink, both (3,) BGR, and whether that is a pencil."""
    kind = rng.random()
    if kind < MIX.board:
        tone, chalk = _tinted(rng, rng.uniform(5, 95), 0.5), _tinted(rng, 255, rng.choice([0.1, 0.1, 0.5]))
        return tone, tone + (chalk - tone) * np.float32(rng.uniform(0.5, 1)), False
    if kind < MIX.board + MIX.coloured:  # the ink differs from it in light or, seldom, in colour alone
        hue = rng.uniform()
        inks = _strong(rng, hue + 0.5 + rng.normal(0, 0.08)), np.full(3, rng.uniform(230, 255)), _pen(rng)
        return _strong(rng, hue), inks[int(rng.choice(3, p=[0.25, 0.2, 0.55]))].astype(np.float32), False
    tone = _tinted(rng, rng.uniform(165, 252) if rng.random() < 0.85 else rng.uniform(60, 165), 0.14)
    if rng.random() < MIX.pencil:
        return tone, tone * np.float32(rng.uniform(0.15, 0.4)), True
    return tone, _pen(rng), False


def _pen(rng: Rng) -> Floats:
    """Return an ink's colour, (3,) BGR: black, blue, red, any dark one."""
    inks = (
        rng.uniform(0, 70) + rng.normal(0, 6, 3),
        rng.uniform((90, 20, 0), (200, 90, 70)),
        rng.uniform((10, 10, 140), (80, 60, 230)),
        rng.uniform(0, 170, 3),
    )
    return np.clip(inks[int(rng.choice(4, p=[0.45, 0.35, 0.1, 0.1]))], 0, 255).astype(np.float32)


def _tinted(rng: Rng, light: float, tint: float) -> Floats:
    """Return a colour, (3,) BGR, of some lightness, with a tint of some share of it."""
    return np.clip(light * (1 + tint * (rng.random(3) - 0.75)), 0, 255).astype(np.float32)


def _strong(rng: Rng, hue: float) -> Floats:
    """Return a strong colour of a hue, 0 to 1, (3,) BGR."""
    return np.array(colour(rng, (hue, hue), (0.43, 1), (0.43, 1)), np.float32)


def _crease(page: Page, rng: Rng) -> None:
    """Fold the page: along a line it is darker on one side, lighter on the other."""
    rows, cols = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, SIDE, 2)
        angle = rng.choice([rng.uniform(0, np.pi), rng.choice([0, np.pi / 2]) + rng.normal(0, 0.03)])
        away = (cols - x) * np.float32(np.sin(angle)) - (rows - y) * np.float32(np.cos(angle))
        soft, wide = np.float32(rng.uniform(0.7, 8)), np.float32(rng.uniform(4, 80))
        fold = np.clip(away / soft, -1, 1) * np.exp(-np.abs(away) / wide)
        page.image *= (1 + np.float32(rng.uniform(0.02, 0.12)) * fold)[..., None]


def _ruled(page: Page, rng: Rng, em: float) -> None:
    """Print lines, squares, dots, waves or a few single rules of any colour on the page."""
    kind = str(rng.choice(list(RULES), p=list(RULES.values())))
    if kind == "none":
        return
    few, pitch = kind == "few", max(5.0, em * log_uniform(rng, 0.35, 3))
    if few:
        pitch = em * rng.uniform(1, 5)
    grey, any_ink = page.tone * rng.uniform(0, 0.6), rng.uniform(20, 235, 3)
    ink = (grey if rng.random() < 0.6 else any_ink).astype(np.float32)
    strength = min(log_uniform(rng, 0.05, 0.8), page.cover * rng.uniform(0.5, 1.4))
    width = 1 if rng.random() < 0.6 else int(rng.integers(1, max(2, int(em / 9)) + 1))
    tilt, alpha = rng.normal(0, 0.015), np.zeros((SIDE, SIDE), np.uint8)
    down = np.arange(rng.uniform(0, pitch), SIDE, pitch)
    across = np.arange(rng.uniform(0, pitch), SIDE, pitch * (rng.uniform(1, 3) if few else 1))

    def lines(places: npt.ArrayLike, upright: bool, more: int = 0) -> None:
        """Draw rules that begin at some places, px along the edge. more: px beside the width."""
        for at in np.asarray(places, np.float64):
            ends = np.array([(0, at), (SIDE, at + tilt * SIDE)])
            line(alpha, ends[:, ::-1] if upright else ends, WHITE, width + more)

    upright = rng.random() < 0.1
    if kind == "dots":
        for x, y in product(across, down):
            cv2.circle(alpha, (int(x), int(y)), width, 255, -1)
    elif kind == "waves":
        _wave(alpha, rng, max(4.0, em * log_uniform(rng, 0.12, 0.8)), width)
    else:
        lines(down[rng.random(len(down)) < 0.6] if few else down, upright)
        if kind in ("squared", "graph") or (few and rng.random() < 0.5):
            lines(across, not upright)
        if kind == "graph":
            lines(down[::5], upright, 1)
            lines(across[::5], not upright, 1)
        if kind == "ruled" and rng.random() < 0.4:  # a margin
            lines([rng.uniform(30, SIDE - 30)], True, int(rng.integers(0, 2)))
    page.image += (ink - page.image) * (alpha * np.float32(strength / 255))[..., None]


def _wave(alpha: Image, rng: Rng, pitch: float, width: int) -> None:
    """Draw one to three sets of waves over each other, as on cheques. pitch: px between two of a set."""
    along = np.linspace(0, SIDE, 64)
    for _ in range(int(rng.integers(1, 4))):
        length, depth = rng.uniform(0.5, 12) * pitch, rng.uniform(0.1, 2.5) * pitch
        wave = depth * np.sin(2 * np.pi * along / length + rng.uniform(0, 6)) + rng.normal(0, 0.5) * along
        for at in np.arange(-SIDE, 2 * SIDE, pitch):
            line(alpha, np.stack([along, at + wave], 1), WHITE, width)
