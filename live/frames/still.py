"""A picture file into an upright 8-bit BGR image, whatever it was saved as."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.errors import UserError
from live.frames.capture import hushed
from live.values import Image

SUFFIXES = frozenset(
    (
        *(
            ".jpg",
            ".jpeg",
            ".jpe",
            ".jfif",
            ".png",
            ".webp",
            ".bmp",
            ".dib",
            ".tif",
            ".tiff",
            ".jp2",
            ".avif",
        ),
        *(".pbm", ".pgm", ".ppm", ".pnm", ".pxm", ".pam", ".pfm", ".hdr", ".pic", ".sr", ".ras", ".gif"),
        *(".heic", ".heif"),  # cannot be decoded; better named as such than passed over in a folder
    )
)
"""How pictures' names end, in lower case."""
MAX_BYTES = 2**30
OPAQUE = 128
"""Alpha above which a pixel counts as drawn, of 255."""

LIGHT = 140
"""Mean of every channel, of 255, above which what is drawn would be lost on white."""

_ROWS = 512  # rows made opaque at a time, so that a huge picture needs no second copy in 16 bit


def read_still(path: Path) -> Image:
    """The picture in a file, as (H, W, 3) uint8 BGR; raises UserError for a file that holds none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path}: larger than 1 GB, scale the picture down first")
        # Not cv2.imread, which cannot open every Unicode path on Windows.
        return decode_still(path.read_bytes(), str(path))
    except (OSError, MemoryError) as error:
        raise UserError(f"{path}: cannot be read ({_reason(error)})") from error


def decode_still(data: bytes, name: str) -> Image:
    """The picture in a file's bytes: EXIF orientation applied, 16 bit to 8, grey to BGR, no transparency.

    What is transparent is laid over white, or over black where what is drawn is light. Returns (H, W, 3)
    uint8 BGR. Raises UserError, naming the picture, for bytes that are no whole picture.
    """
    if not data:
        raise UserError(f"{name}: the file is empty")
    try:
        with hushed():
            image, kinds, blocks = cv2.imdecodeWithMetadata(
                np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED
            )
    except cv2.error as error:
        raise UserError(f"{name}: too large or broken, save it again as JPEG or PNG") from error
    if image is None or image.size == 0:
        if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
            raise UserError(f"{name}: HEIC cannot be read, export it as JPEG")
        raise UserError(f"{name}: not a whole picture, give a JPEG, PNG, WebP, TIFF or BMP file")
    exif = next(
        (b.tobytes() for k, b in zip(kinds, blocks, strict=False) if k == cv2.IMAGE_METADATA_EXIF), b""
    )
    return upright(_bgr8(image, name), orientation(exif))


def orientation(exif: bytes) -> int:
    """The orientation, 1 to 8, that an EXIF block names; 1 where it names none (EXIF 2.32, tag 0x0112)."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(order + "HHIH", exif, entry)
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass  # no EXIF, or a broken one: the picture is shown as it is stored
    return 1


def upright(image: Image, orientation: int) -> Image:
    """The image as it is to be shown, for an EXIF orientation of 1 to 8."""
    if orientation >= 5:
        image = np.asarray(cv2.transpose(image), np.uint8)
    # After the transposition each pair (1, 5), (2, 6), (4, 8), (3, 7) wants the same flip.
    flip = {2: 1, 6: 1, 3: -1, 7: -1, 4: 0, 8: 0}.get(orientation)
    return image if flip is None else np.asarray(cv2.flip(image, flip), np.uint8)


def _bgr8(image: np.ndarray[Any, Any], name: str) -> Image:
    if image.dtype == np.uint16:
        image = cv2.convertScaleAbs(image, alpha=1 / 257)
    elif image.dtype in (np.float32, np.float64):
        image = cv2.convertScaleAbs(np.nan_to_num(image).clip(0, 1), alpha=255)
    channels = 1 if image.ndim == 2 else image.shape[2]
    if image.dtype != np.uint8 or channels not in (1, 3, 4):
        raise UserError(f"{name}: an unusual kind of picture, save it again as 8-bit JPEG or PNG")
    if channels == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.asarray(image, np.uint8) if channels == 3 else _over_contrast(image)


def _over_contrast(image: np.ndarray[Any, Any]) -> Image:
    """Return a (H, W, 4) BGRA picture laid over white, or over black where what is opaque is light."""
    ground = 255
    if image[..., 3].min() <= OPAQUE:
        drawn = np.asarray(image[..., 3] > OPAQUE, np.uint8)
        ground = 0 if min(cv2.mean(image, drawn)[:3]) > LIGHT else 255
    solid = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGRA2BGR), np.uint8)
    for top in range(0, len(image), _ROWS):
        rows = slice(top, top + _ROWS)
        alpha = image[rows, :, 3:].astype(np.uint16)
        solid[rows] = (solid[rows] * alpha + ground * (255 - alpha) + 127) // 255
    return solid


def _reason(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
