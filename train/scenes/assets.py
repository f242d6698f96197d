"""Pictures and fonts of free licence, the raw material of drawn scenes.

`fetch` takes them out of Debian packages and out of scikit-image's wheel; scenes are drawn without them, too.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageFont

from live.values import Image
from train.scenes.packages import PACKAGES, Package

LONGEST = 1000
"""Longer side of a stored picture, px."""
DECODED = 640
"""Longer side of a picture in memory, px; of an object half of it."""
HELD_OUT = 10
"""One file in so many is for validation."""
PICTURE_LEAST, OBJECT_LEAST = 128, 72
"""Shorter side of a picture and longer side of an object below which it is left out, px."""
CLEAR = 0.08
"""Share of transparent pixels from which a picture is an object."""

PICTURE_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".tif"}
FONT_ENDINGS = {".ttf", ".otf"}
ARCHIVES = {".zip", ".jar", ".sh3f"}

WRITING = re.compile(
    r"digit|number|alphabet|letter|/math|/money|coin|calendar|sudoku|/card|playing|billiard|pool|/ball|dreidel|digital|alarm|snooze|notes|retina|ellipses|licen[sc]eplate|imagetext|text_|"
    r"/text\.|/page\.|dice|domino|speed.?limit|score|screenshot|preview|grub|countdown|abacus|keypad|phone|"
    r"ruler|thermometer|watermark|mask|_normal|_spec|bump|icon|cursor|chessboard|pattern_|phantom|logo|music|"
    r"roadsigns|multipage|/pic\d|detect_blob|ela_modified|pca_test|messi",
    re.IGNORECASE,
)
"""Paths of pictures that hold writing or digits, or that show nothing one meets before a camera."""


@dataclass(frozen=True)
class Assets:
    """Decoded material: pictures (h, w, 3) uint8 BGR, objects (h, w, 4) uint8 BGRA, paths of fonts."""

    pictures: tuple[Image, ...] = ()
    objects: tuple[Image, ...] = ()
    print_fonts: tuple[str, ...] = ()
    hand_fonts: tuple[str, ...] = ()


def default_folder() -> Path:
    """Name the folder in the user's cache that holds the material."""
    from platformdirs import user_cache_path

    return user_cache_path("live-digits", appauthor=False) / "scenes"


