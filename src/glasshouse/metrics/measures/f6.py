"""F6: time to redress."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from glasshouse.metrics.answers import of_curves
from glasshouse.metrics.crowd import integers
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.redress_time import OPEN_AFTER, redress
from glasshouse.metrics.survival import Curve
from glasshouse.metrics.wrongful import wrongly


@measure(
    id="F6",
    title="Time to redress",
    unit="months",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="Kaplan and Meier 1958, estimation from incomplete observations",
    parts={
        "median": {"title": "Median time to correction"},
        "open_1": {"title": "Uncorrected after a month", "unit": "of wrongful entries"},
        "open_3": {"title": "Uncorrected after three months", "unit": "of wrongful entries"},
        "open_12": {"title": "Uncorrected after a year", "unit": "of wrongful entries"},
    },
)
def time_to_redress(data: Data) -> Iterator[Answer]:
    """Months from a wrongful entry to its correction. Entries never corrected count as still open
    when the run ends. Reported as the median and as the shares still open after 1, 3 and 12 months.
    """
    people, listings = data.crowd, data.system.listings
    wronged = people.sums(integers(wrongly(listings), "person"))
    found = {dim: redress(people, listings, data.months, dim) for dim in people.cells}
    yield of_curves("F6", people, found, wronged, _median, part="median")
    for time in OPEN_AFTER:
        yield of_curves("F6", people, found, wronged, partial(_open, time), part=f"open_{time}")


def _median(curve: Curve) -> tuple[float, float, float]:
    low, high = curve.median_interval
    return curve.median, low, high


def _open(time: int, curve: Curve) -> tuple[float, float, float]:
    return curve.at(time), *curve.interval(time)
