"""Outcomes: every name has unit and meaning, and means what the command line prints under it."""

from __future__ import annotations

import json
import math
import re

import pytest

from glasshouse import cli
from glasshouse.errors import InputError
from glasshouse.metrics.catalogue import measure
from glasshouse.simulation import records
from glasshouse.studies import outcomes
from glasshouse.studies.planning import plan_from
from glasshouse.studies.worker import Worker


@pytest.fixture(scope="module")
def lived():
    from glasshouse.simulation.simulating import simulate

    plan = plan_from(
        {"rulebooks": "court-list-2013+debtor-map", "society": "toytown", "persons": 400, "months": 18,
         "set": {"court.sue_after": 1}}
    )  # fmt: skip
    chosen = Worker().config(plan.members[0])
    return simulate(chosen, 1), simulate(chosen.without_system(), 1)


def test_every_outcome_is_found_in_the_order_of_the_catalogue(lived):
    assert tuple(outcomes.outcomes_of(*lived)) == outcomes.names()
    alone = outcomes.outcomes_of(lived[0], None)
    missing = {name for name, value in alone.items() if math.isnan(value)}
    known = outcomes.catalogue()
    assert missing >= {name for name in outcomes.names() if known[name].needs_twin}


def test_every_outcome_has_unit_and_meaning():
    assert all(one.unit and one.meaning for one in outcomes.catalogue().values())
    assert not any(re.search(r"\bcents?\b", one.unit) for one in outcomes.catalogue().values())


@pytest.mark.parametrize(
    "name", ["income", "paid", "savings_at_end", "ever_listed", "months_listed", "denied"]
)
def test_units_are_those_of_the_command_line(lived, name):
    run, twin = lived
    found = outcomes.outcomes_of(run, twin)
    for side, one in (("", run), ("_twin", twin)):
        mean = float(records.person_measures(one)[name].mean())
        assert found[f"{name}{side}"] == measure(name).shown(mean, 18)
    assert outcomes.catalogue()[name].unit == measure(name).unit


def test_money_is_in_yuan_a_year(lived):
    run, twin = lived
    found = outcomes.outcomes_of(run, twin)
    assert found["income"] == pytest.approx(run.people["earned"].mean() / 100 / 1.5)
    assert found["recovered"] == pytest.approx(found["paid_difference"], abs=1e-9)


def test_counts_are_per_thousand_persons_a_year(lived):
    run, _ = lived
    counts = outcomes.counts_of(run)
    entries = sum(counts["entered_list"].to_pylist())
    assert outcomes.outcomes_of(run, None)["entered_list"] == pytest.approx(entries / 400 * 1000 / 1.5)


def test_a_name_that_is_none_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r'fearfull is not an outcome .did you mean "fearful"'):
        outcomes.known("fearfull")
    with pytest.raises(InputError, match=r"a list is not an outcome .glasshouse list --measures"):
        outcomes.known(["fearful"])


def said(capsys, *words):
    with pytest.raises(SystemExit) as left:
        cli.main([str(word) for word in words])
    assert left.value.code == 0
    return capsys.readouterr().out


def test_the_command_line_lists_them_all(capsys):
    rows = json.loads(said(capsys, "list", "--measures", "--json"))["measures"]
    assert {name for row in rows for name in row["outcomes"]} == set(outcomes.catalogue())
    printed = said(capsys, "list", "--measures")
    assert all(f" {id} " in printed for id in (*outcomes.KEPT, *outcomes.WHOLE))
    assert "money per person a year" in printed


@pytest.mark.parametrize("twins", [True, False])
def test_every_outcome_asked_for_has_a_row_and_a_column(tmp_path, capsys, twins):
    asked = ["recovered", "listed_share", "income_twin", "denied_difference", "employed", "false_share"]
    if not twins:
        asked = [name for name in asked if not outcomes.catalogue()[name].needs_twin]
    plan = {"schema": "glasshouse/study@1", "rulebooks": ["nothing", "court-list-2013"], "society": "toytown",
            "persons": 100, "months": 2, "replicates": 2, "twins": twins, "outcomes": asked}  # fmt: skip
    (tmp_path / "study.yaml").write_text(json.dumps(plan))
    run = ("study", "run", tmp_path / "study.yaml", "--store", tmp_path / "store", "--executor", "serial")
    rows = json.loads(said(capsys, *run, "--out", tmp_path / "table.csv", "--json"))["effects"]
    assert [(row["rulebook"], row["outcome"]) for row in rows] == [
        (book, name) for book in plan["rulebooks"] for name in asked
    ]
    of = {row["outcome"]: (row["mean_of"], row["unit"]) for row in rows}
    assert of["employed"][0] == ("employed_difference" if twins else "employed")
    assert of["listed_share"] == ("listed_share", "of persons")
    header = (tmp_path / "table.csv").read_text().splitlines()[0]
    assert header == ",".join(f'"{name}"' for name in ("point", "rulebook", "replicate", *asked))
    printed = said(capsys, *run)
    assert all(name in printed for name in asked)


def test_outcomes_of_groups_add_up_to_that_of_everybody():
    asked = {"rulebooks": "nothing", "society": "voivodeship", "persons": 300, "months": 3}
    groups = plan_from(asked).groups["faith"]
    assert len(groups) > 2
    names = [f"income:faith={group}" for group in groups]
    plan = plan_from({**asked, "outcomes": [*names, "income:sex=women_difference"]})
    (member,) = plan.members
    worker = Worker()
    result = worker.live(member)
    assert not result.error
    faith = worker.society(member).attributes["faith"]
    sizes = [int((faith == code).sum()) for code in range(len(groups))]
    parts = [result.outcomes[name] * many for name, many in zip(names, sizes, strict=True) if many]
    assert sum(parts) / 300 == pytest.approx(result.outcomes["income"], rel=1e-9)
    assert result.outcomes["income:sex=women_difference"] == 0.0
    assert plan.known["income:sex=women"].meaning.endswith(", of persons with sex women")
    for name, near in (("income:faith=catholik", "income:faith=catholic"), ("fearful:sex=women", "")):
        with pytest.raises(InputError, match=f"{name} is not an outcome.*{near}"):
            plan_from({**asked, "outcomes": [name]})
