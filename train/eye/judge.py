"""Fits how the paper reader weighs its experts, on drawn scenes that the eye has not learnt from."""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from live.paper.judge import Perceptron, Weights, log_probabilities, named, standardised
from live.values import Doubles, Floats
from models.eye import Eye
from train.eye.candidates import KNOBS as SCENES
from train.eye.candidates import Flags, Table, collect
from train.scenes.alphabet import DIGITS


@dataclass(frozen=True)
class Knobs:
    """Of the fit."""

    rooms: float = 0.6  # share of what a camera sees in which nobody wrote: most of the time it sees a room
    lows: tuple[float, ...] = tuple(k / 20 for k in range(3, 13))  # thresholds tried
    highs: tuple[float, ...] = tuple(k / 20 for k in range(3, 20))
    hidden: int = 16  # units of each network that accepts marks
    starts: int = 4  # networks fitted from other weights: their mean depends less on chance
    trust: float = 0.4  # share of its weight that the mark network keeps, by drawn sheets and `photos`
    ridge: float = 0.002  # of its squared weights, beside the mean log-loss
    steps: int = 300  # of the fit at most
    slope: float = 1e-5  # of the log-loss, below which it ends
    least_spread: float = 1e-3  # of a feature
    digits: int = 4  # to which weights are rounded in the file


KNOBS = Knobs()


def fit(args: argparse.Namespace) -> int:
    """Fit the weights for films and for stills and write them with their figures; returns the exit code."""
    cv2.setNumThreads(1)
    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    eye = Eye(args.start)
    cards = {
        kind: _card(collect(eye, args, still), still) for kind, still in (("film", False), ("still", True))
    }
    (out / "judge.json").write_text(json.dumps(cards) + "\n", encoding="utf-8")
    print(json.dumps({kind: card["figures"] for kind, card in cards.items()}), file=sys.stderr)
    return 0


def _card(table: Table, still: bool) -> dict[str, object]:
    """Return what is fitted on candidates, with what it does on them."""
    weights = experts(table)
    said = named(table.classes, table.marks, table.rows, weights).argmax(1)
    right = table.true & (said == table.labels)  # a wrong digit shown is no better than one where none is
    accept = perceptron(table.features, right, table.weights)
    sure = accept(table.features)
    low, high = thresholds(table, right, sure, eager=still)
    return {
        "accept": {name: part.tolist() for name, part in vars(accept).items()},
        "weights": vars(weights),
        "low": low,
        "high": high,
        "scenes": SCENES.scenes,
        "figures": figures(table, shown(table, sure, low, high), weights),
    }


def perceptron(table: Doubles, true: Flags, weights: Doubles) -> Perceptron:
    """Return the network that tells `true`, (N,), from features, (N, F): the mean of some, side by side.

    weights: (N,), how much each row counts, one on average.
    """
    mean, spread = table.mean(0), table.std(0) + KNOBS.least_spread
    x = standardised(table, mean, spread)
    fits = [
        MLPClassifier(
            KNOBS.hidden, "tanh", solver="lbfgs", max_iter=KNOBS.steps, tol=KNOBS.slope, random_state=start,
            alpha=2 * KNOBS.ridge * len(x),
        ) for start in range(KNOBS.starts)
    ]  # fmt: skip
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):  # it may end by its steps
        for fit in fits:
            fit.fit(x, true, sample_weight=weights)
    hidden = np.hstack([np.vstack([fit.coefs_[0], fit.intercepts_[0]]) for fit in fits])
    constant = np.mean([fit.intercepts_[1] for fit in fits], 0)
    out = np.concatenate([*(fit.coefs_[1][:, 0] / KNOBS.starts for fit in fits), constant])
    return Perceptron(*(np.round(part, KNOBS.digits) for part in (mean, spread, hidden, out)))


def experts(table: Table) -> Weights:
    """Return the weights of the networks' log-probabilities that name marks best.

    The mark network keeps a share of its own, the eye has the rest: it learnt from what the eye finds in
    scenes like these, which flatter it.
    """
    eye, marks, glyph = map(log_probabilities, (table.classes, table.marks, table.rows))
    signs, digits, ten = table.true & ~table.digit, table.digit & table.ink, len(DIGITS)
    every = _weighed([said[signs, ten:-1] for said in (eye, marks)], table.labels[signs] - ten)
    among = _weighed([said[digits, :ten] for said in (eye, marks, glyph)], table.labels[digits])
    for weights in (every, among):
        weights[0], weights[1] = weights[0] + (1 - KNOBS.trust) * weights[1], KNOBS.trust * weights[1]
    return Weights(*(round(weight, 3) for weight in (*every, *among)))


