"""A clip's frames with their times: by OpenCV, and by PyAV where the clip is interlaced.

OpenCV 5 decodes interlaced pictures but does not convert them: its frames keep what was in memory, black as a
rule, all the same. So only a clip that begins with two equal frames is looked at more closely.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from live.errors import UserError, remedy
from live.frames.capture import OPEN_SECONDS, READ_SECONDS, Media, read_image
from live.values import Frame, Image, as_image

LIMITS = OPEN_SECONDS, READ_SECONDS
"""As PyAV takes them."""


def clip_frames(capture: cv2.VideoCapture, media: Media, name: str) -> Iterator[Frame] | None:
    """Return a clip's frames in order, at its own times from the first frame on; None where it has none.

    capture: of `media`. Raises UserError for a clip that only PyAV could read where that is missing.
    """
    rate = capture.get(cv2.CAP_PROP_FPS)
    step = 1 / rate if 1 <= rate <= 1000 else 1 / 30
    frames = _timed(_by_opencv(capture), step, name)
    first = list(itertools.islice(frames, 2))
    if not first:
        return None
    one, other = first[0].image, first[-1].image
    if np.array_equal(one, other) and _is_interlaced(media, name, black=not one.any()):
        return _timed(_by_pyav(media), step, name)
    return itertools.chain(first, frames)


def _timed(images: Iterable[tuple[Image, float]], step: float, name: str) -> Iterator[Frame]:
    """Yield images and their timestamps, s, as frames.

    step: seconds from frame to frame where a timestamp does not go forward, as some files have none.
    """
    first, time = 0.0, -step
    for index, (image, stamp) in enumerate(images):
        if index == 0:
            first = stamp
        time = stamp - first if stamp - first > time else time + step
        yield Frame(image, time, index, name)


def _by_opencv(capture: cv2.VideoCapture) -> Iterator[tuple[Image, float]]:
    while (image := read_image(capture)) is not None:
        yield image, capture.get(cv2.CAP_PROP_POS_MSEC) / 1000


def _is_interlaced(media: Media, name: str, *, black: bool) -> bool:
    """Return whether a clip's first picture is two fields; raises UserError for a black one without PyAV.

    black: OpenCV shows nothing in it.
    """
    try:
        import av  # 0.2 s that few clips cost
    except ImportError as error:
        if not black:
            return False
        usual = "python -m pip install av, then read it again"
        raise UserError(
            f"{name}: begins black, as interlaced video does without PyAV: {remedy(error, usual)}"
        ) from error
    place = None if isinstance(media, str) else media.tell()  # OpenCV reads on from there
    try:
        with av.open(_begun(media), "r", timeout=LIMITS) as file:
            return any(frame.interlaced_frame for frame in itertools.islice(file.decode(video=0), 1))
    except (av.FFmpegError, IndexError):
        return False
    finally:
        if not isinstance(media, str) and place is not None:
            media.seek(place)


def _by_pyav(media: Media) -> Iterator[tuple[Image, float]]:
    """Yield a clip's images, each one of two fields, and their timestamps, s, as far as it can be read."""
    import av

    with contextlib.suppress(av.FFmpegError), av.open(_begun(media), "r", timeout=LIMITS) as file:
        stream, graph = file.streams.video[0], av.filter.Graph()
        source, sink = graph.add_buffer(template=stream), graph.add("buffersink")
        graph.link_nodes(source, graph.add("bwdif", "mode=send_frame"), sink).configure()
        for decoded in itertools.chain(file.decode(stream), (None,)):
            graph.vpush(decoded)
            with contextlib.suppress(BlockingIOError, EOFError):  # when it wants the next one first
                while True:
                    frame = graph.vpull()
                    yield as_image(frame.to_ndarray(format="bgr24")), frame.time or 0.0


def _begun(media: Media) -> Media:
    if not isinstance(media, str):
        media.seek(0)
    return media
