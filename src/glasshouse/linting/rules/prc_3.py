"""PRC-3: a dispute takes long, and meanwhile the record looks undisputed."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit
from glasshouse.linting.touching import answers, too_long, unsaid


@rule(
    "PRC-3",
    "A dispute is decided late, and the record does not say that it is disputed",
    "E",
    articles=(
        cite("FCRA 1681i", "a free reinvestigation within 30 days, or the item is deleted", "2026-11-23"),
        cite("GDPR 12(3)", "an answer to a request without undue delay, within a month", "2026-11-30"),
        cite("GDPR 18", "while accuracy is contested the data are kept but not used"),
    ),
    why=(
        "A wrong record does its harm while it is looked into; reported corrections took 11 to 24 months. "
        "A mark tells whoever reads it that it may be wrong."
    ),
    blind="How long it takes in fact, and how often a dispute is dismissed unread.",
    bad="procedure: {correction: {decide_within: 6 month}}",
    good="procedure: {correction: {allowed: true, decide_within: 30 day, marked: true}}",
)
def prc_3(law: Reading) -> Places:
    """The right to have a record corrected (`procedure.correction`): is there one, is it decided within a
    month, and is the record marked as disputed until then?"""
    if not law.bears:
        return
    here = "procedure.correction"
    yield from answers(law, f"{here}.allowed", {False: "a wrong record cannot be disputed"})
    if law.says(f"{here}.allowed") is False:
        return
    yield from too_long(law, f"{here}.decide_within", limit("PRC-3.decided", "month"), "to decide a dispute")
    yield from answers(law, f"{here}.marked", {False: "a disputed record looks like any other"})
    yield from unsaid(
        law,
        {
            f"{here}.allowed": "a right to dispute a record",
            f"{here}.decide_within": "a time to decide it in",
            f"{here}.marked": "a mark on disputed records",
        },
    )
