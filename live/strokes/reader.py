"""Strokes to a reading: which strokes make a mark together and what it is, as two networks see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from live.reading.order import reading_order
from live.strokes.cuts import parted
from live.strokes.experts import Experts, Seen
from live.strokes.judge import Judge
from live.strokes.lines import beside
from live.strokes.near import Near, Strokes, Tie
from live.strokes.region import Mark, Region
from live.strokes.sketch import Place
from live.strokes.struck import struck
from live.values import Reading, Stroke
from models import Classifier
from models.pen import PenNetwork

Numbers = npt.NDArray[np.float64]

MOST = 100
"""Marks that are shown at one time, the largest ones: more is a scribble, and time is bounded."""

KEPT = 8192
"""Groups whose glyphs are remembered: about 30 MB."""

STEPS = 16
"""Parts of a doubling of a line's height, and of its height, in which lines are told apart: what differs by
less is not worth another parse."""


UPRIGHT = 0.5
"""Height over width from which a stroke is taken for the body of a digit."""


class StrokeReader:
    """Reads strokes with two networks; of strokes that were there the time before, only what changed."""

    def __init__(
        self,
        classifier: Classifier,
        signs: bool = True,
        most: int | None = None,
        kept: int = KEPT,
        network: PenNetwork | None = None,
        judge: Judge | None = None,
    ) -> None:
        """signs: whether signs are read, or digits alone. most: marks that are told of in one reading, the
        largest ones; None for all, at any cost. kept: groups that are remembered. network, judge: None for
        the shipped ones."""
        self._signs, self._most, self._kept = signs, most, kept
        self._classifier, self._own = classifier, (network, judge)
        self._near = Near()
        self._seen: dict[Strokes, Seen] = {}  # also of strokes that are gone, which may be brought again
        self._cut: dict[Strokes, list[Mark]] = {}  # the digits of a stroke that is several, else none
        self._region: dict[Stroke, Region] = {}  # that a stroke is part of

    @cached_property
    def _experts(self) -> Experts:  # when the first stroke is drawn: few come to write
        return Experts(self._classifier, self._own[0] or PenNetwork())

    @cached_property
    def _judge(self) -> Judge:
        return self._own[1] or Judge.load()

    def read(self, strokes: Sequence[Stroke], settled: bool = True) -> Reading:
        """Return the marks that the strokes are, in reading order; boxes in px, the pen's width included.

        strokes: in the order they were drawn in; any pen, any size, any place. settled: the last one is
        finished; else it is not yet looked at for a second digit in it.
        """
        number = {stroke: n for n, stroke in enumerate(strokes)}
        self._follow(number)
        regions = list(dict.fromkeys(self._region[stroke] for stroke in strokes))
        self._measure(regions)
        marks = [mark for region in regions for mark in region.marks]
        self._forget(marks)
        gone = struck(marks, number, self._near.shapes)
        if self._most is not None and len(marks) > self._most:
            marks = sorted(marks, key=lambda mark: -max(mark.seen.box[2:]))[: self._most]
        parts = [
            part for mark in marks for part in self._parts(mark, settled or strokes[-1] not in mark.strokes)
        ]
        reading = self._in_order(parts, gone)
        return reading if self._signs else reading.digits_only

    def mark_of(self, stroke: Stroke) -> Strokes:
        """Return the strokes that were read as one mark with a stroke, itself among them."""
        return next(mark.strokes for mark in self._region[stroke].marks if stroke in mark.strokes)

    def candidates(self, strokes: Sequence[Stroke]) -> list[tuple[dict[Strokes, Tie], list[Seen]]]:
        """Return, for each part of strokes that hang together, the groups that are tried and what is seen."""
        number = {stroke: n for n, stroke in enumerate(strokes)}
        near = Near()
        near.add(strokes)
        tried = [near.groups(part) for part in near.regions(strokes)]
        return [(ties, self._look(ties, number)) for ties in tried]

    def _look(self, groups: Iterable[Strokes], number: Mapping[Stroke, int]) -> list[Seen]:
        """Return what is seen of groups, each in the order it was drawn in."""
        return self._experts.look([sorted(group, key=number.__getitem__) for group in groups])

    def _follow(self, number: Mapping[Stroke, int]) -> None:
        """Take in which strokes there are now; make regions anew where some changed."""
        touched = set[Stroke]()
        for stroke in [stroke for stroke in self._near.shapes if stroke not in number]:
            touched.update(*self._region.pop(stroke).groups)
            self._near.remove(stroke)
        new = [stroke for stroke in number if stroke not in self._near.shapes]
        for other in self._near.add(new):
            touched.update(*self._region[other].groups)
        touched.update(new)
        parts = self._near.regions(stroke for stroke in number if stroke in touched)
        tried = [self._near.groups(part) for part in parts]
        fresh = [group for ties in tried for group in ties if group not in self._seen]
        self._seen |= zip(fresh, self._look(fresh, number), strict=True)
        shapes = self._near.shapes
        for part, ties in zip(parts, tried, strict=True):
            order = sorted(part, key=lambda s: (shapes[s].box[0] + shapes[s].box[2], number[s]))
            seen = [self._seen[group] for group in ties]
            self._region |= dict.fromkeys(part, Region(ties, seen, order, self._judge))

    def _measure(self, regions: Sequence[Region]) -> None:
        """Choose the marks of regions, their sizes beside the lines that upright strokes make."""
        if not regions:
            return
        places = np.concatenate([region.places for region in regions])
        lines = _lines(places, uprights(shape.box for shape in self._near.shapes.values()))
        start = 0
        for region in regions:
            region.measure(lines[start : start + len(region.places)])
            start += len(region.places)

    def _parts(self, mark: Mark, settled: bool) -> list[Mark]:
        """Return a mark as it is, or, where it is one stroke that is several digits, these."""
        if settled and mark.strokes not in self._cut:
            self._cut[mark.strokes] = parted(mark, self._experts, self._judge)
        return self._cut.get(mark.strokes) or [mark]

    def _in_order(self, marks: Sequence[Mark], gone: Collection[Strokes]) -> Reading:
        """Return marks in reading order, named as their row has them; those struck out have no value."""
        known = [mark.strokes not in gone for mark in marks]
        numbers = [mark.digit.number if there else None for mark, there in zip(marks, known, strict=True)]
        digits = [replace(mark.digit, value=None) for mark in marks]
        lines = reading_order([mark.seen.box for mark in marks], numbers)
        for line in lines:
            some = [k for k in line if known[k]]
            if some:
                rows = self._judge.context.marginals(np.stack([marks[k].row for k in some]))
                for k, row in zip(some, rows, strict=True):
                    digits[k] = replace(marks[k], row=row).digit
        return Reading(
            tuple(replace(digits[k], line=number) for number, line in enumerate(lines) for k in line)
        )

    def _forget(self, marks: Sequence[Mark]) -> None:
        """Forget what was seen first, so that memory stays bounded."""
        chosen = {mark.strokes for mark in marks}
        for group in list(islice(self._seen, max(0, len(self._seen) - self._kept))):
            seen = self._seen.pop(group)
            if group in chosen:
                self._seen[group] = seen  # as if it were seen just now
            else:
                self._cut.pop(group, None)


def uprights(boxes: Iterable[Place]) -> list[Place]:
    """Return the boxes of strokes that stand upright, which tell where lines are."""
    return [box for box in boxes if box[3] - box[1] > UPRIGHT * (box[2] - box[0])]


def _lines(places: Numbers, digits: Sequence[Place]) -> Numbers:
    """Return height and middle of the line of each mark, (N, 2) px, to 1 in STEPS."""
    height, middle = beside(places, np.array(digits, np.float64).reshape(-1, 4))
    height = np.exp2(np.round(np.log2(height) * STEPS) / STEPS)
    return np.stack([height, np.round(middle / height * STEPS) / STEPS * height], 1)
