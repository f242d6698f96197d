"""A line on how far a training is and how long it still takes."""

from __future__ import annotations

import sys
import time
from typing import Any

from keras import callbacks

EVERY = 0.2
"""Seconds between two drawings of the bar."""

WIDE = 24


class Progress(callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """On stderr: on a terminal a bar with the time left, anywhere a line for each epoch that has ended."""

    def __init__(self, epochs: int, verbose: int = 1) -> None:
        super().__init__()
        self._epochs, self._verbose, self._bar = epochs, verbose, sys.stderr.isatty()
        self._start = self._drawn = 0.0
        self._first: int | None = None
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self._epoch = epoch
        if self._first is None:
            self._first, self._start = epoch, time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        now = time.monotonic()
        if self._verbose and self._bar and now - self._drawn > EVERY:
            self._drawn = now
            share = (batch + 1) / (self.params["steps"] or batch + 1)
            bar = ("#" * round(WIDE * share)).ljust(WIDE, ".")
            print(f"\r\033[K{self._head()} {bar} {figures(logs)}{self._left(share)}", end="", file=sys.stderr)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self._verbose:
            start = "\r\033[K" if self._bar else ""
            print(f"{start}{self._head()} {figures(logs)}{self._left(1.0)}", file=sys.stderr, flush=True)

    def _head(self) -> str:
        return f"epoch {self._epoch + 1:>2}/{self._epochs}"

    def _left(self, share: float) -> str:
        """The time left, at the pace so far, once a part of the first epoch has passed."""
        done = self._epoch - (self._first or 0) + share
        left = (time.monotonic() - self._start) / done * (self._epochs - self._epoch - share)
        return f"  {clock(left)} left" if share < 1 or self._epoch + 1 < self._epochs else ""


def figures(logs: dict[str, Any] | None) -> str:
    """Losses and accuracies for people: {"loss": 0.5, "accuracy": 0.9} to "loss 0.5000  accuracy 90.00 %"."""
    parts = []
    for name, value in (logs or {}).items():
        number = f"{100 * value:.2f} %" if name.endswith("accuracy") else f"{value:.4f}"
        if name.endswith(("accuracy", "loss")):
            parts.append(f"{name.replace('val_', 'validation ')} {number}")
    return "  ".join(parts)


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds: 75 to "1:15"."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"
