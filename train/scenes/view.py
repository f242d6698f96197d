"""A page before the camera: where it lies, what is behind it, and who holds it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Doubles, Floats
from train.augment import Rng
from train.scenes import clutter
from train.scenes.assets import Assets
from train.scenes.page import SIDE, Page
from train.scenes.people import thumb

Homography = npt.NDArray[np.float64]

SCENE = 320
"""Side of a scene, px; training crops are smaller."""


@dataclass(frozen=True)
class Posture:
    """How pages lie before the camera, shares of pages."""

    turned: float = 0.25  # on their side, upside down or at any angle
    quarter: float = 0.75  # of these: by quarter turns
    held: float = 0.38  # the page's edges are in view
    gripped: float = 0.4  # of these: thumbs hold it
    size: tuple[float, float] = (130, 400)  # px, sides of a page whose edges are in view


POSTURE = Posture()


@dataclass(frozen=True)
class View:
    """A page before the camera.

    picture: (SCENE, SCENE, 3) float32 BGR of 0..255. seen: (SCENE, SCENE) in 0..1, where the page is in view.
    warp: from page px to scene px. held: whether the page's edges are in view.
    """

    picture: Floats
    seen: Floats
    warp: Homography
    held: bool


def seen_from(rng: Rng, assets: Assets, page: Page, posture: Posture) -> View:
    """Return the page before the camera: it fills the picture, or its edges are in view."""
    warp, size = _pose(rng, posture)
    if size is None:
        picture = _warped(page.image, warp, cv2.BORDER_REPLICATE)
        return View(picture, np.ones((SCENE, SCENE), np.float32), warp, False)
    (left, top), _, (right, bottom), _ = np.round(_corners(*size)).astype(int)
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[max(0, top) : bottom + 1, max(0, left) : right + 1] = 1
    seen = _warped(mask, warp)
    ground = clutter.background(rng, SCENE, assets).astype(np.float32)
    if rng.random() < 0.5:  # its shadow
        soft = cv2.GaussianBlur(np.roll(seen, rng.integers(-6, 7, 2), (0, 1)), (0, 0), rng.uniform(1, 8))
        ground *= (1 - np.float32(rng.uniform(0.1, 0.6)) * soft)[..., None]
    picture = ground + (_warped(page.image, warp) - ground) * seen[..., None]
    if rng.random() < posture.gripped:
        outline = cv2.perspectiveTransform(_corners(*size)[None], warp)[0]
        covered = _gripped(rng, picture, np.asarray(outline, np.float64))
        seen = seen * (1 - covered)
    return View(picture, seen, warp, True)


def _gripped(rng: Rng, picture: Floats, outline: Doubles) -> Floats:
    """Lay one to three thumbs over a page's edges, in place; returns where they are, (SCENE, SCENE) in 0..1.

    outline: (4, 2) px, the page's corners in the scene.
    """
    covered = np.zeros((SCENE, SCENE), np.float32)
    middle, short = outline.mean(0), float(np.linalg.norm(outline[0] - outline[2])) / 1.5
    wide = short * rng.uniform(0.05, 0.2)
    for _ in range(int(rng.integers(1, 4))):
        k, along = int(rng.integers(4)), rng.uniform(0.1, 0.9)
        edge = outline[k] * along + outline[(k + 1) % 4] * (1 - along)
        inward = (middle - edge) / max(1e-6, float(np.linalg.norm(middle - edge)))
        angle = float(np.arctan2(inward[1], inward[0])) + rng.normal(0, 0.5)
        over = thumb(rng, (SCENE, SCENE), edge + inward * wide * rng.uniform(0.3, 2.2), wide, angle)
        alpha = over[..., 3].astype(np.float32) / 255
        picture += (over[..., :3] - picture) * alpha[..., None]
        np.maximum(covered, alpha, out=covered)
    return covered


def _corners(wide: float, tall: float) -> Floats:
    """Return the corners of a page of some size in the middle of the page's picture, (4, 2) px, clockwise."""
    half = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]], np.float32) / 2
    return np.asarray(SIDE / 2 + half, np.float32)


def _pose(rng: Rng, posture: Posture) -> tuple[Homography, tuple[float, float] | None]:
    """Return the homography from page to scene px, and the size, px, of a page whose edges are in view."""
    angle = rng.normal(0, 0.05) if rng.random() < 0.7 else rng.normal(0, 0.2)
    if rng.random() < posture.turned:
        quarter = rng.random() < posture.quarter
        angle += float(rng.choice([np.pi / 2, np.pi, -np.pi / 2])) if quarter else rng.uniform(-np.pi, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    held = rng.random() < posture.held
    size = (rng.uniform(*posture.size), rng.uniform(*posture.size)) if held else None
    wide, tall = size or (SCENE, SCENE)
    corners = _corners(wide, tall).astype(np.float64)
    if not held:
        corners += rng.uniform(-40, 40, 2)
    askew = rng.normal(0, 0.03 if rng.random() < 0.7 else 0.08, (4, 2)) * min(wide, tall)
    at = SCENE / 2 + (rng.uniform(-0.25, 0.25, 2) * SCENE if held else 0)
    target = (corners - corners.mean(0)) @ turn.T + at + askew
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    return np.asarray(warp, np.float64), size


def _warped(picture: Floats, warp: Homography, border: int = cv2.BORDER_CONSTANT) -> Floats:
    """Return a page's picture in the scene, (SCENE, SCENE, ...)."""
    return np.asarray(cv2.warpPerspective(picture, warp, (SCENE, SCENE), borderMode=border), np.float32)
