"""One mark followed from frame to frame, and its fused evidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from live.values import Digit, Doubles, value_of
from models.characters import softmax

TINY = 1e-4
"""Probabilities are taken to be at least this before their logarithm: no frame is ever quite sure."""


@dataclass(frozen=True)
class Knobs:
    """Of fusing a mark's evidence. A mark is one of the alphabet where that is likelier than not."""

    half_life: float = 0.7  # s after which a frame's evidence counts half
    min_hits: int = 3  # frames in which a mark is found before it is shown: what flickers never is
    hysteresis: float = 1.0  # nats that another label's mean log-probability is higher before it takes over


KNOBS = Knobs()

NONE = -1
"""The label of a mark that is none of the alphabet's characters."""


@dataclass
class Track:
    """A mark that is followed.

    number: its own as long as the program runs. digit: as it was seen last. since, seen: s, when it was found
    first and last. hits: frames in which it was found. alphabet: the characters that it may be, digits first.
    label: index of one of them, or NONE. line: of the reading in which it was shown last, None before that.
    weight: of the evidence when it was found last, in frames.
    """

    number: int
    digit: Digit
    since: float
    alphabet: tuple[str, ...]
    seen: float = 0.0
    hits: int = 0
    label: int = NONE
    line: int | None = None
    weight: float = 0.0
    _odds: float = 0.0  # mean log-odds of being of the alphabet
    _evidence: Doubles = field(init=False)  # (K,) mean log-probabilities of its characters if it is

    def __post_init__(self) -> None:
        self.seen = self.since
        self._evidence = np.zeros(len(self.alphabet))

    def weight_at(self, time: float) -> float:
        """Return the weight of the evidence at a time, s, in frames."""
        return float(self.weight * 0.5 ** ((time - self.seen) / KNOBS.half_life))

    def add(self, digit: Digit, time: float, whole: bool) -> None:
        """Fuse one more sight of the mark: a mean of log-probabilities whose weights decay.

        whole: the frame's edge does not cut it; what is left of a cut two looks like a seven, so that a label
        which is settled stays.
        """
        self.weight = self.weight_at(time)
        self.digit, self.seen, self.hits = digit, time, self.hits + 1
        if self._is_settled and not whole:
            return
        self.weight += 1
        row = digit.probabilities[: len(self.alphabet)].astype(np.float64) + TINY
        odds = float(np.log(row.sum() / (digit.probabilities[-1] + TINY)))
        self._odds += (odds - self._odds) / self.weight
        self._evidence += (np.log(row / row.sum()) - self._evidence) / self.weight
        self._relabel()

    @property
    def value(self) -> int | str | None:
        """What the mark is taken for."""
        return value_of(self.label, self.alphabet)

    @property
    def sure(self) -> float:
        """How likely the mark is of the alphabet."""
        return float(1 / (1 + np.exp(-self._odds)))

    @property
    def _is_settled(self) -> bool:
        return self.hits > KNOBS.min_hits

    def shown(self) -> Digit:
        """Return the mark as it is shown: with the label and the fused probabilities."""
        names = softmax(self._evidence[None])[0]
        rows = np.zeros(len(self.digit.probabilities), np.float32)
        rows[: len(self.alphabet)], rows[-1] = self.sure * names, 1 - self.sure
        confidence = 1 - self.sure if self.label == NONE else self.sure * names[self.label] / names.max()
        return replace(
            self.digit, value=self.value, confidence=float(confidence), probabilities=rows, track=self.number
        )

    def _relabel(self) -> None:
        """Choose the likeliest label; one that is settled changes only for one that is clearly likelier."""
        more = KNOBS.hysteresis if self._is_settled else 0.0
        best = int(self._evidence.argmax())
        if self._odds < (more if self.label == NONE else -more):
            self.label = NONE
        elif self.label == NONE or self._evidence[best] > self._evidence[self.label] + more:
            self.label = best
