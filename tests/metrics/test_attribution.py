"""What shut which right, and out of which part of life (F21), worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.measures import attribution

SCHOOL = {"right": "education.private_school", "clause": "lists.debtors.sanctions.2"}
ROWS = [
    {"person": 0, "months": 6, "refusals": 2},
    {"person": 0, "months": 4, "refusals": 1, "ground": "unable"},
    {"person": 1, "months": 2, "refusals": 0},
    {"person": 1, "months": 2, "sanction_context": "education", **SCHOOL},
    {"person": 2, "months": 0, "refusals": 5, "right": "economic.loan", "clause": "gatekeepers.bank",
     "behaviour_context": "finance", "sanction_context": "finance"},
    {"person": 2, "months": 10, "right": "economic.loan", "clause": "gatekeepers.bank", "cause": None,
     "behaviour_context": None, "sanction_context": "finance", "ground": "unknown"},
]  # fmt: skip


def test_by_clause(ledger) -> None:
    """Flights (0.3): 12 months of 2 persons; schools (0.35): 2 of 1; loans (0.5): 10 of 1."""
    rows = attribution.by_clause(ledger(*ROWS)).to_pylist()
    assert [(row["clause"], row["person_months"], row["persons"], row["refusals"]) for row in rows] == [
        ("gatekeepers.bank", 10, 1, 5),
        ("lists.debtors.sanctions.1", 12, 2, 3),
        ("lists.debtors.sanctions.2", 2, 1, 0),
    ]
    burden = [10 * 0.5, 12 * 0.3, 2 * 0.35]
    assert [row["weighted_months"] for row in rows] == pytest.approx(burden)
    assert [row["share"] for row in rows] == pytest.approx([part / sum(burden) for part in burden])
    assert len(attribution.top_clauses(ledger(*ROWS), 2)) == 2


def test_other_cuts(ledger) -> None:
    table = ledger(*ROWS)
    contexts = attribution.by_contexts(table).to_pylist()
    assert [
        (row["behaviour_context"], row["sanction_context"], row["person_months"]) for row in contexts
    ] == [
        ("unknown", "finance", 10),
        ("courts", "transport", 12),
        ("courts", "education", 2),
        ("finance", "finance", 0),
    ]
    assert {row["ground"]: row["person_months"] for row in attribution.by_ground(table).to_pylist()} == {
        "true": 10,
        "unable": 4,
        "unknown": 10,
    }
    assert [row["cause"] for row in attribution.by_cause(table).to_pylist()].count("unknown") == 1
    assert len(attribution.by_right(table)) == 3
    assert len(attribution.by_clause(table.slice(0, 0))) == 0


def test_cross_context_share(people, ledger) -> None:
    """14 months cross; the 10 without a known behaviour and the refusals without months do not count."""
    town = crowd(people([1, 2, 3]))
    table = ledger(
        *ROWS,
        {"person": 2, "months": 7, "behaviour_context": "transport"},
        {"person": 2, "months": 9, "behaviour_context": ""},
    )
    found = attribution.cross_context(town, table)
    assert (found.over.tolist(), found.under.tolist()) == ([10, 4, 0], [10, 4, 7])
    assert found.overall(town).value == pytest.approx(14 / 21)
    heavy = attribution.cross_context(town, table, weighted=True)
    assert heavy.over.tolist() == [3000, 600 + 700, 0]


def test_false_grounds(people, ledger) -> None:
    found = attribution.false_ground(crowd(people([1, 2, 3])), ledger(*ROWS), ("unable",))
    assert (found.over.tolist(), found.under.tolist()) == ([4, 0, 0], [10, 4, 10])


def test_rights_the_vocabulary_lacks_are_named(ledger) -> None:
    with pytest.raises(InputError, match="movement\\.flight"):
        attribution.by_clause(ledger({"right": "movement.flights"}))


entries = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.integers(0, 3),
            "months": st.integers(0, 9),
            "refusals": st.integers(0, 9),
            "right": st.sampled_from(["movement.flight", "economic.loan"]),
            "clause": st.sampled_from(["a", "b", None]),
            "behaviour_context": st.sampled_from(["courts", "finance"]),
            "sanction_context": st.sampled_from(["courts", "finance", None]),
        }
    ),
    min_size=1,
    max_size=15,
)


@settings(deadline=None)
@given(entries, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_no_order_kept(people, ledger, rows, random) -> None:
    table, again = ledger(*rows), ledger(*random.sample(rows, len(rows)))
    for cut in (attribution.by_clause, attribution.by_right, attribution.by_contexts, attribution.by_ground):
        found = cut(table)
        assert sum(found["person_months"].to_pylist()) == sum(row["months"] for row in rows)
        assert sum(found["refusals"].to_pylist()) == sum(row["refusals"] for row in rows)
        assert np.allclose(found["weighted_months"], cut(again)["weighted_months"])
    town = crowd(people([1, 1, 2, 2]))
    crossed = attribution.cross_context(town, table)
    assert (crossed.over <= crossed.under).all()
