"""Cameras on the network: the newest frame, cuts, silence and ends."""

import re
import threading
import time

import cv2
import numpy as np
import pytest

from live.errors import UserError
from live.frames import camera, capture
from live.frames.camera import Camera
from live.frames.sources import open_source
from live.values import Image
from tests.mjpeg import Mjpeg, coded, decoded


@pytest.mark.clock
def test_a_slow_reader_of_a_fast_stream_sees_recent_frames() -> None:
    with Mjpeg(coded, fps=60) as server, open_source(server.url) as source:
        assert (source.kind, source.name) == ("live", server.url)
        frames = iter(source)
        late, numbers = [], []
        for _ in range(6):
            numbers.append(decoded(next(frames).image))
            late.append(server.now - numbers[-1])
            time.sleep(0.35)
    assert numbers == sorted(set(numbers))
    assert numbers[-1] - numbers[0] > 60  # a reader of every frame would be at 6
    assert np.median(late) <= 6  # a tenth of a second


def test_a_stream_that_is_cut_says_so_and_goes_on_when_it_is_restored() -> None:
    with Mjpeg(coded) as server, open_source(server.url) as source:
        frames = iter(source)
        before = [next(frames) for _ in range(5)][-1]
        assert source.status() == ""
        server.cut()
        end = time.monotonic() + 10
        while not source.status() and time.monotonic() < end:
            before = next(frames)
        assert re.search(r"stopped, trying again (in \d+ s|now)", source.status())
        again = [next(frames) for _ in range(3)]  # the last one, so that a window lives
        assert {f.index for f in again} == {again[-1].index}
        server.restore()
        while source.status() and time.monotonic() < end + 20:
            after = next(frames)
        assert source.status() == ""
        assert next(frames).index > before.index
        assert after.time >= before.time


def test_a_stream_ends_when_patience_does_or_when_it_is_closed() -> None:
    with Mjpeg(coded) as server:
        source = open_source(server.url)
        threading.Timer(0.3, source.close).start()
        assert sum(1 for _ in source) > 0
        source.close()
        assert not any(thread.name == server.url for thread in threading.enumerate())
        with open_source(server.url, patience=0.6) as source:
            threading.Timer(0.3, server.cut).start()
            start = time.monotonic()
            assert sum(1 for _ in source) > 3
            assert time.monotonic() - start < 10


def test_a_camera_that_sends_nothing_is_an_error() -> None:
    with pytest.raises(UserError, match="camera 5 opens but sends no picture: plug it in"):
        Camera("camera 5", "5", cv2.VideoCapture, "plug it in")


def test_a_stream_that_falls_silent_says_so_and_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "READ_SECONDS", 1.0)
    monkeypatch.setattr(camera, "READ_SECONDS", 0.6)
    silent, go_on = threading.Event(), threading.Event()

    def picture(number: int) -> Image:
        if number > 10 and not silent.is_set():  # the first connection hangs, the next ones do not
            silent.set()
            go_on.wait(20)
        return coded(number)

    with Mjpeg(picture) as server, open_source(server.url) as source:
        start, said = time.monotonic(), set()
        for frame in source:
            said.add(re.sub(r"\d+ s|now", "N", source.status().removeprefix(server.url)))
            if (silent.is_set() and decoded(frame.image) > 20) or time.monotonic() - start > 15:
                break
        go_on.set()
    assert decoded(frame.image) > 20
    assert time.monotonic() - start < 10
    assert " has sent nothing for N" in said
