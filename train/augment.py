"""MNIST digits written again as ink: other pens, other hands, worse paper.

Each digit is redrawn at four times its resolution, bent, given another pen, dirtied, and only then
cropped and centred by `models.glyph.normalise`, as ink from a camera is. So the network learns from
what it will see in the window.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from live.values import Doubles, Floats, as_image
from models.glyph import normalise

Ink = npt.NDArray[np.uint8]
Rng = np.random.Generator

FINE = 4
"""Digits are redrawn at this many times MNIST's resolution."""

CANVAS = 36 * FINE
"""Side of the canvas, px: a digit's 28, and room for what slant and bending push outwards."""

# All knobs in one place. Spreads are standard deviations unless said otherwise.
ROTATION = 7.0  # degrees
SHEAR = 0.16
STRETCH = 0.20  # of the logarithm of width over height
PERSPECTIVE = 0.0006  # per fine pixel
BEND = 1.1 * FINE  # fine pixels at the nodes of a 5x5 grid
THIN, THICK = 0.25, 0.25  # shares redrawn with a thinner or thicker pen
BROKEN = 0.06  # share with ink too faint in places
COARSE = 0.45  # share seen from afar
DIRTY = 0.10  # share with a piece of a rule, a neighbour or a speck
CROWDED = 0.07  # share with a piece of another digit at its side
PLAIN = 0.40  # share left as MNIST has it but for a slight shift, turn and zoom

_ROWS, _COLS = np.mgrid[0:CANVAS, 0:CANVAS].astype(np.float32) - CANVAS / 2


def log_uniform(rng: Rng, low: float, high: float) -> float:
    """Return a number between two, each factor as likely as any other: for sizes and strengths."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def turned(angle: float) -> Doubles:
    """Return the matrix that turns rows of points by an angle, rad, clockwise on the screen."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def glyph(digit: Ink, other: Ink, rng: Rng) -> Floats:
    """A training glyph of an MNIST digit, now and then with a piece of another: (28, 28) uint8 each to
    (28, 28) float32 in 0..1."""
    if rng.random() < PLAIN:
        return moved(digit, rng.normal(0, 4), np.exp(rng.normal(0, 0.04)), rng.normal(0, 0.6, 2))
    ink = redraw(digit, rng)
    if rng.random() < CROWDED:
        ink = crowd(ink, redraw(other, rng), rng)
    return normalise(ink)


def redraw(digit: Ink, rng: Rng) -> Ink:
    """The digit as another hand and pen would leave it on paper: (28, 28) to (h, w), uint8 ink."""
    return wear(repen(bend(digit, rng), rng), rng)


def moved(image: Ink, angle: float, zoom: float, by: Doubles) -> Floats:
    """A glyph turned by some degrees, zoomed and shifted by some px: (28, 28) uint8 to float32 in 0..1."""
    matrix = np.asarray(cv2.getRotationMatrix2D((13.5, 13.5), angle, zoom), np.float64)
    matrix[:, 2] += by
    return np.asarray(cv2.warpAffine(image, matrix, (28, 28)), np.float32) / np.float32(255)


