"""The circle of the map is a circle: every sighting is checked against a k-d tree."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from glasshouse import simulation
from glasshouse.model.events import MAP_OPENED
from glasshouse.population import load as load_society
from glasshouse.rulebooks import load, practice

COURT = "court-list-2013+debtor-map"


def last_month(radius, grid, months=40):
    """A run of a county, everybody's last page, and the place of everybody."""
    book = load(COURT).but({"publicity.map.radius": f"{radius} metre", "publicity.map.grid": f"{grid} metre"})
    county = load_society("hebei").draw(persons=20_000, seed=5)
    changed = practice(book, {"map.opens": 0.2, "court.sue": 0.9})
    run = simulation.run(
        book, county, months=months, seed=5, practice=changed, parameters={"credit.lapse_strategic": 0.5}
    )
    return county, run.watch(county.who)


@pytest.mark.parametrize(("radius", "grid"), [(500, 0), (137, 0), (2000, 0), (500, 250), (500, 500)])
def test_whoever_opened_the_map_within_the_radius_saw_the_person(radius, grid):
    county, run = last_month(radius, grid)
    page = run.panel_records[:, -1]
    opened = (page["happened"] & MAP_OPENED) != 0
    listed = np.flatnonzero(run.people["lists"] > 0)
    assert opened.sum() > 1000
    assert len(listed) > 100
    assert page["exposure"][listed].sum() > 0
    assert (page["exposure"][run.people["lists"] == 0] == 0).all()
    for i in listed:
        assert page["exposure"][i] == seen_by(county, opened, i, radius, grid)


def seen_by(county, opened, i, radius, grid):
    others = opened & (county.settlement == county.settlement[i]) & (county.who != county.who[i])
    if not others.any():
        return 0
    place = np.column_stack([county.x, county.y]).astype(int)
    shown = place[i] // grid * grid + grid // 2 if grid else place[i]
    return cKDTree(place[others]).query_ball_point(shown, radius, return_length=True)


def test_a_wider_circle_is_seen_by_no_fewer():
    seen = [last_month(radius, 0, months=30)[1].people["seen"].sum() for radius in (100, 500, 1500)]
    assert seen[0] < seen[1] < seen[2]
