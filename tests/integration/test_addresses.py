"""Addresses: nothing of a login is shown, who refuses it is quoted; cameras that give single pictures."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import re
import socketserver
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import pytest

from live.errors import UserError
from live.frames.snapshots import Snapshots
from live.frames.sources import open_source
from live.report import complain
from tests.mjpeg import Mjpeg, coded, decoded

USER, PASSWORD = "adm", "se#c/r?e@t"
WRITTEN = "adm:se%23c%2Fr%3Fe%40t"


@contextlib.contextmanager
def guarded(kind: str, answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server that answers who has logged in, by "Basic" or "Digest", or nobody ("403"); its host."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if kind == "403":
                self.send_error(403)
            elif self.welcome():
                answer(self)
            else:
                self.send_response(401)
                self.send_header("WWW-Authenticate", f'{kind} realm="camera", nonce="1", qop="auth"')
                self.send_header("Content-Length", "0")
                self.end_headers()

        def welcome(self) -> bool:
            given = self.headers.get("Authorization", "")
            if kind == "Basic":
                return given == "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            said = dict(re.findall(r'(\w+)="?([^",]*)', given))
            first, second = (
                hashlib.md5(text.encode()).hexdigest()
                for text in (f"{USER}:camera:{PASSWORD}", f"GET:{self.path}")
            )
            whole = ":".join([first, "1", said.get("nc", ""), said.get("cnonce", ""), "auth", second])
            return said.get("response") == hashlib.md5(whole.encode()).hexdigest()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def shot(client: BaseHTTPRequestHandler, number: int = 7) -> None:
    """Answer with one picture."""
    jpeg = cv2.imencode(".jpg", coded(number))[1].tobytes()
    client.send_response(200)
    client.send_header("Content-Type", "image/jpeg")
    client.send_header("Content-Length", str(len(jpeg)))
    client.end_headers()
    client.wfile.write(jpeg)


@pytest.mark.parametrize("kind", ["Basic", "Digest"])
def test_a_login_opens_what_it_guards(kind: str) -> None:
    with guarded(kind, shot) as host, open_source(f"http://{WRITTEN}@{host}/shot.jpg") as source:
        (frame,) = source
    assert decoded(frame.image) == 7
    assert source.name == frame.source == f"http://{host}/shot.jpg"


@pytest.mark.parametrize("kind", ["Basic", "Digest", "403", "Bearer"])
@pytest.mark.parametrize(("login", "said"), [("adm:wrong@", "refuses the login"), ("", "wants a login")])
def test_a_refused_login_is_called_one(kind: str, login: str, said: str) -> None:
    with guarded(kind, shot) as host, pytest.raises(UserError, match=rf"{said} \(40[13] ") as error:
        open_source(f"http://{login}{host}/video")
    assert "wrong" not in str(error.value)


@pytest.mark.parametrize(
    ("answer", "login", "said"),
    [
        ("401 Unauthorized", "adm:secret@", r"refuses the login \(401 Unauthorized\)"),
        ("401 Unauthorized", "", r"wants a login \(401 Unauthorized\)"),
        ("403 Forbidden", "adm:secret@", r"refuses the login \(403 Forbidden\)"),
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


@pytest.mark.parametrize("scheme", ["http://", "https://", "rtsp://"])
@pytest.mark.parametrize("login", ["adm:se#cret", "adm:se/cret", "adm:1/secret", "adm:se?cret", "a#m:secret"])
def test_a_password_that_ends_an_address_early_is_explained(scheme: str, login: str) -> None:
    with pytest.raises(UserError, match="write # as %23, / as %2F") as error:
        open_source(f"{scheme}{login}@127.0.0.1:9/video")
    assert str(error.value).startswith(f"{scheme}127.0.0.1:9/video: ")
    assert not re.search("adm|cret|a#m", str(error.value))


@pytest.mark.parametrize(
    "spec", ["adm:se cret@127.0.0.1/video", "http:/adm:secret@127.0.0.1/video", "ftp://adm:secret@127.0.0.1/"]
)
def test_an_address_without_its_scheme_shows_no_login(spec: str) -> None:
    with pytest.raises(UserError, match=r"127\.0\.0\.1/.*: only http, https and rtsp") as error:
        open_source(spec)
    assert not re.search("adm|cret", str(error.value))


def test_a_login_in_the_path_is_not_shown() -> None:
    with pytest.raises(UserError, match=r"user=\.{3}&password=\.{3}&channel=1: cannot be reached") as error:
        open_source("rtsp://127.0.0.1:9/user=adm&password=secret&channel=1")
    assert "secret" not in str(error.value)


def test_an_address_given_in_a_wrong_place_shows_no_login(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("rtsp://adm:se@cret@host/x", "http:/adm:secret@host/x", "adm:secret@host/x"):
        complain(f"do not understand {wrong}, a source goes behind --source")
        assert re.fullmatch(
            r"live: do not understand (\w+:/+)?host/x, a source .*\n", capsys.readouterr().err
        )


def test_an_address_that_is_no_valid_text_is_answered_in_one_line() -> None:
    with pytest.raises(UserError, match="cannot be reached"):
        open_source("http://127.0.0.1:9/\udcff")
    with pytest.raises(UserError, match="cannot be reached"):
        open_source("rtsp://a\udcff:b\udcff@127.0.0.1:9/\udcff")


def test_a_picture_at_an_address_is_polled_as_a_camera() -> None:
    sent: list[int] = []

    def count(client: BaseHTTPRequestHandler) -> None:
        sent.append(len(sent))
        shot(client, sent[-1])

    with (
        guarded("Digest", count) as host,
        open_source(f"http://{WRITTEN}@{host}/shot.jpg", poll=True) as source,
    ):
        assert (source.kind, source.camera) == ("live", True)
        start, seen = time.monotonic(), [0]
        for frame in source:
            seen.append(decoded(frame.image))
            if len(set(seen)) > 4 or time.monotonic() - start > 20:
                break
    assert len(set(seen)) > 4
    assert seen == sorted(seen)
    assert len(sent) < 3 + 10 * (time.monotonic() - start), "it is asked ten times a second at most"


def test_a_picture_that_stays_the_same_is_asked_for_less_often() -> None:
    asked: list[float] = []

    def take() -> cv2.typing.MatLike:
        asked.append(time.monotonic())
        return coded(7)

    snapshots = Snapshots(take)
    assert all(snapshots.read()[0] for _ in range(5))
    waits = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert all(wait >= least for wait, least in zip(waits, (0.1, 0.2, 0.4, 0.8), strict=True))


def test_a_stream_that_stalls_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("live.frames.capture.READ_SECONDS", 1.0)
    stalled, go_on = threading.Event(), threading.Event()

    def picture(number: int) -> cv2.typing.MatLike:
        if number > 10 and not stalled.is_set():  # the first connection hangs, the next ones do not
            stalled.set()
            go_on.wait(20)
        return coded(number)

    with Mjpeg(picture) as server, open_source(server.url) as source:
        start = time.monotonic()
        for frame in source:
            if (stalled.is_set() and decoded(frame.image) > 20) or time.monotonic() - start > 15:
                break
        go_on.set()
    assert decoded(frame.image) > 20
    assert time.monotonic() - start < 10
