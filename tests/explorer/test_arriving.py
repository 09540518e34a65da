"""A request that does not arrive whole is given up in time, over a real connection."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from glasshouse.explorer.requests import Limits
from glasshouse.explorer.serving import _listening, server_of

LIMITS = Limits(request_seconds=0.3, connections=4)


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse((await request.body()).decode())


async def _say_twice(socket: WebSocket) -> None:
    """Two messages; between them the server listens for longer than a request may take to arrive."""
    await socket.accept()
    await socket.send_text("early")
    with suppress(TimeoutError):
        await asyncio.wait_for(socket.receive_text(), 2 * LIMITS.request_seconds)
    await socket.send_text("late")
    await socket.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    routes = [Route("/", _echo, methods=["GET", "POST"]), WebSocketRoute("/live", _say_twice)]
    server = server_of(Starlette(routes=routes), LIMITS)
    with _listening(0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


def _open(port: int, sent: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.sendall(sent)
    return made


def _heard(connection: socket.socket) -> bytes:
    """All that is said until the server hangs up."""
    with connection:
        return b"".join(iter(lambda: connection.recv(4096), b""))


GET = b"GET / HTTP/1.1\r\nHost: here\r\n"
POST = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [b"", b"G", GET, POST, POST + b"12345"],
    ids=["nothing", "letter", "header", "no body", "half a body"],
)
def test_half_a_request_is_given_up(port: int, sent: bytes) -> None:
    assert _heard(_open(port, sent)).startswith(b"HTTP/1.1 408")


def test_an_open_websocket_is_no_request_that_is_late(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/live") as live:
        assert [live.recv(timeout=10), live.recv(timeout=10)] == ["early", "late"]


def test_a_later_request_on_the_same_connection_has_its_own_time(port: int) -> None:
    connection = _open(port, GET + b"\r\n")
    assert connection.recv(4096).startswith(b"HTTP/1.1 200")
    connection.sendall(POST + b"12345")
    assert _heard(connection).startswith(b"HTTP/1.1 408")


def test_half_requests_hold_the_server_for_a_moment_only(port: int) -> None:
    """They fill all the connections there may be; when they are given up, the page is there again."""
    held = [_open(port, GET) for _ in range(LIMITS.connections)]
    assert all(_heard(one).startswith(b"HTTP/1.1 408") for one in held)
    assert b"200 OK" in _heard(_open(port, GET + b"Connection: close\r\n\r\n"))


def test_a_whole_request_is_answered_however_it_is_cut(port: int) -> None:
    connection = _open(port)
    for byte in POST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + b"0123456789":
        connection.sendall(bytes([byte]))
    assert _heard(connection).endswith(b"0123456789")
