"""What the program tells others: a reading as JSON or as text, and what went wrong as one line."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a mistyped option is answered without loading numpy
    from live.values import Frame, Page, Reading, Sum

LOGIN = re.compile(r"(?:(\b\w+:/+)\S*|[^\s:/]+:\S*)@")
"""What stands before the last @ of an address, which an option's wrong value may be; its scheme first."""


def as_json(reading: Reading, page: Page, ms: float, /, **extra: object) -> dict[str, Any]:
    """Return a reading of a frame or a drawing as values that `json.dumps` takes.

    Boxes are [x, y, width, height] in the page's pixels; "size" is [width, height]. A digit's value is an
    integer, a sign's a string of one character, that of a mark which is neither None. "sums" is there where
    a row is a sum; "answer" and "right" are None where it is doubtful. ms: milliseconds from the page to its
    reading. extra: put at the end.
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
    sums = [
        {
            "text": found.text,
            "line": int(found.line),
            "box": list(found.box),
            "answer": None if found.doubtful else found.shown.lstrip("="),
            "right": None if found.doubtful else found.right,
            "doubtful": bool(found.doubtful),
        }
        for found in reading.sums
    ]
    return {
        "source": page.source,
        "index": page.index,
        "size": list(page.size),
        "text": reading.text,
        "digits": digits,
        **({"sums": sums} if sums else {}),
        "ms": round(ms, 2),
        **extra,
    }


def when(frame: Frame) -> dict[str, Any]:
    """Return which frame of a moving source a reading is of, and its time, s, for `as_json`."""
    return {"frame": frame.index, "time": round(frame.time, 3)}


def as_text(reading: Reading, name: str) -> str:
    """Return a reading for a person: after its name, or below it where it has several lines."""
    said = lines(reading) or ["(no digits)"]
    return "\n  ".join([f"{name}:", *said]) if len(said) > 1 else f"{name}: {said[0]}"


def lines(reading: Reading) -> list[str]:
    """Return the lines of a reading for a person, those left out in which nothing was read.

    Behind a sum stands what an open one makes, in brackets what a wrong one should, "?" for a doubtful one.
    """
    starts = {id(found.marks[0]) for found in reading.sums}
    notes = {id(found.marks[-1]): _note(found) for found in reading.sums}
    said = []
    for _, row in groupby(reading.digits, key=lambda digit: digit.line):
        parts = [""]
        for mark in row:
            if id(mark) in starts:
                parts.append("")
            parts[-1] += "" if mark.value is None else str(mark.value)
            if id(mark) in notes:
                parts += [notes[id(mark)], ""]
        said.append("  ".join(filter(None, parts)))
    return list(filter(None, said))


def _note(found: Sum) -> str:
    """Return what is said of a sum behind its row."""
    return {"open": found.shown, "wrong": f"({found.shown})", "doubtful": "(?)"}.get(found.verdict, "")


def complain(message: object) -> None:
    """Say on stderr, in one line, what is wrong; of an address nothing before its last @ is said."""
    if sys.stderr is not None:
        words = LOGIN.sub(r"\1", " ".join(str(message).split()))
        print("live:", words, file=sys.stderr, flush=True)
