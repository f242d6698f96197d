"""What the loaders raise."""

from __future__ import annotations


class ModelError(Exception):
    """A model file cannot be used; the message is one line that says why and what to do."""
