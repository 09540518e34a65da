"""Several runs of one question: each finding as median with its 5-95 % range over the runs.

The range says how much the answer depends on luck and on what was varied between the runs. It is not the
interval of one run, and it is only as good as the number of runs, which stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from glasshouse.metrics.findings import Estimate, Finding, GroupValue

Findings = Sequence[Finding]
Label = tuple[str, str]
"""Name and title of a finding: a measure taken of several things has several titles."""


def ensemble(runs: Sequence[Findings]) -> tuple[Finding, ...]:
    """Every finding that appears in the runs, as median and 5-95 % range, in order of first appearance.

    A finding with a figure in fewer than two runs keeps its own figure and interval. Persons and events are
    medians over runs. `runs` of the result says how many runs gave a figure.
    """
    gathered: dict[Label, list[Finding]] = {}
    for found in (found for run in runs for found in run):
        gathered.setdefault(label(found), []).append(found)
    return tuple(_together(same) for same in gathered.values())


def label(found: Finding) -> Label:
    """What makes two findings of different runs the same finding."""
    return found.name, found.title


def spread(found: Iterable[Estimate | Finding | GroupValue]) -> Estimate:
    """Median and 5-95 % range of the figures that are known (linear between runs); sizes are medians."""
    known = [one for one in found if not math.isnan(one.value)]
    if not known:
        return Estimate.bare(math.nan, 0, 0)
    low, middle, high = np.quantile([one.value for one in known], (0.05, 0.5, 0.95))
    persons, events = (
        int(np.median([getattr(one, size) for one in known])) for size in ("persons", "events")
    )
    return Estimate(float(middle), float(low), float(high), persons, events)


def _together(same: list[Finding]) -> Finding:
    known = [found for found in same if not math.isnan(found.value)]
    if len(known) < 2:
        return (known or same)[0]
    middle = vars(spread(known))
    return replace(known[0], **middle, by_group=tuple(_groups(known)), runs=len(known))


def _groups(same: list[Finding]) -> Iterator[GroupValue]:
    gathered: dict[tuple[str, str], list[GroupValue]] = {}
    for group in (group for found in same for group in found.by_group):
        gathered.setdefault((group.dim, group.group), []).append(group)
    for (dim, name), values in gathered.items():
        yield GroupValue.of(dim, name, spread(values))
