"""Ink to reading: all marks through the network in one batch, then the best way to part them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from live.reader.alike import with_alike
from live.reader.around import without_rings
from live.reader.beside import median, usual_of, with_neighbours
from live.reader.boxes import cut, placed
from live.reader.crowd import is_text
from live.reader.ends import with_ends
from live.reader.faint import with_contrast
from live.reader.flanks import with_flanks
from live.reader.judge import EXPECTED, SURE, all_doubted, among_digits, found, in_order, without_small
from live.reader.lines import MOST_LINES, MOST_LINES_OF_STILL, reread
from live.reader.mark import Mark
from live.reader.said import Piece, Said
from live.reader.segment import MOST, find_pieces, grouped
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
"""What the frame's edge cuts is a digit from this probability: it may be the end of anything, a cable's or a
finger's."""

JUNK_COST = 2.0
"""What a mark that is no digit costs a parse, in nats, times the square of its proportions where it is
broader than high: so that two odd pieces that make a digit together are joined, digits that touch are parted,
and a letter is left whole."""

HEIGHT_COST = 1.0
"""What a digit costs a parting, in nats, times the squared logarithm of its share of the usual height."""

WIDTH_COST, WIDE, LYING = 6.0, 0.8, 0
"""What a digit costs a parting that is wider than the second, share of its height: times the squared
logarithm of how much wider. Digits are seldom so wide, two that touch nearly always; only noughts may lie."""

TALL, BROAD, CERTAIN = 0.4, 0.7, 0.8
"""A mark may be several digits if it is this tall beside the others, this broad for its height, and less
likely than this to be one digit."""

HOLE = 0.02
"""Least area of a hole, in squares of the mark's height."""

LONGEST = 10
"""A mark so many times as broad as high is a line, not digits that touch."""

TOO_BROAD = 1.1
"""A mark this broad for its height may be several digits however sure it reads as one, but for a nought."""

STACKED = 1.6
"""Pieces are not joined to a digit so many times as high as the page's clear ones, where there are enough."""

BAR, BROADER, CLEAR = 3.0, 1.3, 0.9
"""What is so many times as broad as high, and so many times as broad as a digit of this probability,
underlines it or is the bar of a fraction, and no part of it."""

MOST_PARTED, MOST_RUNS, MOST_RUNS_OF_STILL = 6, 40, 1000
"""Marks that are looked at for cuts in one picture, so that time is bounded; and how many ways to take their
pieces together, in a film's frame and in a picture that one waits for, end the looking."""


@dataclass(frozen=True)
class First:
    """What the network of glyphs alone reads. said: what each mark says, empty where there is none."""

    ink: Ink
    said: tuple[Said, ...]
    reading: Reading


class Reader:
    """Reads ink with a network of glyphs, and one of lines for what is in doubt."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def read(self, ink: Ink, most: int = MOST) -> Reading:
        """The digits in the ink, in reading order; boxes in the frame's pixels. most: marks, the largest."""
        return self.second(self.first(ink, most), most)

    def first(self, ink: Ink, most: int = MOST) -> First:
        """The same by the network of glyphs alone: what chooses between ways to look at a picture, for the
        other one finds numbers in any ink."""
        pieces = find_pieces(ink, most)
        if not pieces.numbers or (most == MOST and is_text(pieces, self._classify)):
            return First(ink, (), Reading())
        marks = grouped(pieces, most)
        glyphs, rows = self._classify(marks)
        chosen = _best_parse(marks, rows)
        marks, glyphs = [marks[i] for i in chosen], glyphs[chosen]
        rows = with_contrast(ink.contrast, marks, with_ends(ink.image, marks, rows[chosen]))
        rows = with_pen(marks, with_flanks(ink, marks, rows))
        uncut = [ink.crop or not cut(mark.box, ink.image.shape[::-1]) for mark in marks]
        likely = rows[:, :NOT_A_DIGIT].max(1)
        rows = all_doubted(rows, [k for k, whole in enumerate(uncut) if not whole and likely[k] < WHOLE])
        wholes = [Piece(*each) for each in zip(marks, glyphs, rows, strict=True)]
        said = self._part(wholes, uncut, MOST_RUNS if most == MOST else MOST_RUNS_OF_STILL)
        parts = [piece for one in said for piece in one.pieces]
        boxes = [piece.mark.box for piece in parts]
        rows = without_rings([piece.mark for piece in parts], np.stack([piece.row for piece in parts]))
        rows = without_small(boxes, with_neighbours(boxes, rows), found)
        rows = without_letters(boxes, rows)
        said = _judged(said, rows)
        return First(ink, tuple(said), _reading(ink, [piece for one in said for piece in one.pieces]))

    def second(self, first: First, most: int = MOST) -> Reading:
        """What was read first, once its doubtful lines were read as a whole."""
        if (network := self._classifier.lines) is None or not first.said:
            return first.reading
        most_lines = MOST_LINES if most == MOST else MOST_LINES_OF_STILL
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
        scores = _scores(runs, rows, usual).tolist()
        first = 0
        for k in cuts:
            last = first + len(cuts[k].marks)
            score, path = cuts[k].best(scores[first:last])
            if score > _scores([wholes[k].mark], wholes[k].row[None], usual)[0]:
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
    doubtful = row[:NOT_A_DIGIT].max() < CERTAIN or (width >= TOO_BROAD * height and not _may_lie(mark, row))
    return height >= TALL * usual and BROAD * height <= width < LONGEST * height and doubtful


