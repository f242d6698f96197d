"""Ink to reading: all marks through the network in one batch, then the best way to part them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from live.reader.alike import with_alike
from live.reader.around import without_rings
from live.reader.beside import median, with_neighbours
from live.reader.boxes import cut, placed
from live.reader.crowd import is_text
from live.reader.ends import with_ends
from live.reader.faint import with_contrast
from live.reader.flanks import with_flanks
from live.reader.judge import EXPECTED, all_doubted, among_digits, found, in_order, without_small
from live.reader.lines import MOST_LINES, MOST_LINES_OF_STILL, reread
from live.reader.mark import Mark
from live.reader.parse import best_parse, may_lie, worth
from live.reader.said import Piece, Said
from live.reader.segment import MOST, MOST_OF_STILL, find_pieces, grouped
from live.reader.split import Cuts
from live.reader.thin import with_pen
from live.reader.words import without_letters
from live.values import Floats, Ink, Reading
from models import NOT_A_DIGIT, Classifier
from models.glyph import normalise

PRIOR = 0.3 * EXPECTED
"""How much rarer marks that are no digits are on a sheet than where the network learnt: a leaning stroke is a
one here, though it may be a slash."""

WHOLE = 0.97
"""What the frame's edge cuts is a digit from this probability: it may be the end of a cable or a finger."""

TALL, BROAD, CERTAIN = 0.4, 0.7, 0.8
"""A mark may be several digits if it is this tall beside the others, this broad for its height, and less
likely than this to be one digit."""

LONGEST = 10
"""A mark so many times as broad as high is a line, not digits that touch."""

TOO_BROAD = 1.1
"""A mark this broad for its height may be several digits however sure it reads as one, but for a nought."""

MOST_PARTED, MOST_RUNS, MOST_RUNS_OF_STILL = 6, 40, 1000
"""Marks that are looked at for cuts in one picture, so that time is bounded; and how many ways to take their
pieces together, in a film's frame and in a picture that one waits for, end the looking."""


@dataclass(frozen=True)
class First:
    """What the network of glyphs alone reads. still: as it was asked. said: what each mark says, empty where
    there is none."""

    ink: Ink
    still: bool
    said: tuple[Said, ...]
    reading: Reading


