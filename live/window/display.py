"""Tells whether a window can be opened, before Qt tries: where it cannot, Qt aborts the whole process."""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

_PATIENCE = 2.0  # seconds for an X server to answer


def available() -> bool:
    """Return whether a window can be opened here.

    On Linux OpenCV's window is an X11 one (under Wayland through Xwayland), so an X server has to let
    us in; elsewhere there is always a display.
    """
    if not sys.platform.startswith("linux"):
        return True
    return _opens(os.environ.get("DISPLAY", ""))


def _opens(display: str) -> bool:
    match = re.fullmatch(r"(?:unix/?|(?P<host>.*?)/?)?:(?P<number>\d+)(?:\.\d+)?", display)
    if match is None:
        return False
    number = match["number"]
    try:
        return any(_welcomes(match["host"] or "", number, cookie) for cookie in (*_cookies(number), b""))
    except OSError:
        return False


def _connect(host: str, number: str) -> socket.socket:
    if host:
        return socket.create_connection((host, 6000 + int(number)), _PATIENCE)
    path = f"/tmp/.X11-unix/X{number}"
    for address in (f"\0{path}", path):
        unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        unix.settimeout(_PATIENCE)
        try:
            unix.connect(address)
        except OSError:
            unix.close()
        else:
            return unix
    return socket.create_connection(("localhost", 6000 + int(number)), _PATIENCE)


def _welcomes(host: str, number: str, cookie: bytes) -> bool:
    """Return whether the X server accepts a connection with this cookie (X11 protocol, section 8)."""
    name = b"MIT-MAGIC-COOKIE-1" if cookie else b""
    hello = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie))
    padded = b"".join(part + bytes(-len(part) % 4) for part in (name, cookie))
    with _connect(host, number) as server:
        server.sendall(hello + padded)
        return server.recv(1) == b"\1"  # 0 refused, 1 welcome, 2 wants more proof


def _cookies(number: str) -> Iterator[bytes]:
    """Yield the keys that the user's X authority file holds for this display (format: Xau(3))."""
    path = os.environ.get("XAUTHORITY")
    try:
        data = (Path(path) if path else Path.home() / ".Xauthority").read_bytes()
    except (OSError, RuntimeError):
        return
    at = 0
    while at + 2 <= len(data):
        at += 2  # family of the address
        parts: list[bytes] = []
        for _ in range(4):  # address, display number, name of the method, key
            size = int.from_bytes(data[at : at + 2], "big")
            parts.append(data[at + 2 : at + 2 + size])
            at += 2 + size
        if parts[1] in (b"", number.encode()) and parts[2] == b"MIT-MAGIC-COOKIE-1":
            yield parts[3]
