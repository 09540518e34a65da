"""A lint rule of one's own: a list without a review at least once a year."""

from glasshouse.linting.norms import quality
from glasshouse.linting.rule import found, rule


@rule(
    "OWN-1",
    "A list is not reviewed at least once a year",
    "W",
    articles=(quality("whoever keeps a list looks at it once a year"),),
    why="A list that nobody reviews keeps people on it who no longer belong there.",
    blind="Whether the review takes place.",
    bad="lists: {defaulters: {review: 24 month}}",
    good="lists: {defaulters: {review: 6 month}}",
)
def own_1(law):
    """The review of every list (`lists.NAME.review`)."""
    for name in law.blacklists:
        months = law.says(f"lists.{name}.review")
        if months is None or months > 12:
            yield found(f"lists.{name}.review", "it is not reviewed within a year")
