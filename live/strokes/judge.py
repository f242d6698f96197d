"""Log-linear scores of groups of strokes as marks of each class, by themselves and in their line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.strokes.context import Context
from live.strokes.graph import Affinity
from live.values import Doubles, Floats
from models import NOT_A_DIGIT
from models.characters import softmax

DEFAULT = Path(__file__).resolve().parents[2] / "models" / "strokes.json"

FEATURES = (
    "named",  # log-probability by the pen's network; that of all digits is shared out as both networks say
    "refused",  # log-probability by the glyph network of any digit, and for "other" of none
    "size",  # log-likelihood ratio of size and place in the line, against a mixture of all classes
    "joins",  # 0 for "other"
    "other_joins",  # for "other" alone
    "digit_gap",
    "sign_gap",  # of signs and "other": =, ÷ and i have some
    "overlap",
    "interruptions",
    "touching",
    "digit_alone",  # 1 for digits, where there is no line
    "other_alone",  # 1 for "other", where there is no line
    "sequence",  # log-likelihood by the sequence network, which sees the whole row
)
"""Of a group of strokes as a mark of one class, by their names in the file; see `Affinity`."""

LINE_FEATURES = [FEATURES.index(name) for name in ("size", "digit_alone", "other_alone")]
"""Indices of those that depend on the line."""

SEQUENCE = FEATURES.index("sequence")
"""Index of the one that depends on the whole row."""


@dataclass(frozen=True)
class Knobs:
    """Of naming digits, and of what a size tells."""

    min_probability: float = 1e-3  # before a logarithm: no expert is ever quite sure
    expert_weight: float = 0.7  # of each network's log-probabilities among digits: each sees what the other
    # does not, and pages drawn as the pen's network has learnt them would count it too much
    min_size_evidence: float = -15.0  # nats for a class
    max_size_evidence: float = 3.0  # nats for a class
    lone_height: float = 90.0  # px, of a digit where no other is near: a canvas is about 500 px high
    lone_spread: float = 0.8  # standard deviation of its logarithm: from 40 to 200 px
    min_size: float = 0.06  # of a digit's height: what is smaller counts as that


KNOBS = Knobs()


def features(pens: Floats, digits: Floats, affinities: Sequence[Affinity]) -> Doubles:
    """Return the features of N groups, (N, K + 1, len(FEATURES)), those of line and row zero.

    pens, digits: (N, K + 1) and (N, 11), both networks' probabilities, as in `Observation`. "refused" is 0
    where the glyph network was not asked or has no class for it.
    """
    classes = np.arange(pens.shape[1])
    is_digit, is_other = classes < NOT_A_DIGIT, classes == len(classes) - 1
    named = pens.astype(np.float64)
    named[:, :NOT_A_DIGIT] = _digits(pens[:, :NOT_A_DIGIT], digits[:, :NOT_A_DIGIT])
    none = digits[:, NOT_A_DIGIT:]
    refused = np.where(is_digit, _log(1 - none), np.where(is_other, _log(none), 0))
    rows = [(a.joins, a.gap, a.overlap, a.interruptions, a.touching) for a in affinities]
    joins, gap, overlap, interruptions, touching = (
        np.array(rows, np.float64).reshape(len(pens), 5).T[:, :, None]
    )
    known = {
        "named": _log(named),
        "refused": np.where(none > 0, refused, 0),
        "joins": np.where(is_other, 0, joins),
        "other_joins": np.where(is_other, joins, 0),
        "digit_gap": np.where(is_digit, gap, 0),
        "sign_gap": np.where(is_digit, 0, gap),
        "overlap": overlap,
        "interruptions": interruptions,
        "touching": touching,
    }
    later = dict.fromkeys([FEATURES[k] for k in (*LINE_FEATURES, SEQUENCE)], 0.0)
    return np.stack([np.broadcast_to((known | later)[name], pens.shape) for name in FEATURES], 2)


def _digits(pen: Floats, glyph: Floats) -> Doubles:
    """Return the probability of each digit, (N, 10): the pen's of any, shared out as both networks say.

    Where the glyph network was not asked the pen's counts twice.
    """
    any_digit, asked = pen.sum(1, keepdims=True), glyph.sum(1, keepdims=True)
    by_pen = _log(pen / np.maximum(any_digit, KNOBS.min_probability))
    by_glyph = np.where(asked > 0, _log(glyph / np.maximum(asked, KNOBS.min_probability)), by_pen)
    return np.asarray(any_digit * softmax(KNOBS.expert_weight * (by_pen + by_glyph)), np.float64)


def _log(probabilities: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.asarray(np.log(np.maximum(probabilities, KNOBS.min_probability)))


@dataclass(frozen=True)
class Judge:
    """The fitted model.

    alphabet: of K characters. weights: of `FEATURES`. priors: (K + 1,), nats. means, spreads: (K + 1, 2), of
    normal distributions for each class: the logarithm of the longer side over the digit height of the line,
    and how far the mark's middle is below the line's, digit heights. context: what a row tells.
    """

    alphabet: tuple[str, ...]
    weights: Doubles
    priors: Doubles
    means: Doubles
    spreads: Doubles
    context: Context

    @classmethod
    def load(cls, path: Path = DEFAULT) -> Judge:
        """Return what `python -m train weigh` fitted."""
        card = json.loads(path.read_text(encoding="utf-8"))
        weights = np.array([card["weights"][name] for name in FEATURES])
        classes = np.array(list(card["classes"].values()), np.float64)
        context = Context.of(np.exp(np.array(card["neighbours"], np.float64)))
        return cls(
            tuple(card["classes"])[:-1], weights, classes[:, 0], classes[:, 1:3], classes[:, 3:], context
        )

    def scores(self, pens: Floats, digits: Floats, affinities: Sequence[Affinity]) -> Doubles:
        """Return the scores of groups as each class, (N, K + 1) nats, but for their lines'."""
        return np.asarray(features(pens, digits, affinities) @ self.weights + self.priors)

    def line_scores(self, bounds: Doubles, height: Doubles, middle: Doubles) -> Doubles:
        """Return what the lines of groups add to their scores, (N, K + 1) nats.

        bounds: (N, 4), left, top, right, bottom, px. height, middle: (N,), px, of the digits of each one's
        line; NaN where there is none.
        """
        return np.asarray(self.line_features(bounds, height, middle) @ self.weights[LINE_FEATURES])

    def row_scores(self, evidence: Doubles) -> Doubles:
        """Return what the rows of groups add to their scores; (N, K + 1) nats, as `evidence`."""
        return np.asarray(evidence * self.weights[SEQUENCE])

    def line_features(self, bounds: Doubles, height: Doubles, middle: Doubles) -> Doubles:
        """Return the `LINE_FEATURES` of groups, (N, K + 1, 3).

        "size" is the log-likelihood under each class less that under an equal mixture of all, clipped.
        """
        alone = np.isnan(height)[:, None]
        height = np.where(alone[:, 0], KNOBS.lone_height, height)
        centre = (bounds[:, 1] + bounds[:, 3]) / 2
        size = np.maximum((bounds[:, 2:] - bounds[:, :2]).max(1), KNOBS.min_size * height)
        spread = np.where(alone, np.hypot(self.spreads[:, 0], KNOBS.lone_spread), self.spreads[:, 0])
        z = (np.log(size / height)[:, None] - self.means[:, 0]) / spread
        offset = (np.where(alone[:, 0], 0, centre - middle) / height)[:, None] - self.means[:, 1]
        each = -0.5 * z * z - np.log(spread)
        each -= np.where(alone, 0, 0.5 * (offset / self.spreads[:, 1]) ** 2 + np.log(self.spreads[:, 1]))
        mixture = np.logaddexp.reduce(each, 1, keepdims=True) - np.log(each.shape[1])
        classes = np.arange(len(self.priors))
        digit_alone, other_alone = alone & (classes < NOT_A_DIGIT), alone & (classes == len(classes) - 1)
        evidence = np.clip(each - mixture, KNOBS.min_size_evidence, KNOBS.max_size_evidence)
        return np.stack([evidence, digit_alone, other_alone], 2)
