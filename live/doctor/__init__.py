"""`python -m live doctor`: what the program needs on this machine, and what to do where it is not there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What one check found of a thing. text: how it is, or what to do, in one line."""

    name: str
    ok: bool
    text: str
