"""Variants of any rulebook by one call: what they change, and that they say so."""

from __future__ import annotations

import pytest

from glasshouse.errors import InputError
from glasshouse.rulebooks import (
    benefits_only,
    financial_only,
    load,
    penalties_only,
    practice,
    shipped,
    with_due_process,
    zero_base,
)
from glasshouse.rulebooks.law import EXIT_EXPIRED, NOTICE_BEFORE, bits_of
from glasshouse.rulebooks.variants import VARIANTS
from glasshouse.rulebooks.vocabulary import vocabulary

BOOKS = [name for name, *_ in shipped() if name != "debtor-map"]


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_shipped_rulebook_has_every_variant(name, variant):
    book = load(f"{name}~{variant}")
    assert book.id == f"{name}~{variant}"
    book.laws(240, "2010-01")
    practice(f"{name}~{variant}")


@pytest.mark.parametrize("name", BOOKS)
def test_rewards_only_withhold_what_the_rulebook_denied_at_every_date(name):
    for law, other in zip(
        load(name).laws(240, "2010-01"), benefits_only(load(name)).laws(240, "2010-01"), strict=True
    ):
        assert not other.list_shuts.any()
        assert not other.grade_shuts.any()
        assert (other.list_withholds == law.list_shuts).all()
        assert (other.grade_withholds == law.grade_shuts).all()
        withheld = 0
        for mask in (*other.list_withholds, *other.grade_withholds):
            withheld |= bits_of(mask)
        assert withheld & ~bits_of(other.granted_in_standing) == 0
        assert bits_of(other.granted_in_standing) & ~bits_of(other.zero_base) == 0


def test_rewards_only_says_who_said_so():
    told = load("court-list-2013~benefits-only").explain("sanctions.no_flights.effect")
    assert (told.value, told.layer) == ("withhold", "variant benefits-only")
    assert load("court-list-2013~benefits-only").explain("lists.defaulters.term").layer != told.layer


@pytest.mark.parametrize("name", BOOKS)
def test_penalties_only_denies_what_the_rulebook_denied_and_grants_nothing(name):
    book = load(name)
    for law, other in zip(book.laws(240, "2010-01"), penalties_only(book).laws(240, "2010-01"), strict=True):
        assert not other.list_grants.any()
        assert not other.grade_grants.any()
        assert bits_of(other.zero_base) == 0
        assert (other.list_shuts == law.list_shuts | law.list_withholds).all()
        assert (other.grade_shuts == law.grade_shuts | law.grade_withholds).all()


@pytest.mark.parametrize("name", BOOKS)
def test_penalties_are_what_rewards_were_made_of(name):
    book = load(name)
    again = penalties_only(benefits_only(book)).laws(240, "2010-01")
    once = penalties_only(book).laws(240, "2010-01")
    # Rewards in money are taken out, and a fine is never made a reward.
    shared = [field for field in once.dtype.names if "measure" not in field]
    assert [field for field in shared if again[field].tobytes() != once[field].tobytes()] == []


@pytest.mark.parametrize("name", BOOKS)
def test_from_a_zero_base_rewarded_rights_are_shut_to_whom_no_reward_reaches(name):
    book = load(name)
    rewards = [
        book.value(f"sanctions.{each}.right")
        for each in book.tree.names("sanctions")
        if book.value(f"sanctions.{each}.effect") in ("grant", "priority", "exempt")
    ]
    last = (239, "2010-01")
    law, carrots = zero_base(book).law(*last)[0], benefits_only(book).law(*last)[0]
    earned = 0
    for right in rewards:
        earned |= vocabulary("rights")[right].bit
    assert bits_of(law.zero_base) == bits_of(carrots.zero_base) | earned
    assert (law.granted_in_standing == carrots.granted_in_standing).all()
    assert (law.list_withholds == carrots.list_withholds).all()


@pytest.mark.parametrize("name", BOOKS)
def test_due_process_tells_decides_suspends_and_ends(name):
    law = with_due_process(load(name)).law(0, "2020-01")[0]
    if not law.active:
        return
    assert law.notice == NOTICE_BEFORE
    assert (law.dispute, law.decide_within, law.suspensive) == (1, 1, 1)
    assert 0 < law.record_validity <= 60
    for k in range(len(law.list_entry)):
        if law.list_entry[k] and not law.list_red[k]:
            assert 0 < law.list_term[k] <= 24
            assert law.list_exits[k] & EXIT_EXPIRED


def test_due_process_shuts_nothing_outside_the_context_of_the_act():
    book = load("court-list-2013~due-process")
    assert set(book.value("lists.defaulters.triggers")) == {"no_insurance", "no_loans"}
    assert load("rongcheng-2014~due-process").value("links.points.D") == ()
    assert load("rongcheng-2014~due-process").value("links.points.AAA") == load("rongcheng-2014").value(
        "links.points.AAA"
    )


def test_finance_only_records_no_speech_and_names_nobody():
    law = financial_only(load("rongcheng-2014")).law(0, "2020-01")[0]
    assert law.recorded[0]
    assert not law.recorded[2]
    assert not law.recorded[3]
    court = load("court-list-2013+debtor-map~finance-only").law(0, "2018-01")[0]
    assert (court.map_on, int(court.list_published.sum())) == (0, 0)


def test_variants_join_with_add_ons_moments_and_one_another():
    book = load("court-list-2013+debtor-map@2018-01~due-process~benefits-only")
    assert book.id == "court-list-2013+debtor-map@2018-01~due-process~benefits-only"
    law = book.law(0, "2018-01")[0]
    assert law.map_on
    assert law.notice == NOTICE_BEFORE
    assert bits_of(law.zero_base)


def test_an_unknown_variant_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="benefits-only"):
        load("rongcheng-2014~benefit-only")
