"""The values that travel from a camera to a reading: frozen, and checked when built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels; x grows to the right, y downwards."""


def as_image(array: object) -> Image:
    """Return what OpenCV gave, as the array of uint8 that it is."""
    return np.asarray(array, np.uint8)


@dataclass(frozen=True)
class Frame:
    """One picture of a source.

    image: (H, W, 3) uint8, BGR, upright. time: seconds since the source began. index: counts from 0.
    source: what the user would call it (a path, a camera's number, a URL). still: the picture
    stands alone, no other follows that shows the same scene.
    """

    image: Image
    time: float
    index: int
    source: str = ""
    still: bool = False

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(f"a frame is (H, W, 3) uint8, got {self.image.shape} {self.image.dtype}")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return self.image.shape[1], self.image.shape[0]


@dataclass(frozen=True, eq=False)
class Sight:
    """What was seen between a frame and its reading, for people to look at.

    ink: (h, w) uint8, bright strokes on black, over the whole frame at any scale. heat: (h', w') float32 in
    0..1, where the eye finds marks, over the whole frame at any scale; None where no eye looked. proposals:
    boxes in frame px, and how likely the eye finds each to be a mark, 0..1.
    """

    ink: Image
    heat: Floats | None = field(default=None, repr=False)
    proposals: tuple[tuple[Box, float], ...] = ()

    def __post_init__(self) -> None:
        if self.ink.ndim != 2 or self.ink.dtype != np.uint8:
            raise ValueError(f"ink is (h, w) uint8, got {self.ink.shape} {self.ink.dtype}")
        if self.heat is not None and self.heat.ndim != 2:
            raise ValueError(f"a heat map is (h, w), got {self.heat.shape}")


