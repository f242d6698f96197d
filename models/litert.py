"""Opens LiteRT files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models.errors import ModelError


def open_litert(path: Path) -> tuple[Any, list[dict[str, Any]], list[dict[str, Any]]]:
    """An interpreter, and the details of what it takes and gives. Raises ModelError for another file."""
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(str(path), num_threads=2)
        return interpreter, interpreter.get_input_details(), interpreter.get_output_details()
    except (ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is not a LiteRT model: train or export it again") from error


def check_float32(path: Path, *tensors: dict[str, Any]) -> None:
    """Raises ModelError where a tensor does not hold float32."""
    if any(tensor["dtype"] != np.float32 for tensor in tensors):
        raise ModelError(f"{path} does not take and give float32: export it with float input and output")
