"""Findings over the tables of a run: what they say, what they rest on, and what is left out."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Finding, table
from glasshouse.metrics.measure_data import Data, SideData
from glasshouse.metrics.measures import several_runs, spells

MONTHS = 10
WRONG = {"ground": "wrong person", "entered": 2}


OF_LEDGERS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F9", "F13", "F14", "F21", "F22", "F27", "F30")


def findings(data: Data) -> list[Finding]:
    """What the measures of standing, listings, ledger and states say."""
    return [found for id in OF_LEDGERS for found in catalogue.find(id).take(data)]


@pytest.fixture(scope="module")
def town(people) -> pa.Table:
    return people([1, 1, 2, 2], ["men", "women", "men", "women"], system_exposure=[10, 0, 0, 0])


@pytest.fixture(scope="module")
def tables(town, standing, listings, ledger) -> Data:
    gatekeepers = {
        "kind": ["bank", "phone"], "standing": ["marked", "clean"], "applications": [100, 50], "refused_by_all": [6, 0],
        "refused_1": [20, 0], "refused_2": [10, 0],
    }  # fmt: skip
    return Data(
        months=MONTHS,
        gravity={"lists.debtors": 4, "lists.critics": 0},
        table_of_people=town,
        twin=SideData("twin", {"standing": standing([])}),
        system=SideData(
            "system",
            {
                "standing": standing([(0, 0, 5, 0b1111), (2, 0, 10, 0b1)]),
                "listings": listings(
                    WRONG
                    | {
                        "left": 5, "how": "corrected", "noticed": 3, "disputed": 3, "decided": 4, "won": True,
                    },
                    WRONG | {"person": 1},
                    {"person": 2, "entered": 0, "left": 4, "how": "paid"},
                    {"person": 2, "entered": 6},
                ),
                "ledger": ledger(
                    {"months": 5},
                    {"person": 2, "months": 10, "cause": "lists.critics", "sanction_context": "courts"},
                ),
                "states": pa.table({"from": [0, 3, 3], "to": [3, 3, 0], "count": [2, 6, 2]}),
                "gatekeepers": pa.table(gatekeepers),
            },
        ),
    )  # fmt: skip


def test_every_measure_has_its_finding(tables) -> None:
    found = {entry.name: entry for entry in findings(tables)}
    assert list(found) == [
        "F1.loss", "F1.unweighted", "F1.least", "F2.adjusted", "F2.headcount", "F2.intensity", "F3.mean", "F3.p90", "F3.ever",
        "F3.publicity", "F4", "F4.wrong_person", "F4.protected", "F4.unable", "F5", "F5.wrong_person", "F5.protected", "F5.unable",
            "F6.median", "F6.open_1",
        "F6.open_3", "F6.open_12", "F7", "F9", "F13", "F14", "F21", "F22.tau", "F22.inversions", "F27",
            "F27.entries", "F30.told",
        "F30.filed", "F30.won", "F30.corrected",
    ]  # fmt: skip
    assert len(table(found.values())) > len(found)


def test_numbers_by_hand(tables, monkeypatch) -> None:
    monkeypatch.setattr(spells, "WITHIN", 2)
    found = {entry.name: entry for entry in findings(tables)}
    by_hand = {
        "F1.unweighted": (4 * 5 + 10) / (4 * 10 * 32),
        "F1.least": (1 - 5 / 10 + 1 + 0 + 1) / 4,
        "F2.headcount": 5 / 40,
        "F2.intensity": 4 / 32,
        "F3.mean": 1000 * (3 + 8 + 4 + 4) / 40,
        "F3.p90": 8 / 12,
        "F3.ever": 3 / 4,
        "F3.publicity": 12 * 10 / 40,
        "F4": 12000 * 2 / (40 - 19),
        "F4.unable": 0,
        "F5": (3 + 8) / 19,
        "F6.open_1": 1,
        "F6.open_3": 1 / 2,
        "F7": 1 / 2,  # two left; one back after 2 months, the other not within the 5 that were left
        "F30.corrected": 1 / 2,
        "F9": 4,
        "F13": 6 / 150,
        "F14": 6 / (100 * 0.2 * 0.1),
        "F21": 5 / 15,
        "F22.tau": -1,
        "F22.inversions": 1,
    }
    assert {name: found[name].value for name in by_hand} == pytest.approx(by_hand)
    assert "critics costs more" in found["F22.tau"].note
    assert math.isnan(found["F6.open_12"].value)


def test_the_loss_is_against_the_twin_by_group(tables, standing) -> None:
    from dataclasses import replace

    same = findings(replace(tables, twin=replace(tables.system, name="twin")))[0]
    assert (same.name, same.value, same.low, same.high) == ("F1.loss", 0, 0, 0)
    loss = findings(tables)[0]
    assert loss.value > 0 and loss.events == 15
    groups = {(group.dim, group.group): group for group in loss.by_group}
    assert groups["sex", "men"].value == pytest.approx(2 * loss.value)
    assert (groups["sex", "women"].value, groups["sex", "women"].events) == (0, 0)


def test_sizes_stand_beside_the_numbers(tables) -> None:
    found = {entry.name: entry for entry in findings(tables)}
    assert (found["F4"].persons, found["F4"].events) == (4, 2)
    assert (found["F6.median"].persons, found["F6.median"].events) == (2, 1)
    assert (found["F7"].persons, found["F7"].events) == (2, 1)
    assert (found["F9"].persons, found["F9"].events) == (4, 2)
    assert (found["F22.tau"].persons, found["F22.tau"].events) == (2, 2)
    women = next(group for group in found["F6.median"].by_group if group.group == "women")
    assert (women.persons, women.events) == (1, 0) and math.isnan(women.value)


def test_what_is_not_there_is_not_measured(town, listings) -> None:
    assert findings(Data(MONTHS, table_of_people=town)) == []
    nobody = listings({}).slice(0, 0)
    data = Data(MONTHS, table_of_people=town, system=SideData("system", {"listings": nobody}))
    found = {entry.name: entry for entry in findings(data)}
    assert found["F4"].value == 0 and found["F4"].high > 0
    assert math.isnan(found["F5"].value) and math.isnan(found["F7"].value) and found["F6.median"].persons == 0


def test_the_trap_between_two_runs(town, listings) -> None:
    """In the run both who left came back within a month; without the effects one of two did."""
    left = {"entered": 0, "left": 2, "how": "paid"}
    run = listings(left, left | {"person": 1}, {"entered": 3}, {"person": 1, "entered": 3})
    neutral = listings(left, left | {"person": 1}, {"entered": 3})
    found = several_runs.sanctions_own_part.function(town, run, neutral, MONTHS, within=1)
    assert found.name == "F8" and found.value == pytest.approx(1 / 2)
    assert (found.persons, found.events) == (2, 3)


def test_like_treatment_over_runs(town) -> None:
    mean, below = several_runs.like_for_like.function(town, [[0, 1, 1, 0], [0, 0, 1, 0]])
    assert (mean.name, mean.value, mean.events) == ("F23.consistency", 3 / 4, 3)
    assert (below.name, below.value, below.events) == ("F23.below", 1 / 4, 1)
    touched = several_runs.like_for_like.function(town, [[0, 1, 1, 0], [0, 0, 1, 0]], touched=True)[1]
    assert (touched.value, touched.persons) == (1 / 2, 2)


def test_the_flip_test_as_a_finding(town) -> None:
    found = several_runs.attribute_switched.function(town, [1, 0, 1, 0], [0, 0, 1, 0], unit="of persons")
    assert (found.value, found.persons, found.events, found.unit) == (1 / 4, 4, 1, "of persons")
