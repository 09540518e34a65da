"""Officials: each thing they may do beyond the rules moves the outcome it exists for."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.metrics.whim import whim
from glasshouse.model.events import COLUMN
from glasshouse.model.person import TIED
from glasshouse.rulebooks import load

POINTS, COURT = "rongcheng-2014", "court-list-2013"
MONTHS = 36


def lived(county, book, months=MONTHS, parameters=None, **changes):
    law = load(book).but({key.replace("__", "."): value for key, value in changes.items()})
    return simulation.run(law, county, months=months, seed=2, start="2017-06", parameters=parameters or {})


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


def may(*powers, bounds="none"):
    return {"discretion": {"officials_may": list(powers), "bounds": bounds}}


@pytest.fixture(scope="module")
def plain(county):
    """The points of Rongcheng with no discretion at all."""
    return lived(county, POINTS, **may())


def test_without_discretion_nothing_is_whim(plain):
    assert not whim(plain.monthly).any
    assert whim(plain.monthly).of_points == 0


def test_switched_off_discretion_is_none(county, plain):
    off = lived(county, POINTS, parameters={"switch.officials": 0}, **may("waive", "add", "sell", "shield"))
    assert off.state == plain.state


def test_officials_who_may_waive_leave_people_more_points(county, plain):
    run = lived(county, POINTS, parameters={"officials.waive": 0.5}, **may("waive"))
    assert total(run, "waived") > 1000
    assert total(run, "score") > total(plain, "score")
    assert 0.4 < whim(run.monthly).of_records < 0.6


def test_a_shield_covers_those_with_ties_and_nobody_else(county, plain):
    run = lived(county, POINTS, parameters={"officials.shield": 0.9}, **may("shield"))
    gain = run.people["score"].astype(int) - plain.people["score"]
    tied = (run.people["traits"] & TIED) != 0
    adults = run.people["age"] >= 18
    assert gain[tied & adults].mean() > 3
    assert abs(gain[~tied & adults].mean()) < 0.1 * gain[tied & adults].mean()


def test_a_shield_keeps_those_with_ties_off_the_list(county):
    parameters = {"officials.shield": 0.9, "credit.lapse_strategic": 0.5}
    plain = lived(county, COURT, parameters=parameters, **may())
    run = lived(county, COURT, parameters=parameters, **may("shield"))
    tied = (run.people["traits"] & TIED) != 0
    assert total(run, "entries_spared") > 10
    assert (run.people["times_listed"] > 0)[tied].sum() < 0.5 * (plain.people["times_listed"] > 0)[tied].sum()
    assert whim(run.monthly).of_entries > 0.05


def test_critics_get_records_and_listings(county, plain):
    parameters = {"officials.critic": 0.2, "officials.list_critic": 0.5}
    run = lived(county, POINTS, parameters=parameters, **may("add"))
    spoke = plain.people["months_voiced"] > 12
    loss = plain.people["score"].astype(int) - run.people["score"]
    assert total(run, "added_by_whim") > 500
    assert loss[spoke].mean() > 10 * max(0.1, loss[~spoke].mean())
    listed = lived(county, COURT, parameters=parameters, **may("add"))
    assert total(listed, "entries_by_whim") > 50
    assert total(listed, "listed_wrong_person") > 0


def test_favours_cost_money_and_bring_points_or_an_exit(county, plain):
    parameters = {"officials.buy": 0.5, "officials.rich": 20_000}
    run = lived(county, POINTS, parameters=parameters, **may("sell"))
    assert total(run, "sold") > 100
    assert total(run, "low_grade") < total(plain, "low_grade")
    court = lived(county, COURT, parameters=parameters | {"credit.lapse_strategic": 0.5}, **may("sell"))
    assert total(court, "exits_by_whim") > 0
    changes = np.diff(court.tallies[:, :, COLUMN["savings"]].sum(1))
    names = ("income", "raised", "paid", "consumed")
    flows = [court.tallies[1:, :, COLUMN[name]].sum(1) for name in names]
    assert (changes == flows[0] + flows[1] - flows[2] - flows[3]).all()


def test_written_bounds_leave_officials_less(county):
    free = lived(county, POINTS, **may("waive", bounds="none"))
    bound = lived(county, POINTS, **may("waive", bounds="written"))
    assert 0 < total(bound, "waived") < 0.5 * total(free, "waived")


def test_a_month_of_campaign_finds_more(county, plain):
    run = lived(county, POINTS, enforcement={"campaign": {"every": "6 month"}}, **may())
    by_month = run.tallies[:, :, COLUMN["recorded"]].sum(1)
    usual = plain.tallies[:, :, COLUMN["recorded"]].sum(1)
    zeal = np.isin(np.arange(MONTHS) % 6, (5, 1))  # what can be contested is on file later
    assert by_month[zeal].sum() > 1.2 * usual[zeal].sum()
    assert abs(by_month[~zeal].sum() / usual[~zeal].sum() - 1) < 0.05


def test_a_quota_is_filled_and_may_fall_on_the_poor(county, plain):
    def quota(falls_on):
        return lived(county, POINTS, enforcement={"quota": {"findings": 400, "falls_on": falls_on}}, **may())

    adults, natural = total(plain, "adults") / MONTHS, total(plain, "recorded") / MONTHS
    missing = 400 * adults / 10_000 - natural
    anyone, weak = quota("anyone"), quota("weak")
    for run in (anyone, weak):
        made = total(run, "added_by_whim") / (MONTHS - 1)
        assert abs(made - missing) < 0.15 * missing
    assert share_on_the_poor(weak) == 1
    assert share_on_the_poor(anyone) < 0.6


def share_on_the_poor(run):
    counts = run.tallies[:, :, COLUMN["added_by_whim"]].sum(0).reshape(-1, 3).sum(0)
    return counts[0] / counts.sum()
