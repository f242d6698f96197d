"""The pictures of a folder or a glob, in the order in which a person would name them."""

from __future__ import annotations

import glob
import re
from pathlib import Path

from live.errors import UserError

_NAMES = (
    "jpg jpeg jpe jfif png apng webp bmp dib tif tiff jp2 avif heic heif gif ico psd qoi hdr pic sr ras "
    "pbm pgm ppm pnm pxm pam pfm"
)
SUFFIXES = frozenset(f".{name}" for name in _NAMES.split())
"""Of files that are pictures, in lower case."""

ANNOTATED = ".read.png"
"""How the names of pictures end that were written by this program, and are not to be read again."""


def expand(spec: str) -> list[str]:
    """Return the pictures that a folder or a glob stands for, in natural order; of anything else, itself.

    Raises UserError for a folder or a glob without pictures.
    """
    if not spec:
        raise UserError("no source given; try a picture, a clip, a folder, a camera's number or demo")
    path = Path(spec)
    try:
        if path.is_dir():
            found, missing = list(path.iterdir()), f"{spec}: no pictures in this folder (JPEG, PNG, ...)"
        elif not path.exists() and glob.has_magic(spec) and "://" not in spec:
            names = glob.glob(spec, recursive=True)  # noqa: PTH207  (Path.glob takes no absolute pattern)
            found, missing = [Path(name) for name in names], f"{spec}: no picture has such a name"
        else:
            return [spec]
    except (OSError, ValueError) as error:
        raise UserError(f"{spec}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    pictures = [p for p in found if _is_picture(p.name) and p.is_file()]
    if not pictures:
        raise UserError(missing)
    return [str(p) for p in sorted(pictures, key=lambda p: _natural(str(p)))]


def _is_picture(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES and name[0] != "." and not name.endswith(ANNOTATED)


def _natural(text: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts page2 before page10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return [(not p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in parts]
