"""The Debian packages whose pictures and fonts make scenes, each with its licence: data/packages.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Package:
    """A package of Debian 12, main, or scikit-image's wheel.

    licence: as /usr/share/doc/NAME/copyright states it for the files that are taken.
    holds: "pictures" (those with alpha become objects), "print" or "hand" (fonts); fonts of print that could
    pass for handwriting are left out, since print holds digits.
    only: a regular expression that a path of a picture, or a font's name, must match; most: files at most.
    """

    name: str
    licence: str
    holds: str
    only: str
    most: int


def _read() -> Iterator[Package]:
    with (resources.files("train") / "data" / "packages.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Package(row["name"], row["licence"], row["holds"], row["only"], int(row["most"]))


PACKAGES = tuple(_read())
