"""F25: delayed gap."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.delayed import gap_at_end
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import DIMS, names_of
from glasshouse.metrics.persons import sides

PAIRS = {
    "registration": (1, 0),
    "sex": (1, 0),
    "minority": (1, 0),
    "income_band": (0, 2),
}
"""Groups whose gap is followed, by their place among the names of the dimension: those worse placed at the
start, less the others."""
STANDINGS_AT_END = {
    "employed_at_end": "of persons",
    "savings_at_end": "money per person",
    "debt_at_end": "money per person",
}
"""Measures of people in which the gap at the end is taken, with their units."""


@measure(
    id="F25",
    title="Delayed gap",
    unit="as the standing compared",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
    ),
    source="Liu et al. 2018, delayed impact of fair machine learning",
    parts={
        "": {"many": True},
    },
)
def gap_at_the_end(data: Data) -> Iterator[Answer]:
    """How much further apart two groups stand after T months than the twin world put them: the
    difference between groups in a standing (work, debt, savings), run less twin, at that month.
    """
    for dim, pair in _pairs(data):
        for standing, unit in STANDINGS_AT_END.items():
            if data.has(dim, *sides(standing)):
                yield gap_at_end(data.people, dim, pair, standing, unit)


def _pairs(data: Data) -> Iterator[tuple[str, tuple[str, str]]]:
    """The names of the groups of `PAIRS`, where a society has both."""
    for dim, (worse, better) in PAIRS.items():
        names = (names_of(data.people, dim) if data.has(dim) else ()) or DIMS[dim]
        if max(worse, better) < len(names):
            yield dim, (names[worse], names[better])
