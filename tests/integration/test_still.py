"""Stills: every kind of picture becomes upright 8-bit BGR."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.errors import UserError
from live.frames.sources import open_source
from live.values import Image
from tests.pictures import QUARTERS, UPRIGHT, only, write


def exif(orientation: int, order: str) -> bytes:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 2)
    entries = struct.pack(order + "HHIHH", 0x010F, 3, 1, 5, 0) + struct.pack(
        order + "HHIHH", 0x0112, 3, 1, orientation, 0
    )
    return head + entries + struct.pack(order + "I", 0)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def stored(orientation: int) -> Image:
    """UPRIGHT as a camera stores it that names this orientation (EXIF 2.32: where row 0 and column 0 are)."""
    table = {
        1: UPRIGHT,
        2: UPRIGHT[:, ::-1],
        3: UPRIGHT[::-1, ::-1],
        4: UPRIGHT[::-1],
        5: UPRIGHT.transpose(1, 0, 2),
        6: np.rot90(UPRIGHT, 1),  # to be turned by 90 degrees clockwise
        7: UPRIGHT[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(UPRIGHT, -1),
    }
    return np.ascontiguousarray(table[orientation])


@pytest.mark.parametrize(("orientation", "order"), [(n, "<>"[n % 2]) for n in range(1, 9)])
def test_exif_orientation_of_a_jpeg(tmp_path: Path, orientation: int, order: str) -> None:
    jpeg = cv2.imencode(".jpg", stored(orientation))[1].tobytes()
    block = b"Exif\0\0" + exif(orientation, order)
    path = tmp_path / "photo.JPG"
    path.write_bytes(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:])
    image = only(path).image
    assert image.shape == UPRIGHT.shape
    assert np.abs(image[16::32, 24::48].astype(int) - QUARTERS).max() < 25


@pytest.mark.parametrize("orientation", [1, 6])
def test_exif_orientation_of_a_png_with_alpha(tmp_path: Path, orientation: int) -> None:
    opaque = np.dstack([stored(orientation), np.full(stored(orientation).shape[:2], 255, np.uint8)])
    png = cv2.imencode(".png", opaque)[1].tobytes()
    path = tmp_path / "photo.png"
    path.write_bytes(png[:33] + chunk(b"eXIf", exif(orientation, ">")) + png[33:])
    assert np.array_equal(only(path).image, UPRIGHT)


def grey_and_alpha(grey: int, alpha: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 4, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes([0, grey, alpha])))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "image", "expected"),
    [
        ("grey.png", np.full((3, 5), 77, np.uint8), (77, 77, 77)),
        ("grey16.png", np.full((3, 5), 77 * 257, np.uint16), (77, 77, 77)),
        ("colour16.png", np.full((3, 5, 3), (0, 30000, 65535), np.uint16), (0, 117, 255)),
        ("colour16.tiff", np.full((3, 5, 3), (0, 30000, 65535), np.uint16), (0, 117, 255)),
        ("clear.png", np.full((3, 5, 4), (9, 9, 9, 0), np.uint8), (255, 255, 255)),
        ("half.png", np.full((3, 5, 4), (0, 100, 255, 128), np.uint8), (127, 177, 255)),
        ("half16.png", np.full((3, 5, 4), (0, 25700, 65535, 128 * 257), np.uint16), (127, 177, 255)),
        ("one.bmp", np.full((1, 1, 3), (1, 2, 3), np.uint8), (1, 2, 3)),
        ("wide.png", np.full((3, 4000, 3), (1, 2, 3), np.uint8), (1, 2, 3)),
        ("float.tiff", np.full((3, 5, 3), (0.0, 0.5, 7.0), np.float32), (0, 128, 255)),
        ("palette.gif", np.full((3, 5, 3), (0, 0, 0), np.uint8), (0, 0, 0)),
        ("lossless.webp", np.full((3, 5, 3), (200, 200, 200), np.uint8), (200, 200, 200)),
        ("Ünï 数字 %03d [1].png", np.full((3, 5, 3), (1, 2, 3), np.uint8), (1, 2, 3)),
    ],
)
def test_kinds_of_pictures(tmp_path: Path, name: str, image: Image, expected: tuple[int, int, int]) -> None:
    frame = only(write(tmp_path / name, image))
    assert frame.image.shape == (*image.shape[:2], 3)
    assert np.abs(frame.image.astype(int) - expected).max() <= 1


def test_grey_with_alpha_over_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(grey_and_alpha(55, 128))
    assert only(path).image.tolist() == [[[155, 155, 155]]]


def test_light_strokes_on_transparency_are_laid_over_black(tmp_path: Path) -> None:
    image = np.zeros((40, 60, 4), np.uint8)
    image[10:30, 20:40] = 255
    assert only(write(tmp_path / "white.png", image)).image[[20, 5], [30, 5]].tolist() == [[255] * 3, [0] * 3]
    image[10:30, 20:40, :3] = 20
    assert only(write(tmp_path / "black.png", image)).image[[20, 5], [30, 5]].tolist() == [
        [20] * 3,
        [255] * 3,
    ]


def test_a_picture_without_a_suffix_and_one_of_a_hundred_megapixels(tmp_path: Path) -> None:
    huge = write(tmp_path / "huge.png", np.full((10_000, 10_000), 200, np.uint8)).rename(tmp_path / "huge")
    assert only(huge).image.shape == (10_000, 10_000, 3)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tiff"])
def test_cut_pictures(tmp_path: Path, suffix: str, capfd: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    path = write(tmp_path / f"cut{suffix}", noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(UserError, match="not a whole picture"):
        open_source(str(path))
    assert capfd.readouterr().err in (
        "",
        "libpng error: PNG input buffer is incomplete\n",
    )  # live.quiet drops it
