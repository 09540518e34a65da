"""The interface of the page: what is asked, what is answered, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from glasshouse.explorer.api import Api
from glasshouse.explorer.requests import Live
from glasshouse.explorer.town_recording import unpacked
from glasshouse.rulebooks.variants import VARIANTS

PORT, TOKEN = 8765, "of-the-tests"  # as in conftest
BASE = f"http://127.0.0.1:{PORT}"
SMALL = {"society": "toytown", "persons": 1500, "months": 30, "seed": 3}
Follow = Callable[[str], list[dict[str, Any]]]
Lived = Callable[..., str]


def test_about_names_what_is_shipped_and_what_is_allowed(client: TestClient) -> None:
    about = client.get("/api/about").json()
    assert {"nothing", "suining-2010"} <= {one["id"] for one in about["rulebooks"]}
    assert {"hebei", "toytown"} <= {one["id"] for one in about["societies"]}
    assert [one["id"] for one in about["variants"]] == list(VARIANTS)
    assert about["limits"]["persons"] == 1_000_000
    assert about["opened"] is None


def test_the_shelf_says_what_the_files_say() -> None:
    from glasshouse.explorer import shipped_files
    from glasshouse.population import load
    from glasshouse.population import shipped as societies
    from glasshouse.rulebooks import shipped

    told = [(one["id"], one["title"], one["date"]) for one in shipped_files.rulebooks()]
    assert told == [(name, title, date) for name, title, date, _ in shipped()]
    assert [one["id"] for one in shipped_files.rulebooks() if one["kind"] == "add-on"] == ["debtor-map"]
    assert list(shipped_files.societies()) == [
        {"id": name, "title": load(name).title} for name in societies()
    ]
    assert list(shipped_files.TITLES) == list(VARIANTS)


def test_a_rulebook_offers_levers_switches_and_its_map(client: TestClient) -> None:
    told = client.get("/api/rulebook", params={"id": "court-list-2013+debtor-map"}).json()
    radius = next(one for one in told["levers"] if one["path"] == "publicity.map.radius")
    assert radius == {
        "path": "publicity.map.radius", "title": "Map: radius", "kind": "range", "value": 500, "unit": "metre",
        "low": 50, "high": 5000, "whole": radius["whole"], "choices": None, "open": False, "stated": True, "note": "",
    }  # fmt: skip
    assert told["map"] == {
        "on": True, "radius": 500, "grid": 0, "fields": ["name", "id", "address_part", "reason"]
    }  # fmt: skip
    assert {"name": "ties", "title": "Contacts are dropped and healed", "on": True} in told["switches"]
    same_as = {one["id"]: one["same_as"] for one in told["variants"]}
    assert same_as == {**dict.fromkeys(VARIANTS), "penalties-only": "", "zero-base": "benefits-only"}
    assert all({"path", "says", "source", "date", "evidence"} <= set(one) for one in told["summary"])


def test_every_lever_of_every_rulebook_holds_its_value(client: TestClient) -> None:
    for book in client.get("/api/about").json()["rulebooks"]:
        if book["kind"] != "rulebook":
            continue
        for lever in client.get("/api/rulebook", params={"id": book["id"]}).json()["levers"]:
            where = (book["id"], lever["path"])
            if lever["kind"] == "range" and lever["value"] is not None:
                assert lever["low"] <= lever["value"] <= lever["high"], where
                assert lever["low"] < lever["high"], where
            elif lever["kind"] == "choice" and lever["value"] is not None:
                assert lever["value"] in lever["choices"], where
            elif lever["kind"] == "set":
                assert set(lever["value"]) <= set(lever["choices"]), where


def test_the_same_request_has_the_same_name_and_is_lived_once(
    client: TestClient, api: Api, run: str, lived: Lived
) -> None:
    before = api.session.job(run).lived
    assert lived() == run
    assert api.session.job(run).lived is before
    assert Live(**SMALL).id == run
    assert Live(**{**SMALL, "seed": 4}).id != run


def test_progress_ends_with_done(client: TestClient, follow: Follow) -> None:
    answer = client.post("/api/run", json={**SMALL, "seed": 77})
    heard = follow(answer.json()["run"])
    assert [one["n"] for one in heard] == list(range(1, len(heard) + 1))
    assert heard[-1]["type"] == "done"


def test_a_report_has_both_sides_and_the_recording_agrees(client: TestClient, run: str) -> None:
    report = client.get(f"/api/run/{run}").json()
    assert report["status"] == "done"
    assert report["setting"]["society"] == "toytown"
    assert len(report["series"]["system"]["listed"]) == SMALL["months"]
    seen = unpacked(client.get(f"/api/run/{run}/city").content)
    for name in ("listed", "gated", "voices", "fearful"):
        counted = [int(seen.plane(name, month).sum()) for month in range(seen.months)]
        assert counted == report["series"]["system"][name], name
    assert [int(seen.plane("voices", month, "twin").sum()) for month in range(seen.months)] == (
        report["series"]["twin"]["voices"]
    )
    heads = {one["id"]: one for one in report["headline"]}
    assert heads["ever_listed"]["side"] == "harm"
    assert heads["paid"]["side"] == "benefit"
    assert {one["dim"] for one in report["groups"]} >= {"sex", "registration", "income_band"}


def test_the_twin_does_not_depend_on_the_rulebook(client: TestClient, api: Api, lived: Lived) -> None:
    names = (lived(seed=21), lived(seed=21, changes={"publicity.map.radius": 60}))
    one, two = (api.session.finished(name) for name in names)
    assert one.twin is two.twin  # type: ignore[union-attr]
    assert one.report["digest"] != two.report["digest"]


def test_the_twin_is_that_of_the_library(client: TestClient, api: Api, lived: Lived) -> None:
    from glasshouse.simulation import run as library_run

    name = lived(rulebook="suining-2010", months=12, persons=600)
    made = api.session.finished(name)
    usual = library_run("suining-2010", "toytown", persons=600, months=12, seed=SMALL["seed"], twin=True)
    assert (made.run.state, made.twin.state) == (usual.state, usual.twin().state)  # type: ignore[union-attr]


def test_variants_changes_and_switches_change_the_run(client: TestClient, run: str, lived: Lived) -> None:
    digests = {
        client.get(f"/api/run/{lived(**asked)}").json()["digest"]
        for asked in (
            {},
            {"variant": "due-process"},
            {"changes": {"lists.defaulters.entry.ability_test": True}},
            {"switches": {"publicity": False}},
        )
    }
    assert len(digests) == 4


def test_a_life_tells_both_sides(client: TestClient, run: str) -> None:
    person = client.get(f"/api/run/{run}/pick", params={"fate": "listed"}).json()["person"]
    life = client.get(f"/api/run/{run}/life/{person}").json()
    assert life["person"]["who"] == person
    entered = [event for event in life["system"] if event["event"] == "entered_list"]
    assert entered
    assert entered[0]["clause"].startswith("lists.")
    assert entered[0]["says"]
    assert life["standing"]["system"]
    assert life["standing"]["twin"] == []
    spell = life["standing"]["system"][0]
    assert spell["lists"]
    assert spell["rights"]
    assert len(life["months"]["system"]["debt"]) == SMALL["months"]


def test_standing_fits_the_recording(client: TestClient, run: str) -> None:
    seen = unpacked(client.get(f"/api/run/{run}/city").content)
    for fate in ("wrongly_listed", "listed", "locked_out"):
        person = client.get(f"/api/run/{run}/pick", params={"fate": fate}).json()["person"]
        row = int(np.flatnonzero(seen.columns["who"] == person)[0])
        spells = client.get(f"/api/run/{run}/life/{person}").json()["standing"]["system"]
        for month in range(seen.months):
            here = [one for one in spells if one["from"] <= month <= one["to"]]
            assert bool(here and here[0]["lists"]) == seen.plane("listed", month)[row]
            assert bool(here and here[0]["wrong"]) == seen.plane("wrong", month)[row]


def test_pick_goes_round_and_knows_its_fates(client: TestClient, run: str) -> None:
    first = client.get(f"/api/run/{run}/pick", params={"fate": "silenced", "n": 0}).json()
    assert client.get(f"/api/run/{run}/pick", params={"fate": "silenced", "n": 10**6}).status_code == 200
    assert client.get(f"/api/run/{run}/pick", params={"fate": "silenced", "n": 0}).json() == first
    assert client.get(f"/api/run/{run}/pick", params={"fate": "famous"}).status_code == 400


def test_pick_by_luck_is_anybody_with_that_fate(client: TestClient, run: str) -> None:
    def told(order: str) -> list[int]:
        asked = ({"fate": "listed", "n": n, "order": order} for n in range(400))
        return [client.get(f"/api/run/{run}/pick", params=one).json()["person"] for one in asked]

    hardest, luck = told("hardest"), told("luck")
    assert hardest != luck
    assert set(hardest) == set(luck)
    assert len(set(hardest)) > 1
    assert client.get(f"/api/run/{run}/pick", params={"fate": "listed", "order": "x"}).status_code == 400


def test_nobody_is_no_fault(client: TestClient, lived: Lived) -> None:
    free = lived(rulebook="nothing")
    assert client.get(f"/api/run/{free}/pick", params={"fate": "listed"}).json() == {"person": None}


def test_lint_follows_the_changes(client: TestClient) -> None:
    def ids(**more: Any) -> set[str]:
        told = client.post("/api/lint", json={"rulebook": "court-list-2013", **more}).json()
        return {one["id"] for one in told["findings"] if one["verdict"] == "violated"}

    assert "PRC-5" in ids() - ids(variant="due-process")
    place = client.post("/api/lint", json={"rulebook": "suining-2010"}).json()["findings"][0]["places"][0]
    assert place["file"] == "suining-2010/rulebook.yaml"


def test_provinces_spread_and_unify(client: TestClient) -> None:
    asked = {"history": "unified", "persons": "620", "months": "36", "unify_after": "1"}
    told = client.get("/api/provinces", params=asked).json()
    assert len(told["provinces"]) == 31
    assert [one["unified"] for one in told["provinces"]] == [[True, True, True]] * 31
    assert all(len(one["listed"]) == 3 == len(one["harshness"]) for one in told["provinces"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"persons": 1_000_001}, "persons"),
        ({"persons": 0}, "persons"),
        ({"months": 241}, "months"),
        ({"persons": 1_000_000, "months": 240}, "persons x months"),
        ({"rulebook": "../../etc/passwd"}, "rulebook"),
        ({"rulebook": "etc/passwd"}, "no rulebook"),
        ({"rulebook": "/etc/passwd"}, "rulebook"),
        ({"society": "etc/passwd"}, "society"),
        ({"variant": "cruel"}, "variant"),
        ({"changes": {"publicity.map.radius": "500 m"}}, "not a number"),
        ({"changes": {"publicity.map.radius": 10**9}}, "outside"),
        ({"changes": {"publicity.map.radiu": 5, "lists.x.term": 3}}, "radiu"),
        ({"switches": {"gravity": False}}, "gravity"),
        ({"switches": {"tie": False}}, 'did you mean "ties"?'),
        ({"switches": {"ties": 1}}, "switches.ties"),
        ({"changes": {"publicity.map.radius": 10**400}}, "radius"),
        ({"changes": {"x" * 300: 1}}, "changes"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**53}, "seed"),
        ({"surprise": 1}, "surprise"),
        ({"people": [{"name": "Li Wei", "debt": 300}]}, "people"),
        ({"changes": {"people": {"name": "Li Wei"}}}, "people"),
        ({"persons": 100.5}, "persons"),
        ({"persons": "100"}, "persons"),
    ],
)
def test_a_request_that_cannot_be_gets_its_reasons(
    client: TestClient, asked: dict[str, Any], said: str
) -> None:
    answer = client.post("/api/run", json={**SMALL, **asked})
    assert answer.status_code == 400, answer.text
    assert said in str(answer.json()["faults"])


def test_all_faults_are_told_together(client: TestClient) -> None:
    answer = client.post("/api/run", json={"changes": {"a.b": 1, "publicity.map.radius": "x", "c.d": True}})
    assert answer.status_code == 400


def test_a_long_body_is_refused(client: TestClient) -> None:
    answer = client.post("/api/run", content=b" " * 70_000)
    assert answer.status_code == 413


def test_a_run_that_would_take_too_much_memory_is_refused() -> None:
    from glasshouse.explorer.requests import Limits

    small = Api(Limits(memory=1 << 20))
    try:
        with pytest.raises(Exception, match="MiB"):
            small.session.ask(Live(**SMALL), lambda: None)
    finally:
        small.close()


def test_a_newer_setting_takes_the_place_of_an_older_one(
    client: TestClient, api: Api, follow: Follow
) -> None:
    slow = {**SMALL, "persons": 30_000, "months": 120, "seed": 11}
    old = client.post("/api/run", json=slow).json()["run"]
    new = client.post("/api/run", json={**SMALL, "seed": 12}).json()["run"]
    assert follow(new)[-1]["type"] == "done"
    assert api.session.job(old).status == "failed"
    assert "newer" in client.get(f"/api/run/{old}").json()["faults"][0]["what"]
    assert client.get(f"/api/run/{old}/city").status_code == 409


def test_questions_beyond_the_limit_wait_outside(api: Api) -> None:
    from glasshouse.explorer.requests import Limits, Refused

    busy = Api(Limits(waiting=0))
    try:
        with pytest.raises(Refused) as caught:
            busy.session.call(lambda _: None)
        assert caught.value.status == 429
    finally:
        busy.close()


def test_a_run_that_takes_too_long_is_given_up() -> None:
    from glasshouse.explorer.requests import Limits

    hasty = Api(Limits(seconds=0))
    try:
        job = hasty.session.ask(Live(**SMALL), lambda: hasty.books.book(Live(**SMALL)))
        while job.unfinished:
            pass
        assert job.status == "failed"
        assert "longer than" in job.diagnostics[0].what
    finally:
        hasty.close()


def test_finished_runs_are_forgotten_when_there_are_too_many() -> None:
    from glasshouse.explorer.requests import Limits

    forgetful = Api(Limits(kept=2))
    try:
        jobs = []
        for seed in range(4):
            asked = Live(society="toytown", persons=300, months=2, seed=seed)
            jobs.append(forgetful.session.ask(asked, lambda asked=asked: forgetful.books.book(asked)))
            while jobs[-1].unfinished:
                pass
        forgetful.session.call(lambda _: None)
        kept = [name for name in (job.id for job in jobs) if name in forgetful.session._jobs]
        assert kept == [job.id for job in jobs[-2:]]
    finally:
        forgetful.close()


@pytest.mark.parametrize(
    "path", ["/", "/api/about", "/api/rulebook?id=nothing", "/api/run/x", "/api/nowhere", "/api/run/x/city"]
)
def test_nothing_is_told_without_the_token(client: TestClient, path: str) -> None:
    for headers in ({"X-Glasshouse-Token": ""}, {"X-Glasshouse-Token": TOKEN + "x"}):
        assert client.get(path, headers=headers).status_code == 403
    divider = "&" if "?" in path else "?"
    assert client.get(f"{path}{divider}token={TOKEN}", headers={"X-Glasshouse-Token": ""}).status_code != 403


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "", "0.0.0.0"]
)
def test_foreign_hosts_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/api/about", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1"]
)
def test_foreign_origins_are_refused(client: TestClient, origin: str) -> None:
    assert client.get("/api/about", headers={"origin": origin}).status_code == 403
    assert client.post("/api/run", json=SMALL, headers={"origin": origin}).status_code == 403
    assert client.get("/api/about", headers={"origin": BASE}).status_code == 200


def test_requests_of_other_sites_are_refused(client: TestClient) -> None:
    assert client.get("/api/about", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/api/about", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_a_socket_needs_token_host_and_origin(client: TestClient, run: str) -> None:
    from starlette.websockets import WebSocketDisconnect

    own = {"host": f"127.0.0.1:{PORT}", "X-Glasshouse-Token": ""}
    for address, headers in (
        (f"/api/live?run={run}", own),
        (f"/api/live?run={run}&token={TOKEN}", {**own, "host": "evil.example"}),
        (f"/api/live?run={run}&token={TOKEN}", {**own, "origin": "http://evil.example"}),
    ):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(address, headers=headers) as socket:
            socket.receive_text()


def test_every_answer_carries_the_policy(client: TestClient, run: str) -> None:
    for path in ("/api/about", f"/api/run/{run}/city", "/api/nowhere", "/nowhere.js", f"/?token={TOKEN}"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';"), path
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/../answers.py", "/..%2fanswers.py", "/%2e%2e/answers.py", "//etc/passwd", "/static/"]
)
def test_only_files_of_the_page_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 403, 404)


def test_levers_and_switches_without_effect_say_why(client: TestClient) -> None:
    asked = {"rulebook": "court-list-2013", "changes": {}, "switches": {}}
    told = client.post("/api/inert", json=asked).json()
    assert told["levers"]["lists.defaulters.term"] == "lists.defaulters.exit.on does not name expired"
    assert told["switches"]["opinion"] == "the rulebook records no behaviour"
    changes = {"lists.defaulters.exit.on": ["performed", "expired"], "lists.defaulters.term": 24}
    told = client.post("/api/inert", json={**asked, "changes": changes}).json()
    assert "lists.defaulters.term" not in told["levers"]
    told = client.post("/api/inert", json={**asked, "switches": {"redress": False}}).json()
    assert "switch.redress is off" in told["levers"].values()
    assert client.post("/api/inert", json={"rulebook": "none-such"}).status_code == 400
