"""Fits how the paper reader weighs its two experts, on drawn scenes that the eye has not learnt from."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import minimize

from live.paper.judge import FEATURES
from models.eye import Eye
from train.eye.candidates import KNOBS as SCENES
from train.eye.candidates import Flags, Numbers, Table, collect


@dataclass(frozen=True)
class Knobs:
    """Of the fit."""

    noise: float = 0.004  # of the mean F1 of so many scenes: half its standard error
    lows: tuple[float, ...] = tuple(k / 20 for k in range(3, 13))  # thresholds tried
    highs: tuple[float, ...] = tuple(k / 20 for k in range(3, 20))
    ridge: float = 0.5  # of the squared weights, beside the summed log-loss


KNOBS = Knobs()


def fit(args: argparse.Namespace) -> int:
    """Fit the weights for films and for stills and write them with their figures; returns the exit code."""
    cv2.setNumThreads(1)
    out: Path = args.out or Path("models")
    out.mkdir(parents=True, exist_ok=True)
    eye = Eye(args.start)
    cards = {
        kind: _card(collect(eye, args, still), still) for kind, still in (("film", False), ("still", True))
    }
    (out / "judge.json").write_text(json.dumps(cards, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({kind: card["figures"] for kind, card in cards.items()}), file=sys.stderr)
    return 0


def _card(table: Table, still: bool) -> dict[str, object]:
    """Return what is fitted on candidates, with what it does on them."""
    accept = logistic(table.features, table.true, table.weights)
    eye_weight, glyph_weight = experts(table)
    sure = sureness(table, accept)
    low, high = thresholds(table, sure, eager=still)
    return {
        "accept": dict(zip((*FEATURES, "constant"), np.round(accept, 4).tolist(), strict=True)),
        "eye": round(eye_weight, 3),
        "glyph": round(glyph_weight, 3),
        "low": low,
        "high": high,
        "scenes": SCENES.scenes,
        "figures": figures(table, shown(table, sure, low, high), (eye_weight, glyph_weight)),
    }


def logistic(table: Numbers, true: Flags, weights: Numbers | None = None) -> Numbers:
    """Return (F + 1,) weights, the constant last, of the logistic regression of `true`, (N,), on (N, F).

    weights: (N,), how much each row counts; None for once.
    """
    each = np.ones(len(table)) if weights is None else weights
    x, y = np.column_stack([table, np.ones(len(table))]), true.astype(np.float64)

    def cost(w: Numbers) -> tuple[float, Numbers]:
        z = x @ w
        loss = float(each @ (np.logaddexp(0, z) - y * z)) + KNOBS.ridge * float(w[:-1] @ w[:-1])
        slope = x.T @ (each * (1 / (1 + np.exp(-z)) - y))
        slope[:-1] += 2 * KNOBS.ridge * w[:-1]
        return loss, slope

    return np.asarray(minimize(cost, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)


def experts(table: Table) -> tuple[float, float]:
    """Return the weights of the eye's and the glyph network's log-probabilities that name digits best."""
    read = table.digit & (table.rows.sum(1) > 0)
    eye, glyph = (said[read] for said in table.said)
    truth = table.labels[read]

    def cost(w: Numbers) -> float:
        z = w[0] * eye + w[1] * glyph
        most = z.max(1)
        return float((np.log(np.exp(z - most[:, None]).sum(1)) + most - z[np.arange(len(z)), truth]).mean())

    a, b = minimize(cost, np.array([0.5, 0.5]), method="Nelder-Mead").x.tolist()
    return float(a), float(b)


def sureness(table: Table, accept: Numbers) -> Numbers:
    """Return how sure each is to be a mark, (N,) in 0..1. accept: from `logistic`."""
    return np.asarray(1 / (1 + np.exp(-(table.features @ accept[:-1] + accept[-1]))))


def shown(table: Table, sure: Numbers, low: float, high: float) -> Flags:
    """Return which are shown, (N,), as `Judge.shown` does."""
    surest = np.zeros(int(table.scene.max(initial=0)) + 1)
    np.maximum.at(surest, table.scene, sure)
    return np.asarray((sure >= low) & (surest[table.scene] >= high))


def thresholds(table: Table, sure: Numbers, eager: bool) -> tuple[float, float]:
    """Return from which probability on marks are shown, and which the surest of a picture must have.

    Those of the highest F1 of found marks, mean of all scenes: 1 for one without marks that shows none.
    eager: whether, of surest marks as good as the best, the lowest is taken: who gives a photograph has
    written on it, what a camera sees is mostly a room. Of all others the highest is: a mark too many is
    worse than one that lacks.
    """
    there = np.bincount(table.scene, weights=table.true)

    def f1(low: float, high: float) -> float:
        seen = shown(table, sure, low, high)
        hit, said = (np.bincount(table.scene, weights=w) for w in (seen & table.true, seen))
        return float(np.where(said + there > 0, 2 * hit / np.maximum(said + there, 1), 1).mean())

    means = {(low, high): f1(low, high) for low in KNOBS.lows for high in KNOBS.highs if low <= high}
    good = [high for (_, high), mean in means.items() if mean >= max(means.values()) - KNOBS.noise]
    chosen = min(good) if eager else max(good)
    lows = {low: mean for (low, high), mean in means.items() if high == chosen}
    return max(low for low, mean in lows.items() if mean >= max(lows.values()) - KNOBS.noise), chosen


def figures(table: Table, seen: Flags, weights: tuple[float, float]) -> dict[str, float]:
    """Return what the fit does on its own scenes. seen: from `shown`. weights: from `experts`."""
    eye, glyph = table.said

    def right(a: float, b: float) -> float:
        return round(float(((a * eye + b * glyph).argmax(1) == table.labels)[table.digit].mean()), 4)

    return {
        "candidates": len(seen),
        "recall": round(float((seen & table.true).sum() / max(1, table.marks)), 4),
        "precision": round(float(table.true[seen].mean()), 4),
        "false marks per empty scene": round(float((seen & table.empty).sum() / max(1, table.empties)), 4),
        "digits named right by the eye": right(1, 0),
        "by the glyph network": right(0, 1),
        "by both": right(*weights),
    }
