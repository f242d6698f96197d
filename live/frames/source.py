"""What all sources of frames are to the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal, Self

import cv2
import numpy as np

from live.values import Drawing, Frame

Kind = Literal["still", "clip", "live", "strokes"]


class Source:
    """Frames one after the other; iterate over it, and close it or use it in a `with`.

    name: what the user calls it. kind: "still" (pictures that stand alone), "clip" (every frame, in
    order), "live" (the newest frame only; the last one again, with the same index, while none comes) or
    "strokes" (no frames but drawings, which were recorded). camera: it shows its user. mirror: left and right
    are exchanged; may be changed at any time. A loop over it that ended with a UserError, for a bad picture
    of a folder or a bad line of a recording, goes on with the next one when it is begun again.
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
        self.name, self.kind, self.mirror, self.camera, self.close = name, kind, mirror, camera, close
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

    def __exit__(self, *_: object) -> None:
        self.close()
