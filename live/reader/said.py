"""What the marks of a picture say: each one digit or sign, or several."""

from __future__ import annotations

from dataclasses import dataclass

from live.reader.judge import found
from live.reader.mark import Mark
from live.values import Floats


@dataclass(frozen=True)
class Piece:
    """Ink that is taken for one digit or sign: glyph (28, 28), row (11,) probabilities."""

    mark: Mark
    glyph: Floats
    row: Floats


@dataclass(frozen=True)
class Said:
    """What a mark says. whole: itself as one digit. pieces: what it is read as, itself alone or its parts."""

    whole: Piece
    pieces: tuple[Piece, ...]

    @property
    def values(self) -> tuple[int | None, ...]:
        """Of the pieces, in order."""
        return tuple(found(piece.row) for piece in self.pieces)

    @property
    def first(self) -> int | None:
        """The first digit of them."""
        return next((value for value in self.values if value is not None), None)
