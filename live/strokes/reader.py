"""Strokes to a reading: which strokes make a mark together, and what it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np

from live.reading.likeliest import likeliest
from live.reading.order import reading_order
from live.strokes.cuts import may_be_several, split
from live.strokes.experts import Experts, Observation
from live.strokes.graph import Affinity, Group, StrokeGraph
from live.strokes.judge import Judge
from live.strokes.lines import is_upright, line_of, rows_of
from live.strokes.region import Mark, Region
from live.strokes.sequence import Frames, SequenceExpert, evidence
from live.strokes.struck import struck_out
from live.values import Digit, Doubles, Reading, Stroke
from models import Classifier
from models.pen import PenNetwork
from models.sequence import SequenceNetwork


@dataclass(frozen=True)
class Knobs:
    """Of reading."""

    max_marks: int = 100  # of a reading, the largest ones: more is a scribble, and time is bounded
    max_observations: int = 8192  # that are remembered: about 30 MB
    line_steps: int = 16  # to which a line's height and middle are rounded, per doubling of its height and
    # per height: a region is parsed anew only where its lines have changed by more


KNOBS = Knobs()


class StrokeReader:
    """Reads strokes; of those that were there the last time, only what changed."""

    def __init__(
        self,
        classifier: Classifier,
        signs: bool = True,
        max_marks: int | None = KNOBS.max_marks,
        max_observations: int = KNOBS.max_observations,
        network: PenNetwork | None = None,
        judge: Judge | None = None,
        sequence: SequenceNetwork | None = None,
    ) -> None:
        """signs: whether signs are read, or digits alone. max_marks: None for all, at any cost. network,
        judge, sequence: None for the shipped ones."""
        self._signs, self._max_marks, self._max_observations = signs, max_marks, max_observations
        self._classifier, self._given = classifier, (network, judge, sequence)
        self._graph = StrokeGraph()
        self._observed: dict[Group, Observation] = {}  # also of strokes that are gone, for they may come back
        self._pieces: dict[Group, list[Mark]] = {}  # the digits of a stroke that is several, else none
        self._region: dict[Stroke, Region] = {}  # that a stroke is in

    @cached_property
    def _experts(self) -> Experts:  # when the first stroke is drawn: few come to write
        return Experts(self._classifier, self._given[0] or PenNetwork())

    @cached_property
    def _sequence(self) -> SequenceExpert:
        return SequenceExpert(self._given[2] or SequenceNetwork())

    @cached_property
    def _judge(self) -> Judge:
        return self._given[1] or Judge.load()

    def read(self, strokes: Sequence[Stroke], settled: bool = True) -> Reading:
        """Return the marks that the strokes are, in reading order; boxes in px, the pen's width included.

        strokes: in the order of drawing; any pen, any size, any place. settled: the last one is finished;
        else it is not yet cut into digits.
        """
        number = {stroke: n for n, stroke in enumerate(strokes)}
        self._update(number)
        regions = list(dict.fromkeys(self._region[stroke] for stroke in strokes))
        rows = _rows(strokes, self._graph)
        frames = self._sequence.frames(rows)
        self._choose(regions, rows, frames)
        marks = [mark for region in regions for mark in region.marks]
        self._forget(marks)
        gone = struck_out(marks, number, self._graph.shapes)
        if self._max_marks is not None and len(marks) > self._max_marks:
            marks = sorted(marks, key=lambda mark: -max(mark.observation.box[2:]))[: self._max_marks]
        pieces = [
            piece
            for mark in marks
            for piece in self._split(mark, frames, settled or strokes[-1] not in mark.strokes)
        ]
        reading = self._in_order(pieces, gone)
        return reading if self._signs else reading.digits_only

    def mark_of(self, stroke: Stroke) -> Group:
        """Return the strokes that were read as one mark with a stroke, itself among them."""
        return next(mark.strokes for mark in self._region[stroke].marks if stroke in mark.strokes)

    def candidates(
        self, strokes: Sequence[Stroke]
    ) -> list[tuple[dict[Group, Affinity], list[Observation], Doubles]]:
        """Return, for each region of strokes, its hypotheses and what the networks say about each.

        The last are the sequence network's log-likelihoods, (groups, K + 1).
        """
        number = {stroke: n for n, stroke in enumerate(strokes)}
        graph = StrokeGraph()
        graph.add(strokes)
        frames = SequenceExpert(self._sequence.network).frames(_rows(strokes, graph))
        classes = len(self._judge.priors)
        found = []
        for region in graph.regions(strokes):
            groups = graph.groups(region)
            seen = self._observe(groups, number)
            found.append((groups, seen, evidence([one.strokes for one in seen], frames, classes)))
        return found

    def _observe(self, groups: Iterable[Group], number: Mapping[Stroke, int]) -> list[Observation]:
        return self._experts.observe([sorted(group, key=number.__getitem__) for group in groups])

    def _update(self, number: Mapping[Stroke, int]) -> None:
        """Take in which strokes there are now, and make the regions anew in which some changed."""
        touched = set[Stroke]()
        for stroke in [stroke for stroke in self._graph.shapes if stroke not in number]:
            touched.update(*self._region.pop(stroke).groups)
            self._graph.remove(stroke)
        new = [stroke for stroke in number if stroke not in self._graph.shapes]
        for other in self._graph.add(new):
            touched.update(*self._region[other].groups)
        touched.update(new)
        parts = self._graph.regions(stroke for stroke in number if stroke in touched)
        hypotheses = [self._graph.groups(part) for part in parts]
        fresh = [group for groups in hypotheses for group in groups if group not in self._observed]
        self._observed |= zip(fresh, self._observe(fresh, number), strict=True)
        shapes = self._graph.shapes
        for part, groups in zip(parts, hypotheses, strict=True):
            order = sorted(part, key=lambda s: (shapes[s].bounds[0] + shapes[s].bounds[2], number[s]))
            observations = [self._observed[group] for group in groups]
            self._region |= dict.fromkeys(part, Region(groups, observations, order, self._judge))

    def _choose(self, regions: Sequence[Region], rows: Sequence[Sequence[Stroke]], frames: Frames) -> None:
        """Choose the marks of regions, each hypothesis beside the lines that upright strokes make."""
        if not regions:
            return
        bounds = np.concatenate([region.bounds for region in regions])
        boxes = [[self._graph.shapes[stroke].bounds for stroke in row] for row in rows]
        uprights = [[box for box in row if is_upright(box)] for row in boxes]
        lines = _rounded(*line_of(bounds, [np.array(line, np.float64) for line in uprights if line]))
        ends = np.cumsum([len(region.bounds) for region in regions])
        for region, part in zip(regions, np.split(lines, ends[:-1]), strict=True):
            region.choose(part, frames)

    def _split(self, mark: Mark, frames: Frames, settled: bool) -> list[Mark]:
        """Return a mark as it is, or, where it is one stroke that is several digits, these."""
        if not may_be_several(mark):
            return [mark]
        if settled and mark.strokes not in self._pieces:
            self._pieces[mark.strokes] = split(mark, self._experts, self._judge, frames)
        return self._pieces.get(mark.strokes) or [mark]

    def _in_order(self, marks: Sequence[Mark], gone: Collection[Group]) -> Reading:
        """Return marks in reading order, named as their row has them; those struck out have no value."""
        there = [mark.strokes not in gone for mark in marks]
        numbers = [mark.digit.number if known else None for mark, known in zip(marks, there, strict=True)]
        digits = []
        for number, line in enumerate(reading_order([mark.observation.box for mark in marks], numbers)):
            known = [k for k in line if there[k]]
            rows = self._judge.context.marginals(np.array([marks[k].probabilities for k in known]))
            named = {k: replace(marks[k], probabilities=row) for k, row in zip(known, rows, strict=True)}
            for k in line:
                digit = named[k].digit if k in named else _struck(marks[k].digit)
                digits.append(replace(digit, line=number))
        return likeliest(Reading(tuple(digits)), self._judge.alphabet)

    def _forget(self, marks: Sequence[Mark]) -> None:
        """Forget the oldest observations but those of marks, so that memory stays bounded."""
        chosen = {mark.strokes for mark in marks}
        for group in list(islice(self._observed, max(0, len(self._observed) - self._max_observations))):
            observation = self._observed.pop(group)
            if group in chosen:
                self._observed[group] = observation  # as the newest
            else:
                self._pieces.pop(group, None)


def _rows(strokes: Sequence[Stroke], graph: StrokeGraph) -> list[list[Stroke]]:
    """Return the rows that strokes stand in, each in the order of drawing."""
    rows = rows_of([graph.shapes[stroke].bounds for stroke in strokes])
    return [[strokes[k] for k in row] for row in rows]


def _rounded(height: Doubles, middle: Doubles) -> Doubles:
    """Return height and middle of the line of each mark, (N, 2) px, so that a little does not change them."""
    steps = KNOBS.line_steps
    height = np.exp2(np.round(np.log2(height) * steps) / steps)
    return np.stack([height, np.round(middle / height * steps) / steps * height], 1)


def _struck(digit: Digit) -> Digit:
    """Return a mark that is struck out: surely no character, so that no row asks for it."""
    row = np.zeros_like(digit.probabilities)
    row[-1] = 1
    return replace(digit, value=None, probabilities=row)
