"""Kaplan & Meier against a published example and SciPy; time to redress (F6) worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.intervals import wilson
from glasshouse.metrics.measures.due_process import redress
from glasshouse.metrics.survival import kaplan_meier

# Weeks in remission of 21 children under 6-MP and 21 under placebo: Freireich et al., Blood 21 (1963).
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PUBLISHED = {
    6: (0.857, 0.0764), 7: (0.807, 0.0869), 10: (0.753, 0.0963), 13: (0.690, 0.1068),
    16: (0.627, 0.1141), 22: (0.538, 0.1282), 23: (0.448, 0.1346),
}  # fmt: skip
"""Survival and Greenwood's standard error as printed in textbooks on these data."""


def test_the_leukaemia_data() -> None:
    curve = kaplan_meier(DRUG, RELAPSED)
    for week, (share, error) in PUBLISHED.items():
        assert curve.at(week) == pytest.approx(share, abs=5e-4)
        assert curve.standard_error(week) == pytest.approx(error, abs=5e-5)
    assert (curve.watched, curve.happened, curve.median) == (21, 9, 23)
    assert curve.median_interval == (13, math.inf)
    placebo = kaplan_meier(PLACEBO, [True] * 21)
    assert (placebo.median, placebo.median_interval) == (8, (4, 11))


def test_as_scipy_has_it() -> None:
    stats = pytest.importorskip("scipy.stats")
    censored = [not seen for seen in RELAPSED]
    known = stats.ecdf(stats.CensoredData.right_censored(DRUG, censored)).sf
    limits = known.confidence_interval(method="log-log")
    curve = kaplan_meier(DRUG, RELAPSED)
    for k, week in enumerate(known.quantiles.astype(int)):
        assert curve.at(week) == pytest.approx(known.probabilities[k])
        here = curve.interval(week)
        assert here == pytest.approx((limits.low.probabilities[k], limits.high.probabilities[k]))


def test_nobody_watched_and_nobody_long_enough() -> None:
    empty = kaplan_meier([], [])
    assert empty.watched == 0 and math.isnan(empty.at(0)) and math.isnan(empty.median)
    assert all(math.isnan(end) for end in empty.median_interval)
    short = kaplan_meier([2, 3], [True, False])
    assert short.at(3) == 0.5 and math.isnan(short.at(4))
    assert kaplan_meier([2, 3], [True, True]).at(4) == 0
    assert short.interval(0) == (pytest.approx(1 - float(wilson(0, 2)[1])), 1)
    assert all(math.isnan(end) for end in kaplan_meier([2], [True]).interval(2))
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier([-1], [True])


times = st.lists(st.tuples(st.integers(0, 15), st.booleans()), min_size=1, max_size=40)


@settings(deadline=None)
@given(times, st.randoms(use_true_random=False))
def test_falls_stays_inside_and_keeps_no_order(rows, random) -> None:
    curve = kaplan_meier(*zip(*rows, strict=True))
    assert (np.diff(curve.survival) <= 0).all() and (curve.survival >= 0).all() and curve.survival[0] <= 1
    again = kaplan_meier(*zip(*random.sample(rows, len(rows)), strict=True))
    assert again.survival.tolist() == curve.survival.tolist()
    low, high = curve.limits
    assert (low <= curve.survival + 1e-12).all() and (curve.survival <= high + 1e-12).all()


@settings(deadline=None)
@given(times)
def test_without_censoring_it_is_the_share_still_waiting(rows) -> None:
    waited = np.array([time for time, _ in rows])
    curve = kaplan_meier(waited, np.ones(len(rows), bool))
    for time in range(16):
        assert curve.at(time) == pytest.approx((waited > time).mean())


def test_time_to_redress(people, listings) -> None:
    """Five wrongful entries in a run of 20 months and others that do not count.

    Corrected after 2 and 6 months, an inability recognised after 4, one paid off and one open: both wait from
    their entry to month 20, for 10 and 3 months. Survival: after 2, 4/5; at 3 one leaves; after 4, 4/5 * 2/3;
    after 6, 4/5 * 2/3 * 1/2.
    """
    stays = listings(
        {"person": 0, "entered": 5, "left": 7, "how": "corrected", "ground": "wrong person"},
        {
            "person": 1,
            "entered": 5,
            "left": 11,
            "how": "corrected",
            "ground": "protected",
            "copies_until": 15,
        },
        {"person": 2, "entered": 0, "left": 4, "how": "unable", "ground": "unable"},
        {"person": 3, "entered": 10, "left": 12, "how": "paid", "ground": "unable"},
        {"person": 3, "entered": 17, "ground": "wrong person"},
        {"person": 0, "entered": 0, "left": 1, "how": "corrected"},
        {"person": 0, "kind": "redlist", "entered": 0, "left": 1, "how": "corrected", "ground": "unable"},
        {"person": 99, "entered": 0, "left": 1, "how": "corrected", "ground": "unable"},
    )
    town = crowd(people([1, 1, 2, 2], ["men", "women", "women", "men"]))
    (curve,) = redress(town, stays, 20)
    assert [curve.at(k) for k in (1, 3, 4, 6)] == pytest.approx([1, 4 / 5, 8 / 15, 4 / 15])
    assert (curve.watched, curve.happened, curve.median) == (5, 3, 6)
    men, women = redress(town, stays, 20, "sex")
    assert (men.watched, women.watched, women.happened) == (3, 2, 2)
    assert redress(town, stays, 20, grounds=("protected",))[0].median == 6


def test_redress_downstream_waits_for_the_last_copy(people, listings) -> None:
    entry = {"entered": 5, "left": 8, "how": "corrected", "ground": "wrong person"}
    stays = listings(entry | {"copies_until": 10}, entry | {"copies_until": 19}, entry | {"copies_until": 6})
    town = crowd(people([1]))
    (curve,) = redress(town, stays, 20, downstream=True)
    assert curve.events.nonzero()[0].tolist() == [3, 6, 15]
    assert redress(town, stays, 20)[0].events.nonzero()[0].tolist() == [3]


def test_a_listing_for_inability_is_not_corrected_by_another_reason(people, listings) -> None:
    stays = listings({"entered": 0, "left": 4, "how": "unable", "ground": "wrong person"})
    assert redress(crowd(people([1])), stays, 9)[0].happened == 0
