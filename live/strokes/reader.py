"""Strokes to a reading: which strokes make a mark together and what it is, as two networks see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from live.reading.order import reading_order
from live.strokes.cuts import Piece, parted
from live.strokes.experts import Experts, Seen
from live.strokes.judge import Judge
from live.strokes.lines import beside
from live.strokes.near import Near, Strokes, Tie
from live.strokes.parse import best_cover
from live.strokes.struck import struck
from live.values import Digit, Floats, Reading, Stroke
from models import Classifier
from models.pen import PenNetwork

Numbers = npt.NDArray[np.float64]

MOST = 100
"""Marks that are shown at one time, the largest ones: more is a scribble, and time is bounded."""

KEPT = 8192
"""Groups whose glyphs are remembered: about 30 MB."""

STEPS = 32
"""Parts of a doubling of a line's height, and of its height, in which sizes are compared: what differs by
less is not worth another parse."""

PARTED = 4
"""Strokes that are looked at for several digits at one time, where time is bounded."""


@dataclass(eq=False)
class Region:
    """Strokes that hang together, and how they were read.

    groups: of strokes that may be marks. seen, masks, scores, places: of each; scores, (N, K + 1), are
    without sizes.
    first: the groups of the best cover when sizes are left out; chosen: with them. totals: their scores (N,
    K + 1), sizes included. against: what the sizes were measured by.
    """

    groups: list[Strokes]
    seen: list[Seen]
    masks: list[int]
    count: int
    scores: Numbers
    places: Numbers
    first: list[int] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    totals: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    against: bytes = b""


@dataclass(frozen=True, eq=False)
class Mark:
    """Strokes that are read as one mark, what is seen of them, and the probability of each class."""

    strokes: Strokes
    seen: Seen
    row: Floats


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
        self._cut: dict[Strokes, list[Piece]] = {}  # the digits of a stroke that is several, else none
        self._region: dict[Stroke, Region] = {}  # that a stroke is part of

    @cached_property
    def alphabet(self) -> tuple[str, ...]:
        """The characters that are read."""
        return self._network.alphabet

    @cached_property
    def _network(self) -> PenNetwork:
        return self._own[0] or PenNetwork()  # when the first stroke is drawn: few come to write

    @cached_property
    def _experts(self) -> Experts:
        return Experts(self._classifier, self._network)

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
        marks = self._marks(regions)
        gone = struck(
            {mark.strokes: mark.seen.place for mark in marks if mark.row[:-1].max() > mark.row[-1]}, number
        )
        self._forget(marks)
        if self._most is not None and len(marks) > self._most:
            marks = sorted(marks, key=lambda mark: -max(mark.seen.box[2:]))[: self._most]
        digits = [
            self._digit(row, seen, mark.strokes in gone)
            for mark in marks
            for row, seen in self._parts(mark, settled or strokes[-1] not in mark.strokes)
        ]
        return self._in_order(digits)

    def mark_of(self, stroke: Stroke) -> Strokes:
        """Return the strokes that were read as one mark with a stroke, itself among them."""
        region = self._region[stroke]
        return next(region.groups[k] for k in region.chosen if stroke in region.groups[k])

    def candidates(self, strokes: Sequence[Stroke]) -> list[tuple[dict[Strokes, Tie], list[Seen]]]:
        """Return, for each part of strokes that hang together, the groups that are tried and what is seen."""
        near = Near()
        near.add(strokes)
        number = {stroke: n for n, stroke in enumerate(strokes)}
        tried = [near.groups(region) for region in near.regions(strokes)]
        return [(ties, self._experts.look(_ordered(ties, number))) for ties in tried]

    def _follow(self, number: dict[Stroke, int]) -> None:
        """Take in which strokes there are now; parse anew where some changed."""
        touched = set[Stroke]()
        for stroke in [stroke for stroke in self._near.shapes if stroke not in number]:
            region = self._region.pop(stroke)
            touched.update(*region.groups)
            self._near.remove(stroke)
        new = [stroke for stroke in number if stroke not in self._near.shapes]
        for other in self._near.add(new):
            touched.update(*self._region[other].groups)
        touched.update(new)
        tried = [
            self._near.groups(region)
            for region in self._near.regions(stroke for stroke in number if stroke in touched)
        ]
        fresh = [group for groups in tried for group in groups if group not in self._seen]
        self._seen |= zip(fresh, self._experts.look(_ordered(fresh, number)), strict=True)
        for ties in tried:
            self._enter(ties, number)

    def _enter(self, ties: dict[Strokes, Tie], number: dict[Stroke, int]) -> None:
        """Make a region of groups and parse it, sizes left out."""
        groups = list(ties)
        inside = {stroke for group in groups for stroke in group}
        shapes = self._near.shapes
        across = sorted(inside, key=lambda s: (shapes[s].box[0] + shapes[s].box[2], number[s]))
        bit = {stroke: 1 << n for n, stroke in enumerate(across)}
        seen = [self._seen[group] for group in groups]
        pens, rows = np.stack([one.pen for one in seen]), np.stack([one.row for one in seen])
        scores = self._judge.scores(pens, rows, list(ties.values()))
        if not self._signs:
            scores[:, 10:-1] = -np.inf
        region = Region(
            groups, seen, [sum(bit[s] for s in group) for group in groups], len(inside), scores,
            np.array([one.place for one in seen], np.float64),
        )  # fmt: skip
        region.first = best_cover(region.count, region.masks, scores.max(1).tolist())
        self._region |= dict.fromkeys(inside, region)

    def _measure(self, regions: Sequence[Region]) -> None:
        """Parse regions once more, with the sizes of their groups beside the lines of digits, where these
        have changed."""
        if not regions:
            return
        every = np.concatenate([region.places for region in regions])
        digits = [
            region.places[k] for region in regions for k in region.first if region.scores[k].argmax() < 10
        ]
        height, middle = beside(every, np.array(digits, np.float64).reshape(-1, 4))
        start = 0
        for region in regions:
            some = slice(start, start := start + len(region.groups))
            self._parse(region, height[some], middle[some])

    def _parse(self, region: Region, height: Numbers, middle: Numbers) -> None:
        known = ~np.isnan(height)
        high = np.exp2(np.round(np.log2(np.where(known, height, 1)) * STEPS) / STEPS)
        low = np.round(np.where(known, middle, 0) / high * STEPS) / STEPS * high
        against = np.stack([known, high, low]).tobytes()
        if against == region.against:
            return
        sizes = self._judge.sized(region.places, np.where(known, high, np.nan), low)
        region.totals, region.against = region.scores + sizes, against
        region.chosen = best_cover(region.count, region.masks, region.totals.max(1).tolist())

    def _marks(self, regions: Iterable[Region]) -> list[Mark]:
        found = []
        for region in regions:
            for k in region.chosen:
                row = np.exp(region.totals[k] - region.totals[k].max())
                found.append(Mark(region.groups[k], region.seen[k], (row / row.sum()).astype(np.float32)))
        return found

    def _parts(self, mark: Mark, settled: bool) -> list[tuple[Floats, Seen]]:
        """Return a mark as it is, or, where it is one stroke that is several digits, these."""
        if settled and mark.strokes not in self._cut:
            self._cut[mark.strokes] = parted(mark.strokes, mark.row, self._experts, self._judge)
        pieces = self._cut.get(mark.strokes, [])
        return [(piece.row, piece.seen) for piece in pieces] or [(mark.row, mark.seen)]

    def _forget(self, marks: Sequence[Mark]) -> None:
        """Forget what was seen first, so that memory stays bounded."""
        chosen = {mark.strokes for mark in marks}
        for group in list(islice(self._seen, max(0, len(self._seen) - self._kept))):
            seen = self._seen.pop(group)
            if group in chosen:
                self._seen[group] = seen  # as if it were seen just now
            else:
                self._cut.pop(group, None)

    def _digit(self, row: Floats, seen: Seen, gone: bool) -> Digit:
        best = int(row.argmax())
        value = None if gone or best == len(self.alphabet) else best if best < 10 else self.alphabet[best]
        confidence = float(row[-1] if best == len(self.alphabet) else row[best])
        return Digit(value, confidence, row, seen.box, 0, seen.glyph)

    def _in_order(self, digits: Sequence[Digit]) -> Reading:
        """Return marks in reading order."""
        lines = reading_order([digit.box for digit in digits], [digit.number for digit in digits])
        return Reading(
            tuple(
                Digit(d.value, d.confidence, d.probabilities, d.box, number, d.glyph)
                for number, line in enumerate(lines)
                for d in (digits[k] for k in line)
            )
        )


def _ordered(groups: Iterable[Strokes], number: dict[Stroke, int]) -> list[list[Stroke]]:
    """Return the strokes of each group in the order they were drawn in."""
    return [sorted(group, key=number.__getitem__) for group in groups]
