"""The card beside a shipped reader's network: the alphabet that it knows."""

from __future__ import annotations

import json
from pathlib import Path

from models.errors import ModelError


def alphabet_of(network: Path) -> tuple[str, ...]:
    """Return the characters that a network knows, in the order of its classes; raises ModelError."""
    if not network.exists():
        raise ModelError(f"no model file {network}: install the program again")
    card = json.loads(network.with_suffix(".json").read_text(encoding="utf-8"))
    return tuple(card["alphabet"])
