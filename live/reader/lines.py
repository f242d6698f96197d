"""A second opinion on marks that are in doubt: their line, read as a whole by the line network.

The network of glyphs sees a mark on its own; the line network sees what stands beside it, and needs no cuts
where digits touch or are joined. What both together find likeliest is taken: a product of experts (Hinton
2002, "Training products of experts by minimizing contrastive divergence").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from live.reader.beside import pairs
from live.reader.judge import found
from live.reader.mark import Classify, Mark
from live.reader.order import SMALL, reading_order, slope
from live.reader.said import Piece, Said
from live.reader.split import parts
from live.values import Floats, Image
from models import NOT_A_DIGIT
from models.line import WIDEST, Line, LineReader, best_path, level, likelihoods

DOUBTFUL = 0.99
"""A line is read as a whole where a mark in it is less sure than this."""

CUT = 0.9
"""A mark that was cut is no surer than this: halves of one digit may look like two sure ones."""

LEAST = -4.0
"""Nats: what the network of glyphs holds against a mark's digits is worth no more where it sees a digit,
too."""

TALLER = 1.6
"""What is no digit and so many times as high as its line's usual one stands around the line, not in it."""

TALLEST = 3.5
"""Nor does what looks like a digit that is so many times as high."""

OFF = 0.3
"""And what is further above or below the nearest digit than this share of that height, is of no line: a comma
is not."""

CLOSE = 0.2
"""What is SMALL beside that is part of a digit where it overlaps a higher mark, or is no further from it than
this share of that height; else it is of a printed word."""

MOST_DOUBTS = 6
"""Places of a line that may change what they say."""

MOST_LINES, MOST_LINES_OF_STILL = 2, 100
"""Lines of a film's frame that are read as a whole, so that time is bounded, and of a picture that one waits
for."""


@dataclass(frozen=True)
class Option:
    """What a place in a line may say: its pieces, and a value for each. held: log-probability of that by the
    network of glyphs, nats."""

    pieces: tuple[Piece, ...]
    values: tuple[int | None, ...]
    held: float

    @property
    def digits(self) -> list[int]:
        return [value for value in self.values if value is not None]


def reread(network: LineReader, classify: Classify, said: Sequence[Said], most: int) -> list[Piece] | None:
    """The pieces of a picture's marks, once lines with doubtful ones, so many at most, were read whole; None
    where no line was."""
    if all(_sure(one) >= DOUBTFUL for one in said):
        return None
    read = {k: list(one.pieces) for k, one in enumerate(said)}
    rows = reading_order([one.whole.mark.box for one in said], [one.first for one in said])
    lines = [_within(row, said) for row in rows]
    doubts = [(min(_sure(said[k]) for k in line), line) for line in lines if line]
    doubts = [(doubt, line) for doubt, line in doubts if doubt < DOUBTFUL and _worth([said[k] for k in line])]
    if not doubts:
        return None
    for _, line in sorted(doubts)[:most]:
        read |= {k: [] for k in line} | {line[0]: _second(network, classify, [said[k] for k in line])}
    return [piece for pieces in read.values() for piece in pieces]


def _within(line: list[int], said: Sequence[Said]) -> list[int]:
    """The marks of a line but for a ring or a box around it, a pen that lies beside it, and what is written
    above or below it."""
    boxes = [said[k].whole.mark.box for k in line]
    digit = np.array([said[k].first is not None for k in line], np.bool_)
    if not digit.any():
        return []
    x, _, _, height = np.array(boxes, np.float64).T
    usual = np.median(height[digit])
    gap, common, _ = pairs(boxes)
    nearest = np.where(digit, np.abs(x[:, None] - x), np.inf).argmin(1)
    level = -common[np.arange(len(line)), nearest] <= OFF * usual
    attached = gap[:, height >= SMALL * usual].min(1) <= CLOSE * usual  # a high one is to itself
    stands_in = level & attached & (height <= TALLER * usual)
    return [line[k] for k in np.flatnonzero((digit & (height <= TALLEST * usual)) | stands_in)]


def _sure(one: Said) -> float:
    """How likely the least likely of what a mark is taken for is."""
    sure = [_probability(piece.row, found(piece.row)) for piece in one.pieces]
    return min(sure if len(sure) == 1 else [CUT, *sure])


def _worth(line: Sequence[Said]) -> bool:
    """Whether a line is one of digits: as many as there are other marks."""
    digits = sum(value is not None for one in line for value in one.values)
    return digits > 0 and digits >= sum(one.first is None for one in line)


