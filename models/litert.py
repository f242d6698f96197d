"""Opens LiteRT files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import ModelError, reason


def open_litert(
    path: Path, content: bytes | None = None
) -> tuple[Any, list[dict[str, Any]], list[dict[str, Any]]]:
    """An interpreter, and the details of what it takes and gives. Raises ModelError for another file.

    content: of the file, where several interpreters share it: each would map the file anew.
    """
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(None if content else str(path), model_content=content, num_threads=2)
        return interpreter, interpreter.get_input_details(), interpreter.get_output_details()
    except (ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} is not a LiteRT model that loads: {reason(error, path)}; train or export it again"
        ) from error


class Resizable:
    """A network for inputs of any size: an interpreter is kept for each, as resizing one is slow."""

    def __init__(self, path: Path, kept: int) -> None:
        """kept: sizes, the last ones, whose interpreters are kept."""
        self._path, self._content = path, path.read_bytes()
        self._for_shape = lru_cache(kept)(self._laid_out)

    def run(self, inputs: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the output for a batch of inputs; raises ModelError for a file that is none of LiteRT's."""
        interpreter, source, target = self._for_shape(inputs.shape)
        interpreter.set_tensor(source, inputs)
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(target), np.float32)

    def _laid_out(self, shape: tuple[int, ...]) -> tuple[Any, int, int]:
        """Return an interpreter for inputs of a shape, and the indices of its input and output."""
        interpreter, sources, targets = open_litert(self._path, self._content)
        interpreter.resize_tensor_input(sources[0]["index"], list(shape))
        interpreter.allocate_tensors()
        return interpreter, sources[0]["index"], targets[0]["index"]
