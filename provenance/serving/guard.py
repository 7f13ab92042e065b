"""Who may ask what: only pages of this server, by an address that cannot be another site's, within the size allowed.

A page of another site can make a browser send requests here, and can name this machine by a host name of its own
(DNS rebinding). So a request must name an address, ``localhost`` or the host that was told; one that changes something
must come from a page of that very address and carry the token that only such a page can read.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY"}
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


class Guard:
    """Wraps an application; ``host`` is the name it is served by, ``limit`` the bytes one request may have."""

    def __init__(self, app: ASGIApp, host: str, limit: int) -> None:
        self._app, self._host, self._limit = app, host.lower(), limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope["method"], Headers(scope=scope))
        app = PlainTextResponse(refused[1] + "\n", refused[0]) if refused else self._app
        await app(scope, self._counted(receive), _dressed(send))

    def _refused(self, method: str, headers: Headers) -> tuple[int, str] | None:
        if not self._known(headers.get("host", "")):
            return 421, "this server is not known by that name"
        if method not in ("GET", "HEAD", "POST"):
            return 405, "only GET and POST are understood"
        if method == "POST" and _foreign(headers):
            return 403, "the request comes from another site"
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._limit:
            return 413, too_large(self._limit)
        return None

    def _known(self, host: str) -> bool:
        name = (urlsplit(f"//{host}").hostname or "") if host.isprintable() else ""
        return name in ("localhost", self._host) or _is_address(name)

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise HTTPException(413, too_large(self._limit))
            return message

        return counting


def too_large(limit: int) -> str:
    """What is said of a request beyond ``limit`` bytes."""
    return f"too large: one request may hold {limit / 1e6:,.0f} MB; use provenance trace for more"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _foreign(headers: Headers) -> bool:
    """Whether the browser says that another site's page sent this; programs that are no browsers say nothing."""
    origin = headers.get("origin")
    return headers.get("sec-fetch-site", "same-origin") != "same-origin" or (
        origin is not None and origin != f"http://{headers.get('host')}")


def _dressed(send: Send) -> Send:
    async def dressing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", _POLICY)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return dressing
