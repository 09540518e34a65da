"""F3: time exposed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from glasshouse.metrics import spells
from glasshouse.metrics.answers import counted
from glasshouse.metrics.findings import Answer, GroupValue, answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F3",
    title="Time exposed",
    unit="listed years per 1,000 person-years",
    worse="more",
    side="harm",
    needs=(
        "people",
        "listings",
    ),
    source="own",
    parts={
        "mean": {"title": "Time on a list"},
        "p90": {"title": "Time on a list that one in ten of the listed exceed", "unit": "years"},
        "ever": {"title": "Ever listed", "unit": "of persons"},
        "publicity": {"title": "Looks at published persons", "unit": "looks per person-year"},
    },
)
def time_exposed(data: Data) -> Iterator[Answer]:
    """Years on a list for each person: mean, 90th percentile of those ever listed, share ever
    listed. For publicity: how often persons were looked at; with a number of possible viewers also
    days in public view times those viewers.
    """
    people, listings, months = data.crowd, data.system.listings, data.months
    found = spells.listed_spells(listings, months)
    ever = spells.ever_listed(people, found)
    yield counted("F3", spells.time_listed(people, found, months), people, "mean")
    values = []
    for dim in people.cells:
        years = spells.months_listed_percentile(people, found, dim) / 12
        values += [
            GroupValue(dim, label, float(value), math.nan, math.nan, rate.over, rate.over)
            for value, (label, rate) in zip(years, ever.by(people, dim).items(), strict=True)
        ]
    yield answer("F3", values[0].estimate, part="p90", by_group=values[1:])
    yield counted("F3", ever, people, "ever")
    if data.has("system_exposure"):
        yield counted("F3", spells.seen(people, data.people, months), people, "publicity")
