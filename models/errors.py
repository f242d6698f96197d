"""What the loaders raise."""

from __future__ import annotations

import textwrap
from pathlib import Path


class ModelError(Exception):
    """A model file cannot be used; the message is one line that says why and what to do."""


def reason(error: Exception, path: Path) -> str:
    """Return a library's own words in one line of at most 180 characters, the file without its folder.

    Keras tells of all that lies around a layer before what is wrong with it.
    """
    words = str(error).rpartition("Exception encountered:")[2] or type(error).__name__
    words = words.replace(str(path), path.name)
    return textwrap.shorten(words, 180, placeholder=" ...").rstrip(".")
