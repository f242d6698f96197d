"""Pictures: every kind becomes upright 8-bit BGR, with all pages and frames, from a file or a pipe."""

import io
import os
import struct
import sys
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pil

from live.errors import UserError
from live.frames.sources import open_source
from tests.pictures import QUARTERS, UPRIGHT, encoded, film, greys, only, write

STORED = {
    1: UPRIGHT, 2: UPRIGHT[:, ::-1], 3: UPRIGHT[::-1, ::-1], 4: UPRIGHT[::-1], 5: UPRIGHT.transpose(1, 0, 2),
    6: np.rot90(UPRIGHT, 1),  # to be turned by 90 degrees clockwise
    7: UPRIGHT[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(UPRIGHT, -1),
}  # fmt: skip
"""UPRIGHT as a camera stores it that names an orientation (EXIF 2.32: where row 0 and column 0 are)."""


@pytest.mark.parametrize(
    ("name", "orientation"),
    [
        *(("a.JPG", n) for n in STORED),
        *((f"a.{kind}", n) for kind in ("png", "avif", "heic", "tif", "webp") for n in (1, 3, 6, 8)),
    ],
)
def test_pictures_are_turned_as_their_exif_says(tmp_path: Path, name: str, orientation: int) -> None:
    pillow_heif.register_heif_opener()
    exif = Pil.Exif()
    exif[0x112] = orientation
    exif.endian = "<>"[orientation % 2]
    picture = Pil.fromarray(np.ascontiguousarray(STORED[orientation][..., ::-1]))
    if name == "a.png":
        picture.putalpha(255)
    picture.save(tmp_path / name, exif=exif.tobytes(), quality=95)
    image = only(tmp_path / name).image
    assert image.shape == UPRIGHT.shape
    assert np.abs(image[16::32, 24::48].astype(int) - QUARTERS).max() < 25


@pytest.mark.parametrize(
    ("name", "pixel", "kind", "expected"),
    [
        ("grey.png", 77, np.uint8, (77, 77, 77)),
        ("grey16.png", 77 * 257, np.uint16, (77, 77, 77)),
        ("colour16.png", (0, 30000, 65535), np.uint16, (0, 117, 255)),
        ("colour16.tiff", (0, 30000, 65535), np.uint16, (0, 117, 255)),
        ("clear.png", (9, 9, 9, 0), np.uint8, (255, 255, 255)),
        ("half.png", (0, 100, 255, 128), np.uint8, (127, 177, 255)),
        ("half16.png", (0, 25700, 65535, 128 * 257), np.uint16, (127, 177, 255)),
        ("one.bmp", (1, 2, 3), np.uint8, (1, 2, 3)),
        ("float.tiff", (0.0, 0.5, 7.0), np.float32, (0, 128, 255)),
        ("nan.tiff", (np.nan, 0.5, 7.0), np.float32, (0, 128, 255)),
        ("float255.tiff", (0.0, 127.6, 255.0), np.float32, (0, 128, 255)),
        ("palette.gif", (0, 0, 0), np.uint8, (0, 0, 0)),
        ("lossless.webp", (200, 200, 200), np.uint8, (200, 200, 200)),
        ("Ünï 数字 %03d [1].png", (1, 2, 3), np.uint8, (1, 2, 3)),
    ],
)
@pytest.mark.parametrize("size", [(3, 5), (1, 1), (3, 4000)])
def test_kinds(
    tmp_path: Path, name: str, pixel: Any, kind: Any, expected: tuple[int, int, int], size: tuple[int, int]
) -> None:
    image = np.full((*size, len(pixel)) if isinstance(pixel, tuple) else size, pixel, kind)
    shown = only(write(tmp_path / name, image)).image
    assert shown.shape == (*size, 3)
    assert np.abs(shown.astype(int) - expected).max() <= 1


def test_a_picture_without_a_suffix_and_one_of_a_hundred_megapixels(tmp_path: Path) -> None:
    huge = write(tmp_path / "huge.png", np.full((10_000, 10_000), 200, np.uint8)).rename(tmp_path / "huge")
    assert only(huge).image.shape == (10_000, 10_000, 3)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tiff"])
def test_cut_pictures(tmp_path: Path, suffix: str, capfd: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    path = tmp_path / f"cut{suffix}"
    path.write_bytes((whole := encoded(noise, suffix))[: len(whole) * 2 // 3])
    with pytest.raises(UserError, match="not a whole picture"):
        open_source(str(path))
    said = capfd.readouterr().err
    assert said in ("", "libpng error: PNG input buffer is incomplete\n")  # which live.quiet drops


STEPS = np.repeat([0.0, 1.0], 24) * np.ones((16, 1))  # black beside white


def tiff(*pages: bytes, bits: int = 8, sample: int = 1, subfile: tuple[int, ...] = ()) -> bytes:
    """A TIFF of pages of STEPS' size, each given by its rows' bytes.

    sample: 1 for integers, 3 for floats. subfile: what each page is, 1 for a thumbnail.
    """
    data, link = bytearray(b"II*\0" + bytes(4)), 4
    for number, rows in enumerate(pages):
        start = len(data)
        data += rows + bytes(len(rows) % 2)
        data[link : link + 4] = struct.pack("<I", len(data))
        tags = {254: (subfile or (0,) * len(pages))[number], 256: 48, 257: 16, 258: bits, 259: 1, 262: 1}
        tags |= {273: start, 277: 1, 278: 16, 279: max(1, 16 * 48 * bits // 8), 339: sample}
        data += struct.pack("<H", len(tags))
        for tag, value in tags.items():
            data += struct.pack("<HHII", tag, 4, 1, value)
        link = len(data)
        data += bytes(4)
    return bytes(data)


def plain(*levels: int) -> list[bytes]:
    return [np.full((16, 48), level, np.uint8).tobytes() for level in levels]


def packed(bits: int) -> bytes:
    """STEPS as whole numbers with some bits each, the highest first."""
    ones = ((STEPS * (2**bits - 1)).astype(np.int64)[..., None] >> np.arange(bits)[::-1]) & 1
    return np.packbits(ones.reshape(len(STEPS), -1), 1).tobytes()


@pytest.mark.parametrize(
    "data",
    [
        *(tiff(packed(bits), bits=bits) for bits in (1, 2, 4, 8, 10, 12, 14)),
        *(tiff((STEPS * white).astype("<f4").tobytes(), bits=32, sample=3) for white in (1, 255)),
        *(tiff((STEPS * white).astype("<f8").tobytes(), bits=64, sample=3) for white in (1, 255)),
        *(tiff((STEPS * white).astype("<u2").tobytes(), bits=16) for white in (65535, 4095)),
    ],
)
def test_numbers_of_any_bits_and_range_go_from_black_to_white(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.tif").write_bytes(data)
    assert np.abs(only(tmp_path / "a.tif").image - 255 * STEPS[..., None]).max() <= 1


def read_all(path: Path | str) -> tuple[list[float], list[str]]:
    """The brightness of the pictures of a source, and what was said of those that could not be read."""
    levels, errors = [], []
    with open_source(str(path)) as source:
        while True:
            try:
                for frame in source:
                    assert (frame.index, frame.still) == (len(levels) + len(errors), True)
                    levels.append(float(frame.image.mean()))
                return levels, errors
            except UserError as error:
                errors.append(str(error))


def test_every_page_is_read_but_thumbnails(tmp_path: Path) -> None:
    (tmp_path / "scan.tif").write_bytes(tiff(*plain(50, 60, 70, 80), subfile=(0, 1, 2, 4)))
    write(tmp_path / "next.png", np.full((4, 4), 90, np.uint8))
    assert read_all(tmp_path / "scan.tif")[0] == [50, 70]
    assert read_all(tmp_path)[0] == [90, 50, 70]
    floats = [np.full((3, 5, 3), grey, np.float32) for grey in (0.2, 0.4)]
    (tmp_path / "floats.tif").write_bytes(cv2.imencodemulti(".tiff", floats)[1].tobytes())
    assert read_all(tmp_path / "floats.tif")[0] == [51, 102]


def test_a_broken_page_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    pages = plain(50, 60, 70)
    scan = tiff(*pages)
    strip = struct.pack("<HHII", 273, 4, 1, scan.index(pages[1]))
    (tmp_path / "scan.tif").write_bytes(scan.replace(strip, strip[:8] + struct.pack("<I", 2**30)))
    levels, (error,) = read_all(tmp_path / "scan.tif")
    assert levels == [50, 70]
    assert "scan.tif, page 2: not a whole picture" in error


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_printers_colours(tmp_path: Path, name: str) -> None:
    Pil.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / name)
    assert np.abs(only(tmp_path / name).image.astype(int) - (0, 0, 255)).max() <= 3


def test_heic_without_its_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x1cftypheic" + bytes(100))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UserError, match=r"a\.heic: HEIC needs pillow-heif: python -m pip install"):
        open_source(str(tmp_path / "a.heic"))


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
@pytest.mark.parametrize(("ink", "ground"), [(255, 0), (20, 255)])
def test_transparency_lies_over_what_contrasts(tmp_path: Path, mode: str, ink: int, ground: int) -> None:
    alpha = np.full((40, 60), 0 if mode == "P" else 10, np.uint8)
    alpha[10:30, 20:40] = 255 if mode == "P" else 225
    grey = np.full_like(alpha, ink)
    picture = Pil.fromarray(np.dstack([grey, grey, grey, alpha]))
    (picture.quantize(4) if mode == "P" else picture.convert(mode)).save(tmp_path / "a.png")
    image = only(tmp_path / "a.png").image.astype(int)
    assert abs(image[0, 0] - ground).max() <= 12
    assert abs(image[20, 30] - ink).max() <= 32


def moving(path: Path, levels: tuple[int, ...] = (40, 120, 200)) -> Path:
    """A picture that moves."""
    first, *others = [Pil.new("L", (32, 16), grey).convert("RGB") for grey in levels]
    options: dict[str, Any] = {} if path.suffix == ".gif" else {"quality": 95}
    first.save(path, save_all=True, append_images=others, duration=[200, 100, 300][: len(levels)], **options)
    return path


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.avif"])
def test_pictures_that_move_are_clips(tmp_path: Path, name: str) -> None:
    with open_source(str(moving(tmp_path / name))) as source:
        assert source.kind == "clip"
        frames = list(source)
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [frame.time for frame in frames] == pytest.approx([0, 0.2, 0.3])
    assert [frame.image.mean() for frame in frames] == pytest.approx([40, 120, 200], abs=3)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(tiff(*plain(50, 60)))))
    assert read_all("-")[0] == [50, 60]
    with pytest.raises(UserError, match="-: the file is empty"):
        open_source("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipes(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    for made, kind, count in (
        (write(tmp_path / "a.png", greys([50])[0]), "still", 1),
        (moving(tmp_path / "a.gif", (50, 90)), "clip", 2),
        (film(tmp_path / "a.avi", greys([50, 90]), code="MJPG"), "clip", 2),
    ):
        writer = threading.Thread(target=pipe.write_bytes, args=(made.read_bytes(),))
        writer.start()
        with open_source(str(pipe)) as source:
            assert (source.kind, len(list(source))) == (kind, count)
        writer.join()
