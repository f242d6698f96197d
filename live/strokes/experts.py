"""What both networks say about groups of strokes: the pen's sees their course, the glyph's their picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from live.strokes.sketch import Bounds, bounds_of, ink_box, sketch
from live.values import Box, Floats, Stroke
from models import NOT_A_DIGIT, Classifier
from models.glyph import normalise
from models.pen import PenNetwork, features


@dataclass(frozen=True)
class Knobs:
    """Of asking."""

    min_digit_probability: float = 0.02  # by the pen's network, to ask the glyph network: halves the time


KNOBS = Knobs()

_NOT_ASKED = np.zeros(NOT_A_DIGIT + 1, np.float32)


@dataclass(eq=False)
class Observation:
    """What is known of a group of strokes by itself.

    strokes: in the order of drawing. pen: (K + 1,) probabilities by the pen's network of the alphabet and,
    last, "other"; what is missing to 1 is "no mark". bounds: of the points, px. digits: (11,) probabilities
    by the glyph network, zeros where it was not asked.
    """

    strokes: Sequence[Stroke]
    pen: Floats
    bounds: Bounds
    digits: Floats = field(default_factory=lambda: _NOT_ASKED)

    @cached_property
    def glyph(self) -> Floats:
        """The glyph network's input, (28, 28)."""
        return normalise(sketch(self.strokes))

    @cached_property
    def box(self) -> Box:
        """The bounding box of the ink, px."""
        return ink_box(self.bounds, max(stroke.width for stroke in self.strokes))


class Experts:
    """Asks both networks about groups of strokes."""

    def __init__(self, classifier: Classifier, network: PenNetwork) -> None:
        self._classifier, self._network = classifier, network

    def observe(self, groups: Sequence[Sequence[Stroke]]) -> list[Observation]:
        """Return what the networks say about groups, each of at least one stroke, in the order of drawing.

        A single stroke that is "no mark" counts as "other": it must be something.
        """
        if not groups:
            return []
        rows = self._network.probabilities(np.stack([features(_paths(group)) for group in groups]))
        single = np.array([len(group) == 1 for group in groups])
        rows[single, -2] += rows[single, -1]
        found = [
            Observation(group, row[:-1], bounds_of(group)) for group, row in zip(groups, rows, strict=True)
        ]
        asked = [one for one in found if one.pen[:NOT_A_DIGIT].sum() >= KNOBS.min_digit_probability]
        if asked:
            answers = self._classifier.probabilities(np.stack([one.glyph for one in asked]))
            for one, row in zip(asked, answers, strict=True):
                one.digits = row
        return found


def _paths(group: Sequence[Stroke]) -> list[Floats]:
    """Return x, y of strokes; of a dot, along which the pen moved by less than its width, one point."""
    paths = [stroke.points[:, :2] for stroke in group]
    if len(paths) == 1 and float(np.ptp(paths[0], axis=0).max()) <= group[0].width:
        return [paths[0][:1]]
    return paths