class Reader:
    """Reads ink with a network of glyphs, and one of lines for what is in doubt."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def read(self, ink: Ink, still: bool = False) -> Reading:
        """The digits in the ink, in reading order; boxes in the frame's pixels. still: whether one waits for
        it; a film's frame takes no longer than it may."""
        return self.second(self.first(ink, still))

    def first(self, ink: Ink, still: bool = False) -> First:
        """The same by the network of glyphs alone: what chooses between ways to look at a picture, for the
        other one finds numbers in any ink."""
        most = MOST_OF_STILL if still else MOST
        pieces = find_pieces(ink, most)
        if not pieces.numbers or (not still and is_text(pieces, self._classify)):
            return First(ink, still, (), Reading())
        marks = grouped(pieces, most)
        glyphs, rows = self._classify(marks)
        chosen = best_parse(marks, rows)
        marks, glyphs = [marks[i] for i in chosen], glyphs[chosen]
        rows = with_contrast(ink.contrast, marks, with_ends(ink.image, marks, rows[chosen]))
        rows = with_pen(marks, with_flanks(ink, marks, rows))
        uncut = [ink.crop or not cut(mark.box, ink.image.shape[::-1]) for mark in marks]
        if still:  # in a film it is followed as it leaves the frame
            likely = rows[:, :NOT_A_DIGIT].max(1)
            rows = all_doubted(rows, [k for k, whole in enumerate(uncut) if not whole and likely[k] < WHOLE])
        wholes = [Piece(*each) for each in zip(marks, glyphs, rows, strict=True)]
        said = self._part(wholes, uncut, MOST_RUNS_OF_STILL if still else MOST_RUNS)
        parts = [piece for one in said for piece in one.pieces]
        boxes = [piece.mark.box for piece in parts]
        rows = without_rings([piece.mark for piece in parts], np.stack([piece.row for piece in parts]))
        rows = without_small(boxes, with_neighbours(boxes, rows), found)
        rows = without_letters(boxes, rows)
        said = _judged(said, rows)
        return First(ink, still, tuple(said), _reading(ink, [piece for one in said for piece in one.pieces]))

    def second(self, first: First) -> Reading:
        """What was read first, once its doubtful lines were read as a whole."""
        if (network := self._classifier.lines) is None or not first.said:
            return first.reading
        most_lines = MOST_LINES_OF_STILL if first.still else MOST_LINES
        pieces = reread(network, self._classify, first.said, most_lines)
        if pieces is None:
            return first.reading
        if not first.ink.crop:  # in which cents may be written small
            boxes = [piece.mark.box for piece in pieces]
            rows = without_small(boxes, np.stack([piece.row for piece in pieces]), found)
            pieces = [replace(piece, row=row) for piece, row in zip(pieces, rows, strict=True)]
        return _reading(first.ink, pieces)

    def _classify(self, marks: list[Mark]) -> tuple[Floats, Floats]:
        """Glyphs (N, 28, 28) and probabilities (N, 11) of marks, in one batch."""
        glyphs = np.stack([normalise(mark.ink) for mark in marks])
        return glyphs, among_digits(self._classifier.probabilities(glyphs), PRIOR)

    def _part(self, wholes: list[Piece], uncut: list[bool], most_runs: int) -> list[Said]:
        """What marks say, cut where they are better read as several digits, if they are to be seen uncut.

        most_runs: runs of a mark's pieces; once there are so many, no further mark is cut.
        """
        said = [Said(piece, (piece,)) for piece in wholes]
        usual = median([piece.mark.box[3] for piece in wholes])
        several = [
            k for k, one in enumerate(wholes) if uncut[k] and _may_be_several(one.mark, one.row, usual)
        ]
        cuts: dict[int, Cuts] = {}
        runs: list[Mark] = []
        for k in several[:MOST_PARTED]:
            if len(runs) < most_runs:
                cuts[k] = Cuts(wholes[k].mark)
                runs += cuts[k].marks
        if not runs:
            return said
        glyphs, rows = self._classify(runs)
        scores = worth(runs, rows, usual).tolist()
        first = 0
        for k in cuts:
            last = first + len(cuts[k].marks)
            score, path = cuts[k].best(scores[first:last])
            if score > worth([wholes[k].mark], wholes[k].row[None], usual)[0]:
                taken = [first + i for i in path]
                said[k] = Said(wholes[k], tuple(Piece(runs[i], glyphs[i], rows[i]) for i in taken))
            first = last
        return said


def _reading(ink: Ink, pieces: list[Piece]) -> Reading:
    boxes, glyphs = [piece.mark.box for piece in pieces], np.stack([piece.glyph for piece in pieces])
    rows = with_alike(glyphs, np.stack([piece.row for piece in pieces]))
    reading = in_order(boxes, list(rows), list(glyphs), found)
    return Reading(tuple(placed(digit, digit.box, ink) for digit in reading.digits))


def _judged(said: Sequence[Said], rows: Floats) -> list[Said]:
    """The same marks with other probabilities of their pieces: (N, 11), in order."""
    each = iter(rows)
    return [
        Said(one.whole, tuple(Piece(piece.mark, piece.glyph, next(each)) for piece in one.pieces))
        for one in said
    ]


def _may_be_several(mark: Mark, row: Floats, usual: float) -> bool:
    """Whether it is worth while to look for cuts: in a tall mark, broad and no sure digit, or very broad, but
    no line."""
    _, _, width, height = mark.box
    doubtful = row[:NOT_A_DIGIT].max() < CERTAIN or (width >= TOO_BROAD * height and not may_lie(mark, row))
    return height >= TALL * usual and BROAD * height <= width < LONGEST * height and doubtful
