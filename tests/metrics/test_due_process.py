"""How far the wrongly listed get (F30), worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.measures.due_process import STEPS, funnel

WRONG = {"ground": "wrong person"}
TOLD = WRONG | {"noticed": 1}
FILED = TOLD | {"disputed": 2, "decided": 4}
WON = FILED | {"won": True, "left": 5, "how": "corrected"}
STAYS = [
    {},  # a true ground does not count
    WRONG,
    WRONG | {"disputed": 3, "decided": 5, "won": True, "left": 5},  # never told: leaves the funnel there
    TOLD,
    FILED,
    FILED | {"decided": -1},
    WON,
    WON | {"copies_until": 9},
    WON | {"left": -1},
    WON | {"entered": 15},
]


def test_each_step_needs_all_before(people, listings) -> None:
    """Nine wrongful entries: seven told, six filed, four won, two corrected everywhere."""
    town = crowd(people([1, 2]))
    found = funnel(town, listings(*STAYS), 20)
    counts = {step: (part.over.sum(), part.under.sum()) for step, part in found.of_all.items()}
    assert counts == {"told": (7, 9), "filed": (6, 9), "won": (4, 9), "corrected": (2, 9)}
    previous = {step: (part.over.sum(), part.under.sum()) for step, part in found.of_previous.items()}
    assert previous == {"told": (7, 9), "filed": (6, 7), "won": (4, 6), "corrected": (2, 4)}


def test_entries_too_late_to_follow_may_be_left_out(people, listings) -> None:
    town = crowd(people([1, 2], ["men", "women"]))
    found = funnel(town, listings(*STAYS), 20, watched=6)
    assert found.of_all["corrected"].by(town, "sex")["men"].value == pytest.approx(1 / 8)
    assert found.of_all["told"].by(town, "sex")["women"].persons == 0


@settings(deadline=None)
@given(st.lists(st.sampled_from(STAYS), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_funnel_only_narrows(people, listings, rows, random) -> None:
    town = crowd(people([1]))
    found = funnel(town, listings(*rows), 20)
    sizes = [int(found.of_all[step].over.sum()) for step in STEPS]
    assert sizes == sorted(sizes, reverse=True)
    again = funnel(town, listings(*random.sample(rows, len(rows))), 20)
    assert [int(again.of_all[step].over.sum()) for step in STEPS] == sizes
