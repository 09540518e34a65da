"""GOV-2: the system goes on without anybody looking at it again."""

import datetime

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "GOV-2",
    "No date on which the system is looked at again",
    "W",
    articles=(
        cite("GC 27 para 14", "a limit is proportionate only as long as it is needed", "2026-11-23"),
        cite("State Council 2020 no. 49", "measures are to be reviewed and those that go too far mended"),
    ),
    why=(
        "Measures for an emergency or a trial stay because ending them is nobody's task. A date makes it "
        "somebody's."
    ),
    blind="Whether a review is held by anybody independent, and whether it can end the system.",
    bad="governance: {review: {every: {value: null, unit: month}, next: null, by: null}}",
    good="governance: {review: {every: 24 month}}",
)
def gov_2(law: Reading) -> Places:
    """A review every so often (`governance.review.every`), a day for the next one, or an end of the
    rulebook. A review that is more than five years off is none."""
    here = "governance.review"
    if not law.bears or (law.book.until and _off(law, law.book.until) <= limit("DUR-1.term")):
        return
    every, following = law.says(f"{here}.every"), law.says(f"{here}.next")
    ahead = [] if every is None else [(every, f"{here}.every")]
    ahead += [] if following is None else [(_off(law, following), f"{here}.next")]
    if not ahead:
        yield (
            found(f"{here}.every", "it is never looked at again")
            if law.stated(f"{here}.every")
            else unsure(here, "no review is written")
        )
        return
    months, path = min(ahead)
    if months > limit("GOV-2.review"):
        yield found(path, f"it is looked at again only after {months:g} months")


def _off(law: Reading, day: datetime.date) -> float:
    """How many months a day is off when the text begins."""
    begins = law.since or day
    return (day.year - begins.year) * 12 + day.month - begins.month
