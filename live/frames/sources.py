"""Where frames come from: a camera, a clip, pictures, a network address or the demo, opened by name."""

from __future__ import annotations

import io
import itertools
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import cv2

from live.errors import UserError
from live.frames.camera import Camera
from live.frames.capture import cameras, open_camera, open_media
from live.frames.clip import clip_frames
from live.frames.folder import SUFFIXES, expand
from live.frames.snapshots import Snapshots
from live.frames.source import Source
from live.strokes.recording import parse
from live.values import Frame, Image

_LOGIN = re.compile(r"[^/\\:]{2,}:.*@")
"""How an address begins that lacks its http://, and that is not to be shown as a missing file's name."""

MAX_PIPED = 2**30
"""Bytes that are taken from a pipe."""


def open_source(spec: str, *, patience: float | None = None, poll: bool = False) -> Source:
    """Return what the user named: a camera's number, a file, a folder, a glob, a URL, "demo" or "demo:SEED".

    patience: seconds a camera or stream may send nothing before its frames end; None: it is tried for
    ever. poll: a picture at an address is asked for again and again, as a camera's. Raises UserError, in one
    line that says what to do, for what cannot be opened.
    """
    if camera := re.fullmatch(r"(?:/dev/video)?(\d{1,4})", spec, re.ASCII):
        return _camera(int(camera[1]), patience)
    if spec == "demo" or spec.startswith("demo:"):
        return _demo(spec)
    if "://" in spec or (_LOGIN.match(spec) and not os.path.exists(spec)):  # noqa: PTH110  (never raises)
        return _network(spec, patience, poll)
    return _files(spec)


def default_source() -> Source:
    """Return camera 0 where there is one, else the demo, whose status says why and what else there is."""
    try:
        return open_source("0")
    except UserError as error:
        why = str(error).partition(":")[0]
        return _demo("demo", f"{why}, so this is the demo; m: draw, --source FILE: your own")


def _files(spec: str) -> Source:
    paths = expand(spec)
    if paths != [spec]:
        return _stills(spec, itertools.chain.from_iterable(map(_pages, paths)))
    return _file(_opened(spec), spec, Path(spec).suffix.lower() in SUFFIXES)


def _opened(spec: str) -> BinaryIO:
    """Return a file, or all that comes through standard input or a pipe, which cannot be read twice."""
    path = Path(spec)
    try:
        if spec == "-":
            if sys.stdin is None or sys.stdin.isatty():
                raise UserError("-: nothing comes through standard input, as from `cat page.jpg |`")
            return io.BytesIO(sys.stdin.buffer.read(MAX_PIPED))
        if not path.exists():
            raise UserError(f"{spec}: no such file; give a picture, clip, folder, camera number or demo")
        if path.is_fifo():
            with path.open("rb") as pipe:
                return io.BytesIO(pipe.read(MAX_PIPED))
        if not path.is_file():
            raise UserError(f"{spec}: neither a file nor a folder")
        return path.open("rb")
    except (OSError, ValueError, MemoryError) as error:
        raise UserError(f"{spec}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def _file(file: BinaryIO, name: str, named: bool) -> Source:
    """Return what a file holds; named: as a picture, by its ending or by who sent it."""
    from live.frames import decode  # Pillow, which no camera needs

    head = file.read(4096)
    if not head:
        raise UserError(f"{name}: the file is empty")
    if Path(name).suffix.lower() == ".jsonl":
        return Source(name, "strokes", drawings=parse(head + file.read(), name))
    if head.startswith(b"%PDF"):
        raise UserError(f"{name}: neither a picture nor a clip; save its pages as pictures")
    kind = decode.kind(file, name)
    if kind == "clip":
        return Source(name, "clip", decode.frames(file, name), close=file.close)
    if kind is None and not named and not _is_text(head) and (clip := _clip(file, name)):
        return clip
    pages = decode.pages(file, name)
    first = next(pages)
    if isinstance(first, UserError) and kind is None and not named:
        raise UserError(f"{name}: neither a picture nor a clip; give JPEG, PNG, MP4, ...") from first
    if isinstance(first, UserError):
        raise first
    return _stills(name, ((name, page) for page in itertools.chain((first,), pages)))


def _pages(path: str) -> Iterator[tuple[str, Image | UserError]]:
    """Give the pictures in a file, or an error in their place, under its name."""
    from live.frames import decode

    try:
        with _opened(path) as file:
            for page in decode.pages(file, path):
                yield path, page
    except UserError as error:
        yield path, error


def _stills(name: str, pages: Iterable[tuple[str, Image | UserError]]) -> Source:
    # Not a generator, which would be at its end after the first bad picture.
    return Source(name, "still", map(_still, pages, itertools.count()))


def _still(page: tuple[str, Image | UserError], index: int) -> Frame:
    name, image = page
    if isinstance(image, UserError):
        raise image
    return Frame(image, 0.0, index, name, still=True)


def _clip(file: BinaryIO, name: str) -> Source | None:
    """Return a clip; None where there is no frame in it."""
    file.seek(0)
    capture = open_media(file)
    frames = clip_frames(capture, file, name) if capture else None
    # Not capture.release, which takes the file without Python's lock: a fault where nobody else holds it.
    return Source(name, "clip", frames, close=file.close) if frames else None


def _is_text(head: bytes) -> bool:
    """Return whether a file, by its first bytes, is text, which FFmpeg would play as a terminal's screen."""
    try:
        head[:-4].decode()  # the cut may go through a character
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def _camera(number: int, patience: float | None) -> Source:
    name, known = f"camera {number}", cameras()
    others = ", ".join(str(n) for n in known or [] if n != number)
    advice = (f"this machine has camera {others}" if others else "connect one") + (
        ", or name another number, a file, a phone's http:// address or demo; python -m live doctor says more"
    )
    if known is not None and number not in known:
        raise UserError(f"there is no {name}: {advice}")
    advice = f"is another program using it? If not, {advice}"
    return _live(name, Camera(name, str(number), lambda: open_camera(number), advice, patience))


def _network(url: str, patience: float | None, poll: bool) -> Source:
    from live.frames import address  # 50 ms that only an address costs

    place = address.parse(url)
    shown = place.shown
    if place.parts.scheme.startswith("http") and (data := address.fetch_picture(place)) is not None:
        if not poll:
            return _file(io.BytesIO(data), shown, named=True)
        from live.frames.decode import decode

        def take() -> Image:
            return decode(io.BytesIO(address.fetch_picture(place) or b""), shown)

        return _live(shown, Camera(shown, shown, lambda: Snapshots(take), "is it switched on?", patience))
    url = place.url
    capture = open_media(url)
    if capture is not None and capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0:  # it has an end
        if frames := clip_frames(capture, url, shown):
            return Source(shown, "clip", frames, close=capture.release)
        capture = None
    if capture is None:
        raise address.why_nothing(place)
    opened = [capture]  # for the first time

    def open_stream() -> cv2.VideoCapture | None:
        return opened.pop() if opened else open_media(place.url)

    return _live(shown, Camera(shown, shown, open_stream, "is it streaming?", patience))


def _live(name: str, feed: Camera) -> Source:
    return Source(name, "live", feed.frames(), camera=True, status=lambda: feed.status, close=feed.close)


def _demo(spec: str, status: str = "") -> Source:
    from live.frames.demo import Demo

    seed = spec.partition(":")[2] or "0"
    if not re.fullmatch(r"[0-9]{1,18}", seed):
        raise UserError(f"{spec}: a demo's seed is a whole number, as in demo:7")
    return Source(spec, "live", Demo(int(seed)).frames(), status=lambda: status)
