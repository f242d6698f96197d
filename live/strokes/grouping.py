"""Strokes to a reading: which strokes make a digit together, chosen by the network among those that may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from live.strokes.cuts import Cuts
from live.strokes.judge import among_digits, in_order, without_small
from live.strokes.kin import Kin, Strokes
from live.strokes.nearness import Shape, strikes
from live.strokes.parse import best_cover
from live.strokes.sketch import sketch
from live.values import Box, Floats, Image, Reading, Stroke
from models import NOT_A_DIGIT, Classifier
from models.glyph import normalise


@dataclass(frozen=True)
class Knobs:
    """Of choosing which strokes make a digit together; costs and gains of a parse are nats."""

    junk: float = 2.0  # what a mark that is no digit costs
    whole: float = 4.0  # for each stroke beyond the first of a sure digit: parts often look like digits
    lump: float = 1.3  # most for several strokes that are one mark and no digit, so that two digits stay two
    broad: float = 0.7  # width of its height from which a mark may be several digits
    certain: float = 0.8  # probability of being one digit from which a mark is not looked at for several
    parted: int = 4  # marks that are looked at for cuts at one time, where time is bounded
    kept: int = 8192  # groups whose glyphs are remembered: about 30 MB


KNOBS = Knobs()

MOST = 100
"""Marks that are shown at one time, the largest ones: more is a scribble, and time is bounded."""

BARRED = (0, 7)
"""Digits that people strike through so that they are taken for no other."""

MADE_OF = {0: {(0, 1)}, 4: {(1, 1), (1, 2), (1, 6)}, 8: {(0, 0)}, 9: {(0, 1)}}
"""Which digits are drawn of parts that look like digits, as a nought and its slash, or two rings. Of 5,600
digits of two strokes by UNIPEN's and pendigits' hands 0.7 % are made of any other two that look sure."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What the network sees of some strokes: glyph (28, 28), row (11,) of probabilities, box px."""

    box: Box
    glyph: Floats
    row: Floats

    @property
    def value(self) -> int:
        """The digit that it looks most like."""
        return int(self.row[:NOT_A_DIGIT].argmax())

    @property
    def digit(self) -> float:
        """How likely it is that digit."""
        return float(self.row[self.value])

    def score(self, strokes: int = 1, prior: float = 0.0, apart: float = 0.0) -> float:
        """Return what it adds to a parse, in nats: as a digit or, at a cost, as none.

        strokes: how many it has. prior: what their places and times say for their being one mark. apart: how
        likely it is that they are two digits that only look like one.
        """
        junk, one = float(self.row[NOT_A_DIGIT]), self.digit * (1 - apart)
        as_digit = np.log(self.digit + 1e-6) + KNOBS.whole * (strokes - 1) * (2 * one - 1) + prior
        as_junk = np.log(junk + 1e-6) - KNOBS.junk + min(prior, KNOBS.lump)
        return float(max(as_digit, as_junk))


_NO_DIGIT = np.eye(NOT_A_DIGIT + 1, dtype=np.float32)[NOT_A_DIGIT]
"""The probabilities of a dot, which looks like nothing that the network has learnt."""


