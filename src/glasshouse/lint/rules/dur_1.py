"""DUR-1: a listing without an end and without a periodic look at it."""

from glasshouse.lint.norms import cite
from glasshouse.lint.reading import Reading
from glasshouse.lint.rule import Places, found, rule, unsure


@rule(
    "DUR-1",
    "A listing has no end and nobody looks at it again",
    "E",
    articles=(
        cite("ECHR P4 Khlyustov v Russia", "a travel ban for debt needs review of whether it still serves"),
        cite(
            "ECHR P4 Stetsov v Ukraine", "a travel ban kept until the debt is paid, unreviewed, is too much"
        ),
        cite("ICCPR 12(3)", "limits on movement must be necessary, and so for no longer than they are"),
        cite(
            "GC 27 paras 14-15", "a limit must be proportionate in its application too, and its review quick"
        ),
    ),
    why="""
        A measure that was justified once is not justified for ever. It needs an end or a periodic
        review.
    """,
    blind="Whether a written review takes place and can end the listing.",
    bad="lists: {defaulters: {term: {value: null, unit: month}, exit: {on: [performed]}, review: null}}",
    good="lists: {defaulters: {term: {value: null, unit: month}, exit: {on: [performed]}, review: 6 month}}",
)
def dur_1(law: Reading) -> Places:
    """Every list that burdens: does it have a term after which it ends by itself, or a review (`review`)
    every so often? A test of whether the person can pay (`entry.retest`) counts where inability ends the
    listing."""
    for name in law.blacklists:
        here = f"lists.{name}"
        ends = law.says(f"{here}.term") is not None and "expired" in law.says(f"{here}.exit.on", ())
        retested = law.says(f"{here}.entry.retest") and "inability" in law.says(f"{here}.exit.on", ())
        if ends or law.says(f"{here}.review") or retested:
            continue
        if law.stated(f"{here}.term") or law.stated(f"{here}.exit.on"):
            yield found(f"{here}.term", "it does not end by itself, and no review is written")
        else:
            yield unsure(here, "neither an end nor a review is written")
