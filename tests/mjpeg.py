"""Cameras on the network: an MJPEG server on 127.0.0.1 that can be cut, and one that asks for a login."""

import contextlib
import hashlib
import re
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import cv2
import numpy as np

from live.values import Image


class Server(ThreadingHTTPServer):
    """A server on 127.0.0.1 that has been started."""

    daemon_threads = True

    def __init__(self, get: Callable[[BaseHTTPRequestHandler], None], port: int = 0) -> None:
        """Answer requests by a function; port 0 is a free one."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                get(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Say nothing: a connection that was cut is what these servers are for."""


class Mjpeg:
    """Serves `picture(n)`, n counting the frames since the start, `fps` times a second to whoever asks."""

    def __init__(self, picture: Callable[[int], Image], fps: float = 30) -> None:
        self._picture, self._fps, self._port = picture, fps, 0
        self._start = time.monotonic()
        self._clients: set[socket.socket] = set()
        self._server: Server | None = None
        self.restore()
        self.url = f"http://127.0.0.1:{self._port}/video"

    @property
    def now(self) -> int:
        """The number of the frame that a camera would show now."""
        return int((time.monotonic() - self._start) * self._fps)

    def cut(self) -> None:
        """Ends every connection and stops listening, as when the phone leaves the network."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._server = None
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Listens again on the same port."""
        self._server = Server(self._serve, self._port)
        self._port = self._server.server_port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def _serve(self, client: BaseHTTPRequestHandler) -> None:
        self._clients.add(client.connection)
        with contextlib.suppress(OSError):
            self._stream(client)
        self._clients.discard(client.connection)

    def _stream(self, client: BaseHTTPRequestHandler) -> None:
        client.send_response(200)
        client.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        client.send_header("Cache-Control", "no-cache")
        client.end_headers()
        while self._server is not None:
            number = self.now
            jpeg = cv2.imencode(".jpg", self._picture(number))[1].tobytes()
            client.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\n")
            client.wfile.write(b"Content-Length: %d\r\n\r\n%s\r\n" % (len(jpeg), jpeg))
            time.sleep(max(0.0, self._start + (number + 1) / self._fps - time.monotonic()))


def coded(number: int) -> Image:
    """A picture that carries its number as sixteen black or white squares."""
    bits = np.array([number >> i & 1 for i in range(16)], np.uint8).reshape(4, 4) * 255
    return np.repeat(np.repeat(np.dstack([bits] * 3), 32, 0), 32, 1)


def decoded(image: Image) -> int:
    """The number that such a picture carries."""
    return sum(int(v > 127) << i for i, v in enumerate(image[16::32, 16::32, 0].ravel()))


USER, PASSWORD = "adm", "se#c/r?e@t"

Answer = tuple[int, str, bytes]
"""Status, content type and body."""


@contextlib.contextmanager
def serving(answer: Callable[[str], Answer], kind: str = "") -> Iterator[str]:
    """Serve paths to whom it lets in: all, USER by "Basic" or "Digest", or nobody ("403"); give its host."""

    def get(client: BaseHTTPRequestHandler) -> None:
        welcome = _welcome(client.path, client.headers.get("Authorization", ""), kind)
        status, content, body = answer(client.path) if welcome else (401, "text/plain", b"")
        client.send_response(403 if kind == "403" else status)
        if status == 401:
            client.send_header("WWW-Authenticate", f'{kind} realm="camera", nonce="1", qop="auth"')
        client.send_header("Content-Type", content)
        client.send_header("Content-Length", str(len(body)))
        client.end_headers()
        with contextlib.suppress(OSError):
            client.wfile.write(body)

    with Server(get) as server:
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def _welcome(path: str, given: str, kind: str) -> bool:
    """Return whether what was given with a request is the login that a kind of server asks for."""
    if kind in ("", "403", "Basic"):
        return not kind or given == "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    said = dict(re.findall(r'(\w+)="?([^",]*)', given))
    texts = f"{USER}:camera:{PASSWORD}", f"GET:{path}"
    first, second = (hashlib.md5(text.encode()).hexdigest() for text in texts)
    whole = ":".join([first, "1", said.get("nc", ""), said.get("cnonce", ""), "auth", second])
    return said.get("response") == hashlib.md5(whole.encode()).hexdigest()
