"""Money that clauses took and gave: means of everybody, and what it was for those who lost any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.frame import GroupFrame
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import Floats, dims_in, group_codes
from glasshouse.metrics.per_person import of_person
from glasshouse.metrics.persons import clusters

TAKEN = ("system_paid_to_state", "system_lost_to_cuts", "system_paid_in_prices")
CENTS = 100
MONTHS = 12

MEASURES = (
    of_person("paid_to_state", "Fines and clawbacks paid", "cents", "harm", "more"),
    of_person("owed_to_state_at_end", "Fines and clawbacks owed", "stock", "harm", "more"),
    of_person("lost_to_cuts", "Benefits and other income cut", "cents", "harm", "more"),
    of_person("paid_in_prices", "Paid more for credit and services", "cents", "harm", "more"),
    of_person("deposits_at_end", "Deposits locked", "stock", "harm", "more"),
    of_person("rewards_received", "Rewards received in money", "cents", "benefit", "less"),
)


@measure(
    id="money_taken",
    title="Money taken by fines, clawbacks, cuts and prices",
    unit="money a year",
    worse="more",
    side="harm",
    needs=("people",),
    parts={
        "touched": {"title": "Persons from whom money was taken", "unit": "of persons"},
        "lower_quarter": {"title": "Taken from the person a quarter of the way up from the least"},
        "median": {"title": "Taken from the middle person"},
        "upper_quarter": {"title": "Taken from the person a quarter of the way down from the most"},
        "top_tenth": {"title": "Taken from the person a tenth of the way down from the most"},
        "of_income": {"title": "Part of the income that was taken", "unit": "of income"},
    },
)
def money_taken(data: Data) -> Iterator[Answer]:
    """Fines and clawbacks that were paid, income that was cut and higher prices, in money a year. Quantiles
    are over those from whom anything was taken. The part of the income is all that was taken from a person
    over all that they would have earned, at most 1, as a mean over the same persons.
    """
    if not data.has(*TAKEN, "system_income"):
        return
    taken = np.sum([data.column(name) for name in TAKEN], axis=0)
    touched = taken > 0
    whole = data.mean(touched.astype(np.int64))
    yield answer("money_taken", whole.estimate, part="touched", by_group=whole.by_group)
    if not touched.any():
        return
    a_year = taken[touched] / CENTS * MONTHS / data.months
    quantiles = {"lower_quarter": 0.25, "median": 0.5, "upper_quarter": 0.75, "top_tenth": 0.9}
    many = int(touched.sum())
    for part, q in quantiles.items():
        found = Estimate.bare(float(np.quantile(a_year, q)), many, many)
        yield answer("money_taken", found, part=part)
    yield _of_income(data, taken, touched)


def _of_income(data: Data, taken: Floats, touched: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Answer:
    """The mean part of the income that was taken, among those from whom anything was, by group."""
    earned = data.column("system_income") + data.column("system_lost_to_cuts")
    part = np.minimum(1.0, taken[touched] / np.maximum(earned[touched], taken[touched]))
    blocks = clusters(data.people)
    among = None if blocks is None else blocks[touched]
    frames = []
    for dim in dims_in(data.people):
        labels, codes = group_codes(data.people, dim)
        frames.append(GroupFrame(part, {dim: (codes[touched], labels)}, clusters=among))
    overall = (
        frames or [GroupFrame(part, {"all": (np.zeros(len(part), np.int64), ("all",))}, clusters=among)]
    )[0]
    groups = [group for frame in frames for group in frame.groups()]
    return answer("money_taken", overall.overall, part="of_income", by_group=groups)
