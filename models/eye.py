"""The eye: a small fully convolutional detector, with boxes and classes at the centres of marks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from models.card import alphabet_of
from models.litert import Resizable

Floats = npt.NDArray[np.float32]
Image = npt.NDArray[np.uint8]

DEFAULT = Path(__file__).resolve().with_name("eye.tflite")

COARSEST_STRIDE = 32
"""Pictures are padded to multiples of the network's coarsest stride, px."""

STRIDE = 4
"""Picture pixels per cell of the maps."""

SIZE_UNIT = 16.0
"""px; maps hold the logarithms of boxes' sides over it."""

MAX_INTERPRETERS = 20
"""Picture sizes for which an interpreter is kept: a still's nine, upright and on its side."""

MAPS = 9
"""Channels before those of the classes: heats (3), offset (2), size (2), direction (2)."""

HEATS = ("digit", "sign", "other")
"""The first channels: logits of a cell being the centre of a digit, of a sign, of any other mark."""


@dataclass(frozen=True)
class Contrast:
    """Local contrast normalisation, in cells of `CELL` pixels."""

    cell: int = 8  # px; mean and spread are smooth, so a coarse grid is enough
    sigma: float = 4.0  # cells; about the height of a middling digit
    floor: float = 8.0  # grey levels; keeps sensor noise on blank paper below the level of faint pencil


CONTRAST = Contrast()


def standardise(image: Image, size: tuple[int, int] | None = None) -> Floats:
    """Return a picture less its local mean, over the local standard deviation of the luminance.

    image: (H, W, 3) uint8, BGR. size: height and width to return, px, None for the picture's own; to the
    right and below is blank, zeros. Returns (*size, 3) float32; strong ink is about ±1 to ±4, whatever the
    paper's colour and light.
    """
    h, w = image.shape[:2]
    cells = max(1, w // CONTRAST.cell), max(1, h // CONTRAST.cell)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    squares = cv2.multiply(grey, grey, dtype=cv2.CV_16U)
    colour = cv2.resize(image, cells, interpolation=cv2.INTER_AREA).astype(np.float32)
    stats: npt.NDArray[Any] = np.dstack(
        [
            colour,
            cv2.resize(grey, cells, interpolation=cv2.INTER_AREA).astype(np.float32),
            cv2.resize(squares, cells, interpolation=cv2.INTER_AREA).astype(np.float32),
        ]
    )
    stats = cv2.GaussianBlur(stats, (0, 0), CONTRAST.sigma, borderType=cv2.BORDER_REPLICATE)
    spread = np.sqrt(np.maximum(stats[..., 4] - stats[..., 3] ** 2, 0))
    gain = 1 / (spread + CONTRAST.floor)
    mean = cv2.resize(np.ascontiguousarray(stats[..., :3]), (w, h), interpolation=cv2.INTER_LINEAR)
    away = cv2.subtract(image, mean, dst=mean, dtype=cv2.CV_32F)  # in place: pictures this large are memory
    gains = cv2.resize(cv2.merge([gain, gain, gain]), (w, h), interpolation=cv2.INTER_LINEAR)
    out = np.zeros((*(size or (h, w)), 3), np.float32)
    cv2.multiply(away, gains, dst=out[:h, :w])
    return out


class Eye:
    """A trained eye, with the alphabet from its card.

    alphabet: the characters that it knows, in the order of its class channels; "other" follows.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the network; raises ModelError for a file that is missing or does not fit its card."""
        path = DEFAULT if path is None else path
        self.alphabet = alphabet_of(path)
        self._network = Resizable(path, MAX_INTERPRETERS)

    def maps(self, image: Image) -> Floats:
        """Return the maps of a picture: (H', W', 9 + classes) float32, a cell per 4x4 pixels.

        Channels: three logits of `HEATS`; dx, dy from the cell's middle to the box's, cells; log width and
        height over `SIZE_UNIT`; cosine and sine of the writing's direction; class logits, "other" last.
        """
        h, w = image.shape[:2]
        high, wide = (-(-n // COARSEST_STRIDE) * COARSEST_STRIDE for n in (h, w))
        whole = self._network.run(standardise(image, (high, wide))[None])[0]
        return np.asarray(whole[: -(-h // STRIDE), : -(-w // STRIDE)], np.float32)
