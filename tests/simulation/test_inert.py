"""What is called inert changes nothing, and what is called so is told where a user would look."""

from __future__ import annotations

import random

import pytest
from bench.inert import BUSY, Bench, same
from tests.commands import said

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.population import load as society
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.clauses import is_descriptive, is_unplayed
from glasshouse.rulebooks.law import LAW
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.simulation import inert
from glasshouse.simulation.inert import of_law, of_parameters
from glasshouse.simulation.inert.law_leaves import cells, is_rule, laws_in, moved, turns_of
from glasshouse.simulation.run_config import run_config

INVENTED = [
    "tests/model/books/everything.yaml",
    "tests/model/books/whim.yaml",
    "tests/model/rulebooks/loyalty.yaml",
]
TERM = "lists.defaulters.term"


@pytest.fixture(scope="module")
def town():
    return society("toytown").draw(persons=200, seed=3)


def why(book, path):
    return inert.why_in_text(book, path)


def test_a_term_matters_only_where_the_list_ends_by_it():
    plain = load("court-list-2013")
    assert why(plain, TERM) == "lists.defaulters.exit.on does not name expired"
    expires = plain.but({"lists.defaulters.exit.on": ["performed", "expired"], TERM: "12 month"})
    assert why(expires, TERM) == ""
    assert why(plain, "lists.obstructors.term") == ""
    assert why(load("court-list-2013+debtor-map"), TERM) == ""  # reports on the map extend it


def test_a_term_of_many_years_is_looked_at_like_any_other():
    """Records of its law have room for longer times than those of the shipped text beside it."""
    long = load("court-list-2013").but({"lists.obstructors.term": "400 month"})
    assert why(long, "lists.obstructors.term") == ""
    assert why(long, TERM) == "lists.defaulters.exit.on does not name expired"
    config = run_config(
        long, society("toytown").draw(persons=50, seed=1), months=3, provinces={"toyland": "court-list-2013"}
    )
    assert [one.name for one in inert.of_setting(config)] == []


def test_values_that_wait_for_another_say_for_which():
    book = load("common-vendor")
    assert why(book, "gatekeepers.freeze.share") == "gatekeepers.freeze.ordered is false"
    assert why(book.but({"gatekeepers.freeze.ordered": True}), "gatekeepers.freeze.share") == ""
    assert why(load("sesame"), "association.contacts.points") == "the rulebook keeps no list"
    assert "rights.zero_base" in why(load("xiamen-2018"), "sanctions.parking.right")


def test_every_field_of_the_law_and_every_parameter_has_a_condition():
    assert set(of_law.CONDITIONS) == set(LAW.names)
    names = {p.name for p in (*mechanisms().parameters, *practice().parameters)}
    known = of_parameters.CONDITIONS
    assert all(any(name == one or name.startswith(f"{one}.") for one in known) for name in names)
    assert all(any(name == one or name.startswith(f"{one}.") for name in names) for one in known)


@pytest.mark.parametrize("name", ["court-list-2013", "rongcheng-2021"])
def test_what_no_mechanism_reads_is_not_compiled(name):
    book = load(name)
    turns = turns_of(book, 12, book.first_month)
    law = laws_in(book, turns, book.first_month)
    leaves = [leaf for leaf in book.tree.values() if is_unplayed(leaf.path) or is_descriptive(leaf.path)]
    for leaf in random.Random(name).sample(leaves, 12):
        for other in moved(book, leaf):
            assert not cells(law, laws_in(other, turns, book.first_month)), leaf.dotted


def chances(dice):
    """A world in which some mechanisms are off and some chances are nought."""
    known = {p.name: p for p in (*mechanisms().parameters, *practice().parameters)}
    zeros = [n for n, p in known.items() if p.range[0] == 0 and not isinstance(p.value, tuple)]
    off = {name: 0 for name in zeros if dice.random() < (0.12 if name.startswith("switch.") else 0.05)}
    return {**BUSY, **off}


