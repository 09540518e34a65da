"""The shipped mechanism `livelihood`, written as a user writes one: it draws, records events, moves money."""

import glasshouse as gh
from glasshouse.model.person import EMPLOYED, LEFT_OFFICE, LEGAL_REP, OFFICIAL, SEEKING, SELF_EMPLOYED, WORKS
from glasshouse.model.rights import COMPANY_OFFICE, PUBLIC_POST, SCREENED_EMPLOYMENT

MOST_OF_A_LIFE = 2**32 - 1


@gh.mechanism(
    applies_to="both",
    replaces="lose_or_find_work",
    events="job_lost job_found hire_refused refused_other denied_right",
    streams="work livelihood.screened livelihood.barred",
    reads="shut traits",
    writes="state this_month.refused",
)
def own_work(person, ctx):
    """A job ends, soon if its office is shut; a seeker is hired unless the employer finds the gate shut."""
    if person.state & EMPLOYED:
        if not person.state & LEFT_OFFICE and person.traits & (LEGAL_REP | OFFICIAL):
            firm = person.traits & LEGAL_REP != 0 and person.shut[0] >> COMPANY_OFFICE & 1 != 0
            post = person.traits & OFFICIAL != 0 and person.shut[0] >> PUBLIC_POST & 1 != 0
            if (firm or post) and ctx.chance("livelihood.barred", ctx.parameters["livelihood.barred"]):
                person.state = person.state & ~EMPLOYED | SEEKING | LEFT_OFFICE
                ctx.record("job_lost")
                ctx.record("refused_other")
                ctx.record("denied_right")
                if firm:
                    ctx.this_month.refused[0] |= 1 << COMPANY_OFFICE
                if post:
                    ctx.this_month.refused[0] |= 1 << PUBLIC_POST
                return
        if ctx.chance("work", ctx.parameters["livelihood.separation"] * ctx.province.climate):
            person.state = person.state & ~EMPLOYED | SEEKING
            ctx.record("job_lost")
    elif person.state & SEEKING and ctx.chance("work", ctx.parameters["livelihood.hire"]):
        shut = person.shut[0] >> SCREENED_EMPLOYMENT & 1
        if shut and ctx.chance("livelihood.screened", ctx.parameters["livelihood.screens"]):
            person.state |= SELF_EMPLOYED
            ctx.this_month.refused[0] |= 1 << SCREENED_EMPLOYMENT
            ctx.record("hire_refused")
            ctx.record("denied_right")
        else:
            person.state = person.state & ~(SELF_EMPLOYED | SEEKING) | EMPLOYED
            ctx.record("job_found")


@gh.mechanism(
    applies_to="both",
    replaces="earn",
    streams="bad_month",
    reads="state age wage",
    writes="savings earned this_month.income",
)
def own_earnings(person, ctx):
    """Wage, self-employment, pension or support comes in; now and then a month brings nothing."""
    income = 0
    if person.state & WORKS and ctx.chance("bad_month", ctx.parameters["livelihood.bad_month"]):
        income = ctx.parameters["livelihood.support"]
    elif person.state & EMPLOYED:
        income = person.wage
    elif person.state & SELF_EMPLOYED:
        income = int(person.wage * ctx.parameters["livelihood.self_employed_share"])
    elif person.age >= ctx.parameters["livelihood.retirement"]:
        income = person.wage
    else:
        income = ctx.parameters["livelihood.support"]
    person.savings += income
    person.earned = min(MOST_OF_A_LIFE, person.earned + income)
    ctx.this_month.income = income


@gh.mechanism(applies_to="both", replaces="live", reads="dependants", writes="savings this_month.consumed")
def own_spending(person, ctx):
    """Spend on need, a part of the income left over and a part of the savings; never more than there is."""
    need = ctx.parameters["livelihood.subsistence"]
    need += person.dependants * ctx.parameters["livelihood.per_dependant"]
    left_over = max(0, ctx.this_month.income + ctx.this_month.raised - need - ctx.this_month.paid)
    wants = left_over * ctx.parameters["livelihood.spends"]
    wants += person.savings * ctx.parameters["livelihood.spends_savings"]
    spent = min(person.savings, need + int(wants))
    person.savings -= spent
    ctx.this_month.consumed += spent
