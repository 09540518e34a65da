"""Starting the server: a free port of this machine, a token nobody can guess, requests that arrive in
time."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    import uvicorn

    from glasshouse.explorer.api import Api
    from glasshouse.explorer.guard import Guard
    from glasshouse.explorer.requests import Limits
    from glasshouse.explorer.sources import Opened


TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class InTime(H11Protocol):
    """HTTP/1.1 in which `seconds` may pass from the first sign of a request to its last byte.

    The first sign is the connection itself, or the first byte of a later request on it. An open WebSocket is
    no request any more. Between requests the keep-alive time of uvicorn counts.
    """

    seconds: float
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a first request."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait on while a request is not whole."""
        self._wait()
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_waiting()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Wait no more: h11 is not told that the request was whole."""
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _give_up(self) -> None:
        if self.cycle is None or not self.cycle.response_started:
            self.transport.write(TOO_LATE)
        self.transport.close()


def in_time(seconds: float) -> type[InTime]:
    """The protocol with that limit."""
    return type("InTime", (InTime,), {"seconds": seconds})


ADDRESS = "127.0.0.1"
TOKEN_BYTES = 24


def serve(
    opened: Opened | None = None,
    *,
    port: int = 0,
    browser: bool = True,
    say: Callable[[str], None] = lambda _: None,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the page on this machine until interrupted; `say` gets the address, `ready` once it answers.

    `port` 0 takes a free one. Raises `InputError` for a port that is taken.
    """
    from glasshouse.explorer.api import Api
    from glasshouse.explorer.requests import Limits
    from glasshouse.explorer.server import app

    port = arguments.whole("port", port, 0, 65_535)
    limits = Limits()
    with _listening(port) as listener:
        number = int(listener.getsockname()[1])
        token = secrets.token_urlsafe(TOKEN_BYTES)
        address = f"http://{ADDRESS}:{number}/?token={token}"
        api = Api(limits, opened)
        server = server_of(app(api, token=token, port=number, limits=limits), limits)
        say(address)
        _once_there(server, listener, api, lambda: _opened(address, browser, ready))


def server_of(app: Guard, limits: Limits) -> uvicorn.Server:
    """A server of an application that keeps within the limits on connections and requests."""
    import uvicorn

    config = uvicorn.Config(
        app,
        http=in_time(limits.request_seconds),
        log_level="error",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=4096,
        ws_per_message_deflate=False,
        h11_max_incomplete_event_size=32_768,
        limit_concurrency=limits.connections,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _once_there(server: uvicorn.Server, listener: socket.socket, api: Api, then: Callable[[], None]) -> None:
    startup = server.startup

    async def started(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets=sockets)
        threading.Thread(target=then, daemon=True).start()
        threading.Thread(target=api.warm_up, name="glasshouse-warm", daemon=True).start()

    server.startup = started  # type: ignore[method-assign]
    server.run(sockets=[listener])


def _opened(address: str, browser: bool, ready: Callable[[str], None]) -> None:
    ready(address)
    if browser:
        webbrowser.open(address)


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        what = f"port {port} cannot be used: {error.strerror or error}"
        raise InputError(Diagnostic(what, "choose another, or leave --port out")) from None
    listener.listen(128)
    return listener
