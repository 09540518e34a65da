"""The door: only this machine's own page gets in, and what leaves may do nothing but show itself.

A page of another site can send requests to a server on this machine. It cannot know the token, cannot set
the header the interface asks for, and its requests name another host or origin; each alone is refused.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from glasshouse.errors import Diagnostic
from glasshouse.explorer.requests import told

Message = MutableMapping[str, Any]
"""A scope or an event of ASGI."""
Scope = Message
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = ("127.0.0.1", "localhost")
HEADER = b"x-glasshouse-token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
FOREIGN = 4403
"""Code with which a socket is closed before it is opened."""


class Guard:
    """Wraps an application: refuses foreign hosts and origins, asks for the token, bounds the body."""

    def __init__(self, app: App, *, token: str, port: int, body: int) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = {f"{host}:{port}".encode() for host in HOSTS}
        self._origins = {b"http://" + host for host in self._hosts}
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, one socket, or the life of the application."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal:
                await receive()
                await send({"type": "websocket.close", "code": FOREIGN, "reason": refusal[1].what})
            else:
                await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        if refusal:
            await _refuse(send, *refusal)
        else:
            await self._bounded(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, Diagnostic] | None:
        headers = list(scope["headers"])
        hosts = [value.lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return 400, Diagnostic(
                "this server answers to its own address only", "open the address it printed"
            )
        origins = [value.lower() for name, value in headers if name == b"origin"]
        if any(origin not in self._origins for origin in origins):
            return 403, Diagnostic("another site sent this request", "open the address the server printed")
        sites = [value for name, value in headers if name == b"sec-fetch-site"]
        if any(site not in (b"same-origin", b"none") for site in sites) and scope["path"] != "/":
            return 403, Diagnostic("another site sent this request", "open the address the server printed")
        if _needs_token(scope["path"]) and not self._knows(scope, headers):
            return 403, Diagnostic(
                "the token is missing or wrong", "open the address that glasshouse explore printed"
            )
        return None

    def _knows(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> bool:
        given = [value for name, value in headers if name == HEADER]
        query = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])
        given += [value.encode("latin-1", "replace") for value in query]
        return any(hmac.compare_digest(value, self._token) for value in given)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, which is small, before anything is done with it."""
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > self._body:
                diagnostic = Diagnostic(
                    f"the request is longer than {self._body:,} bytes", "ask for less at once"
                )
                await _refuse(send, 413, diagnostic)
                return
            if not message.get("more_body"):
                break
        await self._app(scope, _replayed(body, receive), send)


def _needs_token(path: str) -> bool:
    return path == "/" or path == "/api" or path.startswith("/api/")


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message.get("headers", [])}
            more = [
                (name.encode(), value.encode())
                for name, value in HEADERS.items()
                if name.encode() not in known
            ]
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await send(message)

    return sent


async def _refuse(send: Send, status: int, diagnostic: Diagnostic) -> None:
    body = json.dumps({"faults": told((diagnostic,))}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
