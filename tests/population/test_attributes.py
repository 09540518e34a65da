"""Attributes of a society's own: drawn by their shares, and moving nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from glasshouse.metrics.monthly import DIMS
from glasshouse.model.groups import DIMENSIONS, dims_of
from glasshouse.model.people import attributes_of, cells_of
from glasshouse.population import Society, SocietyRecipe
from glasshouse.population.attribute_schema import RESERVED
from glasshouse.population.society_columns import COLUMNS

Variant = Callable[[Mapping[str, Any]], SocietyRecipe]


def shares(**values: float) -> dict[str, Any]:
    return {"values": values, "unit": "fraction", "evidence": "assumption"}


FAITH = {
    "title": "Faith",
    "shares": shares(old=0.6, new=0.3, none=0.1),
    "among": {
        "children": {"who": {"age": [0, 17]}, "shares": shares(old=0, new=0, none=1)},
        "villagers": {"who": {"sex": "women", "residence": "rural"}, "shares": shares(old=1, new=0, none=0)},
    },
}
CLUB = {"shares": shares(member=0.5, other=0.5)}


@pytest.fixture(scope="module")
def faithful(variant: Variant) -> Society:
    return variant({"attributes": {"faith": FAITH, "club": CLUB}}).draw(6000, 3)


def test_categories_follow_the_first_condition_that_fits(faithful: Society) -> None:
    faith, child = faithful.attributes["faith"], faithful.age < 18
    villagers = (faithful.female == 1) & (faithful.rural == 1) & ~child
    others = ~child & ~villagers
    assert (faith[child] == 2).all() and (faith[villagers] == 0).all()
    drawn = np.bincount(faith[others], minlength=3) / others.sum()
    assert drawn == pytest.approx([0.6, 0.3, 0.1], abs=0.03)
    told = {m.name: m for m in faithful.margins() if m.name.startswith("attributes.faith")}
    assert told["attributes.faith.new"].realised == pytest.approx(
        told["attributes.faith.new"].target, abs=0.03
    )


def test_an_attribute_moves_nothing_else(faithful: Society, variant: Variant, toytown: SocietyRecipe) -> None:
    plain = toytown.draw(6000, 3)
    assert all(np.array_equal(getattr(plain, name), getattr(faithful, name)) for name in COLUMNS)
    alone = variant({"attributes": {"club": CLUB}}).draw(6000, 3)
    assert np.array_equal(alone.attributes["club"], faithful.attributes["club"])
    assert len({plain.digest(), alone.digest(), faithful.digest()}) == 3


def test_a_person_keeps_the_category_when_others_join(variant: Variant) -> None:
    recipe = variant({"attributes": {"club": CLUB}})
    few, many = recipe.draw(500, 3), recipe.draw(900, 3)
    assert np.array_equal(few.attributes["club"], many.attributes["club"][:500])


def test_households_can_be_alike_at_the_same_shares(variant: Variant) -> None:
    alike = {**CLUB, "alike": {"value": 0.95, "unit": "ratio", "evidence": "assumption"}}
    drawn = variant({"attributes": {"club": CLUB, "clan": alike}}).draw(6000, 3)
    same = {
        name: np.mean(codes[1:][drawn.household[1:] == drawn.household[:-1]]
                      == codes[:-1][drawn.household[1:] == drawn.household[:-1]])
        for name, codes in drawn.attributes.items()
    }  # fmt: skip
    assert same["club"] == pytest.approx(0.5, abs=0.03) and same["clan"] > 0.85
    assert drawn.attributes["clan"].mean() == pytest.approx(0.5, abs=0.04)


def test_mechanisms_find_the_codes_in_the_order_of_storage(faithful: Society) -> None:
    storage = cells_of(faithful)
    codes = attributes_of(faithful, storage)
    assert codes.dtype == np.uint8 and codes.shape == (6000, 2)
    assert np.array_equal(codes[:, 0], faithful.attributes["faith"][storage.order])
    assert list(dims_of(faithful)) == [*DIMENSIONS, "faith", "club"]


def test_no_attribute_can_be_called_like_a_column_or_a_group() -> None:
    assert set(COLUMNS) | set(DIMS) <= RESERVED
