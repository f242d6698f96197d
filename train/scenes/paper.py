"""The look of what is written on: tone, colour and ink of a page, and rules printed on it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from train.augment import Rng
from train.scenes.camera import Floats
from train.scenes.chance import log_uniform
from train.scenes.page import SIDE, Page


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
        page.image *= (1 + log_uniform(rng, 0.003, 0.07) * _noise(rng, rng.uniform(0.3, 2.5)))[..., None]
    if rng.random() < MIX.clouds:
        page.image *= (1 + rng.uniform(0.01, 0.05) * _noise(rng, rng.uniform(3, 14)))[..., None]
    if rng.random() < MIX.creased:
        _crease(page, rng)
    _ruled(page, rng, em)
    return page


def _colours(rng: Rng) -> tuple[Floats, Floats, bool]:
    """Return the tone of a page, its ink, both (3,) BGR, and whether that is a pencil."""
    kind = rng.random()
    if kind < MIX.board:
        tone = _tinted(rng, rng.uniform(5, 95), 0.5)
        chalk = _tinted(rng, 255, 0.5 if rng.random() < 0.4 else 0.1)
        return tone, _towards(tone, chalk, rng.uniform(0.5, 1)), False
    if kind < MIX.board + MIX.coloured:  # the ink differs from it in light or, seldom, in colour alone
        tone = _saturated(rng)
        if rng.random() < 0.25:
            return tone, _towards(tone, _saturated(rng, opposite=tone), 1), False
        if rng.random() < 0.3:
            return tone, np.full(3, 255, np.float32) * np.float32(rng.uniform(0.9, 1)), False
        return tone, _pen(rng), False
    light = rng.uniform(165, 252) if rng.random() < 0.85 else rng.uniform(60, 165)
    tone = _tinted(rng, light, 0.14)
    ink, pencil = _pen(rng), rng.random() < MIX.pencil
    if pencil:
        ink = tone * np.float32(rng.uniform(0.15, 0.4))
    return tone, ink, pencil


def _pen(rng: Rng) -> Floats:
    """Return an ink's colour, (3,) BGR: black, blue, red, green, any dark one."""
    kind = rng.random()
    if kind < 0.45:
        colour = np.full(3, rng.uniform(0, 70)) + rng.normal(0, 6, 3)
    elif kind < 0.8:
        colour = np.array([rng.uniform(90, 200), rng.uniform(20, 90), rng.uniform(0, 70)])
    elif kind < 0.9:
        colour = np.array([rng.uniform(10, 80), rng.uniform(10, 60), rng.uniform(140, 230)])
    else:
        colour = rng.uniform(0, 170, 3)
    return np.clip(colour, 0, 255).astype(np.float32)


def _tinted(rng: Rng, light: float, tint: float) -> Floats:
    """Return a colour, (3,) BGR, of some lightness, with a tint of some share of it."""
    return np.clip(light * (1 + tint * (rng.random(3) - 0.75)), 0, 255).astype(np.float32)


def _saturated(rng: Rng, opposite: Floats | None = None) -> Floats:
    """Return a strong colour, (3,) BGR. opposite: a colour of about the other hue."""
    if opposite is None:
        hue = int(rng.integers(180))
    else:
        seen = cv2.cvtColor(opposite.reshape(1, 1, 3).astype(np.uint8), cv2.COLOR_BGR2HSV)
        hue = (int(seen[0, 0, 0]) + 90 + int(rng.normal(0, 15))) % 180
    colour = np.array([[[hue, int(rng.uniform(110, 255)), int(rng.uniform(110, 255))]]], np.uint8)
    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_HSV2BGR)[0, 0], np.float32)


def _towards(start: Floats, end: Floats, share: float) -> Floats:
    return start + (end - start) * np.float32(share)


def _noise(rng: Rng, sigma: float) -> Floats:
    """Return noise, (SIDE, SIDE), of a deviation of one, as coarse as a blur of sigma px makes it."""
    noise = rng.standard_normal((SIDE, SIDE), np.float32)
    if sigma > 0.4:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigma), np.float32)
    return noise / np.float32(noise.std())


