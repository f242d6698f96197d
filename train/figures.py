"""Figures for a run's folder and for the notebook, drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from live.values import Floats

Ints = npt.NDArray[np.int64]

NAMES = [*"0123456789", "-"]
"""Of the classes; the last is no digit."""

SIDE, ABOVE, GAP = 28, 10, 8
"""Of a picture on a sheet, of the place for its name, and of what parts it from the next, px."""


def sheet(images: npt.NDArray[Any], names: Sequence[str], wrong: Any = (), columns: int = 10) -> Figure:
    """Draw pictures, (N, 28, 28) of one range, in rows, each with its name above, in red where wrong."""
    rows, high, wide = max(1, -(-len(images) // columns)), SIDE + ABOVE, SIDE + GAP
    page = np.full((rows * high, columns * wide), images.max(initial=0), images.dtype)
    figure = Figure(figsize=(columns, rows * high / wide))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for k, (image, name) in enumerate(zip(images, names, strict=True)):
        y, x = k // columns * high + ABOVE, k % columns * wide + GAP // 2
        page[y : y + SIDE, x : x + SIDE] = image
        colour = "crimson" if k < len(wrong) and wrong[k] else "black"
        axes.text(x + SIDE / 2, y - 2, name, fontsize=8, ha="center", color=colour)
    axes.imshow(page, cmap="gray", interpolation="nearest", aspect="auto")
    return figure


def plot_samples(images: npt.NDArray[Any], labels: Ints, count: int = 30) -> Figure:
    """Draw the first digits, (N, 28, 28), with their labels."""
    return sheet(images[:count], [NAMES[label] for label in labels[:count]])


def plot_predictions(images: npt.NDArray[Any], rows: Floats, labels: Ints | None = None) -> Figure:
    """Draw digits, (N, 28, 28), each with what it was taken for and how surely; wrong ones in red.

    rows: (N, 11) probabilities, column 10 no digit. labels: (N,), where they are known.
    """
    taken = rows.argmax(1)
    names = [f"{NAMES[k]}  {row.max():.2f}" for k, row in zip(taken, rows, strict=True)]
    return sheet(images, names, () if labels is None else taken != labels)


def plot_worst(images: npt.NDArray[Any], rows: Floats, labels: Ints, count: int = 64) -> Figure:
    """Draw the digits whose own class got least probability: what each is, what it was taken for."""
    order = np.argsort(rows[np.arange(len(labels)), labels])[:count]
    names = [f"{labels[k]}>{NAMES[int(rows[k].argmax())]} {rows[k].max():.2f}" for k in order]
    return sheet(images[order], names, columns=16)


def plot_confusion(rows: Floats, labels: Ints) -> Figure:
    """Draw how often each digit was taken for which. rows: (N, 11) probabilities. labels: (N,)."""
    from sklearn.metrics import ConfusionMatrixDisplay

    figure = Figure(figsize=(7, 7), layout="constrained")
    ConfusionMatrixDisplay.from_predictions(
        labels, rows.argmax(1), labels=range(11), display_labels=NAMES, colorbar=False, cmap="Blues",
        im_kw={"norm": "symlog"}, ax=figure.subplots(),
    )  # fmt: skip
    return figure


def plot_history(history: Sequence[Mapping[str, float]]) -> Figure:
    """Draw loss and accuracy over the epochs, in training and in validation; a row of figures an epoch."""
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
