"""Comparing twins: who lost, who gained, and one life told twice."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.simulation import records
from glasshouse.simulation.lives import by_luck, worth_telling

COURT = "court-list-2013+debtor-map"


@pytest.fixture(scope="module")
def gap():
    run = simulation.run(COURT, "hebei", persons=20_000, months=60, seed=4, start="2017-06")
    return simulation.compare(run, run.twin())


def test_differences_are_those_of_persons(gap):
    row = gap.table("months_listed").to_pylist()[0]
    listed = gap.run.people["months_listed"].mean()
    assert row["system"] == pytest.approx(listed * 1000 / 5)  # 60 months are 5 years
    assert row["unit"] == "months per 1,000 persons a year"
    assert row["twin"] == 0
    assert row["low"] < row["difference"] < row["high"]


def test_money_is_in_yuan_a_year(gap):
    """The unit the command line prints, whatever the engine counts in."""
    income, debt = gap.table("income", "debt_at_end").to_pylist()
    assert income["unit"] == "CNY per person a year" and debt["unit"] == "CNY per person at the end"
    assert income["system"] == pytest.approx(gap.run.people["earned"].mean() / 100 / 5)
    assert debt["system"] == pytest.approx(gap.run.people["debt"].mean() / 100)
    lost = (gap.run.people["earned"].mean() - gap.twin.people["earned"].mean()) / 100 / 5
    assert income["difference"] == pytest.approx(lost)


def test_every_measure_has_words_and_a_unit(gap):
    assert all(gap.table()["unit"])
    assert all(catalogue.measure(name) in catalogue.figures() for name in gap.measures())


def test_groups_add_up_to_everybody(gap):
    groups = gap.table("denied", by="registration").to_pylist()
    everybody = gap.table("denied").to_pylist()[0]
    assert {row["group"] for row in groups} == {"urban", "rural"}
    assert sum(row["persons"] for row in groups) == everybody["persons"] == 20_000
    total = sum(row["persons"] * row["difference"] for row in groups)
    assert total == pytest.approx(20_000 * everybody["difference"])


def test_all_mistakes_of_a_question_are_told_together(gap):
    with pytest.raises(InputError) as bad:
        gap.table("months_lsted", by="regstration")
    assert "months_lsted: not a measure" in str(bad.value)
    assert 'regstration: not a group (did you mean "registration"?)' in str(bad.value)


def test_groups_are_listed_where_a_name_is_wrong(gap):
    with pytest.raises(
        InputError, match=r"wealth: not a group .one of: registration, sex, age_band, minority"
    ):
        gap.table("denied", by=("sex", "wealth"))
    with pytest.raises(InputError, match="given twice"):
        gap.table("denied", by=("sex", "sex"))


def test_several_groups_are_every_combination_of_them(gap):
    """Counted here person by person, apart from the code that crosses the groups."""
    rows = gap.table("denied", by=("registration", "age_band")).to_pylist()
    society, denied = gap.run.society, gap.run.people["denied"] * 1000 / 5
    old_rural = (society.rural == 1) & (society.age >= 60)
    row = next(row for row in rows if row["group"] == "rural x 60+")
    assert row["persons"] == old_rural.sum()
    assert row["system"] == pytest.approx(denied[old_rural].mean())
    assert sum(row["persons"] for row in rows) == 20_000
    assert len(rows) == 8
    with pytest.raises(InputError, match="lockedout: not a fate"):
        gap.who("lockedout")


@pytest.mark.parametrize("fate", ["listed", "wrongly_listed", "locked_out", "silenced", "poorer", "richer"])
def test_who_has_a_fate_has_it(gap, fate):
    who = gap.who(fate)
    assert len(who) > 0
    rows = np.searchsorted(gap.run.people["who"], who)
    with_, without = records.person_measures(gap.run), records.person_measures(gap.twin)
    loss = {
        "listed": with_["months_listed"],
        "wrongly_listed": with_["months_wrongly_listed"],
        "locked_out": with_["denied"] - without["denied"],
        "silenced": without["months_voiced"] - with_["months_voiced"],
        "poorer": worth(without) - worth(with_),
        "richer": worth(with_) - worth(without),
    }[fate][rows]
    assert (loss > 0).all()
    assert (np.diff(loss) <= 0).all()


def worth(measures):
    return measures["savings_at_end"] - measures["debt_at_end"]


def test_a_life_names_the_clause_behind_each_turn(gap):
    person = int(gap.who("listed")[0])
    life = gap.life(person)
    turns = life.system.to_pylist()
    assert {row["person"] for row in turns} == {person}
    entries = [row for row in turns if row["event"] == "entered_list"]
    assert {row["clause"] for row in entries} <= {"lists.defaulters.entry", "lists.obstructors.entry"}
    refusals = [row for row in turns if row["event"].startswith("refused")]
    assert all(row["clause"].startswith("sanctions.") and row["detail"] for row in refusals)
    assert not [row for row in life.twin.to_pylist() if row["clause"]]
    months = [row["month"] for row in turns]
    assert months == sorted(months)


def test_nobody_is_not_a_person(gap):
    with pytest.raises(InputError, match="nobody here has the identity 4000000000"):
        gap.life(4_000_000_000)


def test_lives_worth_telling_hold_the_hardest_hit_and_some_by_luck(gap):
    chosen = worth_telling(gap.run, gap.twin)
    for fate in ("listed", "wrongly_listed", "silenced"):
        assert gap.who(fate)[0] in chosen
    assert np.isin(by_luck(gap.run, 36), chosen).all()


@pytest.mark.parametrize("other", [{"seed": 5}, {"replicate": 1}, {"months": 7}, {"persons": 299}])
def test_strangers_are_not_twins(other):
    same = {"persons": 300, "months": 6, "seed": 4}
    one, another = (simulation.run(COURT, "toytown", **asked) for asked in (same, same | other))
    with pytest.raises(InputError, match="not twins"):
        simulation.compare(one, another)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"months": 0}, "months: 0 is outside 1 .. 1,200"),
        ({"seed": -1}, "seed: -1 is outside"),
        ({"replicate": 2**64}, "replicate: 18446744073709551616 is outside 0 .. 18,446,744,073,709,551,615"),
        ({"parameters": {"credit.laps": 0.1}}, "credit.laps: not a known parameter"),
        ({"parameters": {"credit.lapse": 3}}, "outside its range"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(asked, complaint):
    with pytest.raises(InputError, match=complaint):
        simulation.run("nothing", "toytown", **{"persons": 100, "months": 1} | asked)
