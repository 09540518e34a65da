"""The radar shows exactly those whom a k-d tree finds, and the probes say what it gives away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from starlette.testclient import TestClient

from glasshouse.explorer.api import Api
from glasshouse.explorer.radar import shown_at
from glasshouse.explorer.town_recording import Recording, unpacked


@pytest.fixture(scope="module")
def seen(client: TestClient, run: str) -> Recording:
    return unpacked(client.get(f"/api/run/{run}/city").content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    settlement=st.integers(0, 3),
    x=st.integers(-900, 900),
    y=st.integers(-900, 900),
    radius=st.integers(1, 1500),
    month=st.integers(0, 29),
    grid=st.sampled_from([0, 0, 50, 250, 500]),
)
def test_the_radar_is_a_tree_query(
    client: TestClient, run: str, seen: Recording,
    settlement: int, x: int, y: int, radius: int, month: int, grid: int,
) -> None:  # fmt: skip
    settlement %= len(seen.about["settlements"])
    asked = {"settlement": settlement, "x": x, "y": y, "radius": radius, "month": month, "grid": grid}
    told = client.get(f"/api/run/{run}/radar", params=asked).json()
    rows = np.flatnonzero((seen.columns["settlement"] == settlement) & seen.plane("listed", month))
    at = np.column_stack([shown_at(seen.columns[name][rows], grid) for name in ("x", "y")]).astype(float)
    found = cKDTree(at).query_ball_point([x, y], radius) if len(rows) else []
    assert {one["who"] for one in told["seen"]} == {int(seen.columns["who"][rows[k]]) for k in found}
    assert told["count"] == len(found)


def test_the_edge_of_the_circle_belongs_to_it(client: TestClient, run: str, seen: Recording) -> None:
    month = seen.months - 1
    row = int(np.flatnonzero(seen.plane("listed", month))[0])
    x, y = (int(seen.columns[name][row]) for name in ("x", "y"))
    asked = {"settlement": int(seen.columns["settlement"][row]), "month": month}
    for step, inside in ((25, True), (26, False)):
        told = client.get(
            f"/api/run/{run}/radar", params={**asked, "x": x + step, "y": y, "radius": 25}
        ).json()
        assert (int(seen.columns["who"][row]) in {one["who"] for one in told["seen"]}) == inside


def test_viewers_are_the_owners_of_phones_around(client: TestClient, run: str, api: Api) -> None:
    society = api.session.finished(run).run.society  # type: ignore[union-attr]
    told = client.get(f"/api/run/{run}/radar", params={"x": 10, "y": -5, "radius": 300}).json()
    here = (np.asarray(society.settlement) == 0) & (np.asarray(society.smartphone) == 1)
    at = np.column_stack([society.x[here], society.y[here]]).astype(float)
    assert told["viewers_within"] == len(cKDTree(at).query_ball_point([10, -5], 300))


def test_fields_are_of_made_up_people(client: TestClient, run: str) -> None:
    told = client.get(f"/api/run/{run}/radar", params={"radius": 20_000}).json()
    fields = told["seen"][0]["fields"]
    names = {"name", "id", "address_part", "reason", "amount", "photo", "employer", "family"}
    assert set(fields) == names
    assert fields["name"].startswith("Synthetic person ")


def test_coarser_maps_give_less_away(client: TestClient, run: str) -> None:
    def error(grid: int) -> float:
        told = client.get(f"/api/run/{run}/privacy", params={"radius": 500, "grid": grid}).json()
        rows = {(row["design"], row["probe"]): row["value"] for row in told["rows"]}
        return float(rows["yours", "location_error"])

    assert error(0) < 1 < error(250)


@pytest.mark.parametrize(
    "asked",
    [
        {"settlement": 10_000},
        {"radius": 0},
        {"radius": "wide"},
        {"month": 30},
        {"month": -1},
        {"x": 10**9},
        {"grid": -1},
        {"y": "1e3"},
    ],
)
def test_points_that_are_none_are_refused(client: TestClient, run: str, asked: dict[str, int]) -> None:
    assert client.get(f"/api/run/{run}/radar", params=asked).status_code == 400
