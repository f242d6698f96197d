"""What is much fainter than the page's digits is seldom one: a crack, a shadow, writing on the back."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from live.reader.beside import usual_of
from live.reader.judge import among_digits
from live.reader.mark import Mark
from live.values import Floats, Image
from models import NOT_A_DIGIT

FAINTER = 4.0
"""How much commoner "not a digit" is among faint marks, nats for the squared logarithm of the share of the
usual digit's contrast. On photographs digits have 0.6 of it or more, by one pen 0.8; what shows through has
0.3 to 0.5. A pencil beside a felt pen may have no more, so a mark that is sure stays one."""

FAINTEST = 0.02
"""What has less of it counts as that."""

ASKED = 0.1
"""A mark that is less likely a digit than this is none as it is."""


def with_contrast(contrast: Image | None, marks: Sequence[Mark], rows: Floats) -> Floats:
    """Probabilities of marks that take into account how dark they are beside the clear digits.

    contrast: (H, W) uint8, how much darker than the paper each pixel is; None where ink was drawn. rows:
    (N, 11), of each mark. Returns (N, 11) float32; rows sum to 1.
    """
    if contrast is None:
        return rows
    asked = np.flatnonzero(rows[:, :NOT_A_DIGIT].max(1) >= ASKED)
    darkness = np.array([darkness_of(contrast, marks[k]) for k in asked.tolist()], np.float32)
    if (usual := usual_of(darkness, rows[asked])) is None:
        return rows
    prior = np.ones(len(rows), np.float32)
    prior[asked] = np.exp(FAINTER * np.log(np.clip(darkness / usual, FAINTEST, 1)) ** 2)
    return among_digits(rows, prior)


def darkness_of(contrast: Image, mark: Mark) -> float:
    """The mean contrast of a mark's own ink, 1 or more."""
    x, y, width, height = mark.box
    own = (mark.ink[1 : height + 1, 1 : width + 1] >= 128).view(np.uint8)
    return max(1.0, cv2.mean(contrast[y : y + height, x : x + width], own)[0])
