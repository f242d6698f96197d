"""Candidates that the program finds in drawn scenes, and which are marks: what the judge is fitted on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

import models
from live.paper.detection import Candidates, detect, ious, resized, widened
from live.paper.features import features
from live.paper.page import evidence_of, inks_of, promising
from live.values import Doubles, Floats, Image
from models.characters import MARKS, CharacterNetwork
from models.eye import Eye
from train.augment import Rng
from train.eye.targets import seen_from, tight
from train.scenes.alphabet import DIGITS, OTHER
from train.scenes.page import SCORED
from train.scenes.scene import Material, Scene, scenes

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Knobs:
    """Of the scenes that are looked at."""

    scenes: int = 4000  # of which a quarter are empty: of 2,000 a threshold is hardly told
    zooms: tuple[float, ...] = (1.0, 1.0, 2.0, 3.5)  # a scene is shown at so many times its size
    cut: float = 0.25  # share of scenes of which a mark or a row of them is cut out, as people cut pictures
    union: float = 0.35  # intersection over union from which a candidate is a mark of the truth
    off: float = 0.25  # of a digit's height, to which both are widened: points are small
    upright: float = 0.7  # cosine of the direction from which a mark stands upright
    seed: int = 77  # other scenes than those of the eye's validation, of the same digits and writers


KNOBS = Knobs()

NOTHING = -2
"""Label of a candidate that covers what counts as nothing: neither right nor wrong."""


@dataclass(frozen=True)
class Table:
    """Candidates of all scenes, N of them, and what the scenes hold.

    features: (N, F) as live.paper.features has them. labels: (N,) class in the alphabet, -1 for none of it.
    scene: (N,), its number. classes, marks, rows: (N, K + 1) twice and (N, 11), what the eye, the mark and
    the glyph network say.
    empty: (N,), whether the scene holds no mark of the alphabet. total: marks of the alphabet in all scenes.
    empties: scenes without any.
    """

    features: Doubles
    labels: npt.NDArray[np.int64]
    classes: Floats
    marks: Floats
    rows: Floats
    empty: Flags
    scene: npt.NDArray[np.int64]
    total: int
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
    def weights(self) -> Doubles:
        """How much each counts, (N,), one on average: a scene with few candidates as much as a full one."""
        each = 1 / np.bincount(self.scene)[self.scene]
        return np.asarray(each * len(each) / each.sum())

    @property
    def ink(self) -> Flags:
        """Whether there was ink that the glyph network could read, (N,)."""
        return np.asarray(self.rows.sum(1) > 0)


@dataclass(frozen=True, eq=False)
class Look:
    """A scene as the program meets it, at some size, and what it finds there.

    grey: (H, W) uint8. labels: what each candidate covers, as `matched` says. truth: the scene's marks, in px
    of the scene as drawn.
    """

    grey: Image
    candidates: Candidates
    labels: npt.NDArray[np.int64]
    truth: Floats


def looks(eye: Eye, every: Iterator[Scene], rng: Rng, still: bool | None = None) -> Iterator[Look]:
    """Yield what the program finds in scenes, each at some size, whole or cut.

    still: whether it looks at them as at stills; by chance if None.
    """
    for image, truth in every:
        zoom = float(rng.choice(KNOBS.zooms))
        if len(truth) and (truth[:, 5] > KNOBS.upright).mean() <= 0.5:
            continue  # the reader turns a page before it looks closer
        if len(truth) and rng.random() < KNOBS.cut:
            image, truth = _cut(image, truth, rng)
        image = resized(image, round(max(image.shape) * zoom))
        found = promising(detect(eye, image, bool(rng.random() < 0.5) if still is None else still)[0])
        grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
        yield Look(grey, found, matched(found.boxes / zoom, truth), truth)


def collect(eye: Eye, args: argparse.Namespace, still: bool) -> Table:
    """Return the candidates that the program finds in scenes, and which of them are marks of the truth.

    still: whether it looks at them as at stills.
    """
    rng = np.random.default_rng(KNOBS.seed)
    every = scenes(Material(args.data, args.sources, args.assets), rng, True)
    classifier, network = models.load(), CharacterNetwork(MARKS)
    parts: list[tuple[npt.NDArray[Any], ...]] = []  # columns of the table
    total = empties = 0
    for look in islice(looks(eye, every, rng, still), KNOBS.scenes):
        found, truth = look.candidates, look.truth
        known = truth[:, 7] < OTHER
        empty = not known.any()
        total, empties = total + int((known & (truth[:, 8] == SCORED)).sum()), empties + empty
        if len(found):
            evidence = evidence_of(classifier, network, look.grey, found, inks_of(look.grey, found))[1]
            known_of = features(found, evidence, (look.grey.shape[1], look.grey.shape[0]))
            experts, same = (found.classes, evidence.marks, evidence.digits), [empty, len(parts)]
            parts.append((known_of, look.labels, *experts, np.tile(same, (len(found), 1))))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    known_of, labels, classes, named, rows, same = (column[columns[1] != NOTHING] for column in columns)
    return Table(known_of, labels, classes, named, rows, same[:, 0] == 1, same[:, 1], total, empties)


def _cut(image: Image, truth: Floats, rng: Rng) -> Scene:
    """Return a part of a scene around a mark or a row of them, and the marks whose middles are in it."""
    left, top, wide, tall = tight(truth, rng)
    moved = seen_from(truth, left, top)
    middle = (moved[:, :2] + moved[:, 2:4]) / 2
    inside = ((middle >= 0) & (middle < (wide, tall))).all(1)
    return np.ascontiguousarray(image[top : top + tall, left : left + wide]), moved[inside]


def matched(boxes: Doubles, truth: Floats) -> npt.NDArray[np.int64]:
    """Return what each box covers, (N,): a mark's class, -1 for none of the alphabet, NOTHING for neither.

    boxes: (N, 4) left, top, right, bottom. truth: marks, (M, FIELDS), in the same px.
    """
    labels, best = np.full(len(boxes), -1, np.int64), np.full(len(boxes), KNOBS.union)
    for row in truth:
        least = KNOBS.off * float(row[4])
        share = ious(widened(boxes, least), widened(row[None, :4].astype(np.float64), least))[:, 0]
        hit = share > best
        best[hit] = share[hit]
        labels[hit] = NOTHING if row[8] != SCORED else int(row[7]) if row[7] < OTHER else -1
    return labels