class Grouper:
    """Reads strokes with a network; of strokes that were there the time before, only what changed."""

    def __init__(self, classifier: Classifier, most: int | None = None, kept: int | None = None) -> None:
        """most: marks that are told of in one reading, the largest ones; None for all, at any cost. kept:
        groups that are remembered, None for the usual number."""
        self._classifier, self._most, self._kept = classifier, most, kept
        self._kin = Kin()
        self._seen: dict[Strokes, Seen] = {}  # also of strokes that are gone, which may be brought again
        self._cut: dict[Strokes, list[Seen]] = {}  # the digits of a group that is several, else none
        self._parsed: dict[Stroke, list[Strokes]] = {}  # the parse that a stroke is part of

    def read(self, strokes: Sequence[Stroke], settled: bool = True) -> Reading:
        """Return the digits that the strokes are, in reading order; boxes in px, the pen's width included.

        strokes: in the order they were drawn in; any pen, any size, any place. settled: the last one is
        finished; else it is not yet looked at for a second digit in it.
        """
        parses = [self._parse(region) for region in self._regions(strokes)]
        fresh = [group for parse in parses for group in parse]
        self._part(fresh if settled else [group for group in fresh if strokes[-1] not in group])
        chosen = dict.fromkeys(group for stroke in strokes for group in self._parsed[stroke])
        marks = [mark for group in chosen for mark in self._cut.get(group) or [self._seen[group]]]
        self._forget(chosen)
        if self._most is not None and len(marks) > self._most:
            marks = sorted(marks, key=lambda mark: -max(mark.box[2:]))[: self._most]
        if not marks:
            return Reading()
        boxes = [mark.box for mark in marks]
        rows = without_small(boxes, np.stack([mark.row for mark in marks]))
        return in_order(boxes, list(rows), [mark.glyph for mark in marks])

    def mark_of(self, stroke: Stroke) -> Strokes:
        """Return the strokes that were read as one mark with a stroke, itself among them."""
        return next(group for group in self._parsed[stroke] if stroke in group)

    def _regions(self, strokes: Sequence[Stroke]) -> list[dict[Strokes, float]]:
        """Take in which strokes there are now; the groups, with priors, of the regions where some changed."""
        now, touched = dict.fromkeys(strokes), set[Stroke]()
        for stroke in [stroke for stroke in self._kin.shapes if stroke not in now]:
            touched.update(*self._parsed.pop(stroke))
            self._kin.remove(stroke)
        new = [stroke for stroke in now if stroke not in self._kin.shapes]
        near = self._kin.add(new)
        touched.update(new, *(group for other in near for group in self._parsed[other]))
        regions = self._kin.regions(stroke for stroke in now if stroke in touched)
        tried = [self._kin.groups(region) for region in regions]
        self._look([group for groups in tried for group in groups if group not in self._seen])
        return tried

    def _forget(self, chosen: Collection[Strokes]) -> None:
        """Forget what was seen first, so that memory stays bounded."""
        kept = KNOBS.kept if self._kept is None else self._kept
        for group in list(islice(self._seen, max(0, len(self._seen) - kept))):
            seen = self._seen.pop(group)
            if group in chosen:
                self._seen[group] = seen  # as if it were seen just now
            else:
                self._cut.pop(group, None)

    def _look(self, groups: list[Strokes]) -> None:
        """Show the network groups that it has not seen, in one batch."""
        sketches = [sketch(list(group)) for group in groups]
        found = self._classify([(s.ink, s.whole) for s in sketches])
        for group, seen, drawing in zip(groups, found, sketches, strict=True):
            self._seen[group] = replace(seen, row=_NO_DIGIT) if drawing.dot else seen
        for group in groups:
            if len(group) == 2:
                self._look_past_bar(group, *group)

    def _look_past_bar(self, both: Strokes, a: Stroke, b: Stroke) -> None:
        """Take what a stroke is alone where the other one is a bar through it, a nought or a seven."""
        for body, bar in ((a, b), (b, a)):
            alone = self._seen[frozenset([body])]
            barred = max(alone.row[value] for value in BARRED) > self._seen[both].row.max()
            if barred and strikes(self._kin.shapes[bar], self._kin.shapes[body]):
                self._seen[both] = replace(alone, box=self._seen[both].box)

    def _classify(self, inks: Sequence[tuple[Image, Box]]) -> list[Seen]:
        if not inks:
            return []
        glyphs = np.stack([normalise(ink) for ink, _ in inks])
        rows = among_digits(self._classifier.probabilities(glyphs))
        return [Seen(box, glyph, row) for (_, box), glyph, row in zip(inks, glyphs, rows, strict=True)]

    def _parse(self, groups: dict[Strokes, float]) -> list[Strokes]:
        """Return the groups that make the best reading of a region."""
        region = {stroke: self._kin.shapes[stroke].box for group in groups for stroke in group}
        across = sorted(region, key=lambda stroke: region[stroke][0] + region[stroke][2])
        bit = {stroke: 1 << n for n, stroke in enumerate(across)}
        every = list(groups)
        masks = [sum(bit[stroke] for stroke in group) for group in every]
        scores = [
            self._seen[group].score(len(group), groups[group], self._apart(group, groups)) for group in every
        ]
        parse = [every[k] for k in best_cover(len(region), masks, scores)]
        self._parsed |= dict.fromkeys(region, parse)
        return parse

    def _apart(self, group: Strokes, tried: Collection[Strokes]) -> float:
        """Return how likely it is that a stroke of the group is one digit and the others are another.

        tried: the groups of the region; what others were seen as before tells nothing now.
        """
        splits = [(stroke, group - {stroke}) for stroke in group]
        return max((self._two(group, one, rest) for one, rest in splits if rest in tried), default=0.0)

    def _two(self, group: Strokes, stroke: Stroke, others: Strokes) -> float:
        """Return how likely a stroke and the others are two digits; 0 where parts like them make one."""
        whole, one, rest = self._seen[group], self._seen[frozenset([stroke])], self._seen[others]
        values = min(one.value, rest.value), max(one.value, rest.value)
        parts = values in MADE_OF.get(whole.value, ()) and (whole.value != 0 or self._crosses(stroke, others))
        return 0.0 if parts or min(one.digit, rest.digit) < KNOBS.certain else one.digit * rest.digit

    def _crosses(self, stroke: Stroke, others: Strokes) -> bool:
        """Return whether a stroke's middle lies between the sides of another one, or the other way round."""
        one, rest = self._kin.shapes[stroke], [self._kin.shapes[other] for other in others]
        return any(_amid(one, other) or _amid(other, one) for other in rest)

    def _part(self, groups: Iterable[Strokes]) -> None:
        """Cut the groups that are better read as several digits: strokes that a pen drew without lifting."""
        doubtful = [g for g in groups if g not in self._cut and _may_be_several(self._seen[g])]
        if self._most is not None:
            doubtful = doubtful[: KNOBS.parted]
        sketches = [sketch(list(group)) for group in doubtful]
        cuts = [Cuts(s.mark) for s in sketches]
        runs = [(m.ink, s.box(m.box)) for s, cut in zip(sketches, cuts, strict=True) for m in cut.marks]
        seen = self._classify(runs)
        for group, cut in zip(doubtful, cuts, strict=True):
            own, seen = seen[: len(cut.marks)], seen[len(cut.marks) :]
            score, path = cut.best([one.score() for one in own])
            self._cut[group] = [own[k] for k in path] if score > self._seen[group].score() else []


def _amid(bar: Shape, body: Shape) -> bool:
    """Return whether the middle of a stroke lies between the sides of another one."""
    return body.box[0] < (bar.box[0] + bar.box[2]) / 2 < body.box[2]


def _may_be_several(seen: Seen) -> bool:
    """Return whether it is worth while to look for cuts: a broad mark that is no sure digit."""
    _, _, width, height = seen.box
    return width >= KNOBS.broad * height and seen.digit < KNOBS.certain
