"""Cameras on the network: the newest frame, cuts, ends, and addresses of something else."""

from __future__ import annotations

import contextlib
import http.server
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.errors import UserError
from live.frames import address, camera, capture
from live.frames.camera import Camera
from live.frames.demo import Demo
from live.frames.sources import open_source
from live.values import Image
from tests.mjpeg import Mjpeg, coded, decoded
from tests.pictures import UPRIGHT, clip, only


@pytest.mark.clock
def test_a_slow_reader_of_a_fast_stream_sees_recent_frames() -> None:
    with Mjpeg(coded, fps=60) as server, open_source(server.url) as source:
        assert (source.kind, source.name) == ("live", server.url)
        frames = iter(source)
        late, numbers = [], []
        for _ in range(6):
            frame = next(frames)
            late.append(server.now - decoded(frame.image))
            numbers.append(decoded(frame.image))
            time.sleep(0.35)
    assert numbers == sorted(set(numbers))
    assert numbers[-1] - numbers[0] > 60  # a reader of every frame would be at 6
    assert np.median(late) <= 6  # a tenth of a second


def test_a_stream_that_is_cut_says_so_and_goes_on_when_it_is_restored() -> None:
    demo = Demo(0, (320, 180))
    with Mjpeg(lambda n: demo.scene(n)[0].image) as server, open_source(server.url) as source:
        frames = iter(source)
        before = [next(frames) for _ in range(5)][-1]
        assert source.status == ""
        server.cut()
        end = time.monotonic() + 10
        while not source.status and time.monotonic() < end:
            before = next(frames)
        assert re.search(r"stopped, trying again (in \d+ s|now)", source.status)
        again = [next(frames) for _ in range(3)]  # the last one, so that a window lives
        assert {f.index for f in again} == {again[-1].index}
        server.restore()
        while source.status and time.monotonic() < end + 20:
            after = next(frames)
        assert source.status == ""
        assert next(frames).index > before.index
        assert after.time >= before.time


def test_a_stream_that_is_cut_for_good_ends_when_patience_does() -> None:
    with Mjpeg(coded) as server, open_source(server.url, patience=0.6) as source:
        threading.Timer(0.3, server.cut).start()
        start = time.monotonic()
        count = sum(1 for _ in source)
        assert count > 3
        assert time.monotonic() - start < 10


def test_close_ends_a_stream_that_is_being_read() -> None:
    with Mjpeg(coded) as server:
        source = open_source(server.url)
        threading.Timer(0.3, source.close).start()
        assert sum(1 for _ in source) > 0
        source.close()
        assert not any(t.name == server.url for t in threading.enumerate())


def test_a_camera_that_sends_nothing_is_an_error() -> None:
    with pytest.raises(UserError, match="camera 5 opens but sends no picture: plug it in"):
        Camera("camera 5", "5", cv2.VideoCapture, "plug it in")


@contextlib.contextmanager
def serving(pages: dict[str, tuple[int, str, bytes]]) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = pages.get(self.path, (404, "text/plain", b"no"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_pictures_and_clips_at_an_address(tmp_path: Path) -> None:
    png = cv2.imencode(".png", UPRIGHT)[1].tobytes()
    avi = clip(tmp_path / "a.mp4", "mp4v", 10, 12).read_bytes()
    pages = {
        "/shot": (200, "image/png", png),
        "/a.png": (200, "application/octet-stream", png),
        "/a.mp4": (200, "video/mp4", avi),
        "/a%20b.png": (200, "image/png", png),
        "/b%C3%BCcher.png?n=%C3%BC": (200, "image/png", png),
    }
    with serving(pages) as host:
        assert np.array_equal(only(host + "/shot").image, UPRIGHT)
        for path in ("/a.png", "/a b.png", "/a%20b.png", "/b\u00fccher.png?n=\u00fc"):
            assert np.array_equal(only(host + path).image, UPRIGHT)
        with open_source(host + "/a.mp4") as source:
            assert source.kind == "clip"
            assert [f.time for f in source] == pytest.approx([i / 10 for i in range(12)], abs=0.002)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/none", "answers 404"),
        ("/page", "a web page"),
        ("/bad", "not a whole picture"),
        ("/junk", "no picture, clip or stream"),
    ],
)
def test_an_address_of_something_else(path: str, message: str) -> None:
    pages = {
        "/page": (200, "text/html", b"<html>"),
        "/bad": (200, "image/jpeg", b"no"),
        "/junk": (200, "application/zip", b"\0\1" * 999),
    }
    with serving(pages) as host, pytest.raises(UserError, match=message):
        open_source(host + path)


def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "OPEN_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        with pytest.raises(UserError, match=r"cannot be reached \(no answer\)"):
            open_source(f"http://127.0.0.1:{server.getsockname()[1]}/video")
        monkeypatch.setattr(capture, "OPEN_SECONDS", 0.5)
        monkeypatch.setattr(address, "ASK_SECONDS", 0.5)
        with pytest.raises(UserError, match=r"cannot be reached \(no answer\)"):
            open_source(f"rtsp://127.0.0.1:{server.getsockname()[1]}/video")


def test_a_stream_that_falls_silent_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "READ_SECONDS", 1.0)
    monkeypatch.setattr(camera, "READ_SECONDS", 0.6)
    silence = threading.Event()

    def picture(number: int) -> Image:
        if number > 15:
            silence.wait(10)
        return coded(number)

    with Mjpeg(picture) as server, open_source(server.url, patience=3) as source:
        said = {re.sub(r"\d+ s|now", "N", source.status.removeprefix(server.url)) for _ in source}
        silence.set()
    assert {"", " has sent nothing for N", " stopped, trying again in N"} <= said
