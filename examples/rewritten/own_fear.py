"""The shipped mechanism `fear`, written as a user writes one: it changes the person's own mind."""

import glasshouse as gh
from glasshouse.model.person import AWARE
from glasshouse.model.rights import CRITICAL_SPEECH, INFERRED_DISLOYALTY

MOST = 255.0


@gh.mechanism(applies_to="both", replaces="fear_or_calm", reads="lists state", writes="fear")
def own_fear(person, ctx):
    """Fear decays toward its floor and rises with what was seen and suffered this month."""
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


@gh.mechanism(
    applies_to="both", replaces="judge_authority", reads="attitude wrong_person unable", writes="approval"
)
def own_approval(person, ctx):
    """Approval falls with injustice to oneself and refusals met, and drifts back to the private view."""
    approval = person.approval + (person.attitude - person.approval) * ctx.parameters["fear.approval_return"]
    if person.wrong_person | person.unable:
        approval -= ctx.parameters["fear.injustice"]
    if ctx.happened("denied_right"):
        denied = 0
        for word in range(len(ctx.this_month.refused)):
            denied |= ctx.this_month.refused[word] & ~ctx.law.zero_base[word]
        approval -= ctx.parameters["fear.refusal"] * (1.0 if denied else ctx.parameters["fear.withheld"])
    if ctx.law.active:
        approval += ctx.parameters["fear.framing"]
    person.approval = max(-100.0, min(100.0, approval))
