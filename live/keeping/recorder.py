"""Files that a session leaves: snapshots and clips, each whole or not there at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import cv2

from live.report import as_json
from live.screen import overlay
from live.screen.stages import letterbox
from live.strokes.recording import as_line
from live.values import Image, Moment, Stroke

CAPTURES = Path("captures")
"""Where the window's keys write to, beside where the program was started."""

_MIN_FREE = 64 << 20  # bytes left on a disk when a clip stops, so that the machine stays usable
_MAX_SIDE = 1280  # px: a clip of larger frames is scaled down, so that it costs little time to write


def fresh_name(folder: Path) -> Path:
    """Make a folder; return a path in it named for the time of day, without suffix, that is like no file's.

    Raises OSError where the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    taken = {path.name for path in folder.iterdir()}
    names = (stamp if count == 1 else f"{stamp}_{count}" for count in range(1, 1 << 30))
    return folder / next(name for name in names if not any(_begins(other, name) for other in taken))


def _begins(name: str, stem: str) -> bool:
    return name.lstrip(".").startswith((f"{stem}.", f"{stem}-"))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that no half of it is ever seen under its name; raises OSError."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def save_picture(path: Path, image: Image) -> None:
    """Write an image in the format of its suffix; raises OSError."""
    written, data = cv2.imencode(path.suffix, image)
    if not written:
        raise OSError(errno.EINVAL, "the picture cannot be encoded", str(path))
    write_whole(path, data.tobytes())


def save_snapshot(folder: Path, moment: Moment, strokes: Sequence[Stroke] | None = None) -> Path:
    """Write a frame as it came, the frame with its reading drawn over it, and the reading as JSON.

    strokes: that the frame was drawn with; None for a frame that was not. Returns the frame's path,
    `NAME.png`; the others are `NAME-read.png`, `NAME.jsonl` for strokes, and `NAME.json` beside it, the
    JSON written last. Raises OSError.
    """
    name, frame, reading = fresh_name(folder), moment.frame, moment.reading
    picture = name.with_suffix(".png")
    save_picture(picture, frame.image)
    save_picture(name.with_name(f"{name.name}-read.png"), overlay.annotate(frame.image, reading))
    if strokes is not None:
        write_whole(name.with_suffix(".jsonl"), as_line(strokes, frame.size).encode() + b"\n")
    text = json.dumps(as_json(reading, frame, moment.ms), indent=1)
    write_whole(name.with_suffix(".json"), text.encode() + b"\n")
    return picture


class Clip:
    """An MP4 clip that plays at the speed it was seen at: frames are repeated or dropped for that.

    It is written under another name beside its own, and takes its own when it is whole.
    """

    FPS = 30.0

    def __init__(self, path: Path, size: tuple[int, int], time: float) -> None:
        """Begin a clip of frames of size (w, h) px at a time, s; raises OSError."""
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
        try:
            str(path).encode()
        except UnicodeEncodeError as error:  # OpenCV would end the process
            raise OSError(errno.EINVAL, "its name is not UTF-8", str(path)) from error
        shrink = min(1.0, _MAX_SIDE / max(size))
        # mp4v wants even sides.
        self._size = max(2, round(size[0] * shrink / 2) * 2), max(2, round(size[1] * shrink / 2) * 2)
        # Another name than that of a clip that could not take its own, and is kept under this one.
        names = (path.with_name(f".{path.stem}{n}.part.mp4") for n in ("", *range(2, 1000)))
        self._path, self._part = path, next(name for name in names if not name.exists())
        self._began, self._written = time, 0
        self._last: Image | None = None
        self._check_room()
        try:
            self._part.touch()  # says why it cannot be written, as the writer does not
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
        self._writer = cv2.VideoWriter(str(self._part), cv2.VideoWriter.fourcc(*"mp4v"), self.FPS, self._size)
        if not self._writer.isOpened():
            self._part.unlink(missing_ok=True)
            raise OSError(errno.EINVAL, "no clip can be written there", str(path))

    def write(self, image: Image, time: float) -> None:
        """Show an image from a time, s, on; image: (H, W, 3) uint8 BGR. Raises OSError."""
        self.hold(time)
        self._last = letterbox(image, self._size)

    def hold(self, time: float) -> None:
        """Write the last image up to a time, s; raises OSError for a full disk."""
        while self._last is not None and self._written < (time - self._began) * self.FPS:
            if self._written % 30 == 0:
                self._check_room()
            self._writer.write(self._last)
            self._written += 1

    def close(self) -> Path | None:
        """Finish the clip; return its path, None when it holds no frame.

        Raises OSError where it is not whole, or cannot take its name, when it keeps the other one.
        """
        if self._last is not None and not self._written:
            self._writer.write(self._last)
            self._written = 1
        self._writer.release()
        if not self._written:
            self._part.unlink(missing_ok=True)
            return None
        # The writer keeps quiet about a disk that was full; a clip without its end does not open.
        check = cv2.VideoCapture(str(self._part))
        whole = check.isOpened()
        check.release()
        if not whole:
            self._part.unlink(missing_ok=True)
            raise OSError(errno.ENOSPC, "the clip could not be finished", str(self._path))
        try:
            self._part.replace(self._path)
        except OSError as error:
            kept = f"{error.strerror}; the clip is kept as {self._part.name}"
            raise OSError(error.errno, kept, str(self._path)) from error
        return self._path

    def _check_room(self) -> None:
        if shutil.disk_usage(self._path.parent).free < _MIN_FREE:
            raise OSError(errno.ENOSPC, "the disk is nearly full", str(self._path))


def try_clip(path: Path) -> None:
    """See at once whether a clip can be written under a name; raises OSError where not."""
    Clip(path, (64, 64), 0.0).close()
