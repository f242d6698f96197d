"""Asks a network address what it is before a video library does, which cannot say what was wrong with it."""

from __future__ import annotations

import re
import socket
import ssl
import time
import warnings
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import PurePosixPath
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, quote, unquote, urlsplit

from live.errors import UserError
from live.frames import decode
from live.frames.capture import OPEN_SECONDS
from live.frames.folder import SUFFIXES

warnings.filterwarnings("ignore", "Basic Auth Realm was unquoted")  # by urllib; some cameras do that

PICTURE_SECONDS = 30.0
"""How long a whole picture may take to arrive."""

ASK_SECONDS = 3.0
"""How long an RTSP server may take to say why it gave nothing."""

UNQUOTED = "%:/?[]@!$&'()*+,;=~"
"""What a path or a query may hold besides letters and digits without being percent-encoded here."""

IN_A_LOGIN = "; in user name and password write # as %23, / as %2F, ? as %3F, @ as %40"

SECRETS = re.compile(r"(?i)((?:user|usr|login|pw|pass|token|key|auth)[^=&/?]*=)[^&/#]+")
"""A login that some cameras want in the path or the query."""


@dataclass(frozen=True)
class Address:
    """A network address.

    shown: as the user gave it, without the login and whatever may be a part of one. parts: in ASCII, as they
    are sent, without login. login: user name and password, each percent-encoded; or none. advice: what to add
    to a message where nothing is found, as a login may have been taken for a path.
    """

    shown: str
    parts: SplitResult
    login: tuple[str, ...]
    advice: str

    @property
    def url(self) -> str:
        """The whole address, with its login: to be sent, never to be shown."""
        login = ":".join(self.login) + "@" if self.login else ""
        return self.parts._replace(netloc=login + self.parts.netloc).geturl()


def parse(url: str) -> Address:
    """Return the parts of an address; raises UserError for one that is not whole, or of another scheme."""
    scheme, rest = found.groups() if (found := re.fullmatch(r"(?s)(\w+)://(.*)", url)) else ("", url)
    shown = SECRETS.sub(r"\1...", (f"{scheme}://" if scheme else "") + rest.rpartition("@")[2])
    if scheme.lower() not in ("http", "https", "rtsp", "rtsps"):
        raise UserError(f"{shown}: only http, https and rtsp addresses can be opened")
    try:
        given = urlsplit(url)
        # As whoever connects does; UnicodeError is a ValueError.
        host = (given.hostname or "").encode("idna").decode()
        if not host or (given.port is not None and not 0 < given.port < 65536):
            raise ValueError("no host")
    except ValueError as error:
        raise UserError(
            f"{shown}: not a whole address, it should look like http://192.168.0.20:8080/video"
            + (IN_A_LOGIN if "@" in rest else "")
        ) from error
    host = f"[{host}]" if ":" in host else host
    netloc = host if given.port is None else f"{host}:{given.port}"
    path, query = (_quoted(part, UNQUOTED) for part in (given.path, given.query))
    login = given.netloc.rpartition("@")[0]
    return Address(
        shown,
        SplitResult(given.scheme, netloc, path, query, ""),
        tuple(_quoted(part, "%") for part in login.split(":", 1)) if login else (),
        IN_A_LOGIN if "@" in given.path + given.query + given.fragment else "",
    )


