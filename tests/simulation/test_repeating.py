"""A life from a folder: lived again from the manifest alone, the same to the bit, or refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.reporting import portrait, turns
from glasshouse.simulation import comparing, person_differences, repeating
from glasshouse.simulation.lives import by_luck
from glasshouse.simulation.results_folder import open_results

COURT = "court-list-2013+debtor-map"
BOOK = Path(__file__).parent / "books" / "ledger.yaml"


@pytest.fixture(scope="module")
def run():
    parameters = {"credit.lapse": 0.03, "court.sue": 0.5}
    return simulation.run(
        COURT, "toytown", persons=3_000, months=36, seed=4, start="2017-06", twin=True, parameters=parameters
    )


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    return open_results(run.save(tmp_path_factory.mktemp("lives") / "results", variants=()))


@pytest.fixture(scope="module")
def gap(run):
    return simulation.compare(run, run.twin())


def test_a_life_from_a_folder_is_the_life_of_the_run(gap, folder):
    person = int(gap.who("listed")[0])
    here, there = gap.life(person), repeating.life(folder, person)
    assert here == there
    assert here.system.num_rows > here.twin.num_rows
    assert turns.stored(folder, person) == (here.system, here.twin)


def test_a_life_ends_as_the_record_of_the_person_ends(gap, run):
    for person in (gap.who("listed")[0], gap.who("locked_out")[0], *by_luck(run, 3)):
        life = gap.life(int(person))
        for table, lived in ((life.system_months, run), (life.twin_months, run.twin())):
            record = lived.people[np.searchsorted(lived.people["who"], person)]
            last = table.to_pylist()[-1]
            for name in ("savings", "debt", "arrears", "score", "fear", "lists", "shut"):
                assert last[name] == record[name], name
            assert sum(table["income"].to_pylist()) == record["earned"]
            assert sum(table["voiced"].to_pylist()) == record["months_voiced"]
            assert sum(table["listed"].to_pylist()) == record["months_listed"]


@pytest.mark.parametrize("fate", person_differences.FATES)
def test_the_hardest_hit_in_the_folder_is_that_of_the_comparison(gap, folder, fate):
    who = gap.who(fate)
    if len(who):
        assert comparing.somebody(folder, fate) == who[0]
    else:
        with pytest.raises(InputError, match="nobody here was"):
            comparing.somebody(folder, fate)


def test_anybody_is_an_adult_who_is_there(folder, run):
    person = comparing.somebody(folder)
    assert run.people["age"][run.people["who"] == person] >= 18


def test_nobody_is_not_a_person(folder):
    with pytest.raises(InputError, match=r"nobody here has the identity 77777.*--who listed"):
        repeating.life(folder, 77_777)


def test_a_file_of_ones_own_is_found_again_and_a_changed_one_refused(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(BOOK.read_text())
    made = simulation.run(str(mine), "toytown", persons=500, months=6, seed=4, twin=True).save(
        tmp_path / "results", variants=()
    )
    results = open_results(made)
    assert repeating.config_of_manifest(results).rulebook.text_hash == results.manifest["rulebook"]["hash"]
    mine.write_text(BOOK.read_text().replace("start: 100", "start: 90"))
    with pytest.raises(InputError, match="the rulebook ledger is not found as it was"):
        repeating.life(results, 0)


def test_a_model_that_has_changed_is_noticed(folder, gap):
    states = {**folder.manifest["results"], "system": {"state": "0" * 16}}
    other = replace(folder, manifest={**folder.manifest, "results": states})
    with pytest.raises(InputError, match="this version of glasshouse lives another life"):
        repeating.life(other, int(gap.who("listed")[0]))


def test_a_life_is_told_month_by_month_with_its_clauses(folder, gap):
    person = int(gap.who("listed")[0])
    life = gap.life(person)
    told = turns.told(folder, person, life.system, life.twin)
    assert told[0].startswith(f"Synthetic person {person}: ")
    text = "\n".join(told)
    assert "  with     is put on the list" in text
    assert "[lists." in text
    assert "\nClauses\n" in text
    assert text.count("may not leave the country") <= text.count("sanctions.no_leaving")
    listed = sum(life.system_months["listed"].to_pylist())
    ending = next(line for line in told if line.startswith("  months on a list"))
    assert ending.split()[-2:] == [str(listed), "0"]


@pytest.mark.parametrize("kind", [".svg", ".html"])
def test_a_life_is_drawn(gap, tmp_path, kind):
    life = gap.life(int(gap.who("listed")[0]))
    figure = portrait.portrait(life, "Synthetic person <1>", "2017-06")
    text = figure.save(tmp_path / f"life{kind}").read_text("utf-8")
    assert "Synthetic person &lt;1&gt;" in text
    assert "On a blacklist" in text
    assert "lists." in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert ("<table>" in text) == (kind == ".html")
    assert len(figure.rows) == len(turns.turns(*_events(life), "2017-06"))


def _events(life):
    return [turns.events_of(side, life.person) for side in (life.system, life.twin)]


def test_lanes_hold_what_the_months_say(gap):
    life = gap.life(int(gap.who("listed")[0]))
    lanes = {lane.title: lane for lane in portrait.lanes_of(life)}
    listed = lanes["On a blacklist"]
    assert listed.system.sum() == sum(life.system_months["listed"].to_pylist())
    assert not listed.twin.any()
    assert lanes["Rights shut"].system.max() == 1
    assert (
        lanes["Rights shut"].most
        == f"{max(bin(s).count('1') for s in life.system_months['shut'].to_pylist())} rights"
    )
