"""Every measure of the registry that the tables of one run allow, as findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from glasshouse.audit.penalty_contrast import carrot_and_stick
from glasshouse.audit.reading import Results
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.monthly import DIMS

GROUPS = ("province", *DIMS)
"""Dimensions by which findings may be asked for."""


def findings(run: Results, measures: Mapping[str, Measure] | None = None) -> tuple[Finding, ...]:
    """The findings of one run, in the order of the registry; `measures` are all that are known by default.

    Raises `InputError` where a measure of one's own fails.
    """
    known = catalogue.all_measures() if measures is None else measures
    taken = [found for measure in known.values() for found in measure.take(run.data)]
    every = [*taken, *carrot_and_stick(run)] if "CS" in known else taken
    return tuple(sorted(every, key=lambda found: catalogue.place(found.id)))


def by_groups(found: Iterable[Finding], by: Collection[str]) -> tuple[Finding, ...]:
    """Findings with the groups of these dimensions only; a measure taken by another dimension goes.

    Raises `InputError` with every dimension that is not known.
    """
    found = tuple(found)
    groups = _dims_of(found)
    diagnostics = [
        Diagnostic(f"{dim}: not a dimension", suggestion(dim, groups) or f"one of {', '.join(groups)}")
        for dim in by
        if dim not in groups
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(_by_groups(found, frozenset(by), frozenset(groups)))


def _dims_of(found: Iterable[Finding]) -> tuple[str, ...]:
    """`GROUPS`, and the attributes of a society's own by which disparity was taken."""
    own = (
        dim for one in found if one.id == "F10" for group in one.by_group for dim in group.dim.split(" x ")
    )
    return tuple(dict.fromkeys((*GROUPS, *own)))


def _by_groups(found: Iterable[Finding], by: frozenset[str], groups: frozenset[str]) -> Iterator[Finding]:
    for one in found:
        kept = tuple(group for group in one.by_group if _asked(group, by, groups))
        taken_by_groups = one.id in ("F10", "F25") and one.by_group
        if kept or not taken_by_groups:
            yield replace(one, by_group=kept)


def _asked(group: GroupValue, by: frozenset[str], groups: frozenset[str]) -> bool:
    dims = set(group.dim.split(" x "))
    return dims <= by or not dims & groups
