"""Which candidates are writing and what they say: three experts, weighed as a fit has found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.paper.features import TINY, Evidence, features
from live.paper.look import Candidates
from live.values import Floats
from models import NOT_A_DIGIT

Numbers = npt.NDArray[np.float64]

DEFAULT = Path(__file__).resolve().parents[2] / "models" / "judge.json"

FARTHEST = 4.0
"""Spreads beyond which a feature is cut: no picture is as unusual as that in training."""


@dataclass(frozen=True)
class Perceptron:
    """A network of one hidden layer, small enough for NumPy.

    mean, spread: (F,), of the features that it was fitted on. hidden: (F + 1, H) weights, out: (H + 1,), the
    constants last.
    """

    mean: Numbers
    spread: Numbers
    hidden: Numbers
    out: Numbers

    @classmethod
    def of(cls, card: dict[str, Any]) -> Perceptron:
        """Return the one that a card holds as lists."""
        return cls(*(np.array(card[name], np.float64) for name in ("mean", "spread", "hidden", "out")))

    def __call__(self, features: Numbers) -> Numbers:
        """Return a probability, (N,), for each row of (N, F) features."""
        x = np.clip((features - self.mean) / self.spread, -FARTHEST, FARTHEST)
        inner = np.tanh(x @ self.hidden[:-1] + self.hidden[-1])
        return np.asarray(1 / (1 + np.exp(-(inner @ self.out[:-1] + self.out[-1]))))


@dataclass(frozen=True)
class Weights:
    """Of the experts' log-probabilities.

    eye, signs: of which sign it is, if it is one. digit_eye, digit_signs, digit_glyph: of which digit.
    """

    eye: float
    signs: float
    digit_eye: float
    digit_signs: float
    digit_glyph: float


@dataclass(frozen=True)
class Judge:
    """Fitted weights and thresholds.

    accept: whether a candidate is a mark and named rightly. weights: of what the experts say. low, high: a
    mark is shown from a probability of `low` on, where the picture's surest mark has `high` or more
    (hysteresis, as in Canny 1986, "A computational approach to edge detection").
    """

    accept: Perceptron
    weights: Weights
    low: float
    high: float

    @classmethod
    def load(cls, path: Path = DEFAULT) -> tuple[Judge, Judge]:
        """Read what `python -m train judge` fitted for films, and for stills, which are looked at closer."""
        cards = json.loads(path.read_text(encoding="utf-8"))
        film, still = (cls._of(cards[kind]) for kind in ("film", "still"))
        return film, still

    @classmethod
    def _of(cls, card: dict[str, Any]) -> Judge:
        return cls(
            Perceptron.of(card["accept"]), Weights(**card["weights"]), float(card["low"]), float(card["high"])
        )

    def shown(self, table: Floats) -> npt.NDArray[np.intp]:
        """Return which marks of a picture are shown, given its (N, K + 1) probabilities."""
        sure = 1 - table[:, -1]
        return np.flatnonzero(sure >= self.low) if sure.max(initial=0) >= self.high else np.zeros(0, np.intp)

    def probabilities(self, candidates: Candidates, evidence: Evidence, size: tuple[int, int]) -> Floats:
        """Return (N, K + 1) probabilities of the alphabet's characters and, last, of being none of them.

        size: width and height of the picture, px.
        """
        if not len(candidates):
            return np.zeros((0, candidates.classes.shape[1]), np.float32)
        accepted = self.accept(features(candidates, evidence, size))
        said = named(candidates.classes, evidence.signs, evidence.rows, self.weights)
        return np.column_stack([said * accepted[:, None], 1 - accepted]).astype(np.float32)


def named(classes: Floats, signs: Floats, rows: Floats, weights: Weights) -> Numbers:
    """Return (N, K): which character each is if it is one: digits and signs are shared out among themselves.

    classes, signs, rows: what the eye, the sign network and the glyph network say.
    """
    eye, sign, glyph = (np.log(said.astype(np.float64) + TINY) for said in (classes, signs, rows))
    every = _softmax(eye[:, :-1])  # how likely any digit is, and any sign: the eye alone sees what is around
    digits = (
        weights.digit_eye * eye[:, :NOT_A_DIGIT]
        + weights.digit_signs * sign[:, :NOT_A_DIGIT]
        + weights.digit_glyph * glyph[:, :NOT_A_DIGIT]
    )
    others = weights.eye * eye[:, NOT_A_DIGIT:-1] + weights.signs * sign[:, NOT_A_DIGIT:-1]
    for part, said in ((slice(NOT_A_DIGIT), digits), (slice(NOT_A_DIGIT, None), others)):
        every[:, part] = every[:, part].sum(1, keepdims=True) * _softmax(said)
    return every


def _softmax(z: Numbers) -> Numbers:
    each = np.exp(z - z.max(1, keepdims=True))
    return np.asarray(each / each.sum(1, keepdims=True))