def _may_lie(mark: Mark, row: Floats) -> bool:
    """Whether a mark of any width may be one digit: a nought, which has one hole, where two side by side have
    two."""
    _, _, width, height = mark.box
    nought = bool(row[:NOT_A_DIGIT].argmax() == LYING)
    if not nought or width <= height:
        return nought
    mask = cv2.threshold(mark.ink, 127, 255, cv2.THRESH_BINARY)[1]
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    inner = (line for line, (*_, outer) in zip(outlines, tree[0], strict=True) if outer >= 0)
    return sum(cv2.contourArea(line) >= HOLE * height**2 for line in inner) < 2


def _scores(marks: Sequence[Mark], rows: Floats, usual: float | None = None) -> Floats:
    """What marks add to a parse, in nats: their log-probabilities, less the cost of no digit or, where the
    usual mark's height in px is given, of a digit out of proportion."""
    digit = rows[:, :NOT_A_DIGIT].max(1)
    width, height = np.array([mark.box[2:] for mark in marks], np.float32).T
    sign = np.log(1 - digit + 1e-6) - JUNK_COST * np.maximum(1, width / height) ** 2
    read = np.log(digit + 1e-6)
    if usual is not None:
        read -= HEIGHT_COST * np.log(height / usual) ** 2
        upright = [not _may_lie(mark, row) for mark, row in zip(marks, rows, strict=True)]
        read -= np.array(upright) * WIDTH_COST * np.log(np.maximum(1, width / (WIDE * height))) ** 2
    return np.asarray(np.where(digit >= SURE, read, sign), np.float32)


def _has_bar(marks: Sequence[Mark], clear: npt.NDArray[np.bool_], parts: list[int]) -> bool:
    """Whether of some pieces one is a clear digit, and one a bar that is broader than it."""
    sizes = {part: marks[part].box[2:] for part in parts}
    broadest = max((width for width, height in sizes.values() if width > BAR * height), default=0)
    return any(clear[part] and broadest > BROADER * sizes[part][0] for part in parts)


def _best_parse(marks: list[Mark], rows: Floats) -> list[int]:
    """Indices of the marks that together explain every piece once, the likeliest way.

    Joined marks are taken where they read as a digit and gain most over their pieces; what is taken no
    longer joins. None is much taller than the page's clear digits: that is one above the other. None is a
    digit with a bar below or above it.
    """
    values, scores = rows.argmax(1), _scores(marks, rows)
    single = {next(iter(mark.parts)): i for i, mark in enumerate(marks) if len(mark.parts) == 1}
    alone = list(single.values())
    usual = usual_of(np.array([marks[i].box[3] for i in alone], np.float32), rows[alone])
    tallest = np.inf if usual is None else STACKED * usual
    gains = {
        i: float(scores[i] - sum(scores[single[part]] for part in mark.parts))
        for i, mark in enumerate(marks)
        if len(mark.parts) > 1 and values[i] != NOT_A_DIGIT and mark.box[3] <= tallest
    }
    clear = rows[:, :NOT_A_DIGIT].max(1) >= CLEAR
    barred = {i for i in gains if _has_bar(marks, clear, [single[part] for part in marks[i].parts])}
    taken: set[int] = set()
    chosen: list[int] = []
    for i in sorted(gains.keys() - barred, key=lambda i: -gains[i]):
        if gains[i] > 0 and not taken & marks[i].parts:
            taken |= marks[i].parts
            chosen.append(i)
    return chosen + [i for part, i in single.items() if part not in taken]
