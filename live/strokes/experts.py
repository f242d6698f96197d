"""What two networks see of some strokes: the pen's network their way, the glyph network their picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from live.strokes.sketch import Place, box_of, place_of, sketch
from live.values import Box, Floats, Stroke
from models import NOT_A_DIGIT, Classifier
from models.glyph import normalise
from models.pen import PenNetwork, features

UNASKED = 0.02
"""Probability of being any digit, to the pen's network, below which the glyph network is not asked: that
halves the time."""

_NO_ROW = np.zeros(NOT_A_DIGIT + 1, np.float32)


@dataclass(eq=False)
class Seen:
    """What is seen of some strokes.

    strokes: in the order of drawing. pen: (K + 1,) probabilities of the alphabet and, last, "other"; what is
    missing to 1 is that they are no whole mark, or several; of a single stroke that is "other", too. place:
    of their points, px. row: (11,) of the glyph network, zeros where it was not asked.
    """

    strokes: Sequence[Stroke]
    pen: Floats
    place: Place
    row: Floats = field(default_factory=lambda: _NO_ROW)

    @cached_property
    def glyph(self) -> Floats:
        """What the glyph network sees, (28, 28)."""
        return normalise(sketch(self.strokes))

    @cached_property
    def box(self) -> Box:
        """Around the ink, px."""
        return box_of(self.place, max(stroke.width for stroke in self.strokes))


class Experts:
    """Asks both networks about groups of strokes."""

    def __init__(self, classifier: Classifier, network: PenNetwork) -> None:
        self._classifier, self._network = classifier, network

    def look(self, groups: Sequence[Sequence[Stroke]]) -> list[Seen]:
        """Return what is seen of groups, each of at least one stroke, in the order of drawing."""
        if not groups:
            return []
        rows = self._network.probabilities(np.stack([features(_paths(group)) for group in groups]))
        single = np.array([len(group) == 1 for group in groups])
        rows[single, -2] += rows[single, -1]
        found = [Seen(group, row[:-1], place_of(group)) for group, row in zip(groups, rows, strict=True)]
        asked = [seen for seen in found if seen.pen[:NOT_A_DIGIT].sum() >= UNASKED]
        if asked:
            told = self._classifier.probabilities(np.stack([seen.glyph for seen in asked]))
            for seen, row in zip(asked, told, strict=True):
                seen.row = row
        return found


def _paths(group: Sequence[Stroke]) -> list[Floats]:
    """Return x, y of strokes; a point where the pen has moved by less than its width."""
    paths = [stroke.points[:, :2] for stroke in group]
    if len(paths) == 1 and float(np.ptp(paths[0], axis=0).max()) <= group[0].width:
        return [paths[0][:1]]
    return paths
