"""Batches of crops, drawn by a process of its own while the network trains."""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from queue import Empty, Full
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from train.digits import DataError
from train.eye.targets import crop
from train.scenes.scene import Material, Scene, scenes

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True)
class Pace:
    """How scenes are used."""

    batch: int = 16
    uses: int = 9  # crops of a scene: drawing one takes as long as training on two or three
    kept: int = 1500  # scenes in a process, so that a scene's crops are far apart in time
    kept_apart: int = 4  # scenes of the validation, which draws a new one for each crop
    queued: int = 6  # batches, so that a slow scene does not hold the training up
    wait: float = 5.0  # s after which a drawing process looks whether the training is still there
    patience: float = 900.0  # s without a batch after which the drawing has failed


PACE = Pace()


def batches(material: Material, seed: int) -> Iterator[tuple[Halves, Halves]]:
    """Yield batches without end, drawn by a process of its own.

    A batch is crops, (N, CROP, CROP, 3), and targets, (N, CELLS, CELLS, CHANNELS), both float16.
    """
    context = mp.get_context("spawn")
    queue: Any = context.Queue(PACE.queued)
    context.Process(target=_draw, args=(material, (seed, 0), queue), daemon=True).start()
    while True:
        try:
            yield queue.get(timeout=PACE.patience)
        except Empty:
            raise DataError("the process that draws scenes has ended; see what it printed above") from None


def held_out(material: Material, crops: int) -> tuple[Halves, Halves]:
    """Return a batch of crops of scenes whose digits, writers, fonts and pictures are kept apart."""
    return _batch(_crops(material, (0,), True), crops)


def _batch(every: Iterator[tuple[Halves, Halves]], count: int) -> tuple[Halves, Halves]:
    crops, targets = zip(*islice(every, count), strict=True)
    return np.stack(crops), np.stack(targets)


def _draw(material: Material, seed: tuple[int, ...], queue: Any) -> None:
    """Fill a queue with batches: what a process does until the program ends, however that ends."""
    parent = os.getppid()
    queue.cancel_join_thread()  # what nobody takes any more is not waited for
    os.nice(1)  # the network's training goes first
    cv2.setNumThreads(1)
    every = _crops(material, seed, False)
    while os.getppid() == parent:
        batch = _batch(every, PACE.batch)
        while os.getppid() == parent:
            with contextlib.suppress(Full):
                queue.put(batch, timeout=PACE.wait)
                break


def _crops(material: Material, seed: tuple[int, ...], validation: bool) -> Iterator[tuple[Halves, Halves]]:
    """Yield crops and targets without end; for training, a scene's are far apart."""
    rng = np.random.default_rng(seed)
    kept: list[Scene] = []
    most, uses = (PACE.kept_apart, 1) if validation else (PACE.kept, PACE.uses)
    for drawn in scenes(material, rng, validation):
        if len(kept) < most:
            kept.append(drawn)
        else:
            kept[int(rng.integers(most))] = drawn
        for _ in range(uses):
            x, y = crop(lambda: kept[int(rng.integers(len(kept)))], rng)
            yield x.astype(np.float16), y.astype(np.float16)
