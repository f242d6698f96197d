"""Frame to ink: find the sheet, take out shading and printed rules, let local contrast decide."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.border import without_border
from live.paper.facing import from_front
from live.paper.levels import Levels, levels_of
from live.paper.rules import without_rules
from live.paper.sheet import CROP, find_sheet
from live.paper.smaller import halved, shrunk
from live.paper.surfaces import darkest_channel
from live.values import Image, Ink, as_image

WORK = 1280
"""Frames are worked on at this many pixels a side at most: a digit a thirtieth of the side keeps 40."""

LOWEST = 8
"""A picture lower or narrower than this, px, holds no digit."""

SHRINK = 4
"""Shading and local contrast change slowly; they are measured at a quarter of the work size."""

PEN, CROP_PEN = 1 / 28, 0.175
"""Width of the broadest stroke that is still told from shading: share of the longer side, and of the height
of a crop."""

BROADER, BOLD = 2.0, 0.6
"""Strokes may be so many times as wide if they are darker than that share of the paper around them: a marker
is, a shadow seldom."""

REACH, CROP_REACH = 1 / 36, 0.3
"""How far around it a stroke's contrast sets the threshold: share of the longer side, and of the height of a
crop."""

CONTRAST_SHARE = 0.25
"""A pixel is ink from this share of the contrast of the darkest ink near it: half would be an edge's middle,
but where a pen goes light or thin its stroke reaches no half, and a broken digit is worse than a bold one."""

LEAST = 16.0
"""Least contrast of ink, 255 being black on white: a hard pencil leaves about 25."""

PAGE_SHARE = 0.2
"""Least contrast as a share of the page's darkest ink: writing on the back shows through at less."""

NOISE = 5.0
"""Least contrast in standard deviations of the paper's own noise."""

PATTERN = 0.4
"""In a crop that noise may be a printed pattern, and ink is darker than this share of the darkest."""

QUIET = 0.06
"""Noise below this share of the darkest ink's contrast needs no smoothing."""


def find_ink(image: Image, film: bool = False) -> Ink:
    """The writing on the sheet in a frame.

    image: (H, W, 3) uint8 BGR. film: whether it is one of many frames, some of which may show no sheet.
    Returns ink of the frame's aspect, at most WORK px a side, in which 128 lies at the threshold and edges
    are soft; what is not on the sheet is black.
    """
    if min(image.shape[:2]) < LOWEST:
        return Ink(np.zeros(image.shape[:2], np.uint8))
    crop = min(image.shape[:2]) < CROP
    image, scale = _to_work_size(image)
    sheet = None if crop else find_sheet(image, film)
    if sheet is not None and not sheet.any():
        return Ink(sheet, scale, sheet)  # a room without one
    front = None if sheet is None else from_front(sheet)
    if front is not None and sheet is not None:
        image = _seen_by(front, image, cv2.BORDER_REPLICATE)
        sheet = _seen_by(front, sheet, cv2.BORDER_CONSTANT)
    contrast, levels = denoise(flatten(darkest_channel(image), crop), sheet)
    if sheet is not None:
        contrast = as_image(cv2.bitwise_and(contrast, sheet))
    blank, rules = without_rules(contrast, sheet, crop), None
    if blank is not contrast:
        levels, rules = levels_of(blank, sheet), as_image(cv2.subtract(contrast, blank))
    ink = threshold(blank, levels, crop)
    return Ink(without_border(ink) if crop else ink, scale, sheet, contrast, rules, front, crop)


def _seen_by(front: npt.NDArray[np.float64], image: Image, beyond: int) -> Image:
    """A picture as `from_front` has it. beyond: what there is where the frame ends, one of cv2's borders."""
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_image(cv2.warpPerspective(image, front, image.shape[1::-1], flags=how, borderMode=beyond))


