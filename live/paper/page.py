"""A frame to its reading: the eye proposes marks, two networks name their ink, a fit weighs all three."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.features import Evidence
from live.paper.ink import MarkInk, ink_of
from live.paper.judge import Judge
from live.paper.look import Candidates, apart, look
from live.paper.turning import back, turned
from live.reading.order import reading_order
from live.values import Box, Digit, Floats, Frame, Image, Reading, Sight
from models import Classifier
from models.characters import SIGNS, CharacterNetwork
from models.eye import Eye
from models.glyph import normalise

Numbers = npt.NDArray[np.float64]

LEAST_LIKELY = 0.2
"""Candidates that the eye finds less likely are not looked at by the other experts, to save time."""


@dataclass(frozen=True)
class Knobs:
    """Of accepting marks."""

    heat: float = 0.2  # of a digit that counts as found: a turned one is lukewarm, and of no known class
    found: float = 0.5  # digits found, each counted by its heat, from which a page may be turned
    sure: float = 0.9  # digits read for each one found, below which it may: it is then read other ways, too
    kept: float = 0.7  # digits that must be read more another way: most pages are upright, and stay so
    pauses: tuple[int, int] = (2, 4)  # frames of a film from one try to the next: at first, after all turns
    union: float = 0.3  # intersection over union of boxes of which the likelier is the mark
    inside: float = 0.6  # share of the smaller box inside the larger, the same: joined digits overlap by less
    followed: float = 0.1  # probability from which a mark of a film is followed, for the next frames may tell


KNOBS = Knobs()


@dataclass(frozen=True, eq=False)
class _View:
    """What was made of one picture: the eye's heat and marks, their inks and glyphs, the judge's table, and
    which of them it shows.

    found: how many digits the eye finds whichever way they lie, each counted by its heat.
    """

    image: Image
    heat: Floats
    found: float
    marks: Candidates
    inks: list[MarkInk | None]
    glyphs: Floats
    table: Floats
    shown: npt.NDArray[np.intp]

    @property
    def clear(self) -> float:
        """How many digits are read, each counted by how sure its reading is; signs look alike when turned."""
        return float(self.table[:, :10].max(1, initial=0).sum())

    @property
    def doubtful(self) -> bool:
        """Whether of the digits that the eye finds many are not read surely."""
        return self.found > KNOBS.found and self.clear < KNOBS.sure * self.found


class PageReader:
    """Reads the frames of one source.

    turn: quarters clockwise by which the last frame was turned to be read; of a film the next one is looked
    at that way first. alphabet: what is read, the ten digits first. surest: how sure the surest mark of a
    film must be for any to be shown.
    """

    def __init__(self, classifier: Classifier, signs: bool = True, eye: Eye | None = None) -> None:
        """signs: whether signs are read, or digits alone."""
        self.turn, self._doubts = 0, 0
        self._classifier = classifier
        self._eye = Eye() if eye is None else eye
        self._signs = CharacterNetwork(SIGNS)
        self._judges = Judge.load()
        self.alphabet: tuple[str, ...] = self._eye.alphabet[: None if signs else 10]
        self.surest = self._judges[0].high

    def read(self, frame: Frame) -> tuple[Sight, Reading]:
        """Return what was seen in a frame, and its reading; boxes in the frame's pixels.

        Of a still the reading holds what is shown; of a film all marks that may be of the alphabet, for a
        tracker to decide; those that this frame alone would not show have no value.
        """
        turn = best = 0 if frame.still else self.turn
        view = self._view(turned(frame.image, turn), frame.still)
        if not view.doubtful:
            self._doubts = 0
        else:
            clear = view.clear + KNOBS.kept
            for more in (1, 2, 3) if frame.still else self._next_turn():
                other = self._view(turned(frame.image, (turn + more) % 4), frame.still, glance=True)
                if other.clear > clear:
                    clear, best = other.clear, (turn + more) % 4
            if best != turn:
                self._doubts = 0
                view = self._view(turned(frame.image, best), frame.still)
        self.turn = turn = best
        chosen = view.shown if frame.still else np.flatnonzero(view.table[:, -1] <= 1 - KNOBS.followed)
        reading = self._reading(view, chosen, turn, frame.size)
        return _sight(view, turn), reading

    def _next_turn(self) -> tuple[int, ...]:
        """Return the turn to be tried on a doubtful frame of a film: one each few frames, to save time."""
        self._doubts += 1
        pause = KNOBS.pauses[self._doubts > 3 * KNOBS.pauses[0]]
        return () if self._doubts % pause else (self._doubts // pause % 3 + 1,)

    def _view(self, image: Image, still: bool, glance: bool = False) -> _View:
        """Look at a picture that is turned already; a glance does not see its smallest digits."""
        seen, judge = look(self._eye, image, still, glance), self._judges[still]
        hot = seen.candidates.heats[:, 0]
        marks = seen.candidates.take(np.flatnonzero(seen.candidates.likely >= LEAST_LIKELY))
        inks = inks_of(image, marks)
        glyphs, evidence = second_look(self._classifier, self._signs, inks)
        table = judge.probabilities(marks, evidence, (image.shape[1], image.shape[0]))
        found = float(hot[hot >= KNOBS.heat].sum())
        return _View(image, seen.heat, found, marks, inks, glyphs, table, judge.shown(table))

    def _reading(
        self, view: _View, chosen: npt.NDArray[np.intp], turn: int, size: tuple[int, int]
    ) -> Reading:
        """Return those of the chosen marks that lie over no likelier one, in reading order."""
        marks, table, glyphs = view.marks, view.table, view.glyphs
        valued = set(view.shown.tolist())
        labels = table[:, :-1].argmax(1)
        likeliest = chosen[np.argsort(table[chosen, -1], kind="stable")]
        once = likeliest[apart(marks.boxes[likeliest], KNOBS.union, KNOBS.inside)]
        kept = [k for k in sorted(once.tolist()) if labels[k] < len(self.alphabet)]
        pages = [box_of(marks.boxes[k]) for k in kept]
        is_digit = [int(labels[k]) if labels[k] < 10 else None for k in kept]
        if not any(value is not None for value in is_digit):
            return Reading()  # signs alone say nothing
        digits: list[Digit] = []
        for number, row in enumerate(reading_order(pages, is_digit)):
            for i in row:
                k = kept[i]
                none, label = k not in valued, int(labels[k])
                digits.append(
                    Digit(
                        value=None if none else label if label < 10 else self.alphabet[label],
                        confidence=float(table[k, -1] if none else 1 - table[k, -1]),
                        probabilities=table[k],
                        box=back(pages[i], turn, size),
                        line=number,
                        glyph=glyphs[k],
                        page=pages[i] if turn else None,
                    )
                )
        return Reading(tuple(digits))


def box_of(corners: Numbers) -> Box:
    """Return left, top, right, bottom as a box in whole px."""
    left, top, right, bottom = (round(n) for n in corners.tolist())
    return left, top, max(1, right - left), max(1, bottom - top)


def inks_of(image: Image, marks: Candidates) -> list[MarkInk | None]:
    """Return the ink of each candidate, what belongs to likely neighbours left out."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    likely = marks.likely >= 0.3
    inks = []
    for k in range(len(marks)):
        others = likely.copy()
        others[k] = False
        inks.append(ink_of(grey, marks.boxes[k], marks.boxes[others]))
    return inks


