"""What a training leaves on disk after each epoch, in one step: figures, the best weights, and all that
going on after a kill needs."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from keras import callbacks

from train.digits import DataError
from train.mean import RunningMean, Weights
from train.place import BACKUP, HISTORY

Row = dict[str, float]
"""An epoch's figures: epoch, 1 the first, loss, accuracy, val_loss, val_accuracy, seconds, learning_rate."""

BEST = "best.weights.h5"
WAY = ".npz"


@dataclass(frozen=True)
class State:
    """A training between two epochs: its figures, and where the rest of it lies.

    weights: file of the model's and the optimizer's variables. dropout: states of the random generators.
    way: the weights that were being trained, where the model holds their mean.
    """

    history: list[Row]
    weights: Path
    dropout: list[list[int]]
    way: Weights

    def restore(self, model: Any) -> None:
        """Bring a compiled model, its optimizer built, to this state."""
        model.load_weights(self.weights)
        for generator, value in zip(_generators(model), self.dropout, strict=True):
            generator.state.assign(value)


def read_state(out: Path) -> State | None:
    """The state kept in a run's folder, None where no epoch of it has ended."""
    path = out / BACKUP / "state.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        weights = path.with_name(kept["weights"])
        with np.load(weights.with_suffix(WAY)) as file:
            way = [file[name] for name in file.files]
        return State(kept["history"], weights, kept["dropout"], way)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, BadZipFile) as error:
        raise DataError(f"{path} is broken: delete {path.parent}, or train elsewhere with --out") from error


class Record(callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Keeps an epoch's figures, the best weights and the state.

    As Keras' BackupAndRestore does, but a kill at any moment leaves a whole state behind, and the random
    generators of dropout are part of it.
    """

    def __init__(self, out: Path, history: list[Row]) -> None:
        super().__init__()
        self.out, self.history = out, list(history)
        self.mean: RunningMean | None = None
        self._begun = 0.0

    @property
    def best(self) -> int:
        """The epoch with the least validation loss, 1 the first; 0 where none has ended."""
        losses = np.nan_to_num([row["val_loss"] for row in self.history], nan=np.inf)
        return int(np.argmin(losses)) + 1 if self.history else 0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self._begun = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        row = {"epoch": epoch + 1} | {name: float(value) for name, value in (logs or {}).items()}
        row["seconds"] = round(time.monotonic() - self._begun, 2)
        row["learning_rate"] = float(np.asarray(self.model.optimizer.learning_rate))
        self.history.append(row)
        if self.best == epoch + 1:
            whole(self.out / BEST, self.model.save_weights)
        write_history(self.out / HISTORY, self.history)
        self._keep(epoch + 1)

    def _keep(self, epoch: int) -> None:
        folder = self.out / BACKUP
        folder.mkdir(exist_ok=True)
        weights = folder / f"epoch{epoch}.weights.h5"
        self.model.save_weights(weights)
        np.savez(weights.with_suffix(WAY), *(self.mean.way if self.mean else []))
        dropout = [np.asarray(generator.state).tolist() for generator in _generators(self.model)]
        kept = {"history": self.history, "weights": weights.name, "dropout": dropout}
        whole(folder / "state.json", lambda path: path.write_text(json.dumps(kept), encoding="utf-8"))
        for old in folder.glob("epoch*.weights.*"):
            if old.stem != weights.stem:
                old.unlink()


def write_history(path: Path, history: list[Row]) -> None:
    """A row an epoch, as CSV."""

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(history[0]))
            writer.writeheader()
            writer.writerows(history)

    whole(path, write)


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that it is there whole or, stopped at any moment, as it was before."""
    part = path.with_name(f"part-{path.name}")
    write(part)
    part.replace(path)


def _generators(model: Any) -> list[Any]:
    """The random generators of a model's layers."""
    return [layer.seed_generator for layer in model.layers if getattr(layer, "seed_generator", None)]
