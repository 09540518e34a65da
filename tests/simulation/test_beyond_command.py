"""What decides a run and is not in the command that its results print."""

from __future__ import annotations

import json

import pytest
from tests.own_mechanisms import good_months

from glasshouse import reporting, simulation
from glasshouse.population import load as society
from glasshouse.rulebooks import load
from glasshouse.simulation.provenance import beyond_command

BOOK = "court-list-2013"


@pytest.fixture(scope="module")
def town():
    return society("toytown").draw(persons=200, seed=4)


def lived(town, **more):
    return simulation.run(BOOK, town, months=4, seed=2, **more)


def test_results_name_the_mechanisms_and_the_command_holds_them(town, tmp_path):
    folder = lived(town, mechanisms=[good_months], twin=True).save(tmp_path / "run")
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    (named,) = about["mechanisms"]
    assert (
        named["name"] == "good_months" and named["hash"] == good_months.hash and named["applies_to"] == "both"
    )
    assert "--mechanism own_mechanisms.py:good_months" in about["command"]
    page = reporting.write(folder).read_text("utf-8")
    assert f"good_months (source {good_months.hash[:12]})" in page
    assert "also applies to the twin" in page and "code/own_mechanisms-" in page


def test_a_command_that_holds_all_is_called_so(town, tmp_path):
    sentences = beyond_command(lived(town, parameters={"credit.lapse": 0.01}).config)
    assert sentences == ()
    changed = load(BOOK).but({"lists.defaulters.term": "24 month"})
    told = beyond_command(simulation.run(changed, town, months=1, replicate=3, practice=None).config)
    assert told[0].startswith("Values of the rulebook court-list-2013 were set in code")
    assert told[1].startswith("This run is replicate 3")
