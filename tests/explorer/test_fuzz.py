"""Whatever is sent, the server answers, never with a fault of its own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

TOKEN = "of-the-tests"
usual = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
known_paths = st.sampled_from(
    [
        "/api/about",
        "/api/rulebook",
        "/api/lint",
        "/api/run",
        "/api/live",
        "/api/provinces",
        "/",
        "/app.js",
        "/api/run/RUN",
    ]
    + [
        f"/api/run/RUN/{what}"
        for what in ("city", "pick", "radar", "privacy", "rulebook.yaml", "life/5", "life/x")
    ]
)
steps = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="?#"), max_size=12), max_size=5)
paths = (
    known_paths
    | steps.map(lambda parts: "/" + "/".join(parts))
    | steps.map(lambda parts: "/api/" + "/".join(parts))
)
words = (
    st.text(max_size=20) | st.integers().map(str) | st.sampled_from(["", "nan", "1e9", "-0", "٣", "random"])
)
queries = st.dictionaries(
    st.sampled_from(
        ["id", "variant", "fate", "n", "x", "y", "radius", "month", "grid", "settlement", "history"]
    )
    | st.text(min_size=1, max_size=8),
    words,
    max_size=5,
)
methods = st.sampled_from(["GET", "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
headers = st.dictionaries(
    st.sampled_from(
        ["content-type", "accept", "range", "if-none-match", "x-forwarded-host", "content-encoding"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    max_size=3,
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([10**400, -(10**400), 2**63, "9" * 400, "x" * 300, "1e999", [[]], {"value": None}]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(
    ["nothing", "suining-2010", "court-list-2013+debtor-map", "rongcheng-2014@2015-01", "x", "../x", ""]
)
levers = st.sampled_from(
    [
        "publicity.map.radius",
        "lists.defaulters.term",
        "procedure.notice",
        "links",
        "links.points.D",
        "",
        "a..b",
        "id",
    ]
)
asked = st.fixed_dictionaries(
    {},
    optional={
        "rulebook": names | values,
        "variant": st.sampled_from(["", "due-process", "benefits-only~finance-only", "~"]) | values,
        "changes": st.dictionaries(levers | st.text(max_size=12), values, max_size=4) | values,
        "switches": st.dictionaries(
            st.sampled_from(["ties", "gates", "x"]), st.booleans() | values, max_size=3
        ),
        "society": st.sampled_from(["toytown", "x"]) | values,
        "persons": st.integers(-1, 300) | values,
        "months": st.integers(-1, 3) | values,
        "seed": st.integers() | values,
    },
)


def refused_well(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        diagnostics = answer.json()["faults"]
        assert diagnostics
        assert all({"what", "fix", "file", "line"} == set(diagnostic) for diagnostic in diagnostics)


@usual
@given(method=methods, path=paths, query=queries, more=headers, body=st.binary(max_size=200))
def test_any_request(
    client: TestClient,
    run: str,
    method: str,
    path: str,
    query: dict[str, str],
    more: dict[str, str],
    body: bytes,
) -> None:
    # a bare address may not begin with two slashes
    address = "http://testserver" + quote(path.replace("RUN", run), safe="/%")
    refused_well(client.request(method, address, params=query, headers=more, content=body))


@usual
@given(path=known_paths, query=queries)
def test_any_query(client: TestClient, run: str, path: str, query: dict[str, str]) -> None:
    refused_well(client.get(path.replace("RUN", run), params=query))


@usual
@given(asked=asked, small=st.booleans())
def test_any_setting(client: TestClient, asked: dict[str, Any], small: bool) -> None:
    size = {"persons": 200, "months": 2} if small else {}
    body = json.dumps({"society": "toytown", "persons": 200, "months": 2, **asked, **size})
    answer = client.post("/api/run", content=body)
    refused_well(answer)
    refused_well(client.post("/api/lint", content=json.dumps(asked)))
    if answer.status_code == 202:
        name = answer.json()["run"]
        assert client.get(f"/api/run/{name}").json()["status"] in ("waiting", "living", "done", "failed")
        refused_well(client.get(f"/api/run/{name}/rulebook.yaml"))


@usual
@given(body=values.map(json.dumps) | st.text(max_size=40))
def test_any_body(client: TestClient, body: str) -> None:
    for path in ("/api/run", "/api/lint"):
        answer = client.post(path, content=body.encode("utf-8", "surrogatepass"))
        refused_well(answer)


@usual
@given(
    host=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
    origin=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
    path=known_paths,
)
def test_no_foreign_host_or_origin(client: TestClient, run: str, host: str, origin: str, path: str) -> None:
    address = path.replace("RUN", run)
    assert client.get(address, headers={"host": host}).status_code == 400
    assert client.get(address, headers={"origin": origin}).status_code == 403


@usual
@given(messages=st.lists(st.text(max_size=20) | values.map(json.dumps), max_size=4))
def test_any_message_on_a_socket(client: TestClient, run: str, messages: list[str]) -> None:
    """What is no acknowledgement is passed over; the socket still ends well."""
    address = f"/api/live?run={run}&token={TOKEN}"
    with client.websocket_connect(address, headers={"host": "127.0.0.1:8765"}) as socket:
        told = json.loads(socket.receive_text())
        for message in messages:
            socket.send_text(message)
        socket.send_text(json.dumps({"ack": told["n"]}))
        assert told["type"] == "done"
