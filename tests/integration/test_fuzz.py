"""Whatever comes in, files, recordings, models, addresses or options, a reader fails by one line for people.

HYPOTHESIS_PROFILE=long tries twenty times as many examples.
"""

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, RunLive, live_env
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pil

from live.errors import UserError
from live.frames import address, decode
from live.strokes import recording


def picture(kind: str, **options: Any) -> bytes:
    """A small picture of 23x17 px as a file."""
    rng, out = np.random.default_rng(0), io.BytesIO()
    shots = [Pil.fromarray(rng.integers(0, 256, (17, 23, 3), np.uint8)) for _ in range(3)]
    more = {"save_all": True, "append_images": shots[1:]} if kind in ("GIF", "TIFF", "WEBP", "PNG") else {}
    shots[0].save(out, kind, **more, **options)
    return out.getvalue()


PICTURES = [picture(kind) for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "PPM", "AVIF")]
PICTURES += [picture("TIFF", compression="tiff_lzw"), picture("JPEG", progressive=True)]
DRAWING = json.dumps({"strokes": [[[1, 2, 0.0], [3, 4, 0.1]]], "widths": [3.0], "size": [640, 480]}).encode()


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file some of whose bytes are others, that ends early, or goes on with what is none of it."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 8))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    end = draw(st.integers(0, len(data)) | st.just(len(data)))
    return bytes(data[:end]) + draw(st.just(b"") | st.binary(max_size=40))


def one_line(error: UserError) -> bool:
    return len(str(error).splitlines()) == 1


@given(st.sampled_from(PICTURES).flatmap(damaged) | st.binary(max_size=300))
def test_files(data: bytes) -> None:
    for page in decode.pages(io.BytesIO(data), "a file"):
        if isinstance(page, UserError):
            assert one_line(page)
        else:
            assert (page.dtype, page.ndim, page.shape[2]) == (np.uint8, 3, 3)
            assert page.size
    with contextlib.suppress(UserError):
        for frame in decode.frames(io.BytesIO(data), "a file"):
            assert frame.image.dtype == np.uint8


NUMBERS = st.floats(width=32) | st.integers() | st.text(max_size=3) | st.none() | st.booleans()
ANYTHING = st.recursive(NUMBERS, lambda inner: st.lists(inner, max_size=4), max_leaves=20)
RECORDS = st.fixed_dictionaries({}, optional=dict.fromkeys(("strokes", "widths", "size"), ANYTHING))


@given(damaged(DRAWING) | RECORDS.map(json.dumps).map(str.encode) | st.binary(max_size=80))
def test_recordings(data: bytes) -> None:
    with contextlib.suppress(UserError):
        for drawing in recording.parse(data, "a file"):
            assert all(np.isfinite(stroke.points).all() for stroke in drawing.strokes)
            assert min(drawing.size) > 0


PARTS = st.text(st.sampled_from("abz09.:/@#?%[]&=\\ üß☃\n"), max_size=12)


@given(st.tuples(st.sampled_from(["http", "rtsp", "https", "ftp", ""]), PARTS, PARTS, PARTS))
def test_addresses(parts: tuple[str, str, str, str]) -> None:
    scheme, user, host, path = parts
    url = f"{scheme}://{user}:Secret7@{host}/{path}"
    try:
        found = address.parse(url)
        shown = found.shown + found.advice
        found.url.encode("ascii")
    except UserError as error:
        shown = str(error)
    assert "Secret7" not in shown


WORDS = """read doctor --json --save --mode paper air --model --alphabet digits --pen --hand-model --help
    --version -- -1 99 nowhere.jpg nowhere/*.png http://"""
OPTIONS = st.sampled_from(["", *WORDS.split()]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=6
)


@given(st.lists(OPTIONS, max_size=5))
def test_options(run_live: RunLive, tmp_path: Path, options: list[str]) -> None:
    done = run_live("read", *options, cwd=tmp_path)
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or done.stderr.startswith("live: ")


MODELS = """
import sys, pathlib, random
import models
folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(0)
for name in ("digits.tflite", "weights.csv"):
    whole = (folder / name).read_bytes()
    for number in range(count):
        data = bytearray(whole)
        for _ in range(chance.randint(0, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = folder / ("broken_" + name)
        path.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        try:
            models.load(path)
        except models.ModelError as error:
            assert len(str(error).splitlines()) == 1, error
"""


def test_models(tmp_path: Path) -> None:
    """In a process of its own: what is broken must not end it."""
    (tmp_path / "digits.tflite").write_bytes((ROOT / "models" / "digits.tflite").read_bytes())
    (tmp_path / "weights.csv").write_text("\n".join(",".join("0.5" for _ in range(10)) for _ in range(20)))
    command = [sys.executable, "-c", MODELS, str(tmp_path), "40"]
    done = subprocess.run(command, cwd=ROOT, env=live_env(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("whole", PICTURES, ids=lambda data: data[:4].hex())
def test_undamaged_pictures_are_read(whole: bytes) -> None:
    """Or the tests above would not reach far."""
    assert decode.decode(io.BytesIO(whole), "a file").shape == (17, 23, 3)
