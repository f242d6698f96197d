"""Asks an http address what it is before a video library does, which cannot say what was wrong with it."""

from __future__ import annotations

import time
from base64 import b64encode
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import PurePosixPath
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, quote, unquote, urlsplit
from urllib.request import Request, urlopen

from live.errors import UserError
from live.frames import still
from live.frames.capture import OPEN_SECONDS

PICTURE_SECONDS = 30.0
"""How long a whole picture may take to arrive."""

AS_THEY_ARE = "%:/?#[]@!$&'()*+,;=~"
"""What a path may hold as it is, besides letters and digits; a blank, say, is sent in another guise."""


def split(url: str) -> tuple[SplitResult, str]:
    """A URL's parts, and the URL without user name and password, to be shown; raises UserError for none."""
    try:
        parts = urlsplit(url)
        if not parts.hostname or (parts.port is not None and not 0 < parts.port < 65536):
            raise ValueError("no host")
        parts.hostname.encode("idna")  # as whoever connects does; UnicodeError is a ValueError
    except ValueError as error:
        raise UserError(
            f"{url}: not a whole address, it should look like http://192.168.0.20:8080/video"
        ) from error
    return parts, parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def fetch_picture(url: str) -> bytes | None:
    """The bytes of the picture at an http(s) URL; None where it is something else, a clip or a stream.

    Raises UserError where nobody answers, or with an error or a web page.
    """
    parts, shown = split(url)
    asked = urlsplit(shown)
    path, query = (quote(part, safe=AS_THEY_ARE) for part in (asked.path, asked.query))
    request = Request(asked._replace(path=path, query=query).geturl(), headers={"User-Agent": "live-digits"})
    if parts.username is not None:
        account = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + b64encode(account.encode()).decode())
    try:
        with urlopen(request, timeout=OPEN_SECONDS) as answer:
            return _all_of(answer, shown) if _is_picture(answer.headers, parts.path, shown) else None
    except HTTPError as error:
        if error.code == 401 and parts.username is not None:
            return None  # it may want a kind of login that FFmpeg knows
        raise UserError(
            f"{shown}: the server answers {error.code} {error.reason}; check the address"
        ) from error
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        words = (
            "no answer" if isinstance(reason, TimeoutError) else getattr(reason, "strerror", None) or reason
        )
        if "SSL" in type(reason).__name__:
            return None  # cameras sign their own certificates; FFmpeg does not mind
        raise UserError(
            f"{shown}: cannot be reached ({words}); is it switched on, and in this network?"
        ) from error
    except HTTPException:
        return None  # an old camera's own idea of HTTP


def _is_picture(headers: HTTPMessage, path: str, shown: str) -> bool:
    content, suffix = headers.get_content_type(), PurePosixPath(path).suffix.lower()
    if content.startswith("text/") and headers.get("Content-Type") and suffix != ".m3u8":
        raise UserError(
            f"{shown}: a web page, not a picture or a stream; its stream often ends in /video or /mjpeg"
        )
    return content.startswith("image/") or (content.endswith("/octet-stream") and suffix in still.SUFFIXES)


def _all_of(answer: HTTPResponse, shown: str) -> bytes:
    data, end = bytearray(), time.monotonic() + PICTURE_SECONDS
    while chunk := answer.read1(1 << 16):
        data += chunk
        if time.monotonic() > end or len(data) > still.MAX_BYTES:
            raise UserError(f"{shown}: the picture is too large or comes too slowly; download it first")
    return bytes(data)
