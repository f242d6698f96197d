"""A frame to its ink and its own reading: dark writing on light ground, or light writing on dark."""

from __future__ import annotations

import cv2
import numpy as np

from live.paper import find_ink
from live.paper.polarity import light_on_dark
from live.reader.turn import Upright
from live.values import Frame, Ink, Reading

NO_DIGIT = 0.5
"""What a mark that is no digit takes from a reading's worth, beside a sure digit's 1."""


def read_page(reader: Upright, frame: Frame) -> tuple[Ink, Reading]:
    """What is written in a frame, and its reading.

    What may show light writing on a dark ground is read both ways, and the better one counts: a sheet full of
    digits that lies in the dark looks much the same.
    """
    ink = find_ink(frame.image, film=not frame.still)
    reading = reader.read(ink, still=frame.still)
    if not light_on_dark(frame.image):
        return ink, reading
    inverted = find_ink(np.asarray(cv2.bitwise_not(frame.image), np.uint8), film=not frame.still)
    other = reader.read(inverted, still=frame.still)
    return (inverted, other) if _worth(other) > _worth(reading) else (ink, reading)


def _worth(reading: Reading) -> float:
    return sum(-NO_DIGIT if d.value is None else 2 * d.confidence - 1 for d in reading.digits)
