"""The folder of a run: found fit before a training, told of it from its beginning."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from train.card import versions
from train.digits import DataError

ROOM = 48 << 20
"""Bytes that a run may need at most: the weights twice with their optimizer, exports, logs, pictures."""

CONFIG = "config.json"
HISTORY = "history.csv"

BACKUP = "backup"
"""Folder of what going on after a stop needs; it goes when the run is finished."""


def ready(folder: Path, room: int = ROOM) -> None:
    """Make the folder and see that files can be written there. Raises DataError where not.

    The room is really taken for a moment: what the disk, a quota or a limit has left is not told otherwise.
    """
    probe = folder / ".room"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with probe.open("wb") as file:
                for _ in range(room >> 20):
                    file.write(bytes(1 << 20))
                file.flush()
                os.fsync(file.fileno())
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise DataError(
            f"{folder} cannot take a run of up to {room >> 20} MB: {reason}; make room, or choose --out DIR"
        ) from error


def begin(folder: Path, config: dict[str, Any], resume: bool) -> None:
    """Write config.json and versions.json, or see that what is gone on with has the same config.

    Raises DataError where that differs, where there is nothing left to go on with, and where another training
    would be written over.
    """
    path, stopped = folder / CONFIG, (folder / BACKUP).exists()
    if stopped and not resume:
        raise DataError(f"{folder} holds a stopped training: go on with --resume, or use another --out DIR")
    if not stopped and (folder / HISTORY).exists():
        raise DataError(f"{folder} holds a finished run: use another --out DIR, or delete that one")
    if resume and path.exists():
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise DataError(f"{path} is broken: train elsewhere with --out") from error
        for name in config | before:
            if before.get(name) != json.loads(json.dumps(config.get(name))):
                raise DataError(
                    f"{folder} was begun with {name} {before.get(name)}, not {config.get(name)}: "
                    "go on with the same, or train elsewhere with --out"
                )
    _write(path, config)
    _write(folder / "versions.json", versions())


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