def second_look(
    classifier: Classifier, signs: CharacterNetwork, inks: list[MarkInk | None]
) -> tuple[Floats, Evidence]:
    """Return glyphs, (N, 28, 28) and zero where there is no ink, and what both networks make of them."""
    glyphs = np.zeros((len(inks), 28, 28), np.float32)
    rows = np.zeros((len(inks), 11), np.float32)
    characters = np.zeros((len(inks), len(signs.alphabet) + 1), np.float32)
    there = [k for k, ink in enumerate(inks) if ink is not None]
    for k in there:
        ink = inks[k]
        assert ink is not None
        glyphs[k] = normalise(ink.image)
    if there:
        rows[there] = classifier.probabilities(glyphs[there])
        characters[there] = signs.probabilities(glyphs[there, :, :, None])
    contrasts = np.array([0.0 if ink is None else ink.contrast for ink in inks], np.float32)
    shares = np.array([0.0 if ink is None else ink.share for ink in inks], np.float32)
    return glyphs, Evidence(rows, characters, contrasts, shares)


def _sight(view: _View, turn: int) -> Sight:
    """Return what people may look at: heat, proposals and inks where they lie, as the frame came."""
    h, w = view.image.shape[:2]
    size = (h, w) if turn % 2 else (w, h)
    zoom = min(1.0, 640 / max(h, w))
    page = np.zeros((max(1, round(h * zoom)), max(1, round(w * zoom))), np.uint8)
    for corners, ink in zip(view.marks.boxes, view.inks, strict=True):
        if ink is not None:
            _paste(page, ink.image, corners * zoom)
    undo = (4 - turn) % 4
    heat = np.ascontiguousarray(np.rot90(view.heat, -undo)) if undo else view.heat
    proposals = tuple(
        (back(box_of(corners), turn, size), float(p))
        for corners, p in zip(view.marks.boxes, view.marks.likely, strict=True)
    )
    return Sight(turned(page, undo), heat, proposals)


def _paste(page: Image, ink: Image, corners: Numbers) -> None:
    """Lay a mark's ink, whose margin is known by its size, where its box lies on the page."""
    left, top, right, bottom = corners.tolist()
    middle, zoom = np.array([left + right, top + bottom]) / 2, max(right - left, bottom - top) / 64
    size = max(1, round(ink.shape[1] * zoom)), max(1, round(ink.shape[0] * zoom))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)
    x, y = round(middle[0] - size[0] / 2), round(middle[1] - size[1] / 2)
    x0, y0 = max(0, x), max(0, y)
    place = page[y0 : y + size[1], x0 : x + size[0]]
    if place.size:
        part = small[y0 - y : y0 - y + place.shape[0], x0 - x : x0 - x + place.shape[1]]
        np.maximum(place, part, out=place)
