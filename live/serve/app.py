"""The application: pages, sockets for strokes and for a camera's frames, and a place for photographs."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from live.errors import UserError
from live.serve.bounds import BOUNDS, LATER, TOO_MUCH, ClosedError
from live.serve.drawing import Drawer
from live.serve.guard import Guard
from live.serve.lane import Lane, Work
from live.serve.pictures import Film, Photo
from live.strokes.judge import Judge
from models import Classifier
from models.eye import Eye
from models.pen import PenNetwork
from models.sequence import SequenceNetwork

PAGES = Path(__file__).with_name("pages")
LOCAL = ("localhost", "127.0.0.1")


class Session(Work, Protocol):
    """What is kept of a client with a socket: what it sent, and how that is read."""

    def take(self, message: str | bytes) -> None: ...


class Readers:
    """The readers that all clients share: one thread for strokes and one for pictures, with networks each."""

    def __init__(self, strokes: Classifier, pictures: Classifier) -> None:
        self._pictures, self._eye = pictures, Eye()
        self._drawer = partial(Drawer, strokes, PenNetwork(), Judge.load(), SequenceNetwork())
        self._drawings, self._paper, self._clients = Lane(), Lane(), 0

    async def draw(self, socket: WebSocket) -> None:
        """Read what one client draws."""
        await self._follow(socket, self._drawer(), self._drawings)

    async def film(self, socket: WebSocket) -> None:
        """Read what one client's camera sees."""
        await self._follow(socket, Film(self._pictures, self._eye), self._paper)

    async def photo(self, request: Request) -> JSONResponse:
        """Read a photograph, which is the request's body; nothing of it is kept."""
        if self._paper.waiting >= BOUNDS.waiting:
            return JSONResponse({"error": "too many photographs at once; try again in a moment"}, 503)
        try:
            async with asyncio.timeout(BOUNDS.patience):
                data = await _body(request)
            return JSONResponse(await self._paper.read(Photo(self._pictures, self._eye, data)))
        except (TimeoutError, ClientDisconnect):
            return JSONResponse({"error": "the photograph did not arrive; try again"}, 408)
        except UserError as error:
            return JSONResponse({"error": str(error)}, 400)

    async def _follow(self, socket: WebSocket, session: Session, lane: Lane) -> None:
        """Take in what a client sends and answer with the reading of the newest, until it goes away.

        While a reading is made or sent nothing waits behind it: what came since is read at once after it.
        """
        await socket.accept()
        self._clients += 1
        try:
            if self._clients > BOUNDS.clients:
                raise ClosedError(LATER, "too many are here at once; try again later")
            changed = asyncio.Event()
            async with anyio.create_task_group() as group:
                group.start_soon(_hear, socket, session, changed)
                group.start_soon(_answer, socket, session, changed, lane)
        except* WebSocketDisconnect:
            pass
        except* ClosedError as errors:
            (closed, *_) = (error for error in errors.exceptions if isinstance(error, ClosedError))
            with suppress(RuntimeError, WebSocketDisconnect):  # it has just gone by itself
                await socket.close(closed.code, str(closed))
        finally:
            self._clients -= 1


def build(readers: Readers, key: str = "") -> Starlette:
    """Return the application. key: first part of each address; "" where it serves this computer alone."""
    return Starlette(
        routes=[
            WebSocketRoute("/strokes", readers.draw),
            WebSocketRoute("/frames", readers.film),
            Route("/photo", readers.photo, methods=["POST"]),
            Mount("/", StaticFiles(directory=PAGES, html=True)),
        ],
        middleware=[
            # A key tells as much; without one, a stranger's name for this computer is refused.
            Middleware(TrustedHostMiddleware, allowed_hosts=["*"] if key else LOCAL),
            Middleware(Guard, key=key),
        ],
    )


async def _hear(socket: WebSocket, session: Session, changed: asyncio.Event) -> None:
    """Take in messages until the client goes, as WebSocketDisconnect; raises ClosedError for too many."""
    second, count = 0, 0
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        if int(time.monotonic()) != second:
            second, count = int(time.monotonic()), 0
        count += 1
        data = message.get("text") or message.get("bytes") or ""
        if count > BOUNDS.rate or len(data) > BOUNDS.message:
            raise ClosedError(TOO_MUCH, "too much at once")
        session.take(data)
        changed.set()


async def _answer(socket: WebSocket, session: Session, changed: asyncio.Event, lane: Lane) -> None:
    """Send a reading, or an error, each time something has changed since the last."""
    while True:
        await changed.wait()
        changed.clear()
        try:
            report = await lane.read(session)
        except UserError as error:
            report = {"error": str(error)}
        await socket.send_json(report)


async def _body(request: Request) -> bytes:
    """Return a request's body; raises UserError where it is too large, before it has come whole."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > BOUNDS.photo:
            raise UserError(f"the photograph is larger than {BOUNDS.photo >> 20} MB; scale it down first")
    return bytes(data)
