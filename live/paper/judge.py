"""Which candidates are marks, and what they say: three experts' probabilities, combined by fitted weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.paper.detection import Candidates
from live.paper.features import KNOBS as FEATURES
from live.paper.features import Evidence, features
from live.values import Doubles, Floats
from models import NOT_A_DIGIT
from models.characters import softmax

DEFAULT = Path(__file__).resolve().parents[2] / "models" / "judge.json"


@dataclass(frozen=True)
class Knobs:
    """Of combining the experts."""

    max_deviation: float = 4.0  # spreads, to which features are clipped: no picture is as unusual in training


KNOBS = Knobs()


@dataclass(frozen=True)
class Perceptron:
    """A network of one hidden layer, small enough for NumPy.

    mean, spread: (F,), of the features that it was fitted on. hidden: (F + 1, H) weights, out: (H + 1,), the
    biases last.
    """

    mean: Doubles
    spread: Doubles
    hidden: Doubles
    out: Doubles

    @classmethod
    def of(cls, card: dict[str, Any]) -> Perceptron:
        """Return the one that a card holds as lists."""
        return cls(*(np.array(card[name], np.float64) for name in ("mean", "spread", "hidden", "out")))

    def __call__(self, features: Doubles) -> Doubles:
        """Return a probability, (N,), for each row of (N, F) features."""
        x = standardised(features, self.mean, self.spread)
        inner = np.tanh(x @ self.hidden[:-1] + self.hidden[-1])
        return np.asarray(1 / (1 + np.exp(-(inner @ self.out[:-1] + self.out[-1]))))


def standardised(features: Doubles, mean: Doubles, spread: Doubles) -> Doubles:
    """Return features, (N, F), in spreads, (F,), from their means, (F,), clipped."""
    return np.clip((features - mean) / spread, -KNOBS.max_deviation, KNOBS.max_deviation)


@dataclass(frozen=True)
class Weights:
    """Of the experts' log-probabilities, under their names in the file.

    eye, marks: by the eye and the mark network, among signs. digit_eye, digit_marks, digit_glyph: by these
    and the glyph network, among digits.
    """

    eye: float
    marks: float
    digit_eye: float
    digit_marks: float
    digit_glyph: float


@dataclass(frozen=True)
class Judge:
    """Fitted weights and thresholds.

    accept: probability that a candidate is a mark and named rightly. weights: for naming it. low, high: marks
    are shown from a probability of `low` on, if that of the picture's best is at least `high` (hysteresis
    thresholding; Canny 1986, "A computational approach to edge detection").
    """

    accept: Perceptron
    weights: Weights
    low: float
    high: float

    @classmethod
    def load(cls, path: Path = DEFAULT) -> tuple[Judge, Judge]:
        """Return what `python -m train judge` fitted, for films and for stills."""
        cards = json.loads(path.read_text(encoding="utf-8"))
        film, still = (
            cls(Perceptron.of(card["accept"]), Weights(**card["weights"]), card["low"], card["high"])
            for card in (cards["film"], cards["still"])
        )
        return film, still

    def shown(self, probabilities: Floats) -> npt.NDArray[np.intp]:
        """Return the indices of the marks of a picture that are shown, of (N, K + 1) probabilities."""
        accepted = 1 - probabilities[:, -1]
        if accepted.max(initial=0) < self.high:
            return np.zeros(0, np.intp)
        return np.flatnonzero(accepted >= self.low)

    def probabilities(self, candidates: Candidates, evidence: Evidence, size: tuple[int, int]) -> Floats:
        """Return the probabilities of each character and, last, of none of them, (N, K + 1).

        size: width and height of the picture, px.
        """
        if not len(candidates):
            return np.zeros((0, candidates.classes.shape[1]), np.float32)
        accepted = self.accept(features(candidates, evidence, size))
        names = named(candidates.classes, evidence.marks, evidence.digits, self.weights)
        return np.column_stack([names * accepted[:, None], 1 - accepted]).astype(np.float32)


def named(eye: Floats, marks: Floats, digits: Floats, weights: Weights) -> Doubles:
    """Return the probability of each character, (N, K), of marks that are one.

    eye, marks, digits: probabilities by the eye, the mark and the glyph network, (N, K + 1) twice, (N, 11).
    Whether it is a digit or a sign the eye alone says: the mark network took leaning ones for slashes. Which
    digit, and which sign, is a weighted product of experts.
    """
    by_eye, by_marks, by_glyph = (log_probabilities(each.astype(np.float64)) for each in (eye, marks, digits))
    ten, rest = slice(NOT_A_DIGIT), slice(NOT_A_DIGIT, -1)
    each = softmax(by_eye[:, :-1])
    among_digits = (
        weights.digit_eye * by_eye[:, ten]
        + weights.digit_marks * by_marks[:, ten]
        + weights.digit_glyph * by_glyph[:, ten]
    )
    among_signs = weights.eye * by_eye[:, rest] + weights.marks * by_marks[:, rest]
    return np.concatenate(
        [
            each[:, ten].sum(1, keepdims=True) * softmax(among_digits),
            each[:, NOT_A_DIGIT:].sum(1, keepdims=True) * softmax(among_signs),
        ],
        1,
    )


def log_probabilities(probabilities: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the logarithms of probabilities that no expert is quite sure of."""
    return np.asarray(np.log(probabilities + FEATURES.min_probability))
