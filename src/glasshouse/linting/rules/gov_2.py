"""GOV-2: the system goes on without anybody looking at it again."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


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
    rulebook."""
    here = "governance.review"
    if not law.bears or law.book.until or law.says(f"{here}.every") or law.says(f"{here}.next"):
        return
    if law.stated(f"{here}.every"):
        yield found(f"{here}.every", "it is never looked at again")
    else:
        yield unsure(here, "no review is written")
