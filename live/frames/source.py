"""What all sources of frames are to the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, Self

import cv2

from live.values import Drawing, Frame, as_image


@dataclass
class Source:
    """Frames one after the other; iterate over it, and close it or use it in a `with`.

    name: what the user calls it. kind: "still" (pictures that stand alone), "clip" (every frame, in
    order), "live" (the newest frame only; the last one again, with the same index, while none comes) or
    "strokes" (no frames but drawings, which were recorded). camera: it shows its user. status: returns what
    to tell the user about it now; empty when all is well. mirror: left and right are exchanged; may change at
    any time. A loop over it that ended with a UserError, for a bad picture of a folder or a bad line of a
    recording, goes on with the next one when it is begun again.
    """

    name: str
    kind: Literal["still", "clip", "live", "strokes"]
    frames: Iterator[Frame] = field(default_factory=lambda: iter(()))
    drawings: Iterator[Drawing] = field(default_factory=lambda: iter(()))
    camera: bool = False
    status: Callable[[], str] = lambda: ""
    close: Callable[[], object] = lambda: None
    mirror: bool = False

    def __iter__(self) -> Iterator[Frame]:
        for frame in self.frames:
            yield replace(frame, image=as_image(cv2.flip(frame.image, 1))) if self.mirror else frame

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
