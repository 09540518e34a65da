"""Arbitrariness (F23) over runs of the same people.

Where all acts are held and only the luck of enforcement is drawn again (`RunConfig.redrawn`), the figures are
the measure itself. Runs that differ in all their luck answer less: acts differ too, so treatment looks
less alike than it is. Their figures are limits on one side, and their intervals are opened on the other: such
runs can clear a rulebook of arbitrariness, never convict it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from glasshouse.audit.reading import Results
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.measures import f23
from glasshouse.simulation.run_config import ALL_LUCK

Value = TypeVar("Value", Finding, GroupValue)
NOTE = "Acts differ between these runs too: this is the most there can be, and the interval reaches to none."


def arbitrariness(runs: Sequence[Results]) -> tuple[Finding, ...]:
    """F23 of whether somebody was ever listed. The runs have the same people, kept whole."""
    people = [run.people for run in runs if run.people is not None]
    ever = [table.column("system_ever_listed").to_numpy() > 0 for table in people]
    found = f23.like_for_like.of(people[0], ever, touched=True)
    return tuple(found if same_acts(runs) else map(_one_sided, found))


def same_acts(runs: Sequence[Results]) -> bool:
    """Whether the runs differ in the luck of enforcement alone."""
    drawn = {(run.manifest["seed"], int(run.manifest.get("replicate", 0))) for run in runs}
    return len({(seed, replicate & ALL_LUCK) for seed, replicate in drawn}) == 1 and len(drawn) == len(runs)


def same_people(runs: Sequence[Results]) -> bool:
    """Whether all runs are of the same people, and all of them are in the tables."""
    digests = {str(run.manifest["society"].get("digest", run.name)) for run in runs}
    return len(digests) == 1 and all(
        run.people is not None and run.people.num_rows == run.persons for run in runs
    )


def _one_sided(found: Finding) -> Finding:
    groups = [_opened(group, found.part) for group in found.by_group]
    made = _opened(found, found.part)
    return replace(made, by_group=tuple(groups), note=f"{found.note} {NOTE}")


def _opened(found: Value, part: str) -> Value:
    """The same with an interval that reaches to where all treatment is alike."""
    if part == "consistency":
        return replace(found, high=max(found.high, 1.0))
    return replace(found, low=min(found.low, 0.0))
