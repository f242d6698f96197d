"""Pictures out of a file, whatever they were saved as: upright 8-bit BGR, all pages and all frames.

Pillow reads them; what it does not know (HDR, colours in floats, 10 or 14 bits) OpenCV does.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO, Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pil
from PIL import ImageOps, ImageStat

from live.errors import UserError, remedy
from live.values import Frame, Image, as_image

MAX_BYTES = 2**30
Pil.MAX_IMAGE_PIXELS = 2**29  # Pillow refuses what has twice as many, as OpenCV does
warnings.filterwarnings("ignore", module=r"PIL|live\.frames\.decode")  # of files that are read all the same

FORMATS = (
    *("JPEG", "PNG", "BMP", "DIB", "GIF", "PPM"),  # in this order: to look for others costs 40 ms
    *("WEBP", "TIFF", "AVIF", "MPO", "JPEG2000", "SUN", "ICO", "PSD", "QOI"),
)
"""Pillow's formats that have a signature; with others it would take some clips for pictures."""
MOVING = frozenset(("GIF", "PNG", "WEBP", "AVIF"))
"""Formats whose pictures, where there are several, are a clip's."""
PAGED = frozenset(("TIFF", "HEIF"))
"""Formats whose pictures are pages; in others what comes second is a preview or a layer."""
HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
"""What a HEIF file's first box says that it is."""

SUBFILE_TYPE, NO_PAGE = 254, 5
"""TIFF's tag NewSubfileType, and its bits of a thumbnail and of a mask."""
DEFAULT_DURATION = 0.1
"""Seconds for which a moving picture's frame is shown that does not say how long; as in browsers."""
WHITES = (255, 1023, 4095, 16383, 65535)
"""What white may be in a picture of more than 8 bits: the least that its brightest pixel does not pass."""
MAX_HIGHLIGHT = 16.0
"""Brightest pixel of a picture in floats up to which white is 1; what shines is brighter than white."""


def kind(file: BinaryIO, name: str) -> Literal["still", "clip"] | None:
    """Return what a file's pictures are; None where Pillow does not know it."""
    opened = _opened(file, name)
    if opened is None:
        return None
    return "clip" if opened.format in MOVING and _count(opened) > 1 else "still"


def decode(file: BinaryIO, name: str) -> Image:
    """Return a file's first picture, (H, W, 3) uint8 BGR; raises UserError where there is none."""
    image = next(pages(file, name))
    if isinstance(image, UserError):
        raise image
    return image


def pages(file: BinaryIO, name: str) -> Iterator[Image | UserError]:
    """Yield each page of a file, (H, W, 3) uint8 BGR; of a picture that moves the first frame.

    They are turned as EXIF or the file says, and laid over white or black where they are transparent. In
    place of a page that cannot be read comes an error that names it: those behind it can still be read.
    """
    size = file.seek(0, 2)
    if size == 0 or size > MAX_BYTES:
        wrong = "larger than 1 GB, scale the picture down first" if size else "the file is empty"
        yield UserError(f"{name}: {wrong}")
        return
    opened = _opened(file, name)
    if opened is None:
        yield from _by_opencv(file) or (_broken(name),)
        return
    numbers = _pages(opened)
    for number in numbers:
        image: Image | UserError
        try:
            image = _picture(opened, number)
        except Exception:  # Pillow's readers raise whatever a broken file makes them
            others = _by_opencv(file)[number : number + 1]
            image = others[0] if others else _broken(f"{name}, page {number + 1}" if numbers[1:] else name)
        yield image


def frames(file: BinaryIO, name: str) -> Iterator[Frame]:
    """Yield the frames of a picture that moves, as far as it is whole; raises UserError where none is."""
    opened = _opened(file, name)
    if opened is None:
        raise _broken(name)
    time = 0.0
    for index in range(_count(opened)):
        try:
            image = _picture(opened, index)
        except Exception as error:
            if index == 0:
                raise _broken(name) from error
            return
        yield Frame(image, time, index, name)
        time += float(opened.info.get("duration", 0)) / 1000 or DEFAULT_DURATION


def _broken(name: str) -> UserError:
    return UserError(f"{name}: not a whole picture, or too large; give a JPEG, PNG, WebP, TIFF or BMP file")


def _opened(file: BinaryIO, name: str) -> Pil.Image | None:
    """Return a file as Pillow knows it, by its first bytes; None where it does not."""
    file.seek(0)
    head = file.read(12)
    formats: tuple[str, ...] = FORMATS
    if head[4:8] == b"ftyp" and head[8:] in HEIF_BRANDS:
        try:
            from pillow_heif import register_heif_opener
        except ImportError as error:
            raise UserError(
                f"{name}: HEIC needs pillow-heif: {remedy(error)}; or export it as JPEG"
            ) from error
        register_heif_opener()
        formats = ("AVIF", "HEIF")
    try:
        return Pil.open(file, formats=formats)
    except Exception:
        return None


def _count(opened: Pil.Image) -> int:
    try:
        return int(getattr(opened, "n_frames", 1))
    except Exception:
        return 1


def _pages(opened: Pil.Image) -> list[int]:
    """Return which of a file's pictures are pages."""
    count = _count(opened) if opened.format in PAGED else 1
    return [number for number in range(count) if count == 1 or not _is_beside(opened, number)] or [0]


def _is_beside(opened: Pil.Image, number: int) -> bool:
    """Return whether a picture of a file is a thumbnail or a mask of another."""
    try:
        opened.seek(number)
        return bool(getattr(opened, "tag_v2", {}).get(SUBFILE_TYPE, 0) & NO_PAGE)
    except Exception:
        return False


def _picture(opened: Pil.Image, number: int) -> Image:
    """Return one of a file's pictures, upright, (H, W, 3) uint8 BGR; raises whatever Pillow does."""
    opened.seek(number)
    opened.load()
    picture = ImageOps.exif_transpose(opened)
    if picture.mode.startswith("I") or picture.mode == "F":
        return _bgr(np.asarray(picture))
    if picture.has_transparency_data:
        picture = _on_ground(picture.convert("RGBA"))
    return as_image(cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2BGR))


def _on_ground(picture: Pil.Image) -> Pil.Image:
    """Return an RGBA picture laid over white or black, whichever lets more be seen."""
    alpha = picture.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return picture
    laid = []
    for colour in ("white", "black"):
        laid.append(Pil.new("RGB", picture.size, colour))
        laid[-1].paste(picture, mask=alpha)
    return max(laid, key=lambda one: ImageStat.Stat(one.convert("L")).var[0])


def _by_opencv(file: BinaryIO) -> list[Image]:
    """Return a file's pictures, (H, W, 3) uint8 BGR each, as OpenCV reads them; none where it cannot."""
    try:
        file.seek(0)
        data = np.frombuffer(file.read(), np.uint8)
        _, images = cv2.imdecodemulti(data, cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH)
    except (cv2.error, OSError, MemoryError):
        return []
    return [_bgr(np.asarray(image)) for image in images]


def _bgr(image: npt.NDArray[Any]) -> Image:
    """Return a grey or BGR picture of any depth as (H, W, 3) uint8 BGR."""
    if image.dtype != np.uint8:
        values = np.nan_to_num(image.astype(np.float32), posinf=np.inf, neginf=0)
        top = float(values.max(initial=0, where=np.isfinite(values)))
        white = next((float(white) for white in WHITES if top <= white), top)
        if image.dtype.kind == "f" and top <= MAX_HIGHLIGHT:
            white = 1.0
        image = cv2.convertScaleAbs(values.clip(0, white), alpha=255 / white)
    return as_image(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image)
