"""A desk, a server and a client of it, shared by the tests of the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from glasshouse.explorer.api import Api
from glasshouse.explorer.requests import Limits
from glasshouse.explorer.server import app

PORT = 8765
TOKEN = "of-the-tests"
BASE = f"http://127.0.0.1:{PORT}"
SMALL = {"society": "toytown", "persons": 1500, "months": 30, "seed": 3}


@pytest.fixture(scope="session")
def api() -> Iterator[Api]:
    made = Api(Limits(page_persons=1500, page_months=30))
    yield made
    made.close()


@pytest.fixture(scope="session")
def client(api: Api) -> TestClient:
    server = app(api, token=TOKEN, port=PORT, limits=api.limits)
    return TestClient(
        server,
        base_url=BASE,
        headers={"X-Glasshouse-Token": TOKEN},
        raise_server_exceptions=False,
        follow_redirects=False,
    )


def _follow(client: TestClient, run: str) -> list[dict[str, Any]]:
    address = f"/api/live?run={run}&token={TOKEN}"
    heard: list[dict[str, Any]] = []
    with client.websocket_connect(address, headers={"host": f"127.0.0.1:{PORT}"}) as socket:
        while not heard or heard[-1]["type"] == "progress":
            heard.append(json.loads(socket.receive_text()))
            if "n" in heard[-1]:
                socket.send_text(json.dumps({"ack": heard[-1]["n"]}))
    return heard


@pytest.fixture(scope="session")
def follow(client: TestClient) -> Callable[[str], list[dict[str, Any]]]:
    """All messages about a run, each acknowledged."""
    return lambda run: _follow(client, run)


@pytest.fixture(scope="session")
def lived(client: TestClient) -> Callable[..., str]:
    """Lives a request and gives the name of the run."""

    def live(**asked: Any) -> str:
        answer = client.post("/api/run", json={**SMALL, **asked})
        assert answer.status_code == 202, answer.text
        run = str(answer.json()["run"])
        assert _follow(client, run)[-1]["type"] == "done"
        return run

    return live


@pytest.fixture(scope="session")
def run(lived: Callable[..., str]) -> str:
    """The name of one run that has been lived."""
    return lived()