def _weighed(said: list[Floats], truth: npt.NDArray[np.int64]) -> list[float]:
    """Return weights of log-probabilities, (N, C) each, under which the true classes, (N,), are likeliest."""
    each = np.stack(said).astype(np.float64)

    def cost(w: Doubles) -> float:
        return -float(log_softmax(np.tensordot(w, each, 1), axis=1)[np.arange(len(truth)), truth].mean())

    found: list[float] = minimize(cost, np.full(len(said), 1 / len(said)), method="L-BFGS-B").x.tolist()
    return found


def shown(table: Table, sure: Doubles, low: float, high: float) -> Flags:
    """Return which are shown, (N,), as `Judge.shown` does."""
    surest = np.zeros(int(table.scene.max(initial=0)) + 1)
    np.maximum.at(surest, table.scene, sure)
    return np.asarray((sure >= low) & (surest[table.scene] >= high))


def thresholds(table: Table, right: Flags, sure: Doubles, eager: bool) -> tuple[float, float]:
    """Return from which probability on marks are shown, and which the surest of a picture must have.

    Those of the highest F1 of marks named rightly, mean of all scenes: 1 for one without marks that shows
    none; but of surest marks within one standard error of the best another is taken (Breiman et al. 1984,
    "Classification and regression trees"). right: (N,), whether each candidate is one. eager: whether scenes
    count as they are drawn and the lowest is taken: who gives a photograph has written on it, and notices a
    digit that is not shown. Else scenes without marks count as much as a camera sees of them, and the highest
    is taken: in a room people notice a digit that is shown, and more frames of a sheet will tell.
    """
    there = np.bincount(table.scene, weights=table.true)
    empty = there == 0
    boost = 1.0 if eager else KNOBS.rooms / (1 - KNOBS.rooms) * (~empty).sum() / max(1, table.empties)
    weights = np.where(empty, boost, 1.0)  # of those that hold no candidate nothing is shown anyway
    weights /= weights.sum()

    def f1(low: float, high: float) -> tuple[float, float]:
        """Return the mean and its standard error."""
        seen = shown(table, sure, low, high)
        hit, said = (np.bincount(table.scene, weights=w) for w in (seen & right, seen))
        each = np.where(said + there > 0, 2 * hit / np.maximum(said + there, 1), 1)
        mean = float(weights @ each)
        return mean, float(np.sqrt(weights**2 @ (each - mean) ** 2))

    means = {(low, high): f1(low, high) for low in KNOBS.lows for high in KNOBS.highs if low <= high}
    best, error = max(means.values())
    near = [high for (_, high), (mean, _) in means.items() if mean >= best - error]
    chosen = min(near) if eager else max(near)
    lows = {low: mean for (low, high), (mean, _) in means.items() if high == chosen}
    return max(lows, key=lambda low: lows[low]), chosen


def figures(table: Table, seen: Flags, weights: Weights) -> dict[str, float]:
    """Return what the fit does on its own scenes. seen: from `shown`. weights: from `experts`."""
    said = named(table.classes, table.marks, table.rows, weights)
    kinds = {"digits": table.digit, "signs": table.true & ~table.digit}

    def right(rows: Doubles | Floats, of: Flags) -> float:
        return round(float((rows.argmax(1) == table.labels)[of].mean()), 4)

    return {
        "candidates": len(seen),
        "recall": round(float((seen & table.true).sum() / max(1, table.total)), 4),
        "precision": round(float(table.true[seen].mean()), 4),
        "false marks per empty scene": round(float((seen & table.empty).sum() / max(1, table.empties)), 4),
        **{f"{kind} named right by the eye": right(table.classes[:, :-1], of) for kind, of in kinds.items()},
        **{f"{kind} by the mark network": right(table.marks[:, :-1], of) for kind, of in kinds.items()},
        "digits by the glyph network": right(table.rows[:, : len(DIGITS)], table.digit),
        **{f"{kind} by all": right(said, of) for kind, of in kinds.items()},
    }
