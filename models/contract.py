"""What a network takes and gives: glyphs become its inputs, its outputs become probabilities."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Shape = tuple[int, ...]

SIZE = 28
"""Side of a glyph, px."""

NOT_A_DIGIT = 10
CLASSES = 11
"""Columns of a probability row: the ten digits, then "not a digit"."""

ROUNDING = 1 / 512
"""Most by which rounding to eight bits moves an output of a softmax (LiteRT's step for it is 1/256)."""

TINY = 1e-9
"""Least probability: rows of other characters may hold nothing but zeros for the digits."""


@dataclass(frozen=True)
class Pixels:
    """How a network wants ink: (value - blank) / spread of glyphs in 0..1, ink 1."""

    name: str
    blank: float = 0.0
    spread: float = 1.0


OWN = Pixels("0..1")

PIXELS = (
    OWN,
    Pixels("0..255", 0, 1 / 255),
    Pixels("-1..1", 0.5, 0.5),
    Pixels("standardised", 0.1307, 0.3081),  # mean and standard deviation of MNIST's training pixels
    Pixels("-0.5..0.5", 0.5, 1),
    Pixels("0..1, black on white", 1, -1),
    Pixels("0..255, black on white", 1, -1 / 255),
    Pixels("-1..1, black on white", 0.5, -0.5),
    Pixels("standardised, black on white", 0.1307, -0.3081),
    Pixels("-0.5..0.5, black on white", 0.5, -1),
)
"""The conventions that are tried, the program's own first."""


@dataclass(frozen=True)
class Contract:
    """How a network is asked and understood.

    shape: of one glyph, without the batch. mirrored: rows and columns exchanged, as EMNIST's files have them.
    outputs: of which kind; log-probabilities are logits. temperature: divides the logits before the softmax
    (Guo et al. 2017, "On Calibration of Modern Neural Networks").
    """

    shape: Shape = (SIZE, SIZE, 1)
    pixels: Pixels = OWN
    mirrored: bool = False
    outputs: Literal["logits", "probabilities", "sigmoids"] = "logits"
    temperature: float = 1.0

    def inputs(self, glyphs: Floats) -> Floats:
        """Return what the network is given: (N, 28, 28) in 0..1, bright ink on black, to (N, *shape)."""
        side, colours = _picture(self.shape)
        if self.mirrored:
            glyphs = glyphs.transpose(0, 2, 1)
        if side != SIZE:
            import cv2  # our own networks never need it

            glyphs = np.stack([cv2.resize(glyph, (side, side)) for glyph in np.ascontiguousarray(glyphs)])
        if self.pixels != OWN:
            glyphs = (glyphs - np.float32(self.pixels.blank)) / np.float32(self.pixels.spread)
        if colours == 3:
            glyphs = np.stack([glyphs] * 3, axis=1 if self.shape[0] == 3 else 3)
        return np.ascontiguousarray(glyphs.reshape(-1, *self.shape), np.float32)

    def probabilities(self, rows: Floats) -> Floats:
        """Return (N, 11) probabilities, whose rows sum to 1, of outputs (N, 10 or more).

        The eleventh of eleven outputs is "not a digit", else that is zero. More are other characters, many of
        which look like a digit (O, l, S): given is which digit it is if it is one.
        """
        rows = rows[:, : CLASSES if rows.shape[1] == CLASSES else NOT_A_DIGIT]
        if self.outputs == "probabilities":
            powers = np.maximum(rows, TINY)
        else:
            if self.outputs == "sigmoids":
                # Of independent yes-or-no outputs with log-odds z, given that just one is a yes, it is k with
                # probability exp(z_k) / sum(exp(z)), the softmax of z.
                sure = np.clip(rows, ROUNDING, 1 - ROUNDING)
                rows = np.log(sure / (1 - sure))
            powers = np.exp((rows - rows.max(1, keepdims=True)) / self.temperature)
        table = np.asarray(powers / powers.sum(1, keepdims=True), np.float32)
        return np.pad(table, ((0, 0), (0, CLASSES - table.shape[1])))

    def __str__(self) -> str:
        way = ", rows and columns exchanged" if self.mirrored else ""
        return f"takes pixels {self.pixels.name}{way}, as {self.shape}; gives {self.outputs}"


def fits(shape: Shape) -> bool:
    """Return whether a glyph can be laid out in a shape: square, grey or of three colours, or flat."""
    side, colours = _picture(shape)
    return side >= 8 and side * side * colours == math.prod(shape)


def kind_of(rows: Floats) -> Literal["logits", "probabilities", "sigmoids"]:
    """Return what kind of outputs some rows, (N, C), are."""
    if rows.min() < 0 or rows.max() > 1 + ROUNDING:
        return "logits"
    away = np.abs(rows.sum(1) - 1).max()
    return "probabilities" if away < 1e-3 + ROUNDING * rows.shape[1] else "sigmoids"


def _picture(shape: Shape) -> tuple[int, int]:
    """The side, px, and the number of colours of a glyph that is laid out in a shape."""
    colours = 3 if len(shape) == 3 and 3 in (shape[0], shape[2]) else 1
    return math.isqrt(math.prod(shape) // colours), colours
