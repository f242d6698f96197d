"""Fits how the paper reader weighs its two experts, on drawn scenes that the eye has not learnt from."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

import models
from live.paper.judge import FEATURES, TINY, Evidence, features
from live.paper.look import Candidates, look, resized
from live.paper.page import LEAST_LIKELY, inks_of, second_look
from models.eye import Eye
from train.scenes import assets, scene, sources
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.page import SCORED
from train.scenes.sprites import Bank

Numbers = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Knobs:
    """Of the fit."""

    scenes: int = 500  # of which a quarter are empty
    zooms: tuple[float, ...] = (1.0, 1.0, 2.0, 3.5)  # a scene is shown at so many times its size
    union: float = 0.35  # intersection over union from which a candidate is a mark of the truth
    upright: float = 0.7  # cosine of the direction from which a mark stands upright
    lows: tuple[float, ...] = tuple(k / 20 for k in range(3, 13))  # thresholds tried
    highs: tuple[float, ...] = tuple(k / 20 for k in range(3, 20))
    ridge: float = 0.5  # of the squared weights, beside the summed log-loss
    seed: int = 77  # other scenes than those of the eye's validation, of the same digits and writers


KNOBS = Knobs()

NOTHING = -2
"""Label of a candidate that covers what counts as nothing: neither right nor wrong."""


@dataclass(frozen=True)
class Table:
    """Candidates of all scenes, N of them, and what the scenes hold.

    features: (N, F) as live.paper.judge has them. labels: (N,) class in the alphabet, -1 for no mark of it.
    scene: (N,), its number. classes, rows: (N, K + 1) and (N, 11), what the eye and the glyph network say.
    empty: (N,), whether the scene holds no mark of the alphabet. marks: of the alphabet in all scenes.
    empties: scenes without any.
    """

    features: Numbers
    labels: npt.NDArray[np.int64]
    classes: Floats
    rows: Floats
    empty: Flags
    scene: npt.NDArray[np.int64]
    marks: int
    empties: int

    @property
    def true(self) -> Flags:
        """Whether each is a mark of the alphabet, (N,)."""
        return self.labels >= 0

    @property
    def digit(self) -> Flags:
        """Whether each is a digit, (N,)."""
        return self.true & (self.labels < len(DIGITS))

    @property
    def weights(self) -> Numbers:
        """How much each counts, (N,), one on average: a scene with few candidates as much as a full one."""
        each = 1 / np.bincount(self.scene)[self.scene]
        return np.asarray(each * len(each) / each.sum())

    @property
    def said(self) -> tuple[Numbers, Numbers]:
        """Logarithms of what the eye and the glyph network say of each digit, (N, 10) each."""
        return np.log(self.classes[:, : len(DIGITS)] + TINY), np.log(self.rows[:, : len(DIGITS)] + TINY)


def fit(args: argparse.Namespace) -> int:
    """Fit the weights for films and for stills and write them with their figures; returns the exit code."""
    cv2.setNumThreads(1)
    out: Path = args.out or Path("models")
    out.mkdir(parents=True, exist_ok=True)
    eye = Eye(args.start)
    cards = {kind: _card(collect(eye, args, kind == "still")) for kind in ("film", "still")}
    (out / "judge.json").write_text(json.dumps(cards, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({kind: card["figures"] for kind, card in cards.items()}), file=sys.stderr)
    return 0


def _card(table: Table) -> dict[str, object]:
    """Return what is fitted on candidates, with what it does on them."""
    accept = logistic(table.features, table.true, table.weights)
    eye_weight, glyph_weight = experts(table)
    sure = sureness(table, accept)
    low, high = thresholds(table, sure)
    return {
        "accept": dict(zip((*FEATURES, "constant"), np.round(accept, 4).tolist(), strict=True)),
        "eye": round(eye_weight, 3),
        "glyph": round(glyph_weight, 3),
        "low": low,
        "high": high,
        "scenes": KNOBS.scenes,
        "figures": figures(table, shown(table, sure, low, high), (eye_weight, glyph_weight)),
    }


def collect(eye: Eye, args: argparse.Namespace, still: bool) -> Table:
    """Return the candidates that the program finds in scenes, and which of them are marks of the truth.

    still: whether it looks at them as at stills.
    """
    rng = np.random.default_rng(KNOBS.seed)
    bank = Bank(sources.load(args.data, args.sources, True), rng)
    things = assets.load(args.assets or assets.default_folder(), True)
    classifier = models.load()
    parts: list[tuple[Candidates, Evidence, npt.NDArray[np.int64], bool]] = []
    marks = empties = 0
    for _ in range(KNOBS.scenes):
        image, truth = scene.draw(rng, bank, things)
        zoom = float(rng.choice(KNOBS.zooms))
        if len(truth) and (truth[:, 5] > KNOBS.upright).mean() <= 0.5:
            continue  # the reader turns a page before it looks closer
        image = resized(image, round(max(image.shape) * zoom))
        found = look(eye, image, still).candidates
        found = found.take(np.flatnonzero(found.likely >= LEAST_LIKELY))
        known = truth[:, 7] < OTHER
        empty = not known.any()
        marks, empties = marks + int((known & (truth[:, 8] == SCORED)).sum()), empties + empty
        if len(found):
            evidence = second_look(classifier, inks_of(image, found))[1]
            parts.append((found, evidence, matched(found.boxes / zoom, truth), empty))
    labels = np.concatenate([p[2] for p in parts])
    counted = labels != NOTHING
    return Table(
        np.concatenate([features(c, e) for c, e, _, _ in parts])[counted],
        labels[counted],
        np.concatenate([c.classes for c, _, _, _ in parts])[counted],
        np.concatenate([e.rows for _, e, _, _ in parts])[counted],
        np.concatenate([np.full(len(c), n) for c, _, _, n in parts])[counted],
        np.repeat(np.arange(len(parts)), [len(c) for c, _, _, _ in parts])[counted],
        marks,
        empties,
    )


def matched(boxes: Numbers, truth: Floats) -> npt.NDArray[np.int64]:
    """Return what each box covers, (N,): a mark's class, -1 for none of the alphabet, NOTHING for neither.

    boxes: (N, 4) left, top, right, bottom. truth: marks, (M, FIELDS), in the same px.
    """
    labels = np.full(len(boxes), -1, np.int64)
    for k, box in enumerate(boxes):
        best = 0.0
        for row in truth:
            low, high = np.maximum(box[:2], row[:2]), np.minimum(box[2:], row[2:4])
            common = float(np.maximum(high - low, 0).prod())
            union = float((box[2:] - box[:2]).prod() + (row[2:4] - row[:2]).prod()) - common
            share = common / max(union, 1e-6)
            if share > max(best, KNOBS.union):
                best = share
                labels[k] = NOTHING if row[8] != SCORED else int(row[7]) if row[7] < OTHER else -1
    return labels


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


def thresholds(table: Table, sure: Numbers) -> tuple[float, float]:
    """Return from which probability on marks are shown, and which the surest of a picture must have.

    Those of the highest F1 of found marks, mean of all scenes: 1 for one without marks that shows none.
    """
    there = np.bincount(table.scene, weights=table.true)

    def f1(low: float, high: float) -> float:
        seen = shown(table, sure, low, high)
        hit, said = (np.bincount(table.scene, weights=w) for w in (seen & table.true, seen))
        return float(np.where(said + there > 0, 2 * hit / np.maximum(said + there, 1), 1).mean())

    return max(((low, high) for low in KNOBS.lows for high in KNOBS.highs), key=lambda pair: f1(*pair))


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
