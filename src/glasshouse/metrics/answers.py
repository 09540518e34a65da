"""Counts, curves and private refusals as answers of a measure, with every group beside the number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.metrics.crowd import EVERYBODY, Amounts, Crowd
from glasshouse.metrics.findings import Answer, GroupValue, answer
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.rates import PerPerson
from glasshouse.metrics.survival import Curve

INDEPENDENT = "The interval takes entries as independent; those of one person or block are not quite."


def counted(
    measure: str,
    counts: PerPerson,
    people: Crowd,
    part: str = "",
    *,
    events: PerPerson | None = None,
    note: str = "",
) -> Answer:
    """A ratio of counts as an answer, with every group.

    Its events are what is counted above the line, or what `events` counts there."""
    values = []
    for dim in people.cells:
        found = counts.by(people, dim)
        seen = events.by(people, dim) if events else found
        values += [
            GroupValue(dim, label, rate.value, rate.low, rate.high, rate.persons, seen[label].over)
            for label, rate in found.items()
        ]
    return answer(measure, values[0].estimate, part=part, by_group=values[1:], note=note)


def of_curves(
    measure: str,
    people: Crowd,
    curves: Mapping[str, list[Curve]],
    entries: Ints,
    read: Callable[[Curve], tuple[float, float, float]],
    *,
    part: str = "",
    note: str = "",
) -> Answer:
    """What `read` takes from the curve of each group: value and interval. `entries` are those of a person."""
    values, some = [], Amounts.of(entries > 0)
    for dim, cells in people.cells.items():
        persons = cells.by_group(cells.sums(some)).tolist()
        values += [
            GroupValue(dim, label, *read(curve), int(size), curve.happened)
            for label, curve, size in zip(cells.labels, curves[dim], persons, strict=True)
        ]
    note = f"{note} {INDEPENDENT}".strip()
    return answer(measure, values[0].estimate, part=part, by_group=values[1:], note=note)


def of_gatekeepers(
    measure: str,
    persons: int,
    table: pa.Table,
    read: Callable[[pa.Table], tuple[float, float, float, int]],
) -> Answer:
    """What `read` takes from applications: of all kinds together, by kind of gatekeeper, and by what
    applicants have on file."""
    parts = [(EVERYBODY, EVERYBODY, table)]
    for dim, name in (("gatekeeper", "kind"), ("on file", "standing")):
        for label in sorted(set(table.column(name).to_pylist())):
            parts.append((dim, label, table.filter(pc.field(name) == label)))
    values = []
    for dim, label, rows in parts:
        value, low, high, events = read(rows)
        values.append(GroupValue(dim, label, value, low, high, persons, events))
    note = "The interval takes applications as independent."
    return answer(measure, values[0].estimate, by_group=values[1:], note=note)
