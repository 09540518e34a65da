"""Wrongful by the clause's own words, or harsh: the same debtor under two clauses."""

from __future__ import annotations

import pyarrow as pa
import pytest

from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.harsh_listings import by_clause, harsh_lists
from glasshouse.metrics.measures.wrongful import false_share
from glasshouse.simulation.run_data import with_grounds

STAYS = pa.table(
    {
        "person": [0, 1, 2],
        "list": ["refusers", "debtors", "debtors"],
        "kind": ["blacklist"] * 3,
        "entered": [0, 0, 0],
        "left": [-1, -1, -1],
        "ground": ["unable", "unable", "wrong person"],
    }
)
SAID = [
    {"path": "lists.refusers.entry.when", "says": "able and refuses"},
    {"path": "lists.debtors.entry.when", "says": "in arrears"},
]


def test_only_a_clause_that_does_not_ask_is_harsh() -> None:
    when = {"refusers": "able and refuses", "debtors": "in arrears", "tested": "unperformed"}
    assert harsh_lists(when, {"tested": "True", "debtors": "False"}) == {"debtors"}


def test_the_ground_follows_the_clause_in_stays_and_ledger() -> None:
    stays = with_grounds({"listings": STAYS}, SAID)["listings"]
    assert stays.column("ground").to_pylist() == ["unable", "harsh", "wrong person"]
    causes = [f"lists.{name}" for name in STAYS.column("list").to_pylist()]
    ledger = pa.table({"cause": causes, "ground": STAYS.column("ground")})
    assert by_clause(ledger, {"debtors"}).column("ground").to_pylist() == ["unable", "harsh", "wrong person"]


def test_harsh_is_not_counted_as_wrongful() -> None:
    people = crowd(pa.table({"person": [0, 1, 2], "age": [40] * 3, "cluster": [0, 1, 2]}))
    stays = by_clause(STAYS, {"debtors"})
    wrongful = false_share(people, stays, 12)
    harsh = false_share(people, stays, 12, ("harsh",))
    assert wrongful.over.sum() / wrongful.under.sum() == pytest.approx(2 / 3)
    assert harsh.over.sum() / harsh.under.sum() == pytest.approx(1 / 3)
