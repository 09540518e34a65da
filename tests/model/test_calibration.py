"""On a medium society the model stays inside the published ranges it is calibrated to."""

from __future__ import annotations

import pytest

from glasshouse import simulation
from glasshouse.metrics import targets
from glasshouse.model.events import COLUMN
from glasshouse.simulation import records


@pytest.fixture(scope="module")
def run():
    return simulation.run("court-list-2013+debtor-map", "hebei", persons=150_000, months=120, seed=11)


def found(run):
    people = records.outcome_table(run, None, run.people["who"][:0])
    table = targets.check(run.monthly, run.config.rulebook_id, people).to_pylist()
    return {row["name"]: row for row in table if row["model"] is not None}


def test_every_published_figure_a_run_can_tell_is_inside_its_range(run):
    measured = found(run)
    outside = {name: row["model"] for name, row in measured.items() if not row["inside"]}
    assert outside == {}
    assert {
        "listed_share",
        "entry_rate",
        "exit_hazard",
        "paid_after_five_years",
        "refused_flights",
        "refused_trains",
        "men_among_listed",
    } <= measured.keys()


def test_about_half_of_the_listed_could_not_pay(run):
    unable, listed = (run.tallies[-36:, :, COLUMN[name]].sum() for name in ("listed_unable", "listed"))
    assert 0.3 < unable / listed < 0.7


def test_a_points_rulebook_records_many_breaches_for_each_reward():
    run = simulation.run("rongcheng-2014", "hebei", persons=30_000, months=60, seed=11)
    totals = run.tallies[-12:].sum(axis=(0, 1))
    assert 5 < totals[COLUMN["recorded"]] / totals[COLUMN["rewarded"]] < 10


def test_the_graded_regime_turns_the_stock():
    """Fewer entries, more exits than in the two years before."""
    run = simulation.run("court-list-2025", "hebei", persons=50_000, months=156, seed=11, start="2013-10")
    march_2025 = 137
    totals = run.tallies.sum(axis=1)
    before, after = totals[march_2025 - 24 : march_2025], totals[march_2025 : march_2025 + 18]

    def monthly(part, *names):
        return sum(part[:, COLUMN[name]].mean() for name in names)

    exits = ("left_paid", "left_expired", "left_repaired", "left_unable", "left_corrected")
    assert monthly(after, "entered_list") < 0.9 * monthly(before, "entered_list")
    assert monthly(after, *exits) > 1.1 * monthly(before, *exits)
    assert totals[-1, COLUMN["listed"]] < totals[march_2025, COLUMN["listed"]]
