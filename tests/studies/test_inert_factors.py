"""What a study sets or varies for nothing is noted, and refused where nothing else varies."""

from __future__ import annotations

import pytest

from glasshouse.errors import InputError
from glasshouse.studies.inert import notes
from glasshouse.studies.planning import plan_from
from glasshouse.studies.study import study

POINTLESS = {
    "rulebooks": ["court-list-2013", "xiamen-2018"],
    "society": "toytown",
    "persons": 100,
    "months": 4,
    "set": {"credit.lapse": 0.05},
    "switches": {"firms": False},
}


def test_what_varies_for_nothing_is_noted_under_each_rulebook():
    plan = plan_from({**POINTLESS, "vary": {"redress.files": [0.1, 0.5], "court.sue": [0.1, 0.2]}})
    assert notes(plan) == (
        "under xiamen-2018, redress.files has no effect: the rulebook keeps no list",
        "under court-list-2013, switch.firms has no effect: the rulebook does not score firms",
        "under xiamen-2018, switch.firms has no effect: the rulebook does not score firms",
    )


def test_a_study_in_which_nothing_that_varies_can_matter_is_refused(tmp_path):
    vary = {"map.opens": [0.1, 0.2], "lists.defaulters.term": ["6 month", "12 month"]}
    with pytest.raises(InputError) as refused:
        study(plan_from({**POINTLESS, "vary": vary}), tmp_path / "store").run("serial")
    told = str(refused.value)
    assert "map.opens has no effect under xiamen-2018: the rulebook has no map" in told
    assert (
        "lists.defaulters.term has no effect under court-list-2013: lists.defaulters.exit.on does not" in told
    )
    assert not (tmp_path / "store").exists() or not list((tmp_path / "store").rglob("*.parquet"))


def test_what_another_factor_makes_live_is_not_called_inert():
    together = {
        "lists.defaulters.term": ["6 month", "12 month"],
        "lists.defaulters.exit.within": ["1 month", "2 month"],
        "map.opens": [0.1, 0.2],
        "switch.redress": [0, 1],
        "redress.files": [0.1, 0.5],
    }
    plan = plan_from({**POINTLESS, "rulebooks": ["court-list-2013+debtor-map"], "vary": together})
    assert notes(plan)[0].startswith("under court-list-2013+debtor-map, switch.firms")