@pytest.mark.parametrize("seed", range(16))
def test_what_is_called_inert_changes_nothing(seed):
    dice = random.Random(seed)
    book = load(dice.choice([*INVENTED, *shipped_names()]))
    bench = Bench(book, persons=200, months=dice.choice([4, 12, 16]), seed=seed, parameters=chances(dice))
    base = bench.run()
    chosen, facts = base.config, inert.facts_of(base.config)
    called = [one.name for one in chosen.all_parameters.parameters if inert.parameter(one, facts)]
    for name in dice.sample(called, min(4, len(called))):
        low, high = chosen.all_parameters[name].range
        if isinstance(chosen.all_parameters[name].value, tuple):
            continue
        value = dice.choice([low, high, (low + high) / 2])
        whole = isinstance(chosen.all_parameters[name].value, int)
        try:
            moved_run = bench.run(**{name: int(value) if whole else value})
        except InputError:  # not every value of a range can be packed
            continue
        assert same(base, moved_run, name), name
    leaves = [leaf for leaf in book.tree.values() if is_rule(leaf)]
    for leaf in dice.sample(leaves, min(12, len(leaves))):
        if inert.why_clause(book, leaf, facts, bench.months, chosen.start):
            others = list(moved(book, leaf))
            for other in dice.sample(others, min(1, len(others))):
                assert same(base, bench.run(other), leaf.dotted), leaf.dotted


def test_a_government_may_make_live_what_is_not(town):
    options = {"months": 14, "government": {"tournament": True}, "provinces": {"*": "court-list-2013"}}
    run = simulation.run(
        "court-list-2013", town, parameters={"government.vary": 0.5, "government.step": 0.2}, **options
    )
    assert run.notes == ()
    alone = simulation.run("court-list-2013", town, months=2, parameters={"government.vary": 0.9})
    assert alone.notes[0].startswith("government.vary has no effect: no government is set")


def test_a_run_names_what_was_set_for_nothing(town):
    book = load("court-list-2013").but({TERM: "24 month"})
    run = simulation.run(book, town, months=2, parameters={"switch.opinion": 0, "credit.lapse": 0.01})
    assert run.notes == (
        "switch.opinion has no effect: the rulebook records no behaviour",
        f"{TERM} has no effect: lists.defaulters.exit.on does not name expired",
    )
    assert simulation.run("court-list-2013", town, months=2).notes == ()


def test_a_rulebook_that_begins_after_the_run_changes_nothing(town):
    run = simulation.run(
        "court-list-2013", town, months=2, start="2000-01", parameters={"redress.files": 0.5}
    )
    assert run.notes[0].endswith("no rulebook is in force in the months of the run")


MINE = """\
schema: glasshouse/rulebook@1
id: mine
title: A term on a list that time does not end
layer: outline
amends: court-list-2013
from: 2014-01-01
lists:
  defaulters:
    term: 12 month
    minors: excluded
"""


def test_check_and_run_print_notes_with_line_and_reason(tmp_path):
    (tmp_path / "mine.yaml").write_text(MINE)
    told = f"{tmp_path / 'mine.yaml'}:9: {TERM} has no effect: lists.defaulters.exit.on does not name expired"
    code, out, _ = said("check", tmp_path / "mine.yaml")
    assert code == 0 and out.splitlines()[0] == f"note: {told}"
    assert "1 value has no effect (lists.*.minors): the model has no mechanism for this clause yet" in out
    options = ("--society", "toytown", "--persons", "100", "--months", "2", "--no-report", "--no-twin")
    changes = ("--set", "map.opens=0.5", "--out", tmp_path / "run")
    code, _, err = said("run", "--rulebook", tmp_path / "mine.yaml", *options, *changes)
    assert code == 0
    assert err.splitlines() == [
        "note: map.opens has no effect: the rulebook has no map (publicity.map.radius is not set)",
        f"note: {told}",
    ]
