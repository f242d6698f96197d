"""What a run's folder tells beside the network: settings, the figures of each epoch, the model card."""

from __future__ import annotations

import csv
import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.values import Floats
from models import NOT_A_DIGIT
from models.backends import LOADERS
from models.classifier import card_of
from models.table import THETAS
from train.digits import DataError

REFUSED = 0.01
"""Share of digits as they come that a network refuses: fewer would let more letters and signs pass."""

PACKAGES = ("tensorflow", "keras", "numpy", "scipy")

ROOM = 48 << 20
"""Bytes that a run may need at most: the weights twice with their optimizer, exports, logs, pictures."""

CONFIG, HISTORY = "config.json", "history.csv"

BACKUP = "backup"
"""Folder of what going on after a stop needs; it goes when the run is finished."""

Row = dict[str, float]
"""An epoch's figures: epoch, 1 the first, loss, accuracy, val_loss, val_accuracy, seconds, learning_rate."""


def ready(folder: Path) -> None:
    """Make the folder and see that files can be written there. Raises DataError where not.

    The room is really taken for a moment: what the disk, a quota or a limit has left is not told otherwise.
    """
    probe = folder / ".room"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(bytes(ROOM))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise DataError(
            f"{folder} cannot take a run of up to {ROOM >> 20} MB: {reason}; make room, or choose --out DIR"
        ) from error


def begin(folder: Path, config: dict[str, Any], resume: bool) -> None:
    """Write config.json and versions.json, or see that what is gone on with has the same config.

    Raises DataError where that differs, where there is nothing left to go on with, and where another training
    would be written over.
    """
    path, stopped = folder / CONFIG, (folder / BACKUP).exists()
    if stopped and not resume:
        raise DataError(f"{folder} holds a stopped training: go on with --resume, or use another --out DIR")
    if not stopped and read_history(folder):
        raise DataError(f"{folder} holds a finished run: use another --out DIR, or delete that one")
    text = json.dumps(config, indent=2) + "\n"
    if resume and path.exists():
        try:
            before, now = json.loads(path.read_text(encoding="utf-8")), json.loads(text)
        except ValueError as error:
            raise DataError(f"{path} is broken: train elsewhere with --out") from error
        for name in now | before:
            if before.get(name) != now.get(name):
                raise DataError(
                    f"{folder} was begun with {name} {before.get(name)}, not {now.get(name)}: "
                    "go on with the same, or train elsewhere with --out"
                )
    path.write_text(text, encoding="utf-8")
    (folder / "versions.json").write_text(json.dumps(versions(), indent=2) + "\n", encoding="utf-8")


def write_history(folder: Path, history: list[Row]) -> None:
    """Write a row an epoch, as CSV."""
    with (folder / HISTORY).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(history[0]))
        writer.writeheader()
        writer.writerows(history)


def read_history(folder: Path) -> list[Row]:
    """Return the figures of a run's epochs, as they were written last; none where there are none."""
    try:
        with (folder / HISTORY).open(encoding="utf-8", newline="") as file:
            rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
        return list({row["epoch"]: row for row in rows}.values())
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(f"{folder / HISTORY} is broken: train elsewhere with --out") from error


def write_card(path: Path, card: dict[str, Any]) -> None:
    """Write the card beside a model file or folder, figures with five places; versions and file hashes are
    added."""
    folder = card_of(path).parent
    hashes = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files(path)
    }
    card = card | {"versions": versions(), "sha256": hashes}
    card = json.loads(json.dumps(card), parse_float=lambda figure: round(float(figure), 5))
    card_of(path).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def files(path: Path) -> list[Path]:
    """The files of a model under all endings that there are of its name."""
    stem = card_of(path).with_suffix("")
    named = [stem.with_name(stem.name + ending) for ending in LOADERS]
    return [file for file in [*named, *(stem / name for name in THETAS)] if file.is_file()]


def read_card(path: Path) -> dict[str, Any]:
    """The card beside a model file, {} where there is none."""
    try:
        card = json.loads(card_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def versions() -> dict[str, str]:
    """Of the packages that a training depends on."""
    return {package: version(package) for package in PACKAGES}


def caution(logits: Floats) -> float:
    """What to add to the logit of "not a digit" so that REFUSED of some digits are taken for none.

    logits: (N, 11), of digits as they come.
    """
    return float(np.quantile(logits[:, :NOT_A_DIGIT].max(1) - logits[:, NOT_A_DIGIT], REFUSED))


def temperature(logits: Floats, labels: npt.NDArray[np.int64]) -> float:
    """The divisor of logits under which the labels are likeliest.

    logits: (N, C); labels: (N,). Found on a grid from 0.25 to 4 (Guo et al. 2017).
    """
    from scipy.special import log_softmax

    grid, rows = np.geomspace(0.25, 4, 201), np.arange(len(labels))
    losses = [-log_softmax(logits / t, axis=1)[rows, labels].mean() for t in grid]
    return float(grid[np.argmin(losses)])
