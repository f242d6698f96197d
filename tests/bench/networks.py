"""The network as Keras runs it, to be compared with."""

from __future__ import annotations

from typing import Any

import pytest

from models.classifier import DEFAULT
from train.recipes import RECIPES


def keras_network() -> Any:
    """The shipped network in Keras; where only its LiteRT file is there, one of the same layers."""
    pytest.importorskip("tensorflow")
    import keras

    path = DEFAULT.with_suffix(".keras")
    return keras.models.load_model(path, compile=False) if path.exists() else RECIPES["digits"].build()
