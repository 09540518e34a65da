"""The endpoints: what the page may ask and what it is answered (see docs/explore.md)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from glasshouse.errors import Diagnostic, InputError
from glasshouse.explorer.guard import Guard
from glasshouse.explorer.requests import Limits, Refused, not_there, told

if TYPE_CHECKING:
    from glasshouse.explorer.api import Api

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
}
PATIENCE = 30.0
"""Seconds a socket waits for an acknowledgement."""
PACE = 0.02
"""Seconds between two looks at a run."""
TELL_EVERY = 0.1
"""Seconds between two tellings of its progress: a page that draws each takes time from the run."""


def app(api: Api, *, token: str, port: int, limits: Limits | None = None) -> Guard:
    """The application behind its guard. `api` answers (see `answers.Desk`)."""
    limits = limits or Limits()

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(api.close)

    inner = Starlette(
        routes=[*_routes(api), WebSocketRoute("/api/live", _live(api, limits))],
        exception_handlers={HTTPException: _http, Exception: _diagnostic},
        lifespan=living,
    )
    return Guard(inner, token=token, port=port, body=limits.body)


def _routes(api: Api) -> list[Route]:
    get: dict[str, Callable[[Request], object]] = {
        "/api/about": lambda _: api.about(),
        "/api/rulebook": lambda asked: api.rulebook(asked.query_params),
        "/api/provinces": lambda asked: api.provinces(asked.query_params),
        "/api/run/{run}": lambda asked: api.report(asked.path_params["run"]),
        "/api/run/{run}/figures": lambda asked: api.figures(asked.path_params["run"]),
        "/api/run/{run}/timeline": lambda asked: api.timeline(asked.path_params["run"], asked.query_params),
        "/api/run/{run}/city": lambda asked: api.city(asked.path_params["run"]),
        "/api/run/{run}/life/{person}": lambda asked: api.life(**asked.path_params),
        "/api/run/{run}/pick": lambda asked: api.pick(asked.path_params["run"], asked.query_params),
        "/api/run/{run}/radar": lambda asked: api.radar(asked.path_params["run"], asked.query_params),
        "/api/run/{run}/privacy": lambda asked: api.privacy(asked.path_params["run"], asked.query_params),
        "/api/run/{run}/rulebook.yaml": lambda asked: api.written(asked.path_params["run"]),
    }
    post: dict[str, Callable[[bytes], object]] = {
        "/api/lint": api.lint,
        "/api/inert": api.inert,
        "/api/run": api.run,
    }
    return [
        *(Route(path, _got(answer), methods=["GET"]) for path, answer in get.items()),
        *(Route(path, _posted(answer), methods=["POST"]) for path, answer in post.items()),
        Route("/{name:path}", _static, methods=["GET"]),
    ]


def _got(answer: Callable[[Request], object]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, lambda: answer(request))

    return endpoint


def _posted(answer: Callable[[bytes], object]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(_answered, lambda: answer(body))

    return endpoint


def _answered(answer: Callable[[], object]) -> Response:
    """The answer as a response; what is wrong with a question as a status of 400 or more, below 500."""
    try:
        made = answer()
    except InputError as wrong:
        return refusal(400, wrong.diagnostics)
    except Refused as refused:
        return refusal(refused.status, refused.diagnostics)
    return made if isinstance(made, Response) else JSONResponse(made)


def refusal(status: int, diagnostics: tuple[Diagnostic, ...]) -> Response:
    """A refusal and its reasons."""
    return JSONResponse({"faults": told(diagnostics)}, status)


async def _http(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    words = {404: "there is nothing here", 405: "this can be asked in another way only"}
    return refusal(status, (Diagnostic(words.get(status, "this cannot be answered"), "see docs/explore.md"),))


async def _diagnostic(_: Request, error: Exception) -> Response:
    return refusal(500, (Diagnostic(f"a fault of glasshouse: {type(error).__name__}", "please report it"),))


async def _static(request: Request) -> Response:
    """A file of the page. Names are looked up among those there are, never joined to a path."""
    name = request.path_params["name"] or "index.html"
    found = await run_in_threadpool(static_files)
    if name not in found:
        return refusal(
            404, not_there("there is nothing here", "open the address the server printed").diagnostics
        )
    return Response(found[name].read_bytes(), media_type=TYPES[name.rpartition(".")[2]])


def static_files() -> dict[str, Traversable]:
    """The files of the page by their names, folders written with a slash; with the style of figures."""
    charts = resources.files("glasshouse.charts")
    styles = {name: charts / name for name in ("chart.css", "palette.css")}
    return {**dict(_walk(resources.files("glasshouse.explorer") / "static", "")), **styles}


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        elif entry.name.rpartition(".")[2] in TYPES:
            yield f"{above}{entry.name}", entry


def _live(api: Api, limits: Limits) -> Callable[[WebSocket], Awaitable[None]]:
    """Progress of a run, a message at a time: the next is sent when the last was acknowledged."""
    open_now = 0

    async def endpoint(socket: WebSocket) -> None:
        nonlocal open_now
        await socket.accept()
        if open_now >= limits.sockets:
            await socket.close(1013, "too many sockets are open")
            return
        open_now += 1
        try:
            await _follow(socket, api)
            await socket.close()
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            pass  # the page has gone, or does not answer
        finally:
            open_now -= 1

    return endpoint


async def _follow(socket: WebSocket, api: Api) -> None:
    try:
        job = api.session.job(socket.query_params.get("run", ""))
    except Refused as refused:
        await socket.send_json({"type": "failed", "faults": told(refused.diagnostics)})
        return
    number, last, told_at = 0, (-1, -1), -TELL_EVERY
    while job.unfinished:
        now, clock = (job.done, job.total), time.monotonic()
        if now != last and clock - told_at >= TELL_EVERY:
            number, last, told_at = number + 1, now, clock
            await _sent(socket, {"n": number, "type": "progress", "done": now[0], "total": now[1]})
        await asyncio.sleep(PACE)
    if job.status == "done":
        await _sent(socket, {"n": number + 1, "type": "done"})
    else:
        await _sent(socket, {"n": number + 1, "type": "failed", "faults": told(job.diagnostics)})


async def _sent(socket: WebSocket, message: dict[str, object]) -> None:
    """Send a message and wait until the page says it has it."""
    await socket.send_json(message)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                answer = json.loads(await socket.receive_text())
            except (ValueError, KeyError):
                continue
            if isinstance(answer, dict) and answer.get("ack") == message["n"]:
                return
