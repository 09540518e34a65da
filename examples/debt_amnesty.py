"""Forgive every debt once: a mechanism of your own, for Python, a study or the command line."""

import glasshouse as gh


@gh.mechanism(
    applies_to="system",
    after="credit",
    parameters={
        "amnesty.month": gh.parameter(
            24, unit="count", range=(0, 1200), evidence="assumption", note="month of the run"
        )
    },
    fields={"forgiven": "i8"},
    events=("debt_forgiven",),
    reads=("debt",),
    writes=("debt", "forgiven"),
)
def debt_amnesty(person, ctx):
    """Forgive every debt once, in the month of the amnesty."""
    if ctx.month == ctx.parameters["amnesty.month"] and person.debt > 0:
        person.forgiven += person.debt
        person.debt = 0
        ctx.record("debt_forgiven")
