"""Pictures: every kind becomes upright 8-bit BGR, with all pages and frames, from a file or a pipe."""

from __future__ import annotations

import io
import os
import struct
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image as Pil

from live.errors import UserError
from live.frames.sources import open_source
from live.values import Image
from tests.pictures import QUARTERS, UPRIGHT, clip, only, write


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


def packed(image: np.ndarray, bits: int) -> bytes:
    """Rows of whole numbers with some bits each, the highest first."""
    ones = (image.astype(np.int64)[..., None] >> np.arange(bits)[::-1]) & 1
    return np.packbits(ones.reshape(len(image), -1), 1).tobytes()


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 10, 12, 14])
def test_whole_numbers_of_few_bits(tmp_path: Path, bits: int) -> None:
    (tmp_path / "a.tif").write_bytes(tiff(packed(STEPS * (2**bits - 1), bits), bits=bits))
    assert np.abs(only(tmp_path / "a.tif").image - 255 * STEPS[..., None]).max() <= 1


@pytest.mark.parametrize(
    ("kind", "white"),
    [("<f4", 1.0), ("<f4", 255.0), ("<f8", 1.0), ("<f8", 255.0), ("<u2", 65535), ("<u2", 4095)],
)
def test_white_is_told_by_the_range(tmp_path: Path, kind: str, white: float) -> None:
    values = (STEPS * white).astype(kind)
    page = tiff(values.tobytes(), bits=8 * values.itemsize, sample=3 if "f" in kind else 1)
    (tmp_path / "a.tif").write_bytes(page)
    assert np.abs(only(tmp_path / "a.tif").image - 255 * STEPS[..., None]).max() <= 1


def test_colours_in_floats_of_0_to_255_with_what_is_no_number(tmp_path: Path) -> None:
    image = np.full((3, 5, 3), (0.0, 127.6, 255.0), np.float32)
    image[0, 0] = np.nan
    shown = only(write(tmp_path / "a.tiff", image)).image
    assert shown[1:].reshape(-1, 3).tolist() == [[0, 128, 255]] * 10
    assert shown[0, 0].tolist() == [0, 0, 0]


def read_all(path: Path | str) -> tuple[list[np.ndarray], list[str]]:
    """The pictures of a source, and what was said of those that could not be read."""
    images, errors = [], []
    with open_source(str(path)) as source:
        while True:
            try:
                for frame in source:
                    assert frame.index == len(images) + len(errors)
                    assert frame.still
                    images.append(frame.image)
                return images, errors
            except UserError as error:
                errors.append(str(error))


def test_every_page_is_read_but_thumbnails(tmp_path: Path) -> None:
    pages = [np.full((16, 48), grey, np.uint8).tobytes() for grey in (50, 60, 70, 80)]
    (tmp_path / "scan.tif").write_bytes(tiff(*pages, subfile=(0, 1, 2, 4)))
    write(tmp_path / "next.png", np.full((4, 4), 90, np.uint8))
    assert [image.mean() for image in read_all(tmp_path / "scan.tif")[0]] == [50, 70]
    assert [image.mean() for image in read_all(tmp_path)[0]] == [90, 50, 70]
    floats = [np.full((3, 5, 3), grey, np.float32) for grey in (0.2, 0.4)]
    (tmp_path / "floats.tif").write_bytes(cv2.imencodemulti(".tiff", floats)[1].tobytes())
    assert [image.mean() for image in read_all(tmp_path / "floats.tif")[0]] == [51, 102]


def test_a_broken_page_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    pages = [np.full((16, 48), grey, np.uint8).tobytes() for grey in (50, 60, 70)]
    scan = tiff(*pages)
    strip = struct.pack("<HHII", 273, 4, 1, scan.index(pages[1]))
    (tmp_path / "scan.tif").write_bytes(scan.replace(strip, strip[:8] + struct.pack("<I", 2**30)))
    images, errors = read_all(tmp_path / "scan.tif")
    assert [image.mean() for image in images] == [50, 70]
    (error,) = errors
    assert "scan.tif, page 2: not a whole picture" in error


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_printers_colours(tmp_path: Path, name: str) -> None:
    Pil.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / name)
    assert np.abs(only(tmp_path / name).image.astype(int) - (0, 0, 255)).max() <= 3


