"""How what is known of some strokes is weighed: as a mark of each class, in the line that it stands in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from live.strokes.context import Context
from live.strokes.near import Tie
from live.values import Floats
from models import NOT_A_DIGIT

Numbers = npt.NDArray[np.float64]

DEFAULT = Path(__file__).resolve().parents[2] / "models" / "strokes.json"

TINY = 1e-3
"""Probabilities are taken to be at least this before their logarithm: no expert is ever quite sure."""

FEATURES = (
    *("named", "refused", "size", "more", "lump", "gap", "open", "overlap", "late", "torn"),
    *("lone", "stray"),
)
"""What is known of a group as a mark of one class; `features` says what each is."""

FIT = [FEATURES.index(name) for name in ("size", "lone", "stray")]
"""Those that the line tells."""


@dataclass(frozen=True)
class Knobs:
    """Of naming digits, and of what a size tells."""

    expert: float = 0.7  # weight of both networks' log-probabilities among digits: each sees what the other
    # does not, and pages drawn as the pen's network has learnt them would count it too much
    least: float = -15.0  # nats against a class at most
    most: float = 3.0  # nats for it
    usual: float = 90.0  # px, height of a digit where no other is near: a canvas is about 500 px high
    about: float = 0.8  # spread of its logarithm: from 40 to 200 px
    dot: float = 0.06  # of a digit's height: what is smaller counts as that


KNOBS = Knobs()


def features(pens: Floats, rows: Floats, ties: Sequence[Tie]) -> Numbers:
    """Return (N, K + 1, len(FEATURES)) of N groups, but for what `Judge.fits` tells.

    pens, rows: of `Seen`. named: the logarithm of the pen's probability, which the glyph network helps to
    share out among the digits. refused: the logarithm of its being a digit, and for "other" of its being
    none, to the glyph network; 0 where that was not asked or knows digits alone. more, gap, overlap, late,
    torn: of the tie; "lump" is "more" for "other", "open" is "gap" for signs and "other": =, ÷, i have gaps.
    """
    n, classes = pens.shape
    table = np.zeros((n, classes, len(FEATURES)))
    named = pens.astype(np.float64)
    named[:, :NOT_A_DIGIT] = _digits(pens[:, :NOT_A_DIGIT], rows[:, :NOT_A_DIGIT])
    table[:, :, 0] = np.log(np.maximum(named, TINY))
    none = rows[:, NOT_A_DIGIT] * (rows[:, :NOT_A_DIGIT].sum(1) > 0)
    asked = none > 0
    table[:, :NOT_A_DIGIT, 1] = np.where(asked, np.log(np.maximum(1 - none, TINY)), 0)[:, None]
    table[:, -1, 1] = np.where(asked, np.log(np.maximum(none, TINY)), 0)
    tie = np.array([(t.more, t.gap, t.overlap, t.late, t.torn) for t in ties], np.float64).reshape(n, 5)
    table[:, :-1, 3] = tie[:, :1]
    table[:, -1, 4] = tie[:, 0]
    table[:, :, 5] = table[:, :, 6] = tie[:, 1:2]
    table[:, NOT_A_DIGIT:, 5] = table[:, :NOT_A_DIGIT, 6] = 0
    table[:, :, 7:10] = tie[:, None, 2:]
    return table


def _digits(pen: Floats, glyph: Floats) -> Numbers:
    """Return the probability of each digit, (N, 10): the pen's of any, shared out as both networks say."""
    whole = pen.sum(1, keepdims=True)
    said = np.log(np.maximum(pen / np.maximum(whole, TINY), TINY))
    asked = glyph.sum(1, keepdims=True)
    said = said + np.where(asked > 0, np.log(np.maximum(glyph / np.maximum(asked, TINY), TINY)), said)
    each = np.exp(KNOBS.expert * said)
    return np.asarray(whole * each / each.sum(1, keepdims=True), np.float64)


@dataclass(frozen=True)
class Judge:
    """Fitted weights of `FEATURES`, and how often, how large and where each class is.

    alphabet: of K characters. priors: (K + 1,), nats. means, spreads: (K + 1, 2), of the logarithm of the
    longer side over the line's digit height, and of the middle's distance below the line's, digit heights.
    context: what a row tells.
    """

    alphabet: tuple[str, ...]
    weights: Numbers
    priors: Numbers
    means: Numbers
    spreads: Numbers
    context: Context

    @classmethod
    def load(cls, path: Path = DEFAULT) -> Judge:
        """Read what `python -m train weigh` fitted."""
        card = json.loads(path.read_text(encoding="utf-8"))
        weights = np.array([card["weights"][name] for name in FEATURES])
        classes = np.array(list(card["classes"].values()), np.float64)
        context = Context.of(np.exp(np.array(card["neighbours"], np.float64)))
        return cls(
            tuple(card["classes"])[:-1], weights, classes[:, 0], classes[:, 1:3], classes[:, 3:], context
        )

    def scores(self, pens: Floats, rows: Floats, ties: Sequence[Tie]) -> Numbers:
        """Return what each group adds to a reading as each class, (N, K + 1), in nats, its size left out."""
        return np.asarray(features(pens, rows, ties) @ self.weights + self.priors)

    def sized(self, places: Numbers, height: Numbers, middle: Numbers) -> Numbers:
        """Return what the sizes and places of groups add to `scores`, (N, K + 1).

        places: (N, 4), left, top, right, bottom, px. height, middle: (N,), px, of the digits of each one's
        line; NaN where there is none.
        """
        return np.asarray(self.fits(places, height, middle) @ self.weights[FIT])

    def fits(self, places: Numbers, height: Numbers, middle: Numbers) -> Numbers:
        """Return "size", "lone" and "stray" of `FEATURES`, (N, K + 1, 3).

        size: the log-likelihood of each class beside the mean of all of them, within bounds. lone: 1 for
        digits, and stray: 1 for "other", where there is no line.
        """
        alone = np.isnan(height)[:, None]
        height = np.where(alone[:, 0], KNOBS.usual, height)
        at = (places[:, 1] + places[:, 3]) / 2
        size = np.maximum((places[:, 2:] - places[:, :2]).max(1), KNOBS.dot * height)
        spread = np.where(alone, np.hypot(self.spreads[:, 0], KNOBS.about), self.spreads[:, 0])
        large = (np.log(size / height)[:, None] - self.means[:, 0]) / spread
        off = (np.where(alone[:, 0], 0, at - middle) / height)[:, None] - self.means[:, 1]
        each = -0.5 * large * large - np.log(spread)
        each -= np.where(alone, 0, 0.5 * (off / self.spreads[:, 1]) ** 2 + np.log(self.spreads[:, 1]))
        most = each.max(1, keepdims=True)
        mean = most + np.log(np.exp(each - most).mean(1, keepdims=True))
        classes = np.arange(len(self.priors))
        lone, stray = alone & (classes < NOT_A_DIGIT), alone & (classes == len(classes) - 1)
        return np.stack([np.clip(each - mean, KNOBS.least, KNOBS.most), lone, stray], 2)
