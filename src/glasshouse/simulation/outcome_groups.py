"""Fates: what became of people with the system that did not become of them without, the hardest hit first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.person import ADULT

if TYPE_CHECKING:
    from glasshouse.simulation.results_folder import ResultsFolder

Array = npt.NDArray[Any]
FATES = ("listed", "wrongly_listed", "locked_out", "silenced", "poorer", "richer")
"""Groups of persons `Comparison.who` knows."""


def hardest(fate: str, system: Mapping[str, Array], twin: Mapping[str, Array]) -> Array:
    """Places of those with that fate, one of `FATES`, the hardest hit first.

    `system` and `twin` hold the measures of `records.person_measures`, a value for each person.
    """
    weight = _weight(fate, system, twin)
    hit = np.flatnonzero(weight > 0)
    return hit[np.argsort(-weight[hit], kind="stable")]


def _weight(fate: str, system: Mapping[str, Array], twin: Mapping[str, Array]) -> Array:
    if fate == "listed":
        return system["months_listed"]
    if fate == "wrongly_listed":
        return system["months_wrongly_listed"]
    if fate == "locked_out":
        return system["denied"] - twin["denied"]
    if fate == "silenced":
        return twin["months_voiced"] - system["months_voiced"]
    gained = _worth(system) - _worth(twin)
    return gained if fate == "richer" else -gained


def _worth(measures: Mapping[str, Array]) -> Array:
    """What somebody owns less what they owe at the end, in cents."""
    return np.asarray(measures["savings_at_end"] - measures["debt_at_end"])


def somebody(results: ResultsFolder, fate: str | None = None) -> int:
    """The person of a results folder hit hardest by a fate; without one, any adult, by chance.

    Raises `InputError` when nobody met that fate, and where the run has no twin.
    """
    people, path = results.table("people"), str(results.path / "people.parquet")
    if fate is None:
        adults = people["person"].to_numpy()[people["age"].to_numpy() >= ADULT]
        if not len(adults):
            raise InputError(Diagnostic("nobody here is an adult", "name a person of people.parquet", path))
        return int(np.random.default_rng().choice(adults))
    sides = [_measures(people, side) for side in ("system_", "twin_")]
    if not sides[1]:
        raise InputError(Diagnostic("the run has no twin to tell fates by", "run again with the twin", path))
    found = hardest(fate, *sides)
    if not len(found):
        what = f"nobody here was {fate.replace('_', ' ')}"
        raise InputError(Diagnostic(what, f"try another of {', '.join(FATES)}, or --random", path))
    return int(people["person"][int(found[0])].as_py())


def _measures(people: pa.Table, side: str) -> dict[str, Array]:
    return {
        name.removeprefix(side): people[name].to_numpy()
        for name in people.column_names
        if name.startswith(side)
    }
