"""Rules inserted into the month: where they run, what they are given, and that they disturb nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glasshouse.engine.rng import draw, stream
from glasshouse.engine.rules import Conflict, rule
from glasshouse.engine.shards import Shards
from glasshouse.errors import InputError
from glasshouse.model.building import build_world
from glasshouse.model.inserting import InsertedMechanism, InsertedRule
from glasshouse.model.person import ADULT
from glasshouse.model.schedule import MONTH
from glasshouse.model.state import restore, state_of
from glasshouse.simulation.run_config import run_config

MONTHS = 4
BOOK = "court-list-2013+debtor-map"
ONLY = stream("test.insert.only")


@rule(streams="test.insert.only")
def only_draw(p, rng):
    """Draws and forgets."""
    draw(rng, ONLY)


@rule(reads="debt", writes="debt")
def forgive(person, ctx):
    """Forgives debts in one month."""
    if ctx.month == ctx.given.month and person.debt > 0:
        ctx.own.forgiven += person.debt
        ctx.counts[0] += 1
        person.debt = 0


@rule()
def note_after_court(own, given, month, counts):
    """Counts the months in which it ran."""
    own.months += given.month
    counts[1] += month


@rule(streams="praise")
def instead(p, rng):
    """Takes the place of praise, and its draw."""


AMNESTY = np.array([(2,)], [("month", "i8")]).view(np.recarray)
NEVER = np.array([(99,)], AMNESTY.dtype).view(np.recarray)
OWN = np.dtype([("forgiven", "i8"), ("months", "i8"), ("mood", "i8")])


def amnesty(*rules):
    return InsertedMechanism("amnesty", rules, OWN, {"mood": 7}, ("forgave", "waited"), AMNESTY)


BOTH = MONTH.with_rules(
    [
        InsertedMechanism("drawing", (InsertedRule(only_draw, after="enforce"),)),
        amnesty(InsertedRule(forgive, after="credit"), InsertedRule(note_after_court, after="enforce")),
    ]
)


@pytest.fixture(scope="module")
def chosen(town):
    return run_config(
        BOOK, town, practice=None, parameters=None, start="2014-10", months=MONTHS, seed=5, replicate=0
    )


def lived(chosen, schedule, months=MONTHS, world=None, threads=1):
    world = world or build_world(chosen.society, chosen.packed, seed=5, replicate=0, schedule=schedule)
    with Shards(threads) as shards:
        tallies = [world.step(chosen.laws[m : m + 1], shards) for m in range(world.month, months)]
    return world, np.array(tallies)


@pytest.fixture(scope="module")
def plain(chosen):
    return lived(chosen, MONTH)


@pytest.fixture(scope="module")
def changed(chosen):
    return lived(chosen, BOTH)


def test_an_inserted_rule_does_what_it_says(plain, changed):
    world = changed[0]
    own, counts = world.own["amnesty"], world.own_months["amnesty"]
    adults = world.people["age"] >= ADULT
    assert (own.months[adults] == 2 * MONTHS).all(), "it did not run for every adult in every month"
    assert not own.months[~adults].any()
    assert (own.mood == 7).all()
    assert [int(month[:, 0].sum()) for month in counts] == [0, 0, (own.forgiven > 0).sum(), 0]
    assert [int(month[:, 1].sum()) for month in counts] == [m * adults.sum() for m in range(MONTHS)]
    assert counts[0].shape == (len(changed[1][0]), 2)
    assert own.forgiven.sum() > 0
    assert world.digest() != plain[0].digest()


def test_rules_that_draw_and_never_act_change_nothing(chosen, plain):
    """One of them stands in the middle of the court, whose condition is cut in two."""
    never = replace(BOTH, inserted=(BOTH.inserted[0], replace(BOTH.inserted[1], given=NEVER)))
    other = lived(chosen, never)
    np.testing.assert_array_equal(other[1], plain[1])
    np.testing.assert_array_equal(other[0].people, plain[0].people)
    np.testing.assert_array_equal(other[0].signs, plain[0].signs)


def test_inserted_mechanisms_are_part_of_the_state(chosen, changed):
    half, _ = lived(chosen, BOTH, MONTHS // 2)
    kept = state_of(half)
    again = build_world(chosen.society, chosen.packed, seed=5, replicate=0, schedule=BOTH)
    restore(again, kept)
    resumed, _ = lived(chosen, BOTH, world=again)
    np.testing.assert_array_equal(resumed.own["amnesty"], changed[0].own["amnesty"])
    np.testing.assert_array_equal(resumed.own_months["amnesty"], changed[0].own_months["amnesty"])
    assert resumed.digest() == changed[0].digest()


def calls_of(schedule):
    lines = schedule.sources()["live_a_month"].splitlines()
    return [line.strip() for line in lines]


def place(lines, start):
    return next(number for number, line in enumerate(lines) if line.startswith(start))


def test_rules_stand_where_they_ask_to():
    lines = calls_of(BOTH)
    assert place(lines, "stand_surety(") < place(lines, "inserted_forgive(") < place(lines, "holds_")
    assert place(lines, "enforce(") < place(lines, "inserted_only_draw(")
    assert place(lines, "inserted_only_draw(") < place(lines, "inserted_note_after_court(")
    assert place(lines, "inserted_note_after_court(") < place(lines, "find_unwilling(")
    last = calls_of(MONTH.with_rules([InsertedMechanism("drawing", (InsertedRule(only_draw),))]))
    assert (
        place(last, "judge_authority(") < place(last, "inserted_only_draw(") < place(last, "next_signs[i] =")
    )


def test_a_rule_takes_the_place_of_a_shipped_one():
    others = (InsertedRule(only_draw, after="speak_or_hold_back"), InsertedRule(instead, replaces="praise"))
    month = MONTH.with_rules([InsertedMechanism("own", others)])
    raw = month.sources()["live_a_month"].splitlines()
    lines = [line.strip() for line in raw]
    assert not any(line.startswith("praise(") for line in lines)
    order = (
        "speak_or_hold_back(",
        "inserted_only_draw(",
        "if parameters.switch_speech:",
        "inserted_instead(",
    )
    places = [place(lines, one) for one in order[:2]]
    places += [place(lines[places[1] :], one) + places[1] for one in order[2:]]
    assert places == sorted(places), "what runs after a rule runs before the next one, whoever wrote that"
    inner, outer = (raw[at] for at in (places[3], places[2]))
    assert len(inner) - len(inner.lstrip()) == len(outer) - len(outer.lstrip()) + 4, "under the same switch"
    assert "praise" not in month.replaceable() and "praise" in MONTH.replaceable()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([InsertedRule(instead, replaces="prase")], '"prase" is not a rule that can be replaced'),
        ([InsertedRule(instead, replaces="act")], '"act" is not a rule that can be replaced'),
        ([InsertedRule(instead, replaces="praise"), InsertedRule(only_draw, replaces="praise")], "two rules"),
        (
            [InsertedRule(instead, replaces="praise"), InsertedRule(only_draw, after="praise")],
            'runs after "praise", which is not in the month',
        ),
    ],
)
def test_what_cannot_be_replaced_is_refused(rules, said):
    with pytest.raises(InputError, match=said):
        MONTH.with_rules([InsertedMechanism("own", tuple(rules))])


@pytest.mark.parametrize("after", [None, *MONTH.places()])
def test_every_place_of_the_month_gives_what_a_rule_may_ask_for(after):
    asks = InsertedRule(rule()(lambda record, law, register, province, acted, ctx: None), after=after)
    with pytest.raises(InputError, match='asks for "acted"'):
        MONTH.with_rules([InsertedMechanism("asking", (asks,))])
    every = rule()(lambda p, record, law, register, province, payer, signs, month, ctx: None)
    MONTH.with_rules([InsertedMechanism("asking", (InsertedRule(every, after=after),))]).sources()


@rule()
def enforce(p):
    """Called like one of ours."""


def test_what_cannot_be_inserted_is_refused_with_all_reasons():
    wrong = [
        InsertedRule(only_draw, after="enforced"),
        InsertedRule(note_after_court),
        InsertedRule(only_draw),
    ]
    with pytest.raises(InputError) as refused:
        MONTH.with_rules([InsertedMechanism("wrong", tuple(wrong))])
    message = str(refused.value)
    assert 'runs after "enforced", which is not in the month' in message
    assert '"enforce"' in message
    assert 'rule "note_after_court" asks for "own", which it cannot have' in message
    assert 'rule "only_draw" stands twice' in message
    with pytest.raises(Conflict, match='two rules of one phase are called "enforce"'):
        MONTH.with_rules([InsertedMechanism("wrong", (InsertedRule(enforce),))])
