"""Twin tests: nothing but the rulebook may make a difference, and every way of running gives the same bits."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests import plain_python
from tests.own_mechanisms import good_months

import glasshouse.engine.rng as engine_luck
from glasshouse import simulation
from glasshouse.engine.block import IDENTITY
from glasshouse.engine.rng import draw, stream
from glasshouse.engine.shards import Shards
from glasshouse.model.building import build_world
from glasshouse.population import load as load_society

BOOK = "rongcheng-2014"
COURT = "court-list-2013+debtor-map"
PRIVATE = "common-vendor"
WHIM = str(Path(__file__).parent / "books" / "whim.yaml")
"""Discretion, patrols, campaigns, quotas, every channel of notification, a zero base, repair by courses."""
EVERYTHING = str(Path(__file__).parent / "books" / "everything.yaml")
"""Invented: every mechanism at once, gatekeepers, firms, opinion, officials, channels, map and moves."""
LOYALTY = str(Path(__file__).parent / "rulebooks" / "loyalty.yaml")
"""Invented: points for opinion, with informers and inference."""
MONTHS = 30


def state(run):
    return run.digest(), run.state


@pytest.mark.parametrize("book", [BOOK, COURT, PRIVATE, WHIM, LOYALTY, "sesame", EVERYTHING])
def test_threads_make_no_difference(county, book):
    one = simulation.run(book, county, months=MONTHS, seed=5, threads=1)
    two = simulation.run(book, county, months=MONTHS, seed=5, threads=2)
    seven = simulation.run(book, county, months=MONTHS, seed=5, threads=7)
    assert state(one) == state(two) == state(seven)


@pytest.mark.parametrize("book", [BOOK, WHIM, LOYALTY, EVERYTHING])
def test_the_order_of_storage_makes_no_difference(county, book):
    run = simulation.run(book, county, months=MONTHS, seed=5)
    backwards = lived(run.config, backwards=True)
    assert backwards.digest() == run.state


def lived(config, backwards=False):
    world = build_world(
        config.society,
        config.packed,
        seed=config.seed,
        replicate=config.replicate,
        backwards=backwards,
    )
    with Shards(1) as shards:
        for month in range(config.months):
            world.step(config.laws[month : month + 1], shards)
    return world


def test_another_seed_or_replicate_makes_a_difference(town):
    first = simulation.run(BOOK, town, months=6, seed=5)
    assert simulation.run(BOOK, town, months=6, seed=6).state != first.state
    assert simulation.run(BOOK, town, months=6, seed=5, replicate=1).state != first.state


def test_a_mechanism_that_only_draws_changes_nothing(town):
    without = simulation.run(BOOK, town, months=12, seed=5, twin=True)
    own = simulation.run(BOOK, town, months=12, seed=5, mechanisms=[good_months], twin=True)
    for one, other in ((without, own), (without.twin(), own.twin())):
        assert (one.tallies == other.tallies).all()
        assert (one.people == other.people).all()
    assert own.own["good_months.good"].sum() == own.own_months["good_months.good"].sum() > 0


def test_writing_lives_down_makes_no_difference(town):
    run = simulation.run(BOOK, town, months=MONTHS, seed=5)
    watched = run.watch(run.people["who"][::50])
    assert state(watched) == state(run)
    assert len(watched.panel_records) == 100
    assert watched.panel_records["happened"].any()


@pytest.mark.parametrize("book", [BOOK, COURT, WHIM, EVERYTHING])
def test_keeping_everybodys_standing_makes_no_difference(town, book):
    run = simulation.run(book, town, months=MONTHS, seed=5)
    kept = run.watch([], trail=True)
    assert state(kept) == state(run)
    assert (kept.people == run.people).all()
    assert len(kept.trail.spells)
    assert run.trail is None


def test_a_rulebook_that_comes_later_than_the_last_month_is_no_rulebook(county):
    run = simulation.run(BOOK, county, months=MONTHS, seed=5, start="2000-01", twin=True)
    assert state(run) == state(run.twin())


def test_the_empty_rulebook_and_the_twin_agree_in_every_cell(county):
    run = simulation.run("nothing", county, months=MONTHS, seed=5, twin=True)
    twin = run.twin()
    assert (run.tallies == twin.tallies).all()
    assert (run.people == twin.people).all()


def test_until_the_rulebook_begins_the_twins_share_their_lives(county):
    run = simulation.run("rongcheng-2014", county, months=12, seed=5, start="2013-07", twin=True)
    same = (run.tallies == run.twin().tallies).all(axis=(1, 2))
    assert same[:6].all()
    assert not same[6:].any()


@pytest.mark.parametrize("book", [BOOK, PRIVATE, WHIM, LOYALTY, EVERYTHING])
def test_a_bystander_province_changes_nobody(book):
    recipe = with_neighbour()
    alone = simulation.run(book, recipe.draw({"toyland": 4000}, seed=3), months=MONTHS, seed=5)
    beside = simulation.run(
        book, recipe.draw({"toyland": 4000, "elsewhere": 3000}, seed=3), months=MONTHS, seed=5
    )
    there = np.isin(beside.people["who"], alone.people["who"])
    for name in set(alone.people.dtype.names) - {"cell", "group"}:
        assert (beside.people[name][there] == alone.people[name]).all(), name


def with_neighbour():
    """toytown and a second province."""
    import copy
    from dataclasses import replace

    from glasshouse.population import SocietyRecipe
    from glasshouse.population.diagnostics import tables_of
    from glasshouse.population.recipe import SHIPPED
    from glasshouse.specs.reading import read

    text = read(SHIPPED / "toytown.yaml")
    data = copy.deepcopy(text.data)
    data["provinces"]["elsewhere"] = copy.deepcopy(data["provinces"]["toyland"]) | {
        "title": "Elsewhere",
        "serial": data["provinces"]["toyland"]["serial"] + 1,
    }
    return SocietyRecipe(tables_of(replace(text, data=data)), "toytown.yaml")


PLAIN = """
import json, sys
from glasshouse import simulation
from glasshouse.population import load
from glasshouse.rulebooks import practice
town = load("toytown").draw(persons=120, seed=3)
for book, model in json.loads(sys.argv[1]):
    run = simulation.run(book, town, months=18, seed=5, threads=1,
        practice=practice(book, {
            "surveillance.false_agency": 1, "surveillance.false_informer": 1, "map.opens": 0.3, "map.reports": 0.5, "court.sue": 0.9,
            "redress.files": 0.3, "redress.files_wronged": 0.5, "redress.copies_missed": 1,
            "redress.course": 0.5, "redress.awareness": 0.2, "opinion.informers": 0.5,
            "opinion.informer_reports": 1, "opinion.threshold": 0.05}),
        parameters={"credit.lapse_strategic": 0.6, "livelihood.separation": 0.05, "officials.critic": 0.3,
            "officials.list_critic": 0.5, "officials.buy": 0.5, "officials.rich": 10000,
            "firms.defaults": 0.3, "firms.breaks": [0.9] * 6, "firms.sheds": 0.1, "firms.called": 0.9,
            "speech.base": 2, "speech.model": model})
    print(json.dumps([run.digest(), run.state, run.firms.to_pylist()]))
