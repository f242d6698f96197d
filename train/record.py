"""What a training leaves on disk after each epoch: figures, the best weights, and all that going on needs.

Keras' BackupAndRestore writes over the only state there is and leaves out what its other callbacks know, so
that a training killed at the wrong moment could not go on to the same network.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from keras import callbacks

from train.digits import DataError
from train.place import BACKUP, HISTORY, Row, write_history

if TYPE_CHECKING:
    from train.mean import RunningMean

BEST = "best.weights.h5"


def read_history(out: Path) -> list[Row]:
    """Return the figures of a stopped run's epochs, none where it has nothing to go on from."""
    try:
        with (out / HISTORY).open(encoding="utf-8", newline="") as file:
            history = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
        return history if (out / BACKUP).exists() and {"epoch", "val_loss"} <= history[0].keys() else []
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, IndexError) as error:
        raise DataError(f"{out / HISTORY} is broken: train elsewhere with --out") from error


class Record(callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Keeps an epoch's figures, the best weights and the state; an epoch counts once its figures are there.

    out: the run's folder. seed: of dropout. history: the figures so far. mean: what is validated and kept.
    """

    def __init__(self, out: Path, seed: int, history: list[Row], mean: RunningMean | None) -> None:
        super().__init__()
        self.out, self.seed, self.history, self.mean = out, seed, history, mean
        self._begun = 0.0

    @property
    def best(self) -> int:
        """The epoch with the least validation loss, 1 the first; 0 where none has ended."""
        losses = np.nan_to_num([row["val_loss"] for row in self.history], nan=np.inf)
        return int(np.argmin(losses)) + 1 if self.history else 0

    def restore(self) -> None:
        """Bring the compiled model to where the last epoch ended."""
        self.model.optimizer.build(self.model.trainable_variables)
        try:
            self.model.load_weights(self._state())
            if self.mean is not None:
                with np.load(self._state().with_suffix(".npz")) as way:
                    self.mean.restore(self.model, [way[name] for name in way.files])
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"{self._state()} is broken: train elsewhere with --out") from error

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self._begun = time.monotonic()
        rng = np.random.default_rng((self.seed, epoch))  # dropout's, so that it needs no memory
        for layer in self.model.layers:
            if generator := getattr(layer, "seed_generator", None):
                generator.state.assign(rng.integers(1 << 31, size=2))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        row = {"epoch": epoch + 1} | {name: float(value) for name, value in (logs or {}).items()}
        row["seconds"] = round(time.monotonic() - self._begun, 2)
        row["learning_rate"] = float(np.asarray(self.model.optimizer.learning_rate))
        self.history.append(row)
        if self.best == epoch + 1:
            whole(self.out / BEST, self.model.save_weights)
        self._state().parent.mkdir(exist_ok=True)
        self.model.save_weights(self._state())
        if self.mean is not None:
            np.savez(self._state().with_suffix(".npz"), *self.mean.way)
        whole(self.out / HISTORY, lambda path: write_history(path, self.history))
        for old in self._state().parent.glob(f"epoch{epoch}.*"):
            old.unlink()

    def _state(self) -> Path:
        """Return the file of what the next epoch needs, weights and the optimizer's memory."""
        return self.out / BACKUP / f"epoch{len(self.history)}.weights.h5"


def whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that it is there whole or, stopped at any moment, as it was before."""
    part = path.with_name(f"part-{path.name}")
    write(part)
    part.replace(path)
