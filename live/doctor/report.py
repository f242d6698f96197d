"""All checks, one after the other, told as they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module

from live.doctor import Finding
from live.errors import remedy

CHECKS = (
    "system.python",
    "system.packages",
    "system.one_cv2",
    "reader.checksums",
    "reader.digits",
    "reader.speed",
    "system.display",
    "devices.cameras",
    "devices.mediapipe",
    "devices.hand_model",
    "system.places",
)
"""Modules of this package, and their functions: imported one by one, as anything may be missing."""

NEEDED = {"system.python", "system.one_cv2", "reader.checksums", "reader.digits"}
"""Checks of what nothing is read without; no camera, say, can be well."""


def examine(as_json: bool = False) -> int:
    """Print what is found, as lines or as one JSON list; return 1 where something needed fails, else 0."""
    found = []
    for check in CHECKS:
        needed = check in NEEDED
        for one in _found(check):
            found.append({"check": one.name, "ok": one.ok, "needed": needed, "text": one.text})
            if not as_json:
                print(f"{'✓' if one.ok else '✗' if needed else '!'} {one.name}: {one.text}", flush=True)
    if as_json:
        print(json.dumps(found, indent=1))
    return int(any(row["needed"] and not row["ok"] for row in found))


def _found(check: str) -> Iterator[Finding]:
    """Yield what a check finds; one that breaks is a finding, too."""
    module, name = check.split(".")
    try:
        yield from getattr(import_module(f"live.doctor.{module}"), name)()
    except Exception as error:  # a doctor is asked when anything may be broken
        words = " ".join(f"{type(error).__name__}: {error}".split())
        advice = remedy(error) if isinstance(error, ImportError) else "please report it"
        yield Finding(name.replace("_", " "), False, words, advice)
