"""What brings a line of writing to the line network: live ink and training lines both pass through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.errors import ModelError
from models.litert import check_float32, open_litert

Floats = npt.NDArray[np.float32]

DEFAULT = Path(__file__).with_name("line.tflite")
CLASSES = 11
NOTHING = 10
"""What a column may tell: one of ten digits, or nothing new."""

TALL = 32
"""Height of a line's digits as the network sees them, px."""

MARGIN = 4
"""Empty pixels around them."""

HEIGHT = TALL + 2 * MARGIN

STEP = 4
"""Pixels that one column of the network's answer stands for."""

STRIDE = 32
"""Lines are filled up to a multiple of so many pixels: a new width costs the network a new layout."""

WIDEST = 480
"""Most pixels of a line: fifteen digits at least, so that time is bounded."""

OF_TALLEST = 0.4
"""Pieces this tall beside the tallest one make the line's height: a comma or a dash does not."""


@dataclass(frozen=True)
class Line:
    """A line as the network sees it.

    image: (HEIGHT, W) float32 in 0..1, bright on black, W a multiple of STEP. zoom, left: a place x
    of the ink, px, is at (x - left) * zoom + MARGIN in the image.
    """

    image: npt.NDArray[np.float32]
    zoom: float
    left: int

    def column(self, x: float) -> float:
        """The column of the network's answer at a place of the ink, px."""
        return ((x - self.left) * self.zoom + MARGIN) / STEP

    def place(self, column: float) -> float:
        """The place of the ink, px, that a column of the answer stands for."""
        return (STEP * column - MARGIN) / self.zoom + self.left


def level(ink: npt.NDArray[np.uint8]) -> Line | None:
    """Bring a line of ink to the network's height; None where there is no ink.

    ink: (H, W) uint8, bright strokes on black; what reaches 128 is ink. The pieces of digits, from the
    highest one's top to the lowest one's foot, become TALL pixels high; what goes beyond WIDEST is cut off.
    """
    mask = cv2.threshold(ink, 127, 255, cv2.THRESH_BINARY)[1]
    stats = cv2.connectedComponentsWithStats(mask)[2][1:]
    if not len(stats):
        return None
    tops, heights = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    digits = heights >= OF_TALLEST * heights.max()
    top, foot = int(tops[digits].min()), int((tops + heights)[digits].max())
    left, _, wide, _ = cv2.boundingRect(mask)
    zoom = TALL / (foot - top)
    width = min(WIDEST, -(-int(np.ceil(wide * zoom) + 2 * MARGIN) // STEP) * STEP)
    middle = (zoom - 1) / 2  # a pixel's place is its centre
    matrix = np.array([[zoom, 0, MARGIN - zoom * left + middle], [0, zoom, MARGIN - zoom * top + middle]])
    smooth = cv2.GaussianBlur(ink, (0, 0), 0.35 / zoom) if zoom < 0.6 else ink
    image = cv2.warpAffine(smooth, matrix, (width, HEIGHT), flags=cv2.INTER_LINEAR)
    return Line(np.asarray(image, np.float32) / np.float32(255), zoom, left)


class LineReader:
    """Reads a line of writing at once, digits that touch or are joined among it.

    network: (1, HEIGHT, W, 1) float32 -> (1, W / STEP, 11) logits, first "nothing new".
    """

    def __init__(self, network: Callable[[Floats], Floats]) -> None:
        self._network = network

    def columns(self, line: Line) -> Floats:
        """What each column of a line tells: (W / STEP, 11) float32 log-probabilities of the ten digits, then
        of "nothing new"."""
        image = np.pad(line.image, ((0, 0), (0, -line.image.shape[1] % STRIDE)))
        logits = self._network(np.ascontiguousarray(image[None, :, :, None]))[0]
        logits = np.roll(logits[: line.image.shape[1] // STEP], -1, axis=1).astype(np.float32)
        logits -= logits.max(1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(1, keepdims=True)), np.float32)


def best_path(columns: Floats) -> list[tuple[int, int]]:
    """The digits of a line where each column tells its likeliest, and the column at which each is surest.

    columns: (N, 11) log-probabilities, as `LineReader.columns` gives them.
    """
    path: list[tuple[int, int]] = []
    before = NOTHING
    for column, value in enumerate(columns.argmax(1).tolist()):
        if value != NOTHING:
            if value != before:
                path.append((value, column))
            elif columns[column, value] > columns[path[-1][1], value]:
                path[-1] = value, column
        before = value
    return path


def likelihoods(columns: Floats, texts: Sequence[Sequence[int]]) -> npt.NDArray[np.float64]:
    """The log-probabilities that a line says some digits and nothing else, over all ways in which its columns
    may share them (the forward algorithm of Graves et al. 2006).

    columns: (N, 11) log-probabilities. texts: M times digits. Returns (M,), minus infinity for more digits
    than columns.
    """
    lengths = np.array([2 * len(text) for text in texts])
    states = np.full((len(texts), lengths.max() + 2), NOTHING)
    for row, text in zip(states, texts, strict=True):
        row[1 : 2 * len(text) : 2] = text
    # A state may follow the one before the last where that is another digit.
    leaps = np.full(states.shape, -np.inf)
    leaps[:, 3::2] = np.where(states[:, 3::2] != states[:, 1:-2:2], 0, -np.inf)
    reached = np.full(states.shape, -np.inf)
    reached[:, :2] = columns[0, states[:, :2]]
    for column in columns[1:]:
        before = reached.copy()
        before[:, 1:] = np.logaddexp(before[:, 1:], reached[:, :-1])
        before[:, 2:] = np.logaddexp(before[:, 2:], reached[:, :-2] + leaps[:, 2:])
        reached = before + column[states]
    rows = np.arange(len(texts))
    # Where there are no digits, the second state is none of the text's own.
    ends = np.where(lengths > 0, reached[rows, lengths - 1], -np.inf)
    return np.asarray(np.logaddexp(reached[rows, lengths], ends), np.float64)


def load_line(path: Path = DEFAULT) -> LineReader:
    """Load a line network, a LiteRT file. Raises ModelError where it is missing, broken or does not fit."""
    if not path.exists():
        raise ModelError(f"no model file {path}: check the path; the shipped one is {DEFAULT.name}")
    interpreter, sources, targets = open_litert(path)
    source, target = sources[0], targets[0]
    if source["shape"][1] != HEIGHT or target["shape"][-1] != CLASSES:
        raise ModelError(f"{path} does not fit: a line model takes lines {HEIGHT} px high")
    check_float32(path, source, target)
    width = 0  # of the line that the interpreter's tensors are laid out for

    def run(image: Floats) -> Floats:
        nonlocal width
        if image.shape[2] != width:
            interpreter.resize_tensor_input(source["index"], image.shape)
            interpreter.allocate_tensors()
            width = image.shape[2]
        interpreter.set_tensor(source["index"], image)
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(target["index"]), np.float32)

    return LineReader(run)
