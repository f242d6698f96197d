"""Labelled digits, and what is said where there are none to be had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.values import Image

Labels = npt.NDArray[np.int64]


class DataError(Exception):
    """A data file cannot be used; the message is one line that says why."""


@dataclass(frozen=True)
class Digits:
    """Labelled digits: images (N, 28, 28) uint8, bright on black; labels (N,) int64, 0-9."""

    images: Image
    labels: Labels

    def __post_init__(self) -> None:
        if self.images.shape[1:] != (28, 28) or self.images.dtype != np.uint8:
            raise DataError(f"digits are (N, 28, 28) uint8, got {self.images.shape} {self.images.dtype}")
        if self.labels.shape != self.images.shape[:1]:
            raise DataError(f"{len(self.images)} digits need as many labels, got {self.labels.shape}")
        if len(self.labels) and (self.labels.min() < 0 or self.labels.max() > 9):
            raise DataError("labels are 0-9")

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, chosen: npt.NDArray[np.int64] | slice) -> Digits:
        """The chosen ones, in the order asked for."""
        return Digits(self.images[chosen], self.labels[chosen])
