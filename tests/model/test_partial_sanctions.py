"""Marks, delays, inspections and duties: sanctions that shut nothing for good."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.law import bits_of
from glasshouse.simulation import ledger

FLIGHT = "movement.flight"
DEBTORS = {
    "kind": "blacklist",
    "entry": {"when": "in_arrears", "arrears": "1 month", "ground": "report", "decided_by": "bank"},
    "exit": {"on": ["performed"]},
    "triggers": ["measure"],
}
ACT = "late_public_fee"


def book(sanction, **more):
    return load("nothing").but({"lists.debtors": DEBTORS, "sanctions.measure": sanction, **more})


def lived(town, law, months=24, changes=None, **parameters):
    return simulation.run(
        law, town, months=months, seed=2, practice=practice(law, changes or {}),
        parameters={"credit.lapse": 0.05, **{name.replace("__", "."): value for name, value in parameters.items()}},
    )  # fmt: skip


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


@pytest.fixture(scope="module")
def denied(town):
    """The same right denied outright."""
    return lived(town, book({"right": FLIGHT, "effect": "deny"}))


@pytest.mark.parametrize("chance", [0, 0.4, 1])
def test_a_mark_refuses_as_often_as_it_is_weighed(town, denied, chance):
    run = lived(town, book({"right": FLIGHT, "effect": "mark"}), changes={"gates.mark_refuses": chance})
    assert total(run, "refusals") / total(denied, "refusals") == pytest.approx(chance, abs=0.12)
    assert total(run, "refused_by_mark") == total(run, "refusals")


@pytest.mark.parametrize("months", [1, 3])
def test_who_has_to_wait_is_served_once_in_so_many_months(town, denied, months):
    run = lived(town, book({"right": FLIGHT, "effect": "delay", "wait": f"{months} month"}))
    assert total(run, "delayed") == total(run, "refusals")
    share = total(run, "refusals") / total(denied, "refusals")
    assert months / (months + 1) - 0.15 < share < 1


def test_the_ledger_names_the_mark(town):
    law = book({"right": FLIGHT, "effect": "mark"})
    run = lived(town, law, months=12)
    rows = ledger.tables(run.watch(run.people["who"], trail=True))["ledger"].to_pylist()
    told = {(row["right"], row["clause"], row["cause"]) for row in rows}
    assert told == {(FLIGHT, "sanctions.measure", "lists.debtors")}
    assert sum(row["refusals"] for row in rows) == total(run, "refusals")


@pytest.mark.parametrize("effect", ["deny", "delay"])
def test_a_share_of_the_tries_is_refused_whatever_practice_does(town, denied, effect):
    wait = {"wait": "60 month"} if effect == "delay" else {}
    law = book({"right": FLIGHT, "effect": effect, "share": 0.5, **wait})
    run, same = (lived(town, law, changes={"gates.enforced": share}) for share in (1, 0.3))
    assert total(run, "refusals") / total(denied, "refusals") == pytest.approx(0.5, abs=0.12)
    assert (run.tallies == same.tallies).all()
    right = law.words.rights[FLIGHT].index
    assert law.clause_of("refused_share", right) == "sanctions.measure.share"


def test_the_inspected_are_recorded_more_often(town):
    acts = {f"behaviours.{ACT}": {"recorded": True, "ground": "report"}}
    plain, more = (
        lived(town, book({"effect": "inspect"}, **acts), changes={"surveillance.inspected": ratio})
        for ratio in (1, 2.5)
    )
    ever = more.people["first_listed"] > 0
    assert total(plain, "listed") == total(more, "listed")
    assert total(more, "recorded") > total(plain, "recorded") > 0
    assert ever.any()


def test_a_duty_that_is_failed_is_an_act_of_the_rulebook(town):
    acts = {f"behaviours.{ACT}": {"recorded": True, "ground": "report"}}
    law = book({"effect": "duty", "breach": ACT}, **acts)
    changes = {"gates.duty_failed": 0.5}
    run, met = lived(town, law, changes=changes), lived(town, law, changes={"gates.duty_failed": 0})
    assert total(met, "duty_breached") == 0
    assert total(run, "duty_breached") == pytest.approx(0.5 * total(run, "listed"), rel=0.25)
    seen = (total(run, "recorded") - total(met, "recorded")) / total(run, "duty_breached")
    assert seen == pytest.approx(0.35, abs=0.1)


def test_where_they_are_switched_off_nothing_comes_of_them(town):
    run = lived(town, book({"right": FLIGHT, "effect": "mark"}), switch__partial_sanctions=0)
    assert total(run, "listed") > 0
    assert total(run, "refusals") == 0


def test_a_grade_marks_and_delays_as_a_list_does():
    law = load("rongcheng-2014").but(
        {
            "sanctions.flagged": {"right": FLIGHT, "effect": "mark"},
            "sanctions.later": {"right": "economic.loan", "effect": "delay", "wait": "6 month"},
            "links": {"points.D": ["flagged", "later"]},
        }
    )
    now = law.law(60)[0]
    worst = int(now.grades) - 1
    assert bits_of(now.grade_marks[worst]) == law.words.rights[FLIGHT].bit
    assert bits_of(now.grade_delays[worst]) == law.words.rights["economic.loan"].bit
    assert now.delay_months[law.words.rights["economic.loan"].index] == 6
    assert law.clause_of("delay_months", law.words.rights["economic.loan"].index) == "sanctions.later.wait"
    assert not np.any(now.grade_marks[:worst])


@pytest.mark.parametrize(
    ("sanction", "sentence"),
    [
        ({"effect": "delay", "right": FLIGHT}, "delay needs wait"),
        ({"effect": "duty"}, "duty needs breach"),
        ({"effect": "mark"}, "right is missing"),
        ({"effect": "mark", "right": FLIGHT, "share": 0.5}, "share: has no meaning with effect: mark"),
        ({"effect": "deny", "right": "economic.loan", "share": 0.5}, "refused whole"),
        ({"effect": "deny", "right": FLIGHT, "wait": "3 month"}, "has no meaning with effect: deny"),
    ],
)
def test_a_sanction_that_lacks_a_part_is_refused(sanction, sentence):
    with pytest.raises(InputError, match=sentence):
        book(sanction)


def test_two_sanctions_refuse_the_same_share_of_a_right():
    """The model has one share for each right; a second sanction on it has to say the same."""
    half = {"right": FLIGHT, "effect": "deny", "share": 0.5}
    with pytest.raises(InputError, match="other refuses another share"):
        book(half, **{"sanctions.other": {"right": FLIGHT, "effect": "deny"}})
    assert book(half, **{"sanctions.other": half}).law(0)
