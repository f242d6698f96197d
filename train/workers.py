"""Training on more than one device or machine, by tf.distribute."""

from __future__ import annotations

import json
import os
from typing import Any

from train.digits import DataError

CHIEF = 0


def open_strategy(name: str | None) -> Any:
    """None for no name; "mirrored": all devices of this machine; "multiworker": the machines of TF_CONFIG."""
    if name is None:
        return None
    import train.hush  # noqa: F401  # before TensorFlow

    # isort: split
    import tensorflow as tf

    if name == "mirrored":
        return tf.distribute.MirroredStrategy()

    class Workers(tf.distribute.MultiWorkerMirroredStrategy):  # type: ignore[misc]  # ships no types
        """Keras asks for the mean of each machine's figures over an axis, where they are single numbers."""

        def reduce(self, reduce_op: Any, value: Any, axis: int | None = None) -> Any:
            return super().reduce(reduce_op, value, None)

    return Workers()


def worker(name: str | None) -> int:
    """Which worker this process is; CHIEF, the one that keeps the results, where it is alone.

    Of TF_CONFIG in the environment, as TensorFlow describes it:
    {"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}.
    Raises DataError where several workers are asked for without it.
    """
    if name != "multiworker":
        return CHIEF
    try:
        config = json.loads(os.environ["TF_CONFIG"])
        index, count = int(config["task"]["index"]), len(config["cluster"]["worker"])
        if 0 <= index < count and config["task"]["type"] == "worker":
            return index
        why = f"it has {count} workers, and its task is none of them"
    except (KeyError, ValueError, TypeError):
        why = "there is none"
    raise DataError(
        f"--strategy multiworker needs TF_CONFIG in the environment, and {why}: "
        '{"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}, '
        "another index for each machine"
    )
