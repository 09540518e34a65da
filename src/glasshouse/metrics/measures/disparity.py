"""Measure F10: how unequally a harm falls on groups and on their intersections.

The headline is one group against all others, which means the same for every number of groups. It is the group
whose interval lies highest, so that a handful of unlucky persons cannot become a headline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
import pyarrow as pa

from glasshouse.metrics.findings import Answer, Estimate, GroupValue, answer
from glasshouse.metrics.frame import GroupFrame, Key, group_name
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import column, dims_in, group_codes
from glasshouse.metrics.persons import clusters, need, with_clusters

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
            yield from disparities(data.people, harm, intersections=data.intersections)


YARDSTICK = 0.8
"""Ratio of favourable outcomes below which the guidelines of 29 CFR 1607.4(D) take notice (a rule of
thumb)."""


def disparity(
    people: pa.Table, harm: str = "ever_listed", by: str | Sequence[str] = "sex", side: str = "system"
) -> tuple[Answer, Answer, Answer]:
    """Risk ratio, risk difference and ratio of favourable outcomes of a harm by group (F10).

    `monthly_rates` names a measure of the table of people; a person is harmed where it is above 0. `by` names
    one dimension or several, whose intersections are then the groups. Each group is compared with all persons
    outside it; beside the ratio of a group stand its own persons and those of them who were harmed. Groups in
    which nobody was harmed have a ratio of 0. Raises `InputError` for unknown columns.
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    frame = GroupFrame.of(people, harm, names, side=side, ever=True)
    favourable = _favourable(people, f"{side}_{harm}", names)
    about = f"{harm.replace('_', ' ')} by {frame.dim}"
    compared = {key: frame.against_others(key) for key in frame.samples}
    ratios, gaps = ({key: pair[k] for key, pair in compared.items()} for k in (0, 1))
    return (
        _headline("ratio", f"Risk ratio: {about}", frame, ratios),
        _headline("difference", f"Risk difference: {about}", frame, gaps),
        answer(
            "F10",
            favourable.ratio(),
            part="favourable",
            title=f"Ratio of favourable outcomes: {about}",
            by_group=favourable.groups(),
            note=f"Yardstick {YARDSTICK}. By group: the share not harmed.",
        ),
    )


def disparities(
    people: pa.Table, harm: str = "ever_listed", side: str = "system", *, intersections: bool = True
) -> tuple[Answer, ...]:
    """`disparity` by every group dimension the table has, and with `intersections` by every pair of them."""
    dims = dims_in(people)
    people = with_clusters(people)
    pairs = combinations(dims, 2) if intersections else ()
    chosen: Iterable[Sequence[str]] = [*((dim,) for dim in dims), *pairs]
    return tuple(found for by in chosen for found in disparity(people, harm, by, side))


def _favourable(people: pa.Table, name: str, by: Sequence[str]) -> GroupFrame:
    need(people, name)
    unharmed = (column(people, name) <= 0).astype(np.int64)
    dims = {dim: group_codes(people, dim)[::-1] for dim in by}
    return GroupFrame(unharmed, dims, clusters=clusters(people))


def _headline(part: str, title: str, frame: GroupFrame, found: dict[Key, Estimate]) -> Answer:
    """The group whose interval lies highest, with all groups beside it in their own sizes."""
    top = max(found, key=lambda key: _lower_end(found[key]))
    many = f", chosen among {len(found)} groups" if len(found) > 2 else ""
    return answer(
        "F10",
        found[top],
        part=part,
        title=title,
        by_group=_values(frame, found),
        note=f"Value: {group_name(top)} against all others{many}. By group: each against all others.",
    )


def _values(frame: GroupFrame, found: dict[Key, Estimate]) -> Iterator[GroupValue]:
    for key, one in found.items():
        own = frame.samples[key]
        yield GroupValue(frame.dim, group_name(key), one.value, one.low, one.high, own.persons, own.events)


def _lower_end(found: Estimate) -> float:
    return -math.inf if math.isnan(found.low) else found.low
