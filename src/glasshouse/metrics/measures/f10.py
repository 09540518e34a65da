"""F10: disparity."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.metrics.disparity import disparities
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data

BURDENS = ("ever_listed", "denied")
"""Harms whose disparity is taken: put on a list, refused something."""


@measure(
    id="F10",
    title="Disparity",
    unit="ratio of risks",
    worse="more",
    side="harm",
    needs=("people",),
    source="risk ratio and its interval: Katz et al. 1978; yardstick: 29 CFR 1607.4(D)",
    parts={
        "ratio": {"title": "Risk ratio between groups", "many": True},
        "difference": {
            "title": "Risk difference between groups",
            "unit": "difference of shares",
            "many": True,
        },
        "favourable": {
            "title": "Ratio of favourable outcomes (yardstick 0.8)",
            "unit": "ratio of shares unharmed",
            "worse": "less",
            "note": "Blind to rare harm: a risk of 1 in 1,000 against one of 1 in 100 gives a ratio of 0.99.",
            "many": True,
        },
    },
)
def disparity_of_burdens(data: Data) -> Iterator[Answer]:
    """The risk of the harm in a group against the risk of everybody outside it, as ratio and as
    difference, for each group and intersection of groups. The headline is the group whose interval
    lies highest. The least ratio of favourable outcomes between two groups is printed too, with its
    yardstick of 0.8 and its caveat.
    """
    for harm in BURDENS:
        if data.has(f"system_{harm}"):
            yield from disparities(data.people, harm)
