"""F12: concentration of the burden."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.findings import Answer
from glasshouse.metrics.inequality import burden
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data


@measure(
    id="F12",
    title="Concentration of the burden",
    unit="of months of lost rights",
    worse="neither",
    side="harm",
    needs=("people",),
    source="top shares as in Lorenz 1905",
)
def burden_of_few(data: Data) -> Iterator[Answer]:
    """Months of lost rights borne by the hundredth of persons who bear most of them, as a share of
    all such months.

    Note: A burden that falls on few is not worse or better than one that falls on many; it is
    another harm.
    """
    if data.has("system_rights_lost_months"):
        yield burden(data.people)
