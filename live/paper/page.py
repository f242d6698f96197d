"""A frame to its reading: the eye proposes marks, two networks classify them, the judge decides."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from live.paper.cutout import cutouts
from live.paper.detection import Candidates, detect, suppressed
from live.paper.features import Evidence
from live.paper.ink import MarkInk, ink_of
from live.paper.judge import Judge
from live.paper.sight import box_of, sight
from live.paper.turning import turned, turned_back
from live.reading.likeliest import likeliest
from live.reading.order import reading_order
from live.values import Digit, Floats, Frame, Image, Reading, Sight, value_of
from models import Classifier, ModelError
from models.characters import MARKS, CharacterNetwork
from models.eye import Eye
from models.glyph import normalise

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Knobs:
    """Of reading a page. Numbers of digits found and read are sums of heats and of probabilities."""

    min_confidence: float = 0.2  # of a candidate that the other experts are asked about, to save time
    min_neighbour: float = 0.3  # confidence of a candidate whose ink is left out of its neighbours'
    max_iou: float = 0.3  # intersection over union of the boxes of two marks
    max_inside: float = 0.6  # share of the smaller one inside the larger: joined digits overlap by less
    min_hidden: float = 0.05  # probability of a mark of a still that its row may tell
    min_tracked: float = 0.1  # probability of a mark of a film that a tracker is told: later frames may tell
    min_heat: float = 0.2  # of a digit that counts as found: turned ones have weak peaks, and no known class
    min_found: float = 0.5  # digits on a page that may be turned
    min_read: float = 0.9  # digits read for each one found, on a page that is surely not
    min_gain: float = 0.7  # digits that must be read more in another orientation: most pages are upright
    first_interval: int = 2  # frames of a film from one try of another orientation to the next
    later_interval: int = 4  # the same once each was tried


KNOBS = Knobs()


@dataclass(frozen=True, eq=False)
class _View:
    """A picture in one orientation, and what was made of it; N candidates.

    heat: of the finest level. found: number of digits that the eye finds, in any orientation. inks: of each
    candidate. glyphs: (N, 28, 28). probabilities: (N, K + 1), by the judge. shown: indices of the marks that
    the judge shows.
    """

    image: Image
    heat: Floats
    found: float
    candidates: Candidates
    inks: list[MarkInk | None]
    glyphs: Floats
    probabilities: Floats
    shown: Ints

    @property
    def digits_read(self) -> float:
        """How many digits are read; signs do not count, for they look alike when turned."""
        return float(self.probabilities[:, :10].max(1, initial=0).sum())

    @property
    def may_be_turned(self) -> bool:
        """Whether many of the digits that are found are not read."""
        return self.found > KNOBS.min_found and self.digits_read < KNOBS.min_read * self.found


class PageReader:
    """Reads the frames of one source.

    turn: quarters clockwise by which the last frame was turned to be read; the next one of a film is looked
    at that way first. alphabet: what is read, the ten digits first. surest: probability that the best mark of
    a film must have for any to be shown.
    """

    def __init__(self, classifier: Classifier, signs: bool = True, eye: Eye | None = None) -> None:
        """signs: whether signs are read, or digits alone. eye: None for the shipped one."""
        self.turn, self._doubtful_frames = 0, 0
        self._classifier = classifier
        self._eye = Eye() if eye is None else eye
        self._marks = CharacterNetwork(MARKS)
        if self._marks.alphabet != self._eye.alphabet:
            raise ModelError(f"{MARKS.name} knows other characters than the eye: train both on one alphabet")
        self._judges = Judge.load()
        self.alphabet: tuple[str, ...] = self._eye.alphabet[: None if signs else 10]
        self.surest = self._judges[0].high

    def read(self, frame: Frame) -> tuple[Sight, Reading]:
        """Return what was seen in a frame, and its reading; boxes in the frame's pixels.

        Of a still the reading holds what is shown, with its rows as the likeliest equations; of a film all
        marks that may be of the alphabet, for a tracker to decide; those that this frame alone would not show
        have no value.
        """
        turn = best = 0 if frame.still else self.turn
        view = self._view(turned(frame.image, turn), frame.still)
        if not view.may_be_turned:
            self._doubtful_frames = 0
        else:
            most_read = view.digits_read + KNOBS.min_gain
            for quarters in (1, 2, 3) if frame.still else self._turns_now():
                other = (turn + quarters) % 4
                read = self._view(turned(frame.image, other), frame.still, coarse=True).digits_read
                if read > most_read:
                    most_read, best = read, other
            if best != turn:
                self._doubtful_frames = 0
                view = self._view(turned(frame.image, best), frame.still)
        self.turn = turn = best
        least = KNOBS.min_hidden if frame.still else KNOBS.min_tracked
        chosen = np.flatnonzero(view.probabilities[:, -1] <= 1 - least)
        seen = sight(view.heat, view.candidates, view.inks, view.image.shape, turn)
        reading = self._reading(view, chosen, turn, frame.size)
        if frame.still:
            reading = likeliest(reading, self.alphabet, self._judges[True].low).known
            reading = reading if reading.count else Reading()
        return seen, reading

    def _turns_now(self) -> tuple[int, ...]:
        """Return the turn to try on a doubtful frame of a film: one each few frames, to save time."""
        self._doubtful_frames += 1
        frames = self._doubtful_frames
        interval = KNOBS.first_interval if frames <= 3 * KNOBS.first_interval else KNOBS.later_interval
        return () if frames % interval else (frames // interval % 3 + 1,)

    def _view(self, image: Image, still: bool, coarse: bool = False) -> _View:
        """Return what is made of a picture that is turned already; coarse: without its smallest digits."""
        judge, (every, heat) = self._judges[still], detect(self._eye, image, still, coarse)
        heats, candidates = every.heats[:, 0], promising(every)
        found = float(heats[heats >= KNOBS.min_heat].sum())
        grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
        inks = inks_of(grey, candidates)
        glyphs, evidence = evidence_of(self._classifier, self._marks, grey, candidates, inks)
        rows = judge.probabilities(candidates, evidence, (image.shape[1], image.shape[0]))
        return _View(image, heat, found, candidates, inks, glyphs, rows, judge.shown(rows))

    def _reading(self, view: _View, chosen: Ints, turn: int, size: tuple[int, int]) -> Reading:
        """Return those of the chosen marks that lie over no likelier one, in reading order."""
        rows, shown = view.probabilities, set(view.shown.tolist())
        labels = rows[:, :-1].argmax(1)
        by_probability = chosen[np.argsort(rows[chosen, -1], kind="stable")]
        places = view.candidates.boxes[by_probability]
        single = by_probability[suppressed(places, KNOBS.max_iou, KNOBS.max_inside)]
        kept = [k for k in sorted(single.tolist()) if labels[k] < len(self.alphabet)]
        boxes = [box_of(view.candidates.boxes[k]) for k in kept]
        if not any(labels[k] < 10 for k in kept):
            return Reading()  # signs alone say nothing
        values = [int(labels[k]) if labels[k] < 10 and k in shown else None for k in kept]
        digits: list[Digit] = []
        for number, line in enumerate(reading_order(boxes, values)):
            for i in line:
                k, box, none = kept[i], boxes[i], rows[kept[i], -1]
                digits.append(
                    Digit(
                        value=value_of(int(labels[k]), self.alphabet) if k in shown else None,
                        confidence=float(1 - none if k in shown else none),
                        probabilities=rows[k],
                        box=turned_back(box, turn, size),
                        line=number,
                        glyph=view.glyphs[k],
                        page=box if turn else None,
                    )
                )
        return Reading(tuple(digits))


def promising(candidates: Candidates) -> Candidates:
    """Return the candidates that the other experts are asked about."""
    return candidates.take(np.flatnonzero(candidates.confidence >= KNOBS.min_confidence))


def inks_of(grey: Image, candidates: Candidates) -> list[MarkInk | None]:
    """Return the ink of each candidate in a picture, (H, W) uint8, without that of likely neighbours."""
    likely = candidates.confidence >= KNOBS.min_neighbour
    each = np.arange(len(candidates))
    return [ink_of(grey, candidates.boxes[k], candidates.boxes[likely & (each != k)]) for k in each]


def evidence_of(
    classifier: Classifier,
    marks: CharacterNetwork,
    grey: Image,
    candidates: Candidates,
    inks: list[MarkInk | None],
) -> tuple[Floats, Evidence]:
    """Return glyphs, (N, 28, 28), zeros where there is no ink, and what both networks say of candidates."""
    glyphs = np.zeros((len(inks), 28, 28), np.float32)
    digits = np.zeros((len(inks), 11), np.float32)
    contrasts, separabilities = np.zeros((2, len(inks)), np.float32)
    there = [k for k, ink in enumerate(inks) if ink is not None]
    for k, ink in enumerate(inks):
        if ink is not None:
            glyphs[k] = normalise(ink.image)
            contrasts[k], separabilities[k] = ink.contrast, ink.separability
    if there:
        digits[there] = classifier.probabilities(glyphs[there])
    characters = marks.probabilities(cutouts(grey, candidates.boxes))
    return glyphs, Evidence(digits, characters, contrasts, separabilities)
