"""What a rulebook says of movement: compiled, found again, ordered, and kept within the delegation."""

from __future__ import annotations

import pytest

from glasshouse.rulebooks import load
from glasshouse.rulebooks.law import ASK_EVERYBODY, ASK_LISTED, ASK_NOBODY


def test_clauses_of_movement_reach_the_law() -> None:
    book = load("province-strict").but(
        movement={"permit": "listed", "exit_visa": "everybody", "recognises": True}
    )
    law = book.law(0, "2016-01")[0]
    assert (law.permit, law.exit_visa, law.recognises) == (ASK_LISTED, ASK_EVERYBODY, 1)
    assert law.list_local.tolist() == [0, 1, 0, 0]
    assert book.clause_of("permit") == "movement.permit"
    assert book.clause_of("list_local", 1) == "lists.in_arrears.reach"


def test_where_nothing_is_said_all_may_move_and_lists_reach_everywhere() -> None:
    law = load("court-list-2013").law(0, "2016-01")[0]
    assert (law.permit, law.exit_visa, law.recognises) == (ASK_NOBODY, ASK_NOBODY, 0)
    assert not law.list_local.any()


@pytest.mark.parametrize("name", ["province-strict", "province-lenient"])
def test_a_shipped_province_keeps_within_its_delegation(name: str) -> None:
    assert load(name).findings == ()
