"""The eye as a judge of what the rules propose: where it sees no digit, none is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from live.paper.look import KNOBS as LOOKS
from live.paper.look import Candidates
from live.reader.judge import doubted
from live.values import Box, Digit, Reading
from models import NOT_A_DIGIT


@dataclass(frozen=True)
class Knobs:
    """Of judging; likelihoods are the eye's own.

    On held-out drawn scenes 90 % of the pages with writing have a mark of `page`, 16 % of the others.
    """

    page: float = 0.5  # of the likeliest mark of a film's frame: below, the frame shows nothing
    mark: float = 0.12  # of a candidate where a digit was read: below, it is none; the eye's own floor is 0.1
    small: float = 12.0  # px of the finest level, longer side; smaller marks the eye has not learnt
    near: float = 0.15  # share of the smaller box that a candidate and a digit have in common


KNOBS = Knobs()


def sees_nothing(seen: Candidates) -> bool:
    """Return whether the eye is sure of no mark at all."""
    return float(seen.likely.max(initial=0)) < KNOBS.page


def confirmed(reading: Reading, seen: Candidates, size: tuple[int, int], film: bool = False) -> Reading:
    """Return the reading with digits that the eye does not see as marks that are none.

    size: width and height of the picture, px. film: whether other frames follow, in which marks have to stay
    the same: there a page most of whose digits are seen is left as it is.
    """
    zoom = min(1.0, LOOKS.sides[0] / max(size))  # of the finest level
    judged = [d.value is not None and max(d.box[2:]) * zoom >= KNOBS.small for d in reading.digits]
    seen_too = [_support(d.box, seen) >= KNOBS.mark for d in reading.digits]
    unseen = [one and not two for one, two in zip(judged, seen_too, strict=True)]
    if film and 2 * sum(unseen) <= sum(judged):
        return reading
    pairs = zip(reading.digits, unseen, strict=True)
    return Reading(tuple(_refused(digit) if gone else digit for digit, gone in pairs))


def _support(place: Box, marks: Candidates) -> float:
    """Return how likely the likeliest mark is that the eye sees where a box is, 0..1."""
    x, y, w, h = place
    low, high = np.maximum(marks.boxes[:, :2], (x, y)), np.minimum(marks.boxes[:, 2:], (x + w, y + h))
    common = np.maximum(high - low, 0).prod(1)
    smaller = np.minimum((marks.boxes[:, 2:] - marks.boxes[:, :2]).prod(1), max(1, w * h))
    return float(marks.likely[common >= KNOBS.near * smaller].max(initial=0))


def _refused(digit: Digit) -> Digit:
    """Return the mark as one that is no digit."""
    row = doubted(digit.probabilities)
    return replace(digit, value=None, confidence=float(row[NOT_A_DIGIT]), probabilities=row)
