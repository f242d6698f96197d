"""Addresses: what is fetched from them; nothing of a login is shown, and who refuses it is quoted."""

import itertools
import re
import socket
import socketserver
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from live.errors import UserError
from live.frames import address, capture
from live.frames.snapshots import Snapshots
from live.frames.sources import open_source
from live.report import complain
from live.values import Image
from tests.mjpeg import Answer, coded, decoded, serving
from tests.pictures import UPRIGHT, encoded, film, greys, only

WRITTEN = "adm:se%23c%2Fr%3Fe%40t"
"""USER and PASSWORD as they stand in an address."""


def shot(_: str) -> Answer:
    return 200, "image/jpeg", encoded(coded(7))


def test_pictures_and_clips_at_an_address(tmp_path: Path) -> None:
    clip = film(tmp_path / "a.mp4", greys(range(0, 60, 5)), 10).read_bytes()
    png = 200, "image/png", encoded(UPRIGHT, ".png")
    pages = {"/a.mp4": (200, "video/mp4", clip), "/a.png": (200, "application/octet-stream", png[2])}
    pages |= dict.fromkeys(("/shot", "/a%20b.png", "/b%C3%BCcher.png?n=%C3%BC"), png)
    with serving(pages.__getitem__) as host:
        for path in ("/shot", "/a.png", "/a b.png", "/a%20b.png", "/b\u00fccher.png?n=\u00fc"):
            assert np.array_equal(only(f"http://{host}{path}").image, UPRIGHT)
        with open_source(f"http://{host}/a.mp4") as source:
            assert source.kind == "clip"
            assert [f.time for f in source] == pytest.approx([i / 10 for i in range(12)], abs=0.002)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((404, "text/plain", b"no"), "answers 404"),
        ((200, "text/html", b"<html>"), "a web page"),
        ((200, "image/jpeg", b"no"), "not a whole picture"),
        ((200, "application/zip", b"\0\1" * 999), "no picture, clip or stream"),
    ],
)
def test_an_address_of_something_else(answer: Answer, message: str) -> None:
    with serving(lambda _: answer) as host, pytest.raises(UserError, match=message):
        open_source(f"http://{host}/x")


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_server_that_never_answers(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((address, "OPEN_SECONDS"), (address, "ASK_SECONDS"), (capture, "OPEN_SECONDS")):
        monkeypatch.setattr(module, name, 0.5)
    said = pytest.raises(UserError, match=r"cannot be reached \(no answer\)")
    with socket.create_server(("127.0.0.1", 0)) as server, said:
        open_source(f"{scheme}://127.0.0.1:{server.getsockname()[1]}/video")


@pytest.mark.parametrize("kind", ["Basic", "Digest"])
def test_a_login_opens_what_it_guards(kind: str) -> None:
    with serving(shot, kind) as host, open_source(f"http://{WRITTEN}@{host}/shot.jpg") as source:
        (frame,) = source
    assert decoded(frame.image) == 7
    assert source.name == frame.source == f"http://{host}/shot.jpg"


@pytest.mark.parametrize("kind", ["Basic", "Digest", "403", "Bearer"])
@pytest.mark.parametrize(("login", "said"), [("adm:wrong@", "refuses the login"), ("", "wants a login")])
def test_a_refused_login_is_called_one(kind: str, login: str, said: str) -> None:
    with serving(shot, kind) as host, pytest.raises(UserError, match=rf"{said} \(40[13] ") as error:
        open_source(f"http://{login}{host}/video")
    assert "wrong" not in str(error.value)


@pytest.mark.parametrize(
    ("answer", "login", "said"),
    [
        ("401 Unauthorized", "adm:secret@", r"refuses the login \(401 Unauthorized\)"),
        ("401 Unauthorized", "", r"wants a login \(401 Unauthorized\)"),
        ("404 Not Found", "adm:secret@", "answers 404 Not Found; check the address"),
        ("200 OK", "adm:secret@", "no picture, clip or stream"),
    ],
)
def test_an_rtsp_server_that_refuses_says_why(answer: str, login: str, said: str) -> None:
    class Refusing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(4096):
                self.request.sendall(f"RTSP/1.0 {answer}\r\nCSeq: 1\r\nContent-Length: 0\r\n\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        with pytest.raises(UserError, match=said) as error:
            open_source(f"rtsp://{login}127.0.0.1:{server.server_address[1]}/stream")
        server.shutdown()
    assert "secret" not in str(error.value)


LOGINS = ("adm:se#cret", "adm:se/cret", "adm:1/secret", "adm:se?cret", "a#m:secret")
EARLY = [f"{scheme}://{login}@127.0.0.1:9/video" for scheme in ("http", "https", "rtsp") for login in LOGINS]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        *((spec, r"^\w+://127.0.0.1:9/video: .*write # as %23, / as %2F") for spec in EARLY),
        ("adm:se cret@127.0.0.1/video", r"127\.0\.0\.1/.*: only http, https and rtsp"),
        ("http:/adm:secret@127.0.0.1/video", r"127\.0\.0\.1/.*: only http, https and rtsp"),
        ("ftp://adm:secret@127.0.0.1/", r"127\.0\.0\.1/.*: only http, https and rtsp"),
        ("rtsp://127.0.0.1:9/user=adm&password=secret&channel=1", r"user=\.{3}&password=\.{3}&channel=1: c"),
        ("http://127.0.0.1:9/\udcff", "cannot be reached"),
        ("rtsp://a\udcff:cret\udcff@127.0.0.1:9/\udcff", "cannot be reached"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_explained_without_its_login(spec: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        open_source(spec)
    assert not re.search("adm|cret|a#m", str(error.value))


@pytest.mark.parametrize(
    "wrong", ["rtsp://adm:se@cret@host/x", "http:/adm:secret@host/x", "adm:secret@host/x"]
)
def test_an_address_in_a_wrong_place_shows_no_login(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    complain(f"do not understand {wrong}, a source goes behind --source")
    assert re.fullmatch(r"live: do not understand (\w+:/+)?host/x, a source .*\n", capsys.readouterr().err)


def test_a_picture_at_an_address_is_polled_as_a_camera() -> None:
    sent = itertools.count()

    def count(_: str) -> Answer:
        return 200, "image/jpeg", encoded(coded(next(sent)))

    with serving(count, "Digest") as host, open_source(f"http://{WRITTEN}@{host}/s.jpg", poll=True) as source:
        assert (source.kind, source.camera) == ("live", True)
        start, seen = time.monotonic(), [0]
        for frame in source:
            seen.append(decoded(frame.image))
            if len(set(seen)) > 4 or time.monotonic() - start > 20:
                break
    assert len(set(seen)) > 4
    assert seen == sorted(seen)
    assert next(sent) < 3 + 10 * (time.monotonic() - start), "it is asked ten times a second at most"


def test_a_picture_that_stays_the_same_is_asked_for_less_often() -> None:
    asked: list[float] = []

    def take() -> Image:
        asked.append(time.monotonic())
        return coded(7)

    snapshots = Snapshots(take)
    assert all(snapshots.read()[0] for _ in range(5))
    waits = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert all(wait >= least for wait, least in zip(waits, (0.1, 0.2, 0.4, 0.8), strict=True))
