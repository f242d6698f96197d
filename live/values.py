"""The values that travel from a camera to a reading: frozen, and checked when built."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels; x grows to the right, y downwards."""


def as_image(array: object) -> Image:
    """What OpenCV gave, as the array of uint8 that it is."""
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


@dataclass(frozen=True)
class Ink:
    """Bright strokes on black, whatever they were written with.

    image: (h, w) uint8, 0 where there is no ink, 128 at the threshold. scale: frame pixels per ink
    pixel, so that a large photograph can be worked on at a smaller size and its boxes still be given
    in its own pixels. sheet: (h, w) uint8 mask of the paper, None where all of the frame is paper.
    contrast, rules: (h, w) uint8, how much darker than the paper everything on it is, and the part of that
    which printed rules are; None where the ink was drawn, and where there are none. front: (3, 3), from ink
    pixels to those of the picture that was worked on, where the sheet was held far askew and is shown from in
    front; None where these are the same. crop: whether the picture was cut out around the writing; else what
    reaches its edge goes on beyond.
    """

    image: Image
    scale: float = 1.0
    sheet: Image | None = None
    contrast: Image | None = None
    rules: Image | None = None
    front: npt.NDArray[np.float64] | None = None
    crop: bool = False

    def __post_init__(self) -> None:
        if self.image.ndim != 2 or self.image.dtype != np.uint8:
            raise ValueError(f"ink is (h, w) uint8, got {self.image.shape} {self.image.dtype}")
        for name in ("sheet", "contrast", "rules"):
            part = getattr(self, name)
            if part is not None and part.shape != self.image.shape:
                raise ValueError(f"the {name} is of the ink's size, got {part.shape}")

    def in_frame(self, box: Box) -> Box:
        """A box in ink pixels, upright around the same place in the frame, px."""
        x, y, w, h = box
        if self.front is None:
            return round(x * self.scale), round(y * self.scale), round(w * self.scale), round(h * self.scale)
        corners = np.array([[x, y, 1], [x + w, y, 1], [x + w, y + h, 1], [x, y + h, 1]]) @ self.front.T
        points = corners[:, :2] / corners[:, 2:] * self.scale
        (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
        return round(left), round(top), round(right - left), round(bottom - top)


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


@dataclass(frozen=True)
class Digit:
    """One mark and what the network makes of it.

    value: 0-9, or None for a mark that is not a digit. confidence: probability of that judgement.
    probabilities: (11,) float32, column 10 "not a digit". box: in the frame's pixels. line: counts
    lines of writing from the top, 0 first. glyph: (28, 28) float32 in 0..1, what the network saw.
    track: the same number from frame to frame for the same mark, -1 before it is tracked. page: where it
    stands on the page held upright, px; None where that is its box.
    """

    value: int | None
    confidence: float
    probabilities: Floats = field(repr=False)
    box: Box
    line: int
    glyph: Floats = field(repr=False)
    track: int = -1
    page: Box | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not 0 <= self.value <= 9:
            raise ValueError(f"a digit's value is 0-9 or None, got {self.value}")
        if self.probabilities.shape != (11,) or self.glyph.shape != (28, 28):
            raise ValueError("a digit holds 11 probabilities and a 28x28 glyph")


@dataclass(frozen=True)
class Reading:
    """The marks found in one picture, in reading order: lines top to bottom, digits left to right."""

    digits: tuple[Digit, ...] = ()

    @property
    def text(self) -> str:
        """The digits as read, a line break between lines; marks that are not digits are left out."""
        lines: dict[int, str] = {}
        for digit in self.digits:
            if digit.value is not None:
                lines[digit.line] = lines.get(digit.line, "") + str(digit.value)
        return "\n".join(lines[line] for line in sorted(lines))


@dataclass(frozen=True, eq=False)
class Moment:
    """A frame and all that was made of it; ms: the time that took."""

    frame: Frame
    ink: Ink
    reading: Reading
    ms: float


NOTHING = Moment(
    Frame(np.zeros((540, 960, 3), np.uint8), 0.0, 0), Ink(np.zeros((540, 960), np.uint8)), Reading(), 0.0
)
"""What is shown before there is anything."""
