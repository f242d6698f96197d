"""What the program tells others: a reading as JSON or as text, and what went wrong as one line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a mistyped option is answered without loading numpy
    from live.values import Page, Reading


def as_json(reading: Reading, page: Page, ms: float, /, **extra: object) -> dict[str, Any]:
    """A reading of a frame or a drawing as values that `json.dumps` takes.

    Boxes are [x, y, width, height] in the page's pixels; "size" is [width, height]; a mark that is not
    a digit has the value None. ms: milliseconds from the page to its reading. extra: put at the end.
    """
    digits = [
        {
            "value": digit.value,
            "confidence": round(float(digit.confidence), 4),
            "box": [int(number) for number in digit.box],
            "line": int(digit.line),
        }
        for digit in reading.digits
    ]
    return {
        "source": page.source,
        "index": page.index,
        "size": list(page.size),
        "text": reading.text,
        "digits": digits,
        "ms": round(ms, 2),
        **extra,
    }


def as_text(reading: Reading, name: str) -> str:
    """A reading for a person: after its name, or below it where it has several lines."""
    lines = reading.text.split("\n")
    if len(lines) > 1:
        return "\n  ".join([f"{name}:", *lines])
    return f"{name}: {lines[0] or '(no digits)'}"


def complain(message: object) -> None:
    """Says on stderr, in one line, what is wrong."""
    if sys.stderr is not None:
        print("live:", " ".join(str(message).split()), file=sys.stderr, flush=True)