@pytest.mark.parametrize("name", ["a.avif", "a.heic", "a.tif", "a.webp"])
@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_orientation_of_other_files(tmp_path: Path, name: str, turn: int) -> None:
    pillow_heif.register_heif_opener()
    exif = Pil.Exif()
    exif[0x112] = turn
    picture = Pil.fromarray(np.ascontiguousarray(stored(turn)[..., ::-1]))
    picture.save(tmp_path / name, exif=exif.tobytes(), quality=95)
    image = only(tmp_path / name).image
    assert image.shape == UPRIGHT.shape
    assert np.abs(image[16::32, 24::48].astype(int) - QUARTERS).max() < 25


def test_heic_without_its_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x1cftypheic" + bytes(100))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UserError, match=r"a\.heic: HEIC needs pillow-heif: python -m pip install"):
        open_source(str(tmp_path / "a.heic"))


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
@pytest.mark.parametrize(("ink", "ground"), [(255, 0), (20, 255)])
def test_transparency_over_what_contrasts_with_its_ink(
    tmp_path: Path, mode: str, ink: int, ground: int
) -> None:
    alpha = np.full((40, 60), 0 if mode == "P" else 10, np.uint8)
    alpha[10:30, 20:40] = 225 if mode != "P" else 255
    grey = np.full_like(alpha, ink)
    picture = Pil.fromarray(np.dstack([grey, alpha]), "LA") if mode == "LA" else None
    picture = picture or Pil.fromarray(np.dstack([grey, grey, grey, alpha]))
    (picture.quantize(4) if mode == "P" else picture).save(tmp_path / "a.png")
    image = only(tmp_path / "a.png").image.astype(int)
    assert abs(image[0, 0] - ground).max() <= 12
    assert abs(image[20, 30] - ink).max() <= 32


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.avif"])
def test_pictures_that_move_are_clips(tmp_path: Path, name: str) -> None:
    first, *others = [Pil.new("L", (32, 16), grey).convert("RGB") for grey in (40, 120, 200)]
    options: dict[str, Any] = {} if name == "a.gif" else {"quality": 95}
    first.save(tmp_path / name, save_all=True, append_images=others, duration=[200, 100, 300], **options)
    with open_source(str(tmp_path / name)) as source:
        assert source.kind == "clip"
        frames = list(source)
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [frame.time for frame in frames] == pytest.approx([0, 0.2, 0.3])
    assert [frame.image.mean() for frame in frames] == pytest.approx([40, 120, 200], abs=3)


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [np.full((16, 48), grey, np.uint8).tobytes() for grey in (50, 60)]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(tiff(*pages))))
    assert [image.mean() for image in read_all("-")[0]] == [50, 60]
    with pytest.raises(UserError, match="-: the file is empty"):
        open_source("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize(("name", "kind"), [("a.png", "still"), ("a.gif", "clip"), ("a.avi", "clip")])
def test_a_named_pipe(tmp_path: Path, name: str, kind: str) -> None:
    pictures = [np.full((48, 64, 3), grey, np.uint8) for grey in (50, 90)]
    if name == "a.avi":
        clip(tmp_path / name, "MJPG", 10, 2)
    elif name == "a.gif":
        first, second = map(Pil.fromarray, pictures)
        first.save(tmp_path / name, save_all=True, append_images=[second])
    else:
        write(tmp_path / name, pictures[0])
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes((tmp_path / name).read_bytes()))
    writer.start()
    with open_source(str(pipe)) as source:
        assert source.kind == kind
        assert len(list(source)) == (1 if kind == "still" else 2)
    writer.join()
