"""DUR-2: the record outlives what it was kept for."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "DUR-2",
    "A record outlives the sanction, or seven years",
    "E",
    articles=(
        cite("GDPR 5(1)(e)", "data are kept no longer than their purpose needs"),
        cite("CJEU C-26/22", "a bureau may not keep data longer than the public register", "2026-11-23"),
        cite("FCRA 1681c", "most adverse items leave the report after seven years"),
    ),
    why="""
        A past that never ends leaves no reason to do better. When the measure is over, so is the
        reason for the record.
    """,
    blind="Copies kept by others, and registers outside the rulebook.",
    bad="retention: {records: {value: null, unit: month, basis: act#5}}",
    good="retention: {records: {value: 24, unit: month, basis: act#5}}",
)
def dur_2(law: Reading) -> Places:
    """How long records count (`retention.records`), what gatekeepers keep and how long marks of firms are
    valid: is that for ever, longer than seven years, or longer than the longest listing lasts?"""
    if not law.bears:
        return
    records = "retention.records"
    terms = [law.says(f"lists.{name}.term") for name in law.blacklists]
    if law.stated(records):
        yield from too_long(records, law.says(records))
        kept = law.says(records)
        if (
            not law.score
            and terms
            and None not in terms
            and kept
            and max(terms) < kept <= limit("DUR-2.records")
        ):
            yield found(records, f"records count {kept:g} months, the longest listing lasts {max(terms):g}")
    elif law.blacklists or any(map(law.costs, law.behaviours)):
        yield unsure(records, "nothing says how long records are kept")
    for kind in law.names("gatekeepers"):
        if law.says(f"gatekeepers.{kind}.data") and not law.stated(f"gatekeepers.{kind}.keeps"):
            yield unsure(f"gatekeepers.{kind}", "how long it keeps what it learns is not said")
    for leaf in (*law.leaves("gatekeepers"), *law.leaves("firms.categories")):
        if leaf.path[-1] in ("keeps", "validity"):
            yield from too_long(leaf.dotted, law.says(leaf.dotted))


def too_long(path: str, months: float | None) -> Places:
    """The place, where a time is without end or longer than seven years."""
    if months is None or months > limit("DUR-2.records"):
        yield found(path, "counts for ever" if months is None else f"counts for {months:g} months")