@dataclass(frozen=True, eq=False)
class Stroke:
    """What a pen drew between going down and coming up; equal to itself alone, so that it can be a key.

    points: (N, 3) float32, N >= 1: x px, y px (downwards), t s. width: of the pen, px; 0 where unknown.
    """

    points: Floats
    width: float = 0.0

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 3 or len(self.points) == 0:
            raise ValueError(f"a stroke's points are (N, 3), N >= 1, got {self.points.shape}")


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes that stand together, as one line of a recording does.

    size: (w, h) px of what they were drawn on. index: counts from 0. source: what the user would call it.
    """

    strokes: tuple[Stroke, ...]
    size: tuple[int, int]
    index: int = 0
    source: str = ""


Page = Frame | Drawing
"""What a reading is of."""


LEAST_CLASSES = 11
"""Ten digits and "none of them": no reader tells fewer classes apart."""


@dataclass(frozen=True, eq=False)
class Digit:
    """One mark and what the networks make of it: a digit, a sign, or neither.

    value: 0-9 for a digit, one character for a sign, None for a mark that is neither. confidence:
    probability of that judgement. probabilities: (K + 1,) float32, the ten digits, the signs that the reader
    knows if any, and last "none of them". box: in the frame's pixels. line: counts lines of writing from the
    top, 0 first. glyph: (28, 28) float32 in 0..1, what the glyph network saw. track: the same number from
    frame to frame for the same mark, -1 before it is tracked. page: where it stands on the page held upright,
    px; None where that is its box.
    """

    value: int | str | None
    confidence: float
    probabilities: Floats = field(repr=False)
    box: Box
    line: int
    glyph: Floats = field(repr=False)
    track: int = -1
    page: Box | None = None

    def __post_init__(self) -> None:
        if isinstance(self.value, str):
            if len(self.value) != 1 or self.value.isdigit():
                raise ValueError(f"a sign is one character and no digit, got {self.value!r}")
        elif self.value is not None and not 0 <= self.value <= 9:
            raise ValueError(f"a digit's value is 0-9, a sign or None, got {self.value}")
        if self.probabilities.ndim != 1 or len(self.probabilities) < LEAST_CLASSES:
            raise ValueError(f"a digit holds 11 probabilities or more, got {self.probabilities.shape}")
        if self.glyph.shape != (28, 28):
            raise ValueError(f"a digit holds a 28x28 glyph, got {self.glyph.shape}")

    @property
    def number(self) -> int | None:
        """The value of a digit; None for a sign and for what is neither."""
        return None if isinstance(self.value, str) else self.value

    @property
    def upright(self) -> Box:
        """Where it stands on the page held upright, px."""
        return self.page or self.box

    @property
    def is_sign(self) -> bool:
        """Whether the mark is a sign."""
        return isinstance(self.value, str)


def value_of(label: int, alphabet: Sequence[str]) -> int | str | None:
    """Return the value of a class: a digit, a sign of the alphabet, or None where it is neither."""
    return label if 0 <= label < 10 else alphabet[label] if 0 <= label < len(alphabet) else None


@dataclass(frozen=True)
class Sum:
    """A sum in a reading.

    marks: its digits and signs, from the left. answer: the value of its left side. right: whether its right
    side is that; None where it is open. doubtful: whether that is not sure, or a mark seems to be missing:
    then the sum is neither solved nor marked. shown: the answer as people write it, behind a "=" where there
    is none.
    """

    marks: tuple[Digit, ...]
    answer: Fraction
    right: bool | None
    doubtful: bool
    shown: str

    @property
    def line(self) -> int:
        """As `Digit.line`."""
        return self.marks[0].line

    @property
    def text(self) -> str:
        """The sum as read."""
        return "".join(str(mark.value) for mark in self.marks)

    @property
    def box(self) -> Box:
        """What its marks take in the frame, px."""
        corners = np.array([mark.box for mark in self.marks])
        (x, y), (right, foot) = corners[:, :2].min(0), (corners[:, :2] + corners[:, 2:]).max(0)
        return int(x), int(y), int(right - x), int(foot - y)

    @property
    def verdict(self) -> str:
        """What is to be shown: "open", "right", "wrong", or "doubtful"."""
        return "doubtful" if self.doubtful else {None: "open", True: "right", False: "wrong"}[self.right]


@dataclass(frozen=True)
class Reading:
    """The marks of one picture, lines from the top, marks from the left; and the sums that they make."""

    digits: tuple[Digit, ...] = ()
    sums: tuple[Sum, ...] = ()

    @property
    def text(self) -> str:
        """Digits and signs as read, a line break between lines; marks that are neither are left out."""
        lines: dict[int, str] = {}
        for digit in self.digits:
            if digit.value is not None:
                lines[digit.line] = lines.get(digit.line, "") + str(digit.value)
        return "\n".join(lines[line] for line in sorted(lines))

    @property
    def digits_only(self) -> Reading:
        """The same without its signs."""
        return Reading(tuple(digit for digit in self.digits if not digit.is_sign))

    @property
    def known(self) -> Reading:
        """The same without the marks that are neither digits nor signs."""
        return Reading(tuple(digit for digit in self.digits if digit.value is not None), self.sums)

    def below(self, line: int) -> Reading:
        """Return the same with its lines counted from another one than 0 on."""
        moved = {digit: replace(digit, line=line + digit.line) for digit in self.digits}
        sums = (replace(one, marks=tuple(moved[mark] for mark in one.marks)) for one in self.sums)
        return Reading(tuple(moved.values()), tuple(sums))

    @property
    def count(self) -> int:
        """How many digits were read; signs and other marks do not count."""
        return sum(digit.number is not None for digit in self.digits)


@dataclass(frozen=True, eq=False)
class Moment:
    """A frame and all that was made of it; ms: the time that took."""

    frame: Frame
    sight: Sight
    reading: Reading
    ms: float


NOTHING = Moment(
    Frame(np.zeros((540, 960, 3), np.uint8), 0.0, 0), Sight(np.zeros((540, 960), np.uint8)), Reading(), 0.0
)
"""What is shown before there is anything."""
