"""The folder of a run: found fit before a training, told of it from its beginning."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from train.card import versions
from train.digits import DataError

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
