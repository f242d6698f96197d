"""Binds a port, says under which address the pages are, and serves them until Ctrl-C."""

from __future__ import annotations

import errno
import logging
import secrets
import socket
import ssl
import sys
from datetime import UTC, datetime, timedelta

import segno
import uvicorn

from live.errors import UserError
from live.report import complain
from live.serve.app import Readers, build
from live.serve.bounds import BOUNDS
from models import Classifier

HERE, ANYWHERE = "127.0.0.1", "0.0.0.0"

CERTIFIED_DAYS = 30
"""That a self-made certificate holds; it is made anew at each start, and phones refuse long ones."""


def serve(networks: tuple[Classifier, Classifier], port: int, *, lan: bool, https: bool) -> int:
    """Serve the pages until Ctrl-C; return the exit code.

    networks: one for each thread. port: 0 for any free one. lan: whether phones and others in
    the network may use it, who know the key in its address. https: with a self-made certificate, without
    which phones give no camera. Raises UserError where the port cannot be had.
    """
    key = secrets.token_urlsafe(12) if lan else ""
    with _listening(ANYWHERE if lan else HERE, port) as listening:
        host = _own_address() if lan else HERE
        address = f"{'https' if https else 'http'}://{host}:{listening.getsockname()[1]}/{key and f'{key}/'}"
        context = _certified(host) if https else None
        logging.getLogger("uvicorn").addHandler(_OneLine(logging.ERROR))
        config = uvicorn.Config(
            build(Readers(*networks), key),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=BOUNDS.message,
            ws_per_message_deflate=False,  # the messages are short, and there are many
            limit_concurrency=BOUNDS.connections,
            timeout_graceful_shutdown=1,
            ssl_context_factory=None if context is None else lambda config, usual: context,
        )
        server = uvicorn.Server(config)
        _announce(address, lan, https)  # who comes before it has started waits at the socket
        server.run([listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a port."""
    try:
        return socket.create_server((host, port), backlog=BOUNDS.connections)
    except OSError as error:
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"({error.strerror})"
        raise UserError(f"port {port} {why}; choose another with --port, 0 takes any that is free") from error


def _own_address() -> str:
    """Return the address that others in the network know this computer by."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing, but chooses the way out
        except OSError as error:
            raise UserError("no network that a phone could be in, too; connect to one first") from error
        return str(probe.getsockname()[0])


def _certified(host: str) -> ssl.SSLContext:
    """Return what https needs, with a fresh certificate for this computer's names that is never stored."""
    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    names = dict.fromkeys((host, HERE, "localhost"))
    trustme.CA().issue_cert(*names, not_after=datetime.now(UTC) + timedelta(CERTIFIED_DAYS)).configure_cert(
        context
    )
    return context


def _announce(address: str, lan: bool, https: bool) -> None:
    """Print the address, for phones as a QR code, too, and what is to be known."""
    if lan:
        print("On a phone or computer in the same network open")
    else:
        print("In a browser on this computer open (for phones: --lan)")
    print(f"\n  {address}\n")
    if lan and (sys.stdout.encoding or "").lower().startswith("utf"):
        segno.make(address, error="l").terminal(compact=True)
    if https:
        print("The browser will warn of a certificate that it does not know, which this program made: go on.")
    if lan:
        print("Who has this address can use the pages, until Ctrl-C; the next start has another.")
    sys.stdout.flush()


class _OneLine(logging.Handler):
    """Says what went wrong while serving in one line."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        complain(f"{record.getMessage()}{f': {type(error).__name__}: {error}' if error else ''}")
