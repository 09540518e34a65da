"""The neutral variant: what a trap is held against shuts nothing on which income, work and movement hang."""

from __future__ import annotations

from glasshouse.rulebooks import load
from glasshouse.rulebooks.law import bits_of
from glasshouse.rulebooks.variants import LIVELIHOOD, VARIANTS, neutral
from glasshouse.rulebooks.vocabulary import vocabulary


def shut(book) -> set[str]:
    law = book.laws(1, "2017-06")[0]
    mask = bits_of(law.zero_base)
    for denied in law.list_shuts:
        mask |= bits_of(denied)
    return {term.name for term in vocabulary("rights").values() if mask & term.bit}


def test_livelihood_stays_open_and_the_rest_does_not() -> None:
    book = load("court-list-2013")
    before, after = shut(book), shut(neutral(book))
    gone = {right for right in before if right.partition(".")[0] in LIVELIHOOD}
    assert {"movement.flight", "economic.loan", "work.public_post"} <= gone
    assert after == before - gone
    assert "leisure.luxury_hotel" in after


def test_it_is_named_and_no_design_anybody_would_propose() -> None:
    made = neutral(load("court-list-2013"))
    assert made.id == "court-list-2013~neutral"
    assert "neutral" not in VARIANTS


def test_grades_and_zero_bases_are_neutral_too() -> None:
    for name in ("rongcheng-2014", "suining-2010", "court-list-2013~benefits-only"):
        assert not {right for right in shut(neutral(load(name))) if right.partition(".")[0] in LIVELIHOOD}
