"""Shipped mechanisms written as a user would write them give the same run to the bit."""

from __future__ import annotations

import pytest

import glasshouse as gh
from glasshouse import simulation
from glasshouse.model.person import AWARE
from glasshouse.model.rights import CRITICAL_SPEECH, INFERRED_DISLOYALTY

MOST = 255.0


@gh.mechanism(applies_to="both", after="ties", reads="lists state", writes="fear")
def own_fear(person, ctx):
    """Fear as in `fear.fear_or_calm`."""
    floor = ctx.parameters["fear.floor"]
    fear = floor + (person.fear - floor) * ctx.parameters["fear.persistence"]
    fear += ctx.this_month.punished * ctx.parameters["fear.contact_punished"]
    if ctx.law.active:
        fear += ctx.this_month.listed * ctx.parameters["fear.contact_listed"]
        if person.lists:
            fear += ctx.parameters["fear.listed"]
        if ctx.happened("recorded"):
            fear += ctx.parameters["fear.recorded"]
        if ctx.happened("speech_punished"):
            fear += ctx.parameters["fear.punished"]
        if ctx.happened("opinion_inferred"):
            fear += ctx.parameters["fear.opinion_inferred"]
        if person.state & AWARE:
            if ctx.law.points[CRITICAL_SPEECH] < 0:
                fear += ctx.parameters["fear.speech_watched"]
            if ctx.law.recorded[INFERRED_DISLOYALTY]:
                fear += ctx.parameters["fear.opinion_watched"]
    person.fear = min(MOST, max(0.0, fear))


@gh.mechanism(applies_to="both", after="ties", reads="attitude wrong_person unable", writes="approval")
def own_approval(person, ctx):
    """Approval as in `fear.judge_authority`."""
    approval = person.approval + (person.attitude - person.approval) * ctx.parameters["fear.approval_return"]
    if person.wrong_person | person.unable:
        approval -= ctx.parameters["fear.injustice"]
    if ctx.happened("denied_right"):
        denied = ctx.this_month.refused[0] & ~ctx.law.zero_base[0]
        approval -= ctx.parameters["fear.refusal"] * (1.0 if denied else ctx.parameters["fear.withheld"])
    if ctx.law.active:
        approval += ctx.parameters["fear.framing"]
    person.approval = max(-100.0, min(100.0, approval))


@pytest.mark.parametrize("book", ["rongcheng-2014", "court-list-2013+debtor-map"])
def test_fear_and_approval_of_ones_own_are_those_that_are_shipped(town, book):
    shipped = simulation.run(book, town, months=24, seed=5)
    own = simulation.run(
        book, town, months=24, seed=5, mechanisms=[own_fear, own_approval], parameters={"switch.fear": 0}
    )
    assert (own.tallies == shipped.tallies).all()
    assert own.digest() == shipped.digest()
    assert shipped.people["fear"].std() > 0 and shipped.people["approval"].std() > 0
