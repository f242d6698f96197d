"""Trains the eye, on crops of scenes that are drawn meanwhile: python -m train eye."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from live.values import Floats
from train import running
from train.augment import Rng
from train.eye import network
from train.eye.targets import crop
from train.scenes.alphabet import ALPHABET
from train.scenes.scene import Material, Scene, scenes

PLAN = running.Plan(
    "eye", batch=16, epoch=200, validated=256, decay=0.01, average=0.998, falling=0.75,
    clip=5.0,  # few scenes are full of marks
)  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """How scenes are used."""

    uses: int = 9  # crops of a scene: drawing one takes as long as training on two or three
    kept: int = 1500  # scenes in memory, so that a scene's crops are far apart in time
    kept_apart: int = 4  # scenes of the validation, which draws a new one for each crop


PACE = Pace()


def train(args: argparse.Namespace) -> int:
    """Train for a number of epochs, or go on, and write the eye; returns the exit code."""
    rng, material = running.begin(args), Material(args.data, args.sources, args.assets)
    cv2.setNumThreads(1)  # the network's training has the others
    held_out = _batch(_crops(material, np.random.default_rng(0), True), PLAN.validated)
    every = _crops(material, rng, False)
    return running.learn(
        args, PLAN, network.build(len(ALPHABET) + 1), network.loss, [network.named, network.heat],
        (_batch(every, PLAN.batch) for _ in iter(int, 1)), held_out,
    )  # fmt: skip


def _batch(every: Iterator[tuple[Floats, Floats]], count: int) -> tuple[Floats, Floats]:
    """Return crops, (N, CROP, CROP, 3), and targets, (N, CELLS, CELLS, CHANNELS)."""
    crops, targets = zip(*islice(every, count), strict=True)
    return np.stack(crops), np.stack(targets)


def _crops(material: Material, rng: Rng, validation: bool) -> Iterator[tuple[Floats, Floats]]:
    """Yield crops and targets without end; for training, a scene's are far apart.

    validation: whether of scenes whose digits, writers, fonts and pictures are kept apart.
    """
    kept: list[Scene] = []
    most, uses = (PACE.kept_apart, 1) if validation else (PACE.kept, PACE.uses)
    for drawn in scenes(material, rng, validation):
        if len(kept) < most:
            kept.append(drawn)
        else:
            kept[int(rng.integers(most))] = drawn
        for _ in range(uses):
            yield crop(lambda: kept[int(rng.integers(len(kept)))], rng)
