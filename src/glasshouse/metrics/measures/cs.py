"""CS: carrot and stick."""

from __future__ import annotations

from glasshouse.metrics.carrot import carrot_and_stick
from glasshouse.metrics.ensemble import Findings
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure


@measure(
    id="CS",
    title="Carrot and stick",
    unit="as the measure it is taken of",
    worse="neither",
    side="neither",
    needs=(
        "people",
        "monthly",
        "runs",
    ),
    source="own",
    parts={
        "": {"many": True},
    },
)
def sticks_beside_carrots(rulebook: Findings, benefits_only: Findings) -> tuple[Answer, ...]:
    """Every measure under the rulebook less the same measure under its twin that only gives
    benefits and shuts nothing: what the punishments add.
    """
    return carrot_and_stick(rulebook, benefits_only)
