"""F1: loss of access to rights."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from glasshouse.metrics import access, deprivation
from glasshouse.metrics.answers import counted
from glasshouse.metrics.crowd import Crowd
from glasshouse.metrics.findings import Answer, GroupValue, answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.rates import PerPerson


@measure(
    id="F1",
    title="Loss of access to rights",
    unit="share of full access",
    worse="more",
    side="harm",
    needs=(
        "standing",
        "people",
        "twin?",
    ),
    source="own; weights are the value judgement in data/vocabulary/rights.yaml",
    parts={
        "loss": {"title": "Loss of access to rights"},
        "unweighted": {"title": "Loss of access to rights, all rights counted alike"},
        "least": {"title": "Access to the right a person lost most", "worse": "less"},
    },
)
def access_lost(data: Data) -> Iterator[Answer]:
    """Access of a person to a right is the share of months in which it is open to them. The index
    is the mean over rights by their weights; the loss is the twin's index less the run's, mean over
    persons. Beside it stands the access of each person to the right that person lost most, because
    a mean hides one right that is gone.
    """
    people, standing = data.crowd, data.system.standing
    shut = deprivation.deprivation(people, standing, data.months, 1).headcount
    if data.twin.has("standing"):
        yield from _losses(people, access.access_gap(people, standing, data.twin.standing, data.months), shut)
    yield counted("F1", access.least_access(people, standing, data.months), people, "least", events=shut)


def _losses(people: Crowd, gap: pa.Table, shut: PerPerson) -> Iterator[Answer]:
    events = {dim: shut.by(people, dim) for dim in people.cells}
    rows = gap.to_pylist()
    for part in ("loss", "unweighted"):
        values = [
            GroupValue(
                row["dim"],
                row["group"],
                row["difference"],
                row["low"],
                row["high"],
                row["persons"],
                events[row["dim"]][row["group"]].over,
            )
            for row in rows
            if row["measure"] == part
        ]
        yield answer("F1", values[0].estimate, part=part, by_group=values[1:])
