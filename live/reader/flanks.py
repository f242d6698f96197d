"""A stroke has paper on both sides; at a shadow's edge, a finger's or another sheet's one is dark."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from live.reader.faint import ASKED, darkness_of
from live.reader.judge import among_digits
from live.reader.mark import Mark
from live.values import Floats, Image, Ink, as_image
from models import NOT_A_DIGIT

NEAR, FAR = 2, 5
"""How far from the ink the ground beside it begins, where a stroke's soft edge is over, and ends, px."""

LINE, BEYOND = 1, 0.99
"""An edge looks most like this digit; others that are at least so sure are not asked about."""

DARKER = 80.0
"""How much commoner "not a digit" is for the squared share of a mark's contrast that the ground on its darker
side has, nats. Of 3,606 digits on photographs, also darkened, brightened, blurred and noisy ones, one in a
hundred has more than 0.12 of it, none more than 0.21; half of what was falsely read as a one has 0.27."""

_NEAR, _FAR = (np.ones((2 * reach + 1, 2 * reach + 1), np.uint8) for reach in (NEAR, FAR))


def with_flanks(ink: Ink, marks: Sequence[Mark], rows: Floats) -> Floats:
    """Probabilities of marks that take the ground beside them into account.

    Drawn ones have none, and a crop has nothing beside its writing but what is printed there.

    rows: (N, 11), of each mark. Returns (N, 11) float32; rows sum to 1.
    """
    if ink.contrast is None or ink.crop:
        return rows
    # Printed rules are no ground.
    contrast = ink.contrast if ink.rules is None else as_image(cv2.subtract(ink.contrast, ink.rules))
    prior = np.ones(len(rows), np.float32)
    sure = rows[:, :NOT_A_DIGIT].max(1)
    asked = (rows.argmax(1) == LINE) | ((sure >= ASKED) & (sure < BEYOND))
    for k in np.flatnonzero(asked).tolist():
        prior[k] = np.exp(DARKER * darker_flank(ink.image, contrast, marks[k]) ** 2)
    return among_digits(rows, prior)


def darker_flank(ink: Image, contrast: Image, mark: Mark) -> float:
    """The contrast of the ground on the darker side of a mark, as a share of the mark's own, 0..1.

    ink: (H, W) uint8, 128 at the threshold. contrast: (H, W) uint8, how much darker than the paper each pixel
    is. The mark's longest axis parts its sides; other ink beside it is left out.
    """
    x, y, width, height = mark.box
    rows = slice(max(0, y - FAR), y + height + FAR)
    columns = slice(max(0, x - FAR), x + width + FAR)
    around = contrast[rows, columns]
    top, left = y - rows.start, x - columns.start
    own = np.zeros_like(around)
    own[top : top + height, left : left + width] = mark.ink[1 : height + 1, 1 : width + 1] >= 128
    inked = cv2.dilate(as_image(ink[rows, columns] >= 128), _NEAR)
    ground = as_image(cv2.dilate(own, _FAR)) & ~as_image(inked)
    form = cv2.moments(own, binaryImage=True)
    lean = 0.5 * np.arctan2(2 * form["mu11"], form["mu20"] - form["mu02"])
    middle_x, middle_y = form["m10"] / max(1.0, form["m00"]), form["m01"] / max(1.0, form["m00"])
    down, across = np.ogrid[: around.shape[0], : around.shape[1]]
    beyond = as_image(np.cos(lean) * (down - middle_y) > np.sin(lean) * (across - middle_x))
    flanks = (cv2.mean(around, ground & side)[0] for side in (beyond, 1 - beyond))
    return min(1.0, max(flanks) / darkness_of(contrast, mark))
