"""Who may ask: whoever knows the key, from a page of this server, under one of its own names."""

from __future__ import annotations

from secrets import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; connect-src 'self' ws: wss:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",  # an address holds the key
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""What the browser is told with each page: nothing is loaded from elsewhere, nothing is kept."""

NO_KEY = "This address lacks its key, or has an old one. Scan the QR code again, or copy the whole address."
NO_ORIGIN = "Only pages of this server may send anything to it."


class Guard:
    """Lets requests and sockets through that begin with the key, and come from the server's own pages."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        """key: the first part of each address; "" where none is needed."""
        self._app, self._key = app, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or with 403, which refuses a socket too."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if refusal := self._refusal(scope):
            await PlainTextResponse(refusal, 403, POLICY)(scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(POLICY)
            await send(message)

        root = f"/{self._key}" if self._key else ""
        await self._app({**scope, "root_path": root}, receive, send_with_policy)

    def _refusal(self, scope: Scope) -> str:
        """Return why a request is refused, "" where it is not."""
        given = scope["path"].removeprefix("/").partition("/")[0]
        if self._key and not compare_digest(given.encode(), self._key.encode()):
            return NO_KEY
        headers, scheme = Headers(scope=scope), {"ws": "http", "wss": "https"}.get(scope["scheme"])
        own = f"{scheme or scope['scheme']}://{headers.get('host')}"
        asks = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        return "" if asks or headers.get("origin") == own else NO_ORIGIN
