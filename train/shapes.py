"""The shapes of digits, signs and letters that our own code writes: those of data/shapes.txt."""

from __future__ import annotations

from collections import defaultdict
from importlib import resources

Strokes = list[str]
"""As shapes.txt notes them."""


def _read() -> dict[str, list[tuple[Strokes, tuple[float, ...]]]]:
    """Return the shapes of each name, with the numbers behind it."""
    found = defaultdict(list)
    for line in (resources.files("train") / "data" / "shapes.txt").read_text("utf-8").splitlines():
        if " | " in line:
            head, strokes = line.split(" | ")
            name, *wide = head.split()
            found[name].append((strokes.split("; "), tuple(map(float, wide))))
    return dict(found)


_FOUND = _read()

SHAPES = {value: [strokes for strokes, _ in _FOUND[str(value)]] for value in range(10)}
"""Shapes of digits that are clear by themselves."""

UNUSUAL = {value: [strokes for strokes, _ in _FOUND.get(f"{value}?", [])] for value in range(10)}
"""Shapes of digits of which neighbours tell what they are."""

UNUSUAL_SHARE = 0.2
"""Share of the unusual shapes among our own digits that have any."""

SIGNS = {name: [(strokes, (wide[0], wide[1])) for strokes, wide in many]
         for name, many in _FOUND.items() if many[0][1]}  # fmt: skip
"""Of each sign: its shapes, with the least and the greatest width over height."""

LETTERS = [strokes for strokes, _ in _FOUND["letter"]]
"""Letters that are no digits."""
