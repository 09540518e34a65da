"""F22: proportion between act and burden."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.crowd import integers, is_one_of
from glasshouse.metrics.findings import Answer, Estimate, answer
from glasshouse.metrics.linear import compact
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.proportion import acts_of, proportion


@measure(
    id="F22",
    title="Proportion between act and burden",
    unit="rank correlation",
    worse="less",
    side="harm",
    needs=(
        "ledger",
        "people",
    ),
    source="Kendall 1938, 1945",
    parts={
        "tau": {"title": "Order of gravity and burden"},
        "inversions": {"title": "Pairs of acts in the wrong order", "unit": "of pairs", "worse": "more"},
    },
)
def order_of_burdens(data: Data) -> Iterator[Answer]:
    """Kendall's tau-b between the gravity of an act and the mean burden of those who did it: 1
    where graver acts always cost more. Pairs of acts in which the less grave costs more are listed
    as inversions.
    """
    ledger = data.system.ledger
    acts = acts_of(ledger, data.gravity)
    if not acts:
        return
    found = proportion(acts)
    chosen = is_one_of(ledger, "cause", [act.name for act in acts])
    persons = compact(integers(ledger, "person")[chosen])[1]
    wrong = "; ".join(
        f"{pair.lesser.name} costs more than {pair.graver.name}" for pair in found.inversions[:5]
    )
    note = f"{len(acts)} acts. {wrong}".strip()
    yield answer("F22", Estimate.bare(found.tau, persons, len(acts)), part="tau", note=note)
    inverted = Estimate.bare(found.inverted, persons, len(found.inversions))
    yield answer("F22", inverted, part="inversions", note=note)