def fetch_picture(place: Address) -> bytes | None:
    """Return the bytes of the picture at an http(s) address; None where it is a clip, a stream or the like.

    Raises UserError where nobody answers, or with an error or a web page.
    """
    handlers: list[request.BaseHandler] = [request.HTTPSHandler(context=_trusting())]
    if place.login:
        known = request.HTTPPasswordMgrWithDefaultRealm()
        user, password = (*map(unquote, place.login), "")[:2]
        known.add_password(None, place.parts._replace(path="/", query="").geturl(), user, password)
        handlers += [request.HTTPBasicAuthHandler(known), request.HTTPDigestAuthHandler(known)]
    asked = request.Request(place.parts.geturl(), headers={"User-Agent": "live-digits"})
    try:
        with request.build_opener(*handlers).open(asked, timeout=OPEN_SECONDS) as answer:
            picture = _is_picture(answer.headers, place)
            return _all_of(answer, place.shown) if picture else None
    except HTTPError as error:
        raise _refused(place, error.code, str(error.reason)) from error
    except (URLError, OSError) as error:
        raise _unreachable(place, error) from error
    except HTTPException:
        return None  # an old camera's own idea of HTTP
    except ValueError as error:  # urllib's own, for a kind of login that it does not know
        raise _refused(place, 401, "Unauthorized") from error


def why_nothing(place: Address) -> UserError:
    """Return what to say of an address at which FFmpeg found nothing; an RTSP server is asked why."""
    if place.parts.scheme.startswith("rtsp"):
        try:
            if answer := re.match(r"RTSP/\S+ (\d+) *(.*)", _ask_rtsp(place.parts)):
                code, reason = int(answer[1]), answer[2].strip()
                if code >= 400:
                    return _refused(place, code, reason)
        except OSError as error:
            return _unreachable(place, error)
    return UserError(
        f"{place.shown}: no picture, clip or stream comes from there; does VLC or a browser play it?"
        f"{place.advice}"
    )


def _ask_rtsp(parts: SplitResult) -> str:
    """Return the beginning of a server's answer to DESCRIBE (RFC 2326) without a login."""
    secure = parts.scheme == "rtsps"
    question = f"DESCRIBE {parts.geturl()} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: live-digits\r\n\r\n"
    port = parts.port or (322 if secure else 554)
    with socket.create_connection((parts.hostname, port), ASK_SECONDS) as line:
        if secure:
            line = _trusting().wrap_socket(line)
        line.sendall(question.encode())
        return line.recv(4096).decode(errors="replace")


def _trusting() -> ssl.SSLContext:
    """Return a TLS context that takes any certificate: cameras sign their own, and FFmpeg takes it, too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _refused(place: Address, code: int, reason: str) -> UserError:
    says = f"{code} {reason}".strip()
    if code not in (401, 403):
        return UserError(f"{place.shown}: the server answers {says}; check the address{place.advice}")
    if place.login:
        return UserError(
            f"{place.shown}: the server refuses the login ({says}); check user name and password"
        )
    return UserError(
        f"{place.shown}: the server wants a login ({says}); write user name, a colon, password and @ "
        f"before the host{place.advice}"
    )


def _unreachable(place: Address, error: OSError) -> UserError:
    reason = getattr(error, "reason", error)
    words = "no answer" if isinstance(reason, TimeoutError) else getattr(reason, "strerror", None) or reason
    return UserError(
        f"{place.shown}: cannot be reached ({words}); is it switched on, and in this network?{place.advice}"
    )


def _quoted(part: str, safe: str) -> str:
    """Return a part of an address in ASCII; what was no valid text goes out as the bytes that it was."""
    return quote(part, safe=safe, errors="surrogateescape")


def _is_picture(headers: HTTPMessage, place: Address) -> bool:
    content, suffix = headers.get_content_type(), PurePosixPath(place.parts.path).suffix.lower()
    if content.startswith("text/") and headers.get("Content-Type") and suffix != ".m3u8":
        raise UserError(
            f"{place.shown}: a web page, not a picture or a stream; its stream often ends in /video or /mjpeg"
        )
    return content.startswith("image/") or (content.endswith("/octet-stream") and suffix in SUFFIXES)


def _all_of(answer: HTTPResponse, shown: str) -> bytes:
    data, end = bytearray(), time.monotonic() + PICTURE_SECONDS
    while chunk := answer.read1(1 << 16):
        data += chunk
        if time.monotonic() > end or len(data) > decode.MAX_BYTES:
            raise UserError(f"{shown}: the picture is too large or comes too slowly; download it first")
    return bytes(data)