def bend(image: Ink, rng: Rng, lean: float = SHEAR) -> Ink:
    """Slant, stretch, tilt and bend, while enlarging: (28, 28) to (CANVAS, CANVAS), outlines smooth.

    lean: spread of the slant.

    The elastic part follows Simard, Steinkraus, Platt 2003, "Best Practices for Convolutional
    Neural Networks", on a coarse grid.
    """
    turn, stretch = turned(np.radians(rng.normal(0, ROTATION))), np.exp(rng.normal(0, STRETCH) / 2)
    linear = turn @ [[1, rng.normal(0, lean)], [0, 1]] @ np.diag([1 / stretch, stretch])
    (a, b), (c, d) = linear.astype(np.float32)
    tilt = rng.normal(0, PERSPECTIVE, 2).astype(np.float32)
    depth = 1 + tilt[0] * _COLS + tilt[1] * _ROWS
    pull = rng.normal(0, BEND, (5, 5, 2)).astype(np.float32)
    field = cv2.resize(pull, (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(image, None, fx=FINE, fy=FINE, interpolation=cv2.INTER_CUBIC)
    middle = np.float32((len(fine) - 1) / 2)
    x = (a * _COLS + b * _ROWS) * depth + middle + field[..., 0]
    y = (c * _COLS + d * _ROWS) * depth + middle + field[..., 1]
    grey = cv2.remap(fine, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.35 * FINE)
    return as_image(cv2.threshold(smooth, 110, 255, cv2.THRESH_BINARY)[1])


def repen(ink: Ink, rng: Rng) -> Ink:
    """The same strokes with a thinner pen, a thicker one, or as they are."""
    choice = rng.random()
    if choice < THIN:
        return thin(ink, int(rng.integers(2, 2 * FINE)))
    if choice < THIN + THICK:
        return broad(ink, int(rng.integers(2, int(2.6 * FINE))))
    return ink


def thin(ink: Ink, width: int) -> Ink:
    """Redraw every stroke with a thinner pen of some width, px; below three px it may break.

    What a pen of radius r has covered, eroded by r, is the way the pen went: a line as a rule, more
    where a loop was filled. Where the pen went lighter than elsewhere its way is the ridge of the
    distance to the edge, which across a stroke falls by one a pixel and along its middle hardly.
    """
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    around = cv2.dilate(depth, np.ones((3, 3), np.uint8))
    ridge = (depth > 0) & (depth > around - 0.6)
    if not ridge.any():
        return ink
    way = ridge | (depth > np.median(depth[ridge]) + 1)
    return as_image(cv2.bitwise_and(broad(way.astype(np.uint8) * 255, width), ink))


def wear(ink: Ink, rng: Rng) -> Ink:
    """What paper and camera do to it: faint places, dirt, distance, blur, noise."""
    grey = ink.astype(np.float32)
    if rng.random() < BROKEN:
        patches = cv2.resize(rng.random((9, 9), np.float32), ink.shape[::-1], interpolation=cv2.INTER_CUBIC)
        grey *= np.clip(1.6 * patches + rng.uniform(0.05, 0.3), 0, 1)
    if rng.random() < DIRTY:
        _dirty(grey, rng)
    if rng.random() < COARSE:
        w, h = cv2.boundingRect(ink)[2:]
        zoom = min(1.0, rng.uniform(14, 48) / max(w, h, 1))
        small = cv2.resize(grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        grey = np.asarray(cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 0.9)), np.float32)
        grey += rng.normal(0, rng.uniform(0, 22), grey.shape).astype(np.float32)
        # A camera's ink is thresholded at about half of its contrast; its edge stays soft.
        grey = (grey - 128) * rng.uniform(1.5, 3) + rng.uniform(110, 165)
        grey[grey < 60] = 0
    return as_image(np.clip(grey, 0, 255))


def crowd(ink: Ink, other: Ink, rng: Rng) -> Ink:
    """The digit with a piece of another, cut off by a crop, left or right of it and as close as in a tight
    row: two uint8 inks of any size to one."""
    ink, other, mirrored = trimmed(ink), trimmed(other), rng.random() < 0.5
    if mirrored:
        ink, other = ink[:, ::-1], other[:, ::-1]
    (h, w), cut = ink.shape, max(1, round(rng.uniform(0.06, 0.28) * other.shape[1]))
    tall, gap = max(1, round(h * rng.uniform(0.7, 1))), round(h * rng.uniform(-0.05, 0.1))
    size = max(1, round(cut * tall / len(other))), tall
    piece = cv2.resize(np.ascontiguousarray(other[:, :cut]), size, interpolation=cv2.INTER_AREA)
    page = np.zeros((h, w + max(gap, 0) + size[0]), np.uint8)
    page[:, :w] = ink
    drop = int(rng.integers(0, h - tall + 1))
    place = page[drop : drop + tall, max(0, w + gap) :][:, : size[0]]
    np.maximum(place, piece[:, : place.shape[1]], out=place)
    return np.ascontiguousarray(page[:, ::-1]) if mirrored else page


def trimmed(ink: Ink) -> Ink:
    """The part of an ink that holds something, a pixel at least."""
    x, y, w, h = cv2.boundingRect(as_image(ink > 127))
    return ink[y : y + max(1, h), x : x + max(1, w)]


def broad(ink: Ink, size: int) -> Ink:
    """The ink with its strokes broader, as a round nib of some size, px, makes them."""
    return as_image(cv2.dilate(ink, nib(size)))


def nib(size: int) -> Ink:
    """A round nib of some size, px."""
    return as_image(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def _dirty(grey: Floats, rng: Rng) -> None:
    """Draw a piece of a ruled line, a neighbour's end or a speck, in place."""
    side = len(grey)
    kind, low, high = rng.integers(3), side // 6, side - side // 6
    if kind == 0:  # what is left of a rule, across the digit
        y, slope = int(rng.uniform(low, high)), int(rng.normal(0, 4))
        start, length = int(rng.uniform(low, side / 2)), int(rng.uniform(side / 6, side / 2))
        cv2.line(grey, (start, y), (start + length, y + slope), 255, int(rng.integers(1, 4)))
    elif kind == 1:  # a neighbour's end, at the edge of the box
        x = low if rng.random() < 0.5 else high
        y = int(rng.uniform(low, high))
        end = x + int(rng.normal(0, 10)), y + int(rng.normal(0, 14))
        cv2.line(grey, (x, y), end, 255, int(rng.integers(3, 9)), cv2.LINE_AA)
    else:
        at = int(rng.uniform(low, high)), int(rng.uniform(low, high))
        cv2.circle(grey, at, int(rng.integers(1, 5)), 255, -1)