def _second(network: LineReader, classify: Classify, line: Sequence[Said]) -> list[Piece]:
    """The pieces of a line's marks, from the left, by both networks."""
    left, ink = together([one.whole.mark for one in line])
    seen = level(ink)
    half = len(line) // 2
    if seen is not None and seen.image.shape[1] >= WIDEST and half:
        return _second(network, classify, line[:half]) + _second(network, classify, line[half:])
    if seen is None or seen.image.shape[1] >= WIDEST:
        return [piece for one in line for piece in one.pieces]
    columns = network.columns(seen)
    places = [
        options
        for one, heard in zip(line, _heard(columns, seen, left, line), strict=True)
        for options in _places(one, heard, classify)
    ]
    doubtful = [n for n, options in enumerate(places) if len(options) > 1]
    doubtful = sorted(doubtful, key=lambda n: places[n][0].held)[:MOST_DOUBTS]
    if not doubtful:
        return [piece for options in places for piece in options[0].pieces]

    # All ways to choose are weighed together: a digit more here may be one less there.
    ways = [dict(zip(doubtful, way, strict=True)) for way in product((0, 1), repeat=len(doubtful))]
    chosen = [[options[way.get(n, 0)] for n, options in enumerate(places)] for way in ways]
    scores = likelihoods(columns, [[v for option in each for v in option.digits] for each in chosen])
    scores = scores + [sum(option.held for option in each) for each in chosen]
    best = int(scores.argmax())
    read = list[Piece]()
    for n, option in enumerate(chosen[best]):
        if ways[best].get(n):
            without = ways.index(ways[best] | {n: 0})
            read += _settled(option, float(scores[best] - scores[without]))
        else:
            read += option.pieces
    return read


def _heard(columns: Floats, seen: Line, left: int, line: Sequence[Said]) -> list[list[tuple[int, float]]]:
    """What the line network alone reads in each mark: digits, and where they are, px from the mark's left."""
    boxes = [one.whole.mark.box for one in line]
    spans = [(seen.column(x - left), seen.column(x + w - left)) for x, _, w, _ in boxes]
    heard: list[list[tuple[int, float]]] = [[] for _ in line]
    for value, column in best_path(columns):
        k = _owner(column + 0.5, spans)
        heard[k].append((value, seen.place(column + 0.5) + left - boxes[k][0]))
    return heard


def _places(one: Said, heard: list[tuple[int, float]], classify: Classify) -> list[list[Option]]:
    """A mark's places in its line, each with what it says and, where that is heard, what else it may say.

    There is one for each piece where both networks find as many digits, else one in all.
    """
    if _doubted(one):
        return [[_option(one.pieces, one.values)]]
    values = tuple(value for value, _ in heard)
    if len(values) == len(one.pieces) and None not in one.values:
        places = []
        for piece, said, value in zip(one.pieces, one.values, values, strict=True):
            options = [_option((piece,), (said,))]
            places.append(options + ([_option((piece,), (value,))] if value != said else []))
        return places
    current = _option(one.pieces, one.values)
    if values == tuple(current.digits):
        return [[current]]
    if len(values) < 2:
        other = _option((one.whole,), values or (None,), sees_none=not current.digits)
        return [[current, other]]
    marks = parts(one.whole.mark, [place for _, place in heard])
    if len(marks) < len(values):
        return [[current]]
    pieces = tuple(Piece(*each) for each in zip(marks, *classify(marks), strict=True))
    return [[current, _option(pieces, values)]]


def _doubted(one: Said) -> bool:
    """Whether a mark looked like digits, alone or cut, and none is left of them for what is around it: the
    other letters of a word, a ring."""
    return one.first is None and (len(one.pieces) > 1 or found(one.whole.row) is not None)


def _option(pieces: tuple[Piece, ...], values: tuple[int | None, ...], *, sees_none: bool = False) -> Option:
    """sees_none: the network of glyphs sees no digit there; its word counts in full then, for the line
    network knows few letters."""
    held = sum(float(np.log(_probability(p.row, v) + 1e-6)) for p, v in zip(pieces, values, strict=True))
    return Option(pieces, values, held if sees_none else max(held, LEAST))


def _settled(option: Option, gain: float) -> list[Piece]:
    """An option's pieces where it is the likelier one by so many nats."""
    sure = np.float32(1 / (1 + np.exp(-gain)))
    pieces = []
    for piece, value in zip(option.pieces, option.values, strict=True):
        row = (1 - sure) * piece.row
        row[NOT_A_DIGIT if value is None else value] += sure
        pieces.append(replace(piece, row=row))
    return pieces


def _probability(row: Floats, value: int | None) -> float:
    return float(1 - row[:NOT_A_DIGIT].max() if value is None else row[value])


def together(marks: Sequence[Mark]) -> tuple[int, Image]:
    """The ink of a line's marks, level, and where its left edge lies in the picture."""
    boxes = [mark.box for mark in marks]
    steep = slope(boxes)
    left = min(x for x, _, _, _ in boxes) - 1
    tops = [round(y - steep * (x - left)) - 1 for x, y, _, _ in boxes]
    top = min(tops)
    height = max(at - top + len(mark.ink) for at, mark in zip(tops, marks, strict=True))
    width = max(x - 1 - left + mark.ink.shape[1] for mark, (x, _, _, _) in zip(marks, boxes, strict=True))
    page = np.zeros((height, width), np.uint8)
    for mark, (x, _, _, _), at in zip(marks, boxes, tops, strict=True):
        tall, wide = mark.ink.shape
        place = page[at - top : at - top + tall, x - 1 - left : x - 1 - left + wide]
        np.maximum(place, mark.ink, out=place)
    return left, page


def _owner(column: float, spans: Sequence[tuple[float, float]]) -> int:
    """Which mark's span a digit at a column belongs to: of those that hold it, or all, the nearest one's."""
    holding = [k for k, (start, end) in enumerate(spans) if start - 0.5 <= column <= end + 0.5]
    return min(holding or range(len(spans)), key=lambda k: abs(sum(spans[k]) / 2 - column))
