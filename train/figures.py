"""Figures for a run's folder and for the notebook, drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

COLUMNS = 10


def plot_samples(images: npt.NDArray[Any], labels: Ints, count: int = 30) -> Figure:
    """The first digits, (N, 28, 28), with their labels."""
    return _grid(images[:count], [str(label) for label in labels[:count]])


def plot_predictions(images: npt.NDArray[Any], rows: Floats, labels: Ints | None = None) -> Figure:
    """Digits, (N, 28, 28), each with what it was taken for and how surely; wrong ones in red.

    rows: (N, 11) probabilities, column 10 no digit. labels: (N,), where they are known.
    """
    taken = rows.argmax(1)
    names = [f"{'-' if k > 9 else k}  {row.max():.2f}" for k, row in zip(taken, rows, strict=True)]
    wrong = np.zeros(len(rows), bool) if labels is None else taken != labels
    return _grid(images, names, ["crimson" if bad else "black" for bad in wrong])


def plot_history(history: Sequence[Mapping[str, float]]) -> Figure:
    """Loss and accuracy over the epochs, in training and in validation; a row of figures an epoch."""
    kinds = [kind for kind in ("loss", "accuracy") if any(kind in row for row in history)]
    figure = Figure(figsize=(5 * len(kinds), 3.6), layout="constrained")
    for axes, kind in zip(np.ravel(figure.subplots(1, len(kinds))), kinds, strict=True):
        for name, label in ((kind, "training"), (f"val_{kind}", "validation")):
            if any(name in row for row in history):
                axes.plot(range(1, len(history) + 1), [row[name] for row in history], ".-", label=label)
        axes.set(xlabel="epoch", ylabel=kind)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def _grid(images: npt.NDArray[Any], names: list[str], colours: list[str] | None = None) -> Figure:
    rows = max(1, -(-len(images) // COLUMNS))
    figure = Figure(figsize=(COLUMNS, 1.25 * rows))  # laying it out would take longer than drawing it
    figure.subplots_adjust(0.01, 0.01, 0.99, 1 - 0.25 / rows, wspace=0.1, hspace=0.3)
    for k, axes in enumerate(np.ravel(figure.subplots(rows, COLUMNS))):
        axes.set_axis_off()
        if k < len(images):
            axes.imshow(images[k], cmap="gray")
            axes.set_title(names[k], fontsize=8, color=colours[k] if colours else "black")
    return figure
