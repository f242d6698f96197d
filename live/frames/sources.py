"""Where frames come from: a camera, a clip, pictures, a network address or the demo, opened by name."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import cv2
import numpy as np

from live.errors import UserError
from live.frames import still
from live.frames.camera import Camera
from live.frames.capture import cameras, clip_frames, open_camera, open_media
from live.frames.folder import expand
from live.frames.snapshots import Snapshots
from live.strokes.recording import parse_line
from live.values import Drawing, Frame, Image

_LOGIN = re.compile(r"[^/\\:]{2,}:.*@")
"""How an address begins that lacks its http://, and that is not to be shown as a missing file's name."""

Kind = Literal["still", "clip", "live", "strokes"]


class Source:
    """Frames one after the other; iterate over it, and close it or use it in a `with`.

    name: what the user calls it. kind: "still" (pictures that stand alone), "clip" (every frame, in
    order) or "live" (the newest frame only; the last one again, with the same index, while none comes).
    "strokes" has no frames but drawings, which were recorded. camera: it shows its user. mirror: left and
    right exchanged; may be changed at any time. A loop that ended with a UserError, for a bad picture of a
    folder or a bad line of a recording, goes on with the next one when it is begun again.
    """

    def __init__(
        self,
        name: str,
        kind: Kind,
        frames: Iterable[Frame],
        *,
        mirror: bool = False,
        camera: bool = False,
        status: Callable[[], str] = lambda: "",
        close: Callable[[], object] = lambda: None,
        drawings: Iterator[Drawing] | None = None,
    ) -> None:
        self.name, self.kind, self.mirror, self.close = name, kind, mirror, close
        self.camera = camera
        self.drawings = iter(()) if drawings is None else drawings
        self._frames, self._status = iter(frames), status

    @property
    def status(self) -> str:
        """What to tell the user about the source now; empty when all is well."""
        return self._status()

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._frames:
            if self.mirror:
                frame = replace(frame, image=np.asarray(cv2.flip(frame.image, 1), np.uint8))
            yield frame

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_source(
    spec: str, *, mirror: bool = False, patience: float | None = None, poll: bool = False
) -> Source:
    """Opens what the user named: a camera's number, a file, a folder, a glob, a URL, "demo" or "demo:SEED".

    patience: seconds a camera or stream may send nothing before its frames end; None: it is tried for
    ever. poll: a picture at an address is asked for again and again, as a camera's. Raises UserError, in one
    line that says what to do, for what cannot be opened.
    """
    if camera := re.fullmatch(r"(?:/dev/video)?(\d{1,4})", spec, re.ASCII):
        source = _camera(int(camera[1]), patience)
    elif spec == "demo" or spec.startswith("demo:"):
        source = _demo(spec)
    elif "://" in spec or (_LOGIN.match(spec) and not os.path.exists(spec)):  # noqa: PTH110  (never raises)
        source = _network(spec, patience, poll)
    else:
        source = _files(spec)
    source.mirror = mirror
    return source


def default_source(*, mirror: bool = False) -> Source:
    """Camera 0 where there is one, else the demo, whose status says why and what else there is."""
    try:
        return open_source("0", mirror=mirror)
    except UserError as error:
        why = str(error).partition(":")[0]
        source = _demo("demo", f"{why}, so this is the demo; m: draw, --source FILE: your own")
        source.mirror = mirror
        return source


def _files(spec: str) -> Source:
    pictures = expand(spec)
    if pictures != [spec]:
        # Not a generator, which would be at its end after the first bad picture.
        return Source(spec, "still", map(_still, pictures, itertools.count()))
    path = Path(spec)
    try:
        if not path.exists():
            raise UserError(f"{spec}: no such file; give a picture, clip, folder, camera number or demo")
        if not path.is_file():
            raise UserError(f"{spec}: neither a file nor a folder")
        with path.open("rb") as file:
            head = file.read(4096)
    except (OSError, ValueError) as error:
        raise UserError(f"{spec}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if not head:
        raise UserError(f"{spec}: the file is empty")
    if head.startswith(b"%PDF"):
        raise UserError(f"{spec}: neither a picture nor a clip; save its pages as pictures")
    if path.suffix.lower() == ".jsonl":
        return _recording(path, spec)
    is_picture = path.suffix.lower() in still.SUFFIXES - {".gif"}
    if not is_picture and not _is_text(head):
        address = str(path.resolve())
        clip, count = _clip(open_media(address), spec)
        if clip and (count > 1 or not cv2.haveImageReader(address)):
            return clip
    try:
        return Source(spec, "still", [_still(spec)])
    except UserError as error:
        if is_picture:
            raise
        raise UserError(f"{spec}: neither a picture nor a clip; give JPEG, PNG, MP4, ...") from error


def _still(path: str, index: int = 0) -> Frame:
    return Frame(still.read_still(Path(path)), 0.0, index, path, still=True)


def _recording(path: Path, name: str) -> Source:
    try:
        lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    except (OSError, MemoryError) as error:
        raise UserError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if not lines:
        raise UserError(f"{name}: the file is empty")
    if not any(map(_is_drawing, lines)):
        parse_line(lines[0], 0, name)  # says what is wrong with it
    # Not a generator, which would be at its end after the first bad line.
    drawings = map(parse_line, lines, itertools.count(), itertools.repeat(name))
    return Source(name, "strokes", (), drawings=drawings)


def _is_drawing(line: bytes) -> bool:
    try:
        parse_line(line, 0, "")
    except UserError:
        return False
    return True


def _clip(capture: cv2.VideoCapture | None, name: str) -> tuple[Source | None, int]:
    """A clip, None if it has no frame; and how many of its first two frames it has."""
    if capture is None:
        return None, 0
    frames = clip_frames(capture, name)
    first = list(itertools.islice(frames, 2))
    source = Source(name, "clip", itertools.chain(first, frames), close=capture.release)
    return source if first else None, len(first)


def _is_text(head: bytes) -> bool:
    """Tells text, which FFmpeg would play as a terminal's screen, from a clip by a file's first bytes."""
    try:
        head[:-4].decode()  # the cut may go through a character
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def _camera(number: int, patience: float | None) -> Source:
    name, known = f"camera {number}", cameras()
    others = ", ".join(str(n) for n in known or [] if n != number)
    advice = f"this machine has camera {others}" if others else "connect one"
    advice += (
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
        first = still.decode_still(data, shown)
        if not poll:
            return Source(shown, "still", [Frame(first, 0.0, 0, shown, still=True)])

        def take() -> Image:
            return still.decode_still(address.fetch_picture(place) or b"", shown)

        return _live(shown, Camera(shown, shown, lambda: Snapshots(take), "is it switched on?", patience))
    capture = open_media(place.url)
    if capture is not None and capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0:  # it has an end
        clip, _ = _clip(capture, shown)
        if clip:
            return clip
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
