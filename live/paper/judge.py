"""Which candidates are writing and what they say: two experts, weighed as a fit has found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.paper.look import Candidates
from live.values import Floats
from models import NOT_A_DIGIT

Numbers = npt.NDArray[np.float64]

DEFAULT = Path(__file__).resolve().parents[2] / "models" / "judge.json"

TINY = 1e-4
"""Probabilities are taken to be at least this before their logarithm: no expert is ever quite sure."""


@dataclass(frozen=True)
class Knobs:
    """Of the features."""

    small: float = 14.0  # px; noise may look like a mark that is lower
    along: float = 2.5  # greatest distance of a neighbour along its row, in longer sides of the larger one
    across: float = 0.6  # the same across the row
    ratio: float = 2.2  # greatest ratio of its longer side to the other one's


KNOBS = Knobs()

FEATURES = (
    "heat",
    "known",
    "refused",
    "agreed",
    "contrast",
    "clear",
    "size",
    "explained",
    "few",
    "other",
    "beside",
    "small",
    "again",
    "once",
    "sign",
    "sign_heat",
    "sign_beside",
)
"""What is known of a candidate; `features` says what each is."""


@dataclass(frozen=True)
class Evidence:
    """What the second expert found in the candidates' ink; all (N, ...), zeros where there was no ink.

    rows: (N, 11) probabilities of the glyph network, column 10 "not a digit" or all zero where it has none.
    contrasts: grey levels. shares: of the variance that the threshold explains.
    """

    rows: Floats
    contrasts: Floats
    shares: Floats


@dataclass(frozen=True)
class Judge:
    """Fitted weights and thresholds.

    accept: of `FEATURES` and a constant. eye, glyph: of the experts' log-probabilities. low, high: a mark is
    shown from a probability of `low` on, where the picture's surest mark has `high` or more (hysteresis, as
    in Canny 1986, "A computational approach to edge detection").
    """

    accept: Numbers
    eye: float
    glyph: float
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
        accept = [card["accept"][name] for name in (*FEATURES, "constant")]
        rest = (float(card[name]) for name in ("eye", "glyph", "low", "high"))
        return cls(np.array(accept, np.float64), *rest)

    def shown(self, table: Floats) -> npt.NDArray[np.intp]:
        """Return which marks of a picture are shown, given its (N, K + 1) probabilities."""
        sure = 1 - table[:, -1]
        return np.flatnonzero(sure >= self.low) if sure.max(initial=0) >= self.high else np.zeros(0, np.intp)

    def probabilities(self, candidates: Candidates, evidence: Evidence) -> Floats:
        """Return (N, K + 1) probabilities of the alphabet's characters and, last, of being none of them."""
        if not len(candidates):
            return np.zeros((0, candidates.classes.shape[1]), np.float32)
        table = np.column_stack([features(candidates, evidence), np.ones(len(candidates))])
        accepted = 1 / (1 + np.exp(-np.clip(table @ self.accept, -30, 30)))
        named = self.named(candidates.classes, evidence.rows)
        return np.column_stack([named * accepted[:, None], 1 - accepted]).astype(np.float32)

    def named(self, classes: Floats, rows: Floats) -> Numbers:
        """Return (N, K): which character it is if it is one; the glyph network speaks of digits alone."""
        eye = classes[:, :-1].astype(np.float64) + TINY
        digits, seen = eye[:, :10].sum(1, keepdims=True), rows[:, :NOT_A_DIGIT].sum(1, keepdims=True) > 0
        glyph = np.where(seen, rows[:, :NOT_A_DIGIT], 0.1) + TINY
        each = np.exp(self.eye * np.log(eye[:, :10] / digits) + self.glyph * np.log(glyph))
        named = np.column_stack([digits * each / each.sum(1, keepdims=True), eye[:, 10:]])
        return np.asarray(named / named.sum(1, keepdims=True))


def features(candidates: Candidates, evidence: Evidence) -> Numbers:
    """Return (N, len(FEATURES)) numbers of about one, each the larger the likelier a mark is, or neutral."""
    n = len(candidates)
    classes, rows = candidates.classes.astype(np.float64), evidence.rows.astype(np.float64)
    heat = _logit(candidates.heats[:, :2].max(1))
    sign = classes[:, 10:-1].sum(1) > classes[:, :10].sum(1)
    read = (rows[:, :NOT_A_DIGIT].sum(1) > 0) & ~sign
    refused = np.where(rows[:, NOT_A_DIGIT] > 0, _logit(rows[:, NOT_A_DIGIT]), -2.0)
    eye = classes[:, :10] / np.maximum(classes[:, :10].sum(1, keepdims=True), TINY)
    glyph = rows[:, :10] / np.maximum(rows[:, :10].sum(1, keepdims=True), TINY)
    sure = candidates.likely > 0.5
    high = candidates.boxes[:, 3] - candidates.boxes[:, 1]
    usual = (
        float(np.median(high[sure & ~sign])) if (sure & ~sign).any() else float(np.median(high)) if n else 1.0
    )
    clearest = max(float(np.percentile(evidence.contrasts[sure], 80)) if sure.any() else 0.0, 1.0)
    beside = np.log1p(neighbours(candidates))
    return np.column_stack(
        [
            heat,
            -_logit(classes[:, -1]),
            np.where(read, -refused, 0.0),
            np.where(read, np.log((eye * glyph).sum(1) + 1e-3), 0.0),
            np.log(evidence.contrasts + 1.0) - 3,
            np.minimum(np.log((evidence.contrasts + 1.0) / clearest), 0),
            np.where(sign, 0.0, -np.abs(np.log(np.maximum(high, 1) / max(usual, 1)))),
            evidence.shares * 5 - 4,
            np.full(n, np.log1p(sure.sum()) - 2),
            -_logit(candidates.heats[:, 2]) - 2,
            beside,
            np.minimum(np.log(np.maximum(high, 1) / KNOBS.small), 0),
            np.maximum(candidates.again, 0).astype(np.float64),
            (candidates.again < 0).astype(np.float64),
            sign.astype(np.float64),
            np.where(sign, heat, 0.0),
            np.where(sign, beside, 0.0),
        ]
    )


def neighbours(candidates: Candidates) -> Numbers:
    """Return (N,) how many likely marks stand beside each: of its size, in its row, a few heights away."""
    boxes = candidates.boxes
    middle, size = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    longer = np.maximum(size.max(1), 1)
    usual = np.maximum(longer[:, None], longer[None])
    away = np.abs(middle[:, None] - middle[None]) / usual[..., None]
    near = (
        (away[..., 0] < KNOBS.along)
        & (away[..., 1] < KNOBS.across)
        & (usual < KNOBS.ratio * np.minimum(longer[:, None], longer))
    )
    np.fill_diagonal(near, False)
    return np.asarray(near @ candidates.likely.astype(np.float64))


def _logit(p: npt.ArrayLike) -> Numbers:
    values = np.clip(np.asarray(p, np.float64), TINY, 1 - TINY)
    return np.asarray(np.log(values / (1 - values)))
