"""F2: deprivation of several rights at once."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.answers import counted
from glasshouse.metrics.deprivation import deprivation
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data

DEPRIVED = 3
"""Rights shut at once from which a person counts as deprived of several. A choice, not a finding."""


@measure(
    id="F2",
    title="Deprivation of several rights at once",
    unit="fraction",
    worse="more",
    side="harm",
    needs=(
        "standing",
        "people",
    ),
    source="Alkire and Foster 2011, counting and multidimensional poverty",
    parts={
        "adjusted": {"title": "Adjusted headcount of deprivation", "unit": "fraction"},
        "headcount": {"title": "Persons deprived of several rights", "unit": "of persons"},
        "intensity": {"title": "Rights lacking among the deprived", "unit": "of rights"},
    },
)
def several_rights_lost(data: Data) -> Iterator[Answer]:
    """Share of persons who lack at least k rights at once in an average month (H), times the mean
    share of all rights that they then lack (A). The product is reported with both factors.
    """
    found = deprivation(data.crowd, data.system.standing, data.months, DEPRIVED)
    for part in ("adjusted", "headcount", "intensity"):
        note = f"At least {DEPRIVED} rights shut at once, in an average month."
        yield counted("F2", getattr(found, part), data.crowd, part, events=found.headcount, note=note)