"""


SETTINGS = [
    (BOOK, 0),
    (COURT, 0),
    ("court-list-2025+debtor-map", 0),
    (PRIVATE, 0),
    ("corporate-credit", 0),
    (WHIM, 0),
    (EVERYTHING, 1),
    ("sesame", 0),
    ("watchlist-name-matching", 0),
    (LOYALTY, 0),
    (LOYALTY, 1),
]


@pytest.fixture(scope="module")
def plain():
    """What runs under each of the settings come to as plain Python, all in one process."""
    told = plain_python.as_plain_python(PLAIN, json.dumps(SETTINGS)).splitlines()
    return dict(zip(SETTINGS, told, strict=True))


@pytest.mark.parametrize(("book", "model"), SETTINGS)
def test_compiled_months_equal_the_same_functions_run_as_plain_python(plain, book, model):
    assert plain_python.here(PLAIN, json.dumps([(book, model)])).strip() == plain[book, model]


def test_the_luck_of_one_draw_is_that_of_the_words():
    table = np.zeros(1, [(name, "u4") for name in IDENTITY]).view(np.recarray)
    k0, k1 = engine_luck.key(9, 0)
    table.key0, table.key1, table.who, table.month = k0, k1, 77, 4
    expected = engine_luck.words(9, 0, np.array([77]), 4, "test.only_draw")[0, 0]
    assert int(draw(table[0], stream("test.only_draw"))) == expected


def test_societies_are_loaded_by_name():
    assert (
        simulation.run("nothing", "toytown", persons=500, months=1).society.id == load_society("toytown").id
    )
