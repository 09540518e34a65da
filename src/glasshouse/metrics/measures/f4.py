"""F4: wrongful listings."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics import wrongful
from glasshouse.metrics.answers import counted
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F4",
    title="Wrongful listings",
    unit="entries per 1,000 innocent person-years",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="own; a rate over person-time as in epidemiology (Rothman, Greenland and Lash 2008)",
    parts={
        "": {},
        "wrong_person": {"title": "Listed for what somebody else did or nobody did"},
        "protected": {"title": "Listed for what a right protects"},
        "unable": {"title": "Listed though unable to pay"},
    },
)
def wrongful_listings(data: Data) -> Iterator[Answer]:
    """Entries onto a list whose stated facts are false, for each 1,000 years that innocent persons
    spent unlisted. Three kinds are kept apart: the wrong person or fact, a ground that a right
    protects, and debtors unable rather than unwilling to pay.

    Note: Who was truly meant and truly able is known only in a simulation.
    """
    people, listings, months = data.crowd, data.system.listings, data.months
    yield counted("F4", wrongful.listing_rate(people, listings, months), people)
    for ground in wrongful.WRONGFUL:
        rate = wrongful.listing_rate(people, listings, months, (ground,))
        yield counted("F4", rate, people, ground.replace(" ", "_"))
