"""`python -m live doctor`: what the program needs on this machine, and what to do where it is not there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What one check found of a thing. told: how it is. mend: what to do where it is not well."""

    name: str
    ok: bool
    told: str
    mend: str = ""

    @property
    def text(self) -> str:
        """How it is, and what to do, in one line."""
        return self.told if self.ok or not self.mend else f"{self.told}; {self.mend}"
