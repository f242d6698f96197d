"""Errors that a user can mend: their message is one line that says what to do."""

from __future__ import annotations

import re

LIBRARIES = "libgl1 libegl1 libgles2 libglib2.0-0"
"""What the wheels of OpenCV and MediaPipe leave to the system, as Debian and Ubuntu name it."""

PACKAGES = "python -m pip install -r requirements.txt"
"""What installs the packages themselves."""


def remedy(error: Exception, usual: str = PACKAGES) -> str:
    """Return what to do where a package cannot be loaded: the usual, unless the system lacks a library."""
    if re.search(r"\blib\S+\.so\b", str(error)):
        return f"{PACKAGES}, and on Debian or Ubuntu apt-get install {LIBRARIES}"
    return usual


class UserError(Exception):
    """Something the user asked for cannot be done; shown as one line on stderr, exit code 1."""