def _to_work_size(image: Image) -> tuple[Image, float]:
    """A picture of at most WORK px a side, no side below CROP if that can be, and how many of the frame's
    pixels each of its pixels is."""
    scale = 1.0
    while max(image.shape[:2]) >= 2 * WORK and min(image.shape[:2]) >= 2:
        image = halved(image)
        scale *= 2
    rest = max(max(image.shape[:2]) / WORK, min(1.0, min(image.shape[:2]) / CROP))
    if rest != 1:
        size = max(1, round(image.shape[1] / rest)), max(1, round(image.shape[0] / rest))
        how = cv2.INTER_LINEAR if rest > 1 else cv2.INTER_CUBIC
        scale *= max(image.shape[:2]) / max(size)  # of the shorter side more is rounded
        image = as_image(cv2.resize(image, size, interpolation=how))
    return image, scale


def flatten(grey: Image, crop: bool = False) -> Image:
    """How much darker than the paper around it each pixel is.

    grey: (H, W) uint8. crop: whether writing fills the picture. Returns (H, W) uint8, 0 paper, 255 black. The
    paper's own brightness is the morphological closing of the picture, which strokes narrower than PEN, or
    CROP_PEN, do not survive.
    """
    small = _small(grey, crop)
    pen = CROP_PEN * min(grey.shape) if crop else PEN * max(grey.shape)
    side = max(3, round(pen / SHRINK))
    nib = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, nib)
    paper = cv2.GaussianBlur(closed, (0, 0), 2)
    if not crop:
        # A marker's stroke may be wider than the nib, but it is much darker than shading.
        square = np.ones((round(BROADER * side),) * 2, np.uint8)
        broad = cv2.morphologyEx(small, cv2.MORPH_CLOSE, square)
        bold = cv2.compare(closed, cv2.convertScaleAbs(broad, alpha=BOLD), cv2.CMP_LT)
        np.copyto(paper, broad, where=bold > 0)
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return as_image(cv2.bitwise_not(cv2.divide(grey, paper, scale=255)))


def denoise(contrast: Image, sheet: Image | None) -> tuple[Image, Levels]:
    """Smooth by as much as the darkest ink needs to stand out of the paper's noise.

    contrast: (H, W) uint8 from `flatten`. sheet: (H, W) mask, or None for all of it. Returns the contrast and
    its levels. A Gaussian of sigma s divides white noise by about 3.5 s.
    """
    levels = levels_of(contrast, sheet)
    share = levels.noise / max(1.0, levels.darkest - levels.paper)
    if share < QUIET or levels.noise < 1.5:
        return contrast, levels
    smooth = as_image(cv2.GaussianBlur(contrast, (0, 0), float(np.clip(10 * share, 0.8, 1.6))))
    return smooth, levels_of(smooth, sheet)


def threshold(contrast: Image, levels: Levels, crop: bool = False) -> Image:
    """Ink where the contrast reaches a share of the darkest ink nearby.

    contrast: (H, W) uint8 from `flatten`. levels: its own. crop: whether writing fills the picture. Returns
    (H, W) uint8, 128 at the threshold. The rule is Bernsen's local contrast (1986) with floors from the
    paper's noise and from the page's darkest ink.
    """
    paper, noise, darkest = levels
    ink = darkest - paper
    rough = min(NOISE * noise, PATTERN * ink) if crop else NOISE * noise
    floor = paper + max(LEAST, PAGE_SHARE * ink, rough)
    reach = CROP_REACH * min(contrast.shape) if crop else REACH * max(contrast.shape)
    side = 2 * round(reach / SHRINK) + 1
    peak = cv2.blur(cv2.dilate(_small(contrast, crop), np.ones((side, side), np.uint8)), (5, 5))
    level = np.maximum(cv2.convertScaleAbs(peak, alpha=CONTRAST_SHARE), np.uint8(min(255.0, floor)))
    level = cv2.resize(level, contrast.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return as_image(cv2.divide(contrast, level, scale=128))


def _small(image: Image, crop: bool) -> Image:
    """A picture at a quarter of its size; a crop, which has few pixels, by exact averages."""
    size = max(1, image.shape[1] // SHRINK), max(1, image.shape[0] // SHRINK)
    return as_image(cv2.resize(image, size, interpolation=cv2.INTER_AREA)) if crop else shrunk(image, size)
