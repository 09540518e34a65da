"""DUR-1: a listing without an end and without a periodic look at it."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "DUR-1",
    "A listing has no end and nobody looks at it again",
    "E",
    articles=(
        cite("ECHR P4 Khlyustov v Russia", "a travel ban for debt is re-examined regularly", "2026-11-23"),
        cite("ECHR P4 Stetsov v Ukraine", "a travel ban until the debt is paid, without review, is too much"),
        cite(
            "ICCPR 12(3)",
            "limits on movement are necessary, and so for no longer than they are",
            "2026-11-23",
        ),
        cite(
            "GC 27 para 15",
            "restrictions are proportionate in each case, too, and decided fast",
            "2026-11-23",
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
    now and then? A list of those who have a low grade ends with the grade. Tests of ability to pay
    (`entry.retest`) ask less than a review, so that they leave it open."""
    for name in law.blacklists:
        here = f"lists.{name}"
        exits = law.says(f"{here}.exit.on", ())
        ends = law.says(f"{here}.term") is not None and "expired" in exits
        recovers = law.says("retention.records") or law.says(f"scores.{law.score}.recovery")
        if ends or law.says(f"{here}.review") or ("grade_left" in exits and recovers):
            continue
        if law.says(f"{here}.entry.retest") and "inability" in exits:
            yield unsure(f"{here}.term", "no end; only ability to pay is tested again, not the need for it")
        elif law.stated(f"{here}.term") or exits:
            yield found(f"{here}.term", "it does not end by itself, and no review is written")
        else:
            yield unsure(here, "neither an end nor a review is written")
