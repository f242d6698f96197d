"""Opens LiteRT files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.errors import ModelError, reason


def open_litert(path: Path) -> tuple[Any, list[dict[str, Any]], list[dict[str, Any]]]:
    """An interpreter, and the details of what it takes and gives. Raises ModelError for another file."""
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(str(path), num_threads=2)
        return interpreter, interpreter.get_input_details(), interpreter.get_output_details()
    except (ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} is not a LiteRT model that loads: {reason(error, path)}; train or export it again"
        ) from error
