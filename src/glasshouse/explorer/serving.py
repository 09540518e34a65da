"""Starting the server: a free port of this machine, a token nobody can guess, and the page in a browser."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    import uvicorn

    from glasshouse.explorer.limits import Limits
    from glasshouse.explorer.sources import Opened

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
    from glasshouse.explorer.answers import Api
    from glasshouse.explorer.limits import Limits
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


def server_of(app: Any, limits: Limits) -> uvicorn.Server:
    """A server of an application that keeps within the limits on connections and requests."""
    import uvicorn

    from glasshouse.explorer.arriving import in_time

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


def _once_there(server: Any, listener: socket.socket, api: Any, then: Callable[[], None]) -> None:
    startup = server.startup

    async def started(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets=sockets)
        threading.Thread(target=then, daemon=True).start()
        threading.Thread(target=api.warm_up, name="glasshouse-warm", daemon=True).start()

    server.startup = started
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
