"""Access to rights (F1) and deprivation in several rights (F2), worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.metrics.crowd import Crowd, crowd
from glasshouse.metrics.measures import access
from glasshouse.rulebooks.vocabulary import vocabulary

# Four people in two blocks, ten months. Flights weigh 0.3, fast trains 0.35, private schools 0.35.
ROWS = [(0, 2, 5, 0b011), (0, 7, 3, 0b001), (2, 0, 10, 0b111)]
MONTHS = 10
D = len(vocabulary("rights"))


@pytest.fixture(scope="module")
def town(people) -> Crowd:
    return crowd(people([1, 1, 2, 2], ["men", "women", "women", "women"]))


def test_access_lost_by_weight(town, standing) -> None:
    lost = access.access_lost(town, standing(ROWS), MONTHS)
    assert lost.over.tolist() == [5 * 650 + 3 * 300, 0, 10 * 1000, 0]
    whole = 1000 * sum(term.get("weight") for term in vocabulary("rights").values())
    assert lost.under.tolist() == pytest.approx([10 * whole] * 4)


def test_access_lost_unweighted(town, standing) -> None:
    lost = access.access_lost(town, standing(ROWS), MONTHS, equal=True)
    assert lost.each().tolist() == pytest.approx([13 / (10 * D), 0, 30 / (10 * D), 0])
    assert lost.by(town, "sex")["women"].value == pytest.approx(30 / (30 * D))


def test_the_last_right_of_the_mask_counts(town, standing) -> None:
    last = standing([(1, 0, 4, 1 << (D - 1))])
    weight = list(vocabulary("rights").values())[-1].get("weight")
    assert access.access_lost(town, last, MONTHS).over.tolist() == [0, pytest.approx(4000 * weight), 0, 0]


def test_least_access_is_of_the_right_a_person_lost_most(town, standing) -> None:
    """Open months of it: 10 - 8, 10, 10 - 10, 10."""
    assert access.least_access(town, standing(ROWS), MONTHS).each().tolist() == [0.2, 1, 0, 1]
    assert access.least_access(town, standing([]), MONTHS).overall(town).value == 1


def test_loss_by_right(town, standing) -> None:
    rows = access.lost_by_right(town, standing(ROWS), MONTHS).to_pylist()
    assert [(row["right"], row["persons"], row["person_months"]) for row in rows] == [
        ("movement.flight", 2, 18),
        ("movement.high_speed_rail", 2, 15),
        ("education.private_school", 1, 10),
    ]
    assert rows[0]["lost"] == pytest.approx(18 / 40)


def test_the_gap_is_paired_with_the_twin(town, standing) -> None:
    gap = access.access_gap(town, standing(ROWS), standing([(0, 0, 10, 0b1)]), MONTHS)
    everybody = {row["measure"]: row for row in gap.to_pylist() if row["dim"] == "all"}
    assert everybody["unweighted"]["difference"] == pytest.approx((13 - 10 + 30) / (4 * 10 * D))
    whole = access.weights().sum() / 1000
    assert everybody["loss"]["difference"] == pytest.approx((4.15 - 3 + 10) / (4 * 10 * whole))
    assert everybody["loss"]["clusters"] == 2


def test_headcount_intensity_and_their_product(town, standing) -> None:
    """Two or more rights: 5 + 10 of 40 person-months; 2 * 5 + 3 * 10 rights among them."""
    found = access.deprivation(town, standing(ROWS), MONTHS, 2)
    h, a, m0 = (part.overall(town) for part in (found.headcount, found.intensity, found.adjusted))
    assert (h.value, a.value) == pytest.approx((15 / 40, 40 / (15 * D)))
    assert m0.value == pytest.approx(h.value * a.value) == pytest.approx(1 / D)
    assert access.deprivation(town, standing(ROWS), MONTHS, 3).headcount.overall(town).value == 10 / 40
    assert access.deprivation(town, standing(ROWS), MONTHS, 1).headcount.overall(town).value == 18 / 40


def test_censored_headcounts_add_up_to_the_product(town, standing) -> None:
    """Of the 15 deprived person-months flights are shut in 15, trains in 15, schools in 10."""
    found = access.censored_headcounts(town, standing(ROWS), MONTHS, 2)
    assert found == pytest.approx(
        {"movement.flight": 15 / 40, "movement.high_speed_rail": 15 / 40, "education.private_school": 10 / 40}
    )
    assert sum(found.values()) / D == pytest.approx(1 / D)


def test_ever_deprived_counts_persons(town, standing) -> None:
    assert access.ever_deprived(town, standing(ROWS), 2).over.tolist() == [1, 0, 1, 0]
    assert access.ever_deprived(town, standing(ROWS), 3).overall(town).value == 1 / 4


def test_the_table_has_a_row_for_each_cutoff_measure_and_group(town, standing) -> None:
    table = access.deprivation_table(town, standing(ROWS), MONTHS, (1, 2))
    assert len(table) == 2 * 3 * 3
    assert len(access.deprivation_table(town, standing(ROWS), MONTHS, ())) == 0


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_bounds_order_groups_and_more_rights_shut(random_town, standing, seed) -> None:
    people, spells, _, months = random_town(seed)
    town = crowd(people)
    lost = access.access_lost(town, spells, months)
    assert (lost.over >= 0).all() and (lost.over <= lost.under).all()
    shuffled = spells.take(np.random.default_rng(seed).permutation(len(spells)))
    assert access.access_lost(town, shuffled, months).over.tolist() == lost.over.tolist()
    rows = [(row["person"], row["month"], row["months"], row["shut"] | 1 << 20) for row in spells.to_pylist()]
    assert (access.access_lost(town, standing(rows), months).over >= lost.over).all()
    least = access.least_access(town, spells, months).each()
    assert (least <= 1 - access.access_lost(town, spells, months, equal=True).each() + 1e-12).all()


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_deprivation_falls_with_the_cutoff_and_apart_into_groups(random_town, seed) -> None:
    people, spells, _, months = random_town(seed)
    town = crowd(people)
    found = [access.deprivation(town, spells, months, k) for k in range(1, 7)]
    products = [part.adjusted.overall(town).value for part in found]
    assert products == sorted(products, reverse=True)
    for part in found:
        groups = part.adjusted.by(town, "sex").values()
        together = sum(group.value * group.persons for group in groups) / len(town)
        assert part.adjusted.overall(town).value == pytest.approx(together)
        intensity = part.intensity.overall(town).value
        assert np.isnan(intensity) or 0 < intensity <= 1
    every = access.deprivation(town, spells, months, 1).adjusted.overall(town).value
    assert every == pytest.approx(access.access_lost(town, spells, months, equal=True).overall(town).value)