def load(folder: Path, validation: bool, limit: int = 400) -> Assets:
    """Decode at most `limit` pictures and as many objects, evenly taken from the sorted files of one part."""

    def part(kind: str) -> list[Path]:
        return [p for p in sorted((folder / kind).glob("[!.]*")) if _held_out(p) == validation]

    return Assets(
        tuple(_decoded(_spread(part("pictures"), limit), cv2.IMREAD_COLOR, DECODED)),
        tuple(_decoded(_spread(part("objects"), limit), cv2.IMREAD_UNCHANGED, DECODED // 2)),
        *(tuple(map(str, part(f"fonts/{kind}"))) for kind in ("print", "hand")),
    )


def fetch(folder: Path, packages: Iterable[Package] = PACKAGES) -> None:
    """Fill `folder` from the packages and scikit-image, with apt-get and dpkg-deb and without being root.

    Files are written over; a package that cannot be had stands in the manifest with no files.
    """
    for part in ("pictures", "objects", "fonts/print", "fonts/hand"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    seen: set[bytes] = set()
    manifest = []
    for package in packages:
        with tempfile.TemporaryDirectory() as name:
            found, root = _unpack(package, Path(name))
            count = 0 if root is None else _take(package, root, folder, seen)
        manifest.append({"package": package.name, "version": found, "licence": package.licence,
                         "holds": package.holds, "files": count})  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


def _unpack(package: Package, into: Path) -> tuple[str, Path | None]:
    """Unpack a package; returns its version and root, or no root if it cannot be had."""
    if package.name == "scikit-image":
        found = find_spec("skimage")
        if found is None or found.origin is None:
            return "", None
        return version("scikit-image"), Path(found.origin).parent / "data"
    got = subprocess.run(["apt-get", "download", package.name], cwd=into, capture_output=True, check=False)
    archives = sorted(into.glob("*.deb"))
    if got.returncode or not archives:
        return "", None
    subprocess.run(["dpkg-deb", "-x", archives[0], into / "root"], check=True)
    return archives[0].name.split("_")[1].replace("%3a", ":"), into / "root"


def _take(package: Package, root: Path, folder: Path, seen: set[bytes]) -> int:
    """Write a package's files into `folder`; returns how many."""
    if package.holds in ("print", "hand"):
        found = [p for p in sorted(root.rglob("*")) if p.suffix.lower() in FONT_ENDINGS and p.is_file()]
        letters = "aegkmRW" if package.holds == "hand" else "aegkmRW2580"
        usable = [p for p in found if re.search(package.only, p.name) and _draws(p, letters)]
        usable = _spread(usable, package.most)
        for font in usable:
            (folder / "fonts" / package.holds / font.name).write_bytes(font.read_bytes())
        return len(usable)
    count = 0
    for path, data in _files(root):
        if count >= package.most or WRITING.search(path) or not re.search(package.only, path):
            continue
        image = _shrunk(data)
        if image is None:
            continue
        small = cv2.resize(np.ascontiguousarray(image[..., :3]), (8, 8), interpolation=cv2.INTER_AREA)
        key = (small // 16).tobytes()  # the same picture in other sizes comes but once
        if key in seen:
            continue
        seen.add(key)
        stem = re.sub(r"[^A-Za-z0-9]+", "-", path.rsplit(".", 1)[0])[-60:].strip("-")
        kind, ending = ("objects", "png") if image.shape[2] == 4 else ("pictures", "jpg")
        options = [cv2.IMWRITE_JPEG_QUALITY, 90] if ending == "jpg" else []
        cv2.imwrite(str(folder / kind / f"{package.name}_{stem}.{ending}"), image, options)
        count += 1
    return count


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Walk the pictures under a folder and in its archives: path from the root, and the bytes."""
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        where = "/" + path.relative_to(root).as_posix()
        if path.suffix.lower() in PICTURE_ENDINGS:
            yield where, path.read_bytes()
        elif path.suffix.lower() in ARCHIVES:
            with zipfile.ZipFile(path) as archive:
                for name in sorted(archive.namelist()):
                    if Path(name).suffix.lower() in PICTURE_ENDINGS:
                        yield f"{where}/{name}", archive.read(name)


def _shrunk(data: bytes) -> Image | None:
    """Decode to BGR, or BGRA if much is clear, at most LONGEST px; none if small, flat or no picture."""
    try:
        with Pil.open(io.BytesIO(data)) as file:
            file.draft("RGB", (LONGEST, LONGEST))
            image = np.asarray(file.convert("RGBA"), np.uint8)
    except (OSError, ValueError, SyntaxError, Pil.DecompressionBombError):
        return None
    image = _fitted(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGBA2BGRA), np.uint8), LONGEST)
    clear = float((image[..., 3] < 128).mean())
    if clear > CLEAR:
        left, top, wide, high = cv2.boundingRect((image[..., 3] > 16).astype(np.uint8))
        return image[top : top + high, left : left + wide] if max(wide, high) >= OBJECT_LEAST else None
    opaque = np.ascontiguousarray(image[..., :3])
    flat = float(opaque.std()) < 6
    return None if flat or min(opaque.shape[:2]) < PICTURE_LEAST else opaque


def _draws(path: Path, letters: str) -> bool:
    """Say whether a font draws the letters, each by a shape of its own."""
    try:
        font = ImageFont.truetype(str(path), 32)
        masks = [font.getmask(letter) for letter in letters + "\uffff"]
    except (OSError, ValueError):
        return False
    drawn = [bytes(mask) for mask in masks if min(mask.size)]
    return all(mask.getbbox() for mask in masks[:-1]) and len(set(drawn)) == len(drawn)


def _fitted(image: Image, longest: int) -> Image:
    """Scale down to `longest` px on the longer side; a smaller one stays."""
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _decoded(paths: Iterable[Path], flag: int, longest: int) -> Iterator[Image]:
    for path in paths:
        image = cv2.imread(str(path), flag)
        if image is not None and image.ndim == 3:
            yield _fitted(np.asarray(image, np.uint8), longest)


def _spread(paths: list[Path], limit: int) -> list[Path]:
    """Take at most `limit`, evenly over the list."""
    return paths if len(paths) <= limit else [paths[i * len(paths) // limit] for i in range(limit)]


def _held_out(path: Path) -> bool:
    """Say whether a file is for validation, by a hash of its name, or of its family's name if a font."""
    family = path.stem.rsplit("-", 1)[0] if path.suffix in FONT_ENDINGS else path.name
    return hashlib.sha256(family.encode()).digest()[2] % HELD_OUT == 0
