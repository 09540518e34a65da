"""DUR-1: a listing without an end and without a periodic look at it."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "DUR-1",
    "A listing has no end and nobody looks at it again",
    "E",
    articles=(
        cite(
            "ECHR P4 2 (Khlyustov v Russia)", "a travel ban for debt is re-examined regularly", "2026-11-30"
        ),
        cite("ECHR P4 2 (Stetsov v Ukraine)", "no travel ban until all is paid without review", "2026-11-30"),
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
    blind="""
        Whether a written review takes place and can end the listing. Where an end or a review is too far
        off is an assumption (see the thresholds).
    """,
    bad="lists: {defaulters: {term: {value: null, unit: month}, exit: {on: [performed]}, review: null}}",
    good="lists: {defaulters: {term: {value: null, unit: month}, exit: {on: [performed]}, review: 6 month}}",
)
def dur_1(law: Reading) -> Places:
    """Every list that burdens persons, by their firm too: does it have a term after which it ends by
    itself, or a review (`review`) now and then? A term of more than ten years, with what may extend it, is
    no end, and a review after more than two years none. A list of those who have a low grade ends with the
    grade. Tests of ability to pay (`entry.retest`) ask less than a review, so that they leave it open. An
    order to freeze accounts has no end."""
    for name in law.blacklists:
        yield from _ends(law, f"lists.{name}")
    for name in law.names("firms.lists"):
        if law.says(f"firms.lists.{name}.representative") == "listed":
            yield from _ends(law, f"firms.lists.{name}")
    if law.says("gatekeepers.freeze.ordered") and not law.book.until:
        yield unsure("gatekeepers.freeze.ordered", "when the order ends is not said")


def _ends(law: Reading, here: str) -> Places:
    exits, term = law.says(f"{here}.exit.on", ()), law.term(here)
    most = (term or 0) + (law.says(f"{here}.extension.most") or 0)
    review, far = law.says(f"{here}.review"), limit("DUR-1.review")
    ends = term is not None and "expired" in exits and most <= limit("DUR-1.term")
    records = law.says("retention.records")
    lapse = records is not None and records <= limit("DUR-1.term")
    recovers = lapse or law.says(f"scores.{law.score}.recovery")
    if ends or (review and review <= far) or ("grade_left" in exits and recovers):
        return
    if review:
        yield found(f"{here}.review", f"a review after {review:g} months is none, and it does not end before")
    elif law.says(f"{here}.entry.retest") and "inability" in exits:
        yield unsure(f"{here}.term", "no end; only ability to pay is tested again, not the need for it")
    elif term is not None and "expired" in exits:
        yield found(
            f"{here}.term", f"it lasts up to {most:g} months, which is no end, and no review is written"
        )
    elif law.stated(f"{here}.term") or exits:
        yield found(f"{here}.term", "it does not end by itself, and no review is written")
    else:
        yield unsure(here, "neither an end nor a review is written")
