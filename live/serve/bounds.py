"""What clients may ask of the server at most, and how a client is told that it asked for more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Of clients, together and each."""

    clients: int = 40  # open sockets: a class, and phones that went away without a word
    connections: int = 256  # of any kind: a browser opens up to six while it loads a page
    rate: int = 300  # messages a second on a socket: a quick screen has 120 frames, each one message
    message: int = 1 << 20  # bytes: a frame of 1280x720 is a JPEG of some 200,000
    photo: int = 32 << 20  # bytes: the largest that phones take are of 20 million
    pixels: int = 64_000_000  # of a picture, all its frames together: phones take up to 50 million
    waiting: int = 4  # photographs that wait to be read: each takes up to a second
    patience: float = 30.0  # s until a photograph has arrived
    strokes: int = 400  # of a drawing, beyond which a page asks to clear it: more is no writing
    points: int = 40_000  # the same
    session: int = 200_000  # points of a socket, undone ones too; its page then connects anew
    kept: int = 1024  # groups of strokes remembered for each drawing: 4 MB


BOUNDS = Bounds()

TOO_MUCH, ANEW, LATER = 1008, 1012, 1013
"""Codes with which a socket is closed: the client broke a bound, is to connect anew, or to come later."""


class ClosedError(Exception):
    """A socket is to be closed. code: of WebSocket; the message is the reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
