"""Every measure that the tables of one run allow, and those that nobody could take."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from glasshouse.auditing.audited_results import Results, carrot_and_stick
from glasshouse.auditing.evidence import small
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


_WHY = {
    "people": "the folder has no table of people",
    "monthly": "the folder has no monthly table",
    "standing": "the folder has no record of standings",
    "listings": "the folder has no record of stays on lists",
    "ledger": "the folder has no ledger",
    "states": "the folder has no record of states",
    "gatekeepers": "the rulebook has no private gatekeepers, or nobody asked them",
    "lives": "the folder has no sampled lives",
    "society": "the society cannot be drawn again",
    "twin": "the run has no twin",
    "ties": "the folder does not say who knows whom or lives with whom",
    "runs": "one run does not answer it",
}
_MEND = {
    "runs": "audit several runs, or use --more",
    "twin": "run without --no-twin",
    "gatekeepers": "",
    "ties": "",
}
_AGAIN = "run again with this version"
_EMPTY = {
    "F6.median": "fewer than half were corrected before the run ended",
    "F8": "nobody listed again within the time",
    "F22.tau": "fewer than two acts of different gravity",
    "F22.inversions": "fewer than two acts of different gravity",
    "F29": "no more was repaid than without the system",
}
"""Why a measure that was taken has no figure; for all others nothing happened that could be measured."""
_OF_GROUPS = ("F10", "F25")
"""Measures that compare groups: without anybody in one of them there is nothing to compare."""
OF_THE_MODEL = (
    "Everybody here is invented. Numbers say what follows from rulebook, society and assumptions, no more.",
    "Intervals are of the luck and the people of a run. What assumptions add is not in them: vary them in a "
    "study.",
    "Who was truly meant and truly able is known here and nowhere else: no real list can be audited so.",
)
"""What no audit of runs knows, whatever was run."""


@dataclass(frozen=True)
class Silence:
    """A measure without a figure: its id or name, title, why, and what would give one ('' if nothing
    would)."""

    name: str
    title: str
    why: str
    mend: str = ""


def silences(
    found: Sequence[Finding], runs: Sequence[Results], measures: Iterable[Measure]
) -> tuple[Silence, ...]:
    """Measures without any finding, findings without a figure, and those whose base is too small to print.

    In the order of the registry.
    """
    few = (Silence(one.name, one.title, why) for one in found if (why := _too_small(one)))
    return tuple(sorted((*_missing(found, runs, measures), *_empty(found), *few), key=_order))


def _too_small(one: Finding) -> str:
    return "" if math.isnan(one.value) or one.id in (*_OF_GROUPS, "CS") else small(one)


def _missing(
    found: Iterable[Finding], runs: Sequence[Results], measures: Iterable[Measure]
) -> Iterator[Silence]:
    known = {one.id for one in found}
    for measure in measures:
        if measure.id not in known:
            lacking = [need for need in measure.required if _lacks(need, runs)] or ["runs"]
            why = "; ".join(dict.fromkeys(_WHY[need] for need in lacking))
            yield Silence(measure.id, measure.title, why, _MEND.get(lacking[0], _AGAIN))


def _lacks(need: str, runs: Sequence[Results]) -> bool:
    """Whether the tables that a measure needs are missing from any of the runs (all are, from a study)."""
    if need == "runs":
        return len(runs) < 2
    if not runs:
        return need != "twin"
    if need == "twin":
        return any(not run.twin for run in runs)
    return any(not run.data.offers(need) for run in runs)


def _empty(found: Iterable[Finding]) -> Iterator[Silence]:
    for one in found:
        if math.isnan(one.value) and one.id != "CS":
            sizes = f"{one.persons:,} persons, {one.events:,} events"
            yield Silence(one.name, one.title, f"{_why_empty(one)} ({sizes})")


def _why_empty(one: Finding) -> str:
    nobody = [group.group for group in one.by_group if not group.persons]
    if nobody and one.id in _OF_GROUPS:
        return f"nobody here is {' or '.join(nobody)}"
    return _EMPTY.get(one.name, "nothing to measure")


def _order(one: Silence) -> tuple[int, str]:
    return catalogue.place(one.name.partition(".")[0]), one.name
