"""F18: ties lost."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.contacts import contacts_lost
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.persons import sides


@measure(
    id="F18",
    title="Ties lost",
    unit="contacts per person",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
        "ties?",
    ),
    source="own",
    parts={
        "all": {"title": "Contacts lost"},
        "listed": {"title": "Contacts lost by those ever listed"},
        "near": {"title": "Contacts lost by the unlisted with a listed contact"},
    },
)
def contacts_dropped(data: Data) -> Iterator[Answer]:
    """Contacts dropped at the end per person, against the twin: among the listed, and among the
    unlisted who have a listed contact.
    """
    if data.has("system_ever_listed", *sides("ties_cut")):
        yield from contacts_lost(data.people)
