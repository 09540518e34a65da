"""What an audit does not know: measures nobody could take, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glasshouse.audit.reading import Results
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.measure import Measure

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
    """Measures without any finding, and findings without a figure, in the order of the registry."""
    return tuple(sorted((*_missing(found, runs, measures), *_empty(found)), key=_order))


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
