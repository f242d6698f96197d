"""Fits how the pen reader weighs what it knows, on rows of writers that its network has not learnt from."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

import models
from live.strokes.context import Context
from live.strokes.cover import best_cover
from live.strokes.graph import Group
from live.strokes.judge import FEATURES, LINE_FEATURES, SEQUENCE, Judge, features
from live.strokes.judge import KNOBS as SIZES
from live.strokes.lines import is_upright, line_of, rows_of
from live.strokes.reader import StrokeReader
from live.strokes.sketch import Bounds, bounds_of
from live.values import Doubles
from models.pen import PenNetwork
from train.pen.bank import Bank
from train.pen.rows import page
from train.scenes.alphabet import ALPHABET, OTHER
from train.texts import neighbours

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Knobs:
    """Of the fit."""

    pages: int = 3000
    rounds: int = 2  # of looking for covers that are taken for the right one
    covers: int = 6  # looked for in each
    shaken: float = 0.25  # spread of the weights' logarithms among them
    ridge: float = 0.5  # of the squared difference from the first weights, beside the summed log-loss
    digits: float = 2.2  # nats that lone digits gain and lone other marks lose: who draws here draws digits
    spreads: tuple[float, float] = (0.2, 0.12)  # least, of a size's logarithm and of an offset


KNOBS = Knobs()

FIRST = {
    "named": 1.0, "refused": 0.1, "size": 0.5, "joins": 1.0, "other_joins": 0.0, "digit_gap": -4.0,
    "sign_gap": -1.0, "overlap": 2.0, "interruptions": -1.0, "touching": 0.0, "digit_alone": 0.0,
    "other_alone": 0.0, "sequence": 0.5,
}  # fmt: skip
"""Weights that the fit begins with."""


@dataclass
class Table:
    """Regions of the pages with their groups, and ways to cover them.

    features: (N, K + 1, F + K + 1) of all groups, the class last. regions: of each, its groups' numbers,
    masks and strokes' count. truth: of each, the right groups and their classes. covers: of each, those that
    are tried.
    """

    features: Doubles
    regions: list[tuple[Ints, list[int], int]]
    truth: list[tuple[list[int], list[int]]]
    covers: list[set[tuple[int, ...]]] = field(default_factory=list)


def fit(args: argparse.Namespace) -> int:
    """Fit the weights and write them with their figures; returns the exit code."""
    out: Path = args.out
    network = PenNetwork(out / "pen.tflite")
    table, sizes, lost = collect(network, args.sources, args.seed)
    weights = fitted(table, args.seed)
    weights[[FEATURES.index("digit_alone"), FEATURES.index("other_alone")]] += KNOBS.digits, -KNOBS.digits
    n = len(FEATURES)
    classes = np.column_stack([weights[n:], sizes])
    card = {
        "weights": dict(zip(FEATURES, np.round(weights[:n], 4).tolist(), strict=True)),
        "classes": dict(zip((*ALPHABET, "other"), np.round(classes, 4).tolist(), strict=True)),
        "neighbours": np.round(np.log(neighbours(np.random.default_rng(args.seed))), 2).tolist(),
        "pages": KNOBS.pages,
        "figures": {"marks whose strokes are never tried": round(lost, 4), **figures(table, weights)},
    }
    (out / "strokes.json").write_text(json.dumps(card, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({"weights": card["weights"], **card["figures"]}), file=sys.stderr)
    return 0


def collect(network: PenNetwork, sources: Path | None, seed: int) -> tuple[Table, Doubles, float]:
    """Return the regions of drawn pages, the sizes of each class, (K + 1, 4), and the share of marks lost."""
    bank, rng = Bank(sources, True), np.random.default_rng(seed)
    none, silent = np.zeros((len(ALPHABET) + 1, 2)), Context.of(np.ones((len(ALPHABET) + 2,) * 2))
    blind = Judge(ALPHABET, np.zeros(len(FEATURES)), none[:, 0], none, none + 1, silent)
    reader = StrokeReader(models.load(), network=network, judge=blind)
    pages = []
    measured: list[list[tuple[float, float]]] = [[] for _ in range(len(ALPHABET) + 1)]
    lost = count = 0
    for _ in range(KNOBS.pages):
        strokes, truth = page(bank, rng)
        parts = reader.candidates(strokes)
        places = {group: s.bounds for groups, seen, _ in parts for group, s in zip(groups, seen, strict=True)}
        right = {group: label for group, label in truth.items() if group in places}
        lost, count = lost + len(truth) - len(right), count + len(truth)
        there = [places[group] for group, label in right.items() if label < 10]
        # Where there is no digit the reader still sees the lines of what stands upright.
        seen = there or [box for stroke in strokes if is_upright(box := bounds_of([stroke]))]
        bodies = [np.array([seen[k] for k in row], np.float64) for row in rows_of(seen)]
        pages.append((parts, truth, bodies, bool(there)))
        for label, size, off in _sizes(places, right, bodies) if there else ():
            measured[label].append((size, off))
    sizes = np.array([_spread(some) for some in measured])
    judge = Judge(ALPHABET, np.ones(len(FEATURES)), sizes[:, 0], sizes[:, :2], sizes[:, 2:], silent)
    return _table(pages, judge), sizes, lost / max(1, count)


def _sizes(
    places: dict[Group, Bounds], right: dict[Group, int], bodies: list[Doubles]
) -> list[tuple[int, float, float]]:
    """Return logarithmic size and offset of the marks that are right, and of some that are none."""
    groups = [g for g in places if g in right] + [g for g in places if g not in right][:2]
    where = np.array([places[g] for g in groups], np.float64).reshape(-1, 4)
    height, middle = line_of(where, bodies)
    long = np.maximum((where[:, 2:] - where[:, :2]).max(1), SIZES.min_size * height)
    off = ((where[:, 1] + where[:, 3]) / 2 - middle) / height
    return [
        (right.get(g, OTHER), float(np.log(long[k] / height[k])), float(off[k]))
        for k, g in enumerate(groups)
        if not np.isnan(height[k])
    ]


def _spread(some: list[tuple[float, float]]) -> list[float]:
    values = np.array(some or [(0.0, 0.0)])
    return [*values.mean(0).tolist(), *np.maximum(values.std(0), KNOBS.spreads).tolist()]


def _table(pages: list[tuple[list, dict[Group, int], list[Doubles], bool]], judge: Judge) -> Table:  # type: ignore[type-arg]
    tables: list[Doubles] = []
    regions, truths, start = [], [], 0
    for parts, truth, bodies, sized in pages:
        for affinities, seen, rows in parts:
            groups = list(affinities)
            strokes = sorted({s for g in groups for s in g}, key=lambda s: float(s.points[:, 0].max()))
            right = [g for g in truth if g & set(strokes)]
            if not all(g in affinities for g in right):
                continue
            bit = {stroke: 1 << n for n, stroke in enumerate(strokes)}
            pens, digits = np.stack([s.pen for s in seen]), np.stack([s.digits for s in seen])
            told = features(pens, digits, list(affinities.values()))
            places = np.array([s.bounds for s in seen], np.float64)
            told[:, :, LINE_FEATURES] = judge.line_features(places, *line_of(places, bodies))
            # Beside letters alone sizes tell nothing of digits and signs.
            told[:, :, LINE_FEATURES[0]] *= sized
            told[:, :, SEQUENCE] = rows
            own = np.broadcast_to(np.eye(told.shape[1]), (len(told), told.shape[1], told.shape[1]))
            tables.append(np.concatenate([told, own], 2))
            numbers = np.arange(start, start + len(groups))
            regions.append((numbers, [sum(bit[s] for s in g) for g in groups], len(strokes)))
            truths.append(([start + groups.index(g) for g in right], [truth[g] for g in right]))
            start += len(groups)
    return Table(np.concatenate(tables), regions, truths, [{tuple(sorted(t))} for t, _ in truths])


def fitted(table: Table, seed: int) -> Doubles:
    """Return the weights under which the right covers and classes are likeliest of those that are tried."""
    rng, first = np.random.default_rng(seed), np.zeros(table.features.shape[-1])
    first[: len(FEATURES)] = [FIRST[name] for name in FEATURES]
    weights = first
    for _ in range(KNOBS.rounds):
        for k in range(KNOBS.covers):
            shaken = weights * np.exp(KNOBS.shaken * rng.normal(size=len(weights)) * (k > 0))
            scores = (table.features @ shaken).max(1)
            for covers, (numbers, masks, count) in zip(table.covers, table.regions, strict=True):
                best = best_cover(count, masks, scores[numbers].tolist())
                covers.add(tuple(sorted(int(numbers[b]) for b in best)))
        weights = np.asarray(minimize(_loss(table, first), weights, jac=True, method="L-BFGS-B").x)
        named = dict(zip(FEATURES, np.round(weights, 3).tolist(), strict=False))
        print(named, figures(table, weights), file=sys.stderr)
    return weights


def _loss(table: Table, first: Doubles) -> Callable[[Doubles], tuple[float, Doubles]]:
    """Return the negative log-likelihood of the right covers and classes, with its slope, of weights."""
    covers = [cover for some in table.covers for cover in some]
    many = [len(some) for some in table.covers]
    starts, region = np.cumsum([0, *many[:-1]]), np.repeat(np.arange(len(many)), many)
    member = np.array([g for cover in covers for g in cover])
    of = np.repeat(np.arange(len(covers)), [len(cover) for cover in covers])
    right = np.array([g for groups, _ in table.truth for g in groups])
    label = np.array([c for _, classes in table.truth for c in classes])
    told = table.features[right, label].sum(0)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        scores = table.features @ w
        cover = np.bincount(of, logsumexp(scores, axis=1)[member], len(covers))
        whole = np.logaddexp.reduceat(cover, starts)
        weight = np.bincount(member, np.exp(cover - whole[region])[of], len(scores))
        slope = np.einsum("n,nk,nkf->f", weight, softmax(scores, axis=1), table.features) - told
        away = w - first
        value = float(whole.sum() - told @ w + KNOBS.ridge * away @ away)
        return value, slope + 2 * KNOBS.ridge * away

    return loss


def figures(table: Table, weights: Doubles) -> dict[str, float]:
    """Return the share of regions whose marks, and whose marks and classes, are all right."""
    scores = table.features @ weights
    value, best = scores.max(1), scores.argmax(1)
    parted = read = 0
    for (numbers, masks, count), (groups, classes) in zip(table.regions, table.truth, strict=True):
        cover = {int(numbers[k]) for k in best_cover(count, masks, value[numbers].tolist())}
        same = cover == set(groups)
        parted += same
        read += same and bool((best[groups] == classes).all())
    n = max(1, len(table.regions))
    return {"regions": n, "parted right": round(parted / n, 4), "read right": round(read / n, 4)}