def _crease(page: Page, rng: Rng) -> None:
    """Fold the page: along a line it is darker on one side, lighter on the other."""
    for _ in range(int(rng.integers(1, 5))):
        x, y = rng.uniform(0, SIDE, 2)
        if rng.random() < 0.5:
            angle = rng.uniform(0, np.pi)
        else:
            angle = rng.choice([0, np.pi / 2]) + rng.normal(0, 0.03)
        rows, cols = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
        away = (cols - x) * np.float32(np.sin(angle)) - (rows - y) * np.float32(np.cos(angle))
        soft = np.float32(rng.uniform(0.7, 8))
        fold = np.clip(away / soft, -1, 1) * np.exp(-np.abs(away) / np.float32(rng.uniform(4, 80)))
        page.image *= (1 + np.float32(rng.uniform(0.02, 0.12)) * fold)[..., None]


def _ruled(page: Page, rng: Rng, em: float) -> None:
    """Print lines, squares, dots or a few single rules of any colour on the page."""
    kind = str(rng.choice(list(RULES), p=list(RULES.values())))
    if kind == "none":
        return
    pitch = max(5.0, em * log_uniform(rng, 0.35, 3))
    if kind == "few":
        pitch = em * rng.uniform(1, 5)
    if rng.random() < 0.6:
        ink = page.tone * np.float32(rng.uniform(0, 0.6))
    else:
        ink = rng.uniform(20, 235, 3).astype(np.float32)
    strength = min(log_uniform(rng, 0.05, 0.8), page.cover * rng.uniform(0.5, 1.4))
    width = 1 if rng.random() < 0.6 else int(rng.integers(1, max(2, int(em / 9)) + 1))
    rules = _Rules(width, rng.normal(0, 0.015))
    places = np.arange(rng.uniform(0, pitch), SIDE, pitch)
    across = np.arange(rng.uniform(0, pitch), SIDE, pitch * (rng.uniform(1, 3) if kind == "few" else 1))
    if kind == "dots":
        rules.dots(across.tolist(), places.tolist())
    elif kind == "waves":
        rules.waves(rng, max(4.0, em * log_uniform(rng, 0.12, 0.8)))
    else:
        upright = rng.random() < 0.1
        rules.lines([y for y in places.tolist() if kind != "few" or rng.random() < 0.6], upright)
        if kind in ("squared", "graph") or (kind == "few" and rng.random() < 0.5):
            rules.lines(across.tolist(), not upright)
        if kind == "graph":
            rules.lines(places[::5].tolist(), upright, 1)
            rules.lines(across[::5].tolist(), not upright, 1)
        if kind == "ruled" and rng.random() < 0.4:  # a margin
            rules.lines([rng.uniform(30, SIDE - 30)], True, int(rng.integers(0, 2)))
    cover = rules.alpha.astype(np.float32) * np.float32(strength / 255)
    page.image += (ink - page.image) * cover[..., None]


class _Rules:
    """Rules of one width, px, and one tilt, drawn as alpha, (SIDE, SIDE) uint8."""

    def __init__(self, width: int, tilt: float) -> None:
        self.alpha = np.zeros((SIDE, SIDE), np.uint8)
        self._width, self._tilt = width, tilt

    def lines(self, places: list[float], upright: bool, more: int = 0) -> None:
        """Draw rules that begin at some places, px along the edge. more: px beside the width."""
        drift = self._tilt * SIDE
        for at in places:
            start, end = ((at, 0.0), (at - drift, SIDE)) if upright else ((0.0, at), (SIDE, at + drift))
            ends = [(round(x * 16), round(y * 16)) for x, y in (start, end)]
            cv2.line(self.alpha, ends[0], ends[1], 255, self._width + more, cv2.LINE_AA, 4)

    def waves(self, rng: Rng, pitch: float) -> None:
        """Draw one to three sets of waves over each other, as on cheques. pitch: px between two of a set."""
        along = np.linspace(0, SIDE, 64)
        for _ in range(int(rng.integers(1, 4))):
            length, depth = rng.uniform(0.5, 12) * pitch, rng.uniform(0.1, 2.5) * pitch
            wave = depth * np.sin(2 * np.pi * along / length + rng.uniform(0, 6)) + self._tilt * along
            steep = rng.normal(0, 0.5) * along
            for at in np.arange(-SIDE, 2 * SIDE, pitch):
                points = np.round(np.stack([along, at + wave + steep], 1) * 16).astype(np.int32)
                cv2.polylines(self.alpha, [points], False, 255, self._width, cv2.LINE_AA, 4)

    def dots(self, columns: list[float], rows: list[float]) -> None:
        """Draw a dot at every crossing of some columns and rows, px."""
        for y in rows:
            for x in columns:
                cv2.circle(self.alpha, (int(x), int(y)), self._width, 255, -1)
