"""Provinces: rulebooks of their own, the yearly step of centre and provinces, unification, histories."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from glasshouse import rulebooks, simulation
from glasshouse.errors import InputError
from glasshouse.model import government
from glasshouse.model.events import COLUMN
from glasshouse.model.groups import STRATA
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.population import load
from glasshouse.simulation.governing import LEVER, levers_of, with_levers

NAMES = ("hebei", "henan", "anhui", "hubei")
BOOKS = {
    "hebei": "province-strict",
    "henan": "province-lenient",
    "anhui": "national-outline",
    "hubei": "province-strict",
}
TOURNAMENT = government.Government()
COMPETING = {"government.vary": 1, "government.imitate": 1}


@pytest.fixture(scope="module")
def land():
    """Four provinces of 1,500 people each."""
    return load("provinces31").draw(dict.fromkeys(NAMES, 1_500), seed=3)


@pytest.fixture(scope="module")
def competing(land):
    return lived(land)


def lived(land, months=36, parameters=COMPETING, government=TOURNAMENT, **more):
    return simulation.run(
        "national-outline",
        land,
        months=months,
        seed=5,
        parameters=parameters,
        provinces=BOOKS,
        government=government,
        **more,
    )


def test_each_province_lives_under_its_own_rulebook(land):
    run = lived(land, months=12, government=None)
    by_province = run.tallies.reshape(12, -1, STRATA, run.tallies.shape[2]).sum((0, 2))
    serials = run.config.serials
    punished = {name: by_province[serials[name], COLUMN["speech_punished"]] for name in NAMES}
    assert punished["hebei"] > 0 < punished["hubei"]
    assert punished["henan"] == punished["anhui"] == 0
    assert run.government is None


def test_a_star_stands_for_all_others(land):
    run = simulation.run(
        "nothing", land, months=1, seed=5, provinces={"hebei": None, "*": "national-outline"}
    )
    assert tuple(run.config.serials) == ("hebei", "henan", "anhui", "hubei")
    assert run.config.book_of("hebei") is None
    assert run.config.book_of("henan").id == "national-outline"


def test_naming_every_province_with_the_one_rulebook_changes_no_law(land):
    plain = simulation.run("national-outline", land, months=12, seed=5)
    named = simulation.run(
        "national-outline",
        land,
        months=12,
        seed=5,
        provinces={"*": "national-outline"},
        parameters={"switch.movement": 0},
    )
    assert plain.digest() == named.digest()


def test_what_cannot_be_is_refused_together(land):
    with pytest.raises(InputError, match="hebeii is not a province of provinces31"):
        simulation.run("nothing", land, provinces={"hebeii": "nothing"})
    with pytest.raises(InputError, match="a government without provinces"):
        simulation.run("nothing", land, government={})
    with pytest.raises(InputError, match=r"unify_after: 0 is outside 1 .. 100"):
        government.Government(unify_after=0)


def test_provinces_change_their_levers_and_copy_the_first(competing):
    rows = competing.government.to_pylist()
    assert [row["year"] for row in rows] == [1] * 4 + [2] * 4 + [3] * 4
    assert {row["province"] for row in rows} == set(NAMES)
    for year in (1, 2, 3):
        assert sorted(row["rank"] for row in rows if row["year"] == year) == [1, 2, 3, 4]
    assert any(row["adopted_from"] for row in rows)
    start = dict(zip(NAMES, start_values(competing), strict=False))
    assert any(
        row[name] != start[row["province"]].get(name)
        for row in rows
        for name in row
        if name.startswith(LEVER)
    )


def start_values(run):
    paths, _, values = levers_of(run.config.rulebook, [run.config.book_of(name) for name in NAMES])
    return [
        {LEVER + path: None if np.isnan(value) else value for path, value in zip(paths, row, strict=True)}
        for row in values
    ]


def test_a_copier_has_the_levers_of_the_first(competing):
    rows = competing.government.to_pylist()
    last = {row["province"]: row for row in rows if row["year"] == 1}
    before = {row["province"]: row for row in rows if row["year"] == 2}
    copied = [row for row in rows if row["year"] == 2 and row["adopted_from"]]
    for row in copied:
        for name, value in row.items():
            model = last[row["adopted_from"]].get(name)
            if name.startswith(LEVER) and value is not None and model is not None:
                assert value == model
    assert before


def test_the_government_is_the_same_whatever_the_threads(land, competing):
    again = lived(land, threads=3)
    assert again.government.equals(competing.government)
    assert again.state == competing.state


def test_a_bystander_province_changes_no_ranking(competing):
    more = load("provinces31").draw(dict.fromkeys((*NAMES, "gansu"), 1_500), seed=3)
    assert lived(more).government.equals(competing.government)


def test_the_switch_and_no_government_keep_every_rulebook(land):
    off, without = (
        lived(land, months=24, parameters={"switch.government": 0}),
        lived(land, months=24, parameters={"switch.government": 0}, government=None),
    )
    assert off.digest() == without.digest()
    assert off.government is None


@pytest.mark.parametrize("into", ["best", "median", "outline"])
def test_unification_puts_all_under_one_rulebook(land, into):
    run = lived(land, government={"unify_after": 2, "unify_into": into})
    rows = [row for row in run.government.to_pylist() if row["unified"]]
    assert {row["year"] for row in rows} == {2}
    assert len({json.dumps({k: v for k, v in row.items() if k.startswith(LEVER)}) for row in rows}) == 1
    assert len({row["rulebook"] for row in rows}) == 1
    assert run.government.num_rows == 8


def test_lists_that_the_national_rulebook_does_not_keep_end_with_unification(land):
    run = lived(
        land, months=24, parameters={"credit.lapse_strategic": 0.3},
        government={"tournament": False, "unify_after": 2, "unify_into": "outline"},
    )  # fmt: skip
    assert (run.people["lists"] <= 1).all()
    free = lived(land, months=24, parameters={"credit.lapse_strategic": 0.3}, government=None)
    assert (free.people["lists"] & 2).any()


def test_no_province_is_harsher_than_the_ceiling(land):
    run = lived(land, government={"tournament": False, "ceilings_from": 2})
    paths, levers, _ = levers_of(run.config.rulebook, [run.config.book_of(name) for name in NAMES])
    rows = run.government.to_pylist()
    values = {year: values_of(rows, year, paths) for year in (1, 2)}
    assert levers.beyond(values[1]).any()
    assert not levers.beyond(values[2]).any()


def values_of(rows, year, paths):
    return np.array([[row[LEVER + p] for p in paths] for row in rows if row["year"] == year], float)


WAYS = mechanisms().record()


def made(parts, policy=TOURNAMENT, values=None, dice=0, parameters=WAYS):
    levers = government.Levers(
        np.array([0.0, 0.0]),
        np.array([10.0, 1.0]),
        np.array([5.0, 0.5]),
        np.array([True, False]),
        np.array([1, -1]),
    )
    parts = np.array(parts, np.int64)
    values = np.tile(levers.outline, (len(parts), 1)) if values is None else np.array(values, float)
    words = np.full((len(parts), 4), dice, np.int64)
    return government.govern(policy, levers, values, parts, 1, words, parameters)


def test_the_centre_ranks_by_its_weights():
    done = made([[10, 0, 0, 0, 0], [20, 0, 0, 0, 0], [20, 5, 0, 0, 0]])
    assert done.rank.tolist() == [3, 1, 2]
    no_repayment = mechanisms().but({"government.weight_repayment": 0}).record()
    assert made([[10, 0, 0, 0, 0], [20, 1, 0, 0, 0]], parameters=no_repayment).rank.tolist() == [1, 2]


def test_the_last_copies_the_first():
    done = made([[9, 0, 0, 0, 0], [1, 0, 0, 0, 0]], values=[[7, 0.2], [2, np.nan]])
    assert done.adopted_from.tolist() == [-1, 0]
    assert done.values[1, 0] == 7
    assert np.isnan(done.values[1, 1])


def test_a_scandal_takes_back_what_is_harsher_than_the_outline():
    done = made([[9, 0, 0, 0, 500], [1, 0, 0, 0, 0]], values=[[9, 0.2], [2, 0.9]], dice=2**32 - 1)
    assert done.vetoed.tolist() == [2, 0]
    assert done.values[0].tolist() == [5, 0.5]
    assert done.values[1].tolist() == [2, 0.9]


def test_a_lever_moves_within_its_ends():
    done = made([[9, 0, 0, 0, 0]], values=[[1, 0.5]])
    assert done.values[0].tolist() == [0, 0.5]


def test_levers_are_set_as_a_variant_of_the_rulebook():
    book = rulebooks.load("province-strict")
    paths, levers, values = levers_of(rulebooks.load("national-outline"), [book])
    assert with_levers(book, paths, values[0]) is book
    k = paths.index("lists.in_arrears.entry.arrears")
    assert (levers.low[k], levers.high[k], levers.harsher[k]) == (1, 12, -1)
    values[0, k] = 6
    assert with_levers(book, paths, values[0]).value("lists.in_arrears.entry.arrears") == 6


def test_results_name_every_rulebook_and_keep_the_years(competing, tmp_path):
    competing.save(tmp_path / "out")
    about = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {name: one["id"] for name, one in about["provinces"].items()} == BOOKS
    assert about["provinces"]["hebei"]["hash"] != about["provinces"]["henan"]["hash"]
    assert about["government"]["tournament"] is True
    assert "--province henan=province-lenient" in about["command"]
    assert pq.read_table(tmp_path / "out" / "system" / "government.parquet").equals(competing.government)
    assert simulation.digest_of(tmp_path / "out") == about["digest"]


def test_histories_are_compared_with_the_same_luck(land):
    histories = simulation.usual_histories("national-outline", BOOKS, unify_after=1)
    table = simulation.compare_histories(
        histories, "provinces31", persons=dict.fromkeys(NAMES, 400), months=24, seeds=(1, 2)
    )
    rows = {(row["history"], row["measure"]): row for row in table.to_pylist()}
    assert {name for name, _ in rows} == {"central", "many", "unified"}
    assert rows["central", "listed"]["difference"] == 0
    assert rows["many", "listed"]["value"] > rows["central", "listed"]["value"]
    assert rows["many", "punished_for_speech"]["value"] > 0 == rows["central", "punished_for_speech"]["value"]
    assert all(row["seeds"] == 2 and row["se"] >= 0 for row in rows.values())
    with pytest.raises(InputError, match="nothing to compare"):
        simulation.compare_histories({}, "provinces31")
