"""What the bench of measures compares gives the same numbers both ways."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pandas")
ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the bench is no part of the package

from bench import measures  # noqa: E402
from glasshouse.metrics.crowd import crowd  # noqa: E402

MADE = measures.town(2_000)
PEOPLE = crowd(MADE.people)


@pytest.fixture(scope="module")
def both() -> dict[str, tuple[object, object]]:
    return {name: (ours(), theirs()) for name, (ours, theirs) in measures.pairs(MADE, PEOPLE).items()}


@pytest.mark.parametrize("name", ["F1 access lost", "F5 false share", "F21 cross-context"])
def test_groups_are_those_of_pandas(both, name) -> None:
    ours, theirs = both[name]
    found = {(row["dim"], row["group"]): row["value"] for row in ours.to_pylist()}
    for dim, column in zip(measures.GROUPS, theirs, strict=True):
        for group, value in column.items():
            scale = 1 / sum(measures.access.weights() / 1000) if name.startswith("F1") else 1
            assert found[dim, group] == pytest.approx(value * scale)


def test_headcounts_are_those_of_pandas(both) -> None:
    ours, theirs = both["F2 deprivation"]
    found = {(r["dim"], r["group"]): r["over"] for r in ours.to_pylist() if r["measure"] == "headcount"}
    for dim, sums in zip(measures.GROUPS, theirs, strict=True):
        assert all(found[dim, group] == time for group, time in sums["time"].items())


def test_curves_are_those_of_pandas(both) -> None:
    ours, theirs = both["F6 time to redress"]
    for dim, curves, by_group in zip(measures.GROUPS, ours[1:], theirs, strict=True):
        found = dict(zip(PEOPLE.codes(dim)[1], curves, strict=True))
        for group, steps in by_group.groupby(level=0, observed=True):
            times = steps.index.get_level_values(-1).to_numpy()
            assert np.allclose(found[group].survival[times], steps.to_numpy())


def test_clauses_are_those_of_pandas(both) -> None:
    ours, theirs = both["ledger by clause"]
    for row in ours.to_pylist():
        known = theirs.loc[row["clause"]]
        assert (row["person_months"], row["refusals"], row["persons"]) == (
            known["months"],
            known["refusals"],
            known["persons"],
        )
        assert row["weighted_months"] == pytest.approx(known["weighted"])
