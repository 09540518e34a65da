"""Shares of nothing and of everything, and other corners a designer may turn a table to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from glasshouse.population import SocietyRecipe

Variant = Callable[[Mapping[str, Any]], SocietyRecipe]


@pytest.mark.parametrize("urban", [0, 1])
def test_all_town_or_all_country(variant: Variant, urban: int) -> None:
    town = variant({"registration.urban.value": urban}).draw(3000, 1)
    assert (town.rural == 1 - urban).all()
    assert (town.wage[town.age >= 18] > 0).all()
    assert (town.contacts >= 0).any()


@pytest.mark.parametrize("share", [0, 1])
@pytest.mark.parametrize(
    ("path", "column", "youngest"),
    [
        ("work.rate", "employed", 18),
        ("mind.strategic", "strategic", 18),
        ("smartphones.urban", "smartphone", 0),
    ],
)
def test_shares_of_none_and_all(variant: Variant, path: str, column: str, youngest: int, share: int) -> None:
    town = variant({f"{path}.value": share}).draw(2000, 2)
    chosen = (town.rural == 0) & (town.age >= youngest)
    assert np.abs(getattr(town, column)[chosen].mean() - share) < 0.001


@pytest.mark.parametrize("share", [0, 1])
def test_nobody_or_everybody_in_debt(variant: Variant, share: int) -> None:
    town = variant({"debt.urban.value": share, "debt.rural.value": share}).draw(2000, 2)
    payers = town.payer == np.arange(len(town))
    assert np.abs((town.debt[payers] > 0).mean() - share) < 0.01


@pytest.mark.parametrize("share", [0, 1])
def test_nobody_or_everybody_with_a_mortgage(variant: Variant, share: int) -> None:
    town = variant({"debt.mortgage.urban.value": share}).draw(4000, 2)
    mean = town.debt[(town.debt > 0) & (town.rural == 0)].mean()
    assert (mean > 15_000_000) == bool(share)


@pytest.mark.parametrize("share", [0, 1])
def test_a_minority_of_none_and_of_all(variant: Variant, share: int) -> None:
    changes = {"share": share, "quarters": share, "in_quarters": 1}
    town = variant({f"minority.{name}.value": value for name, value in changes.items()}).draw(1000, 3)
    assert (town.minority == share).all()


def test_opinions_at_the_edge(variant: Variant) -> None:
    for share, attitude in ((0, -100), (1, 100)):
        town = variant({"mind.private_approval.value": share}).draw(500)
        assert (town.attitude[town.age >= 18] == attitude).all()


def test_one_person_is_a_society(toytown: SocietyRecipe) -> None:
    alone = toytown.draw(1)
    assert len(alone) == 1
    assert (alone.contacts == -1).all()
    assert alone.payer[0] == 0
    assert len(alone.margins()) > 30
