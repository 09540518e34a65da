"""Fates: what became of people with the system that did not become of them without, the hardest hit first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse.errors import BadInput, Fault
from glasshouse.model.person import ADULT

Array = npt.NDArray[Any]
FATES = ("listed", "wrongly_listed", "locked_out", "silenced", "poorer", "richer")
"""Groups of persons `Gap.who` knows."""


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


def somebody(folder: str | Path, fate: str | None = None) -> int:
    """The person of a results folder hit hardest by a fate; without one, any adult, by chance.

    Raises `BadInput` when nobody met that fate, and where the folder has no table of people or no twin.
    """
    path = Path(folder) / "people.parquet"
    people = people_of(folder)
    if fate is None:
        adults = people["person"].to_numpy()[people["age"].to_numpy() >= ADULT]
        return int(np.random.default_rng().choice(adults))
    sides = [_measures(people, side) for side in ("system_", "twin_")]
    if not sides[1]:
        raise BadInput(Fault("the run has no twin to tell fates by", "run again with the twin", str(path)))
    found = hardest(fate, *sides)
    if not len(found):
        what = f"nobody here was {fate.replace('_', ' ')}"
        raise BadInput(Fault(what, f"try another of {', '.join(FATES)}, or --random", str(path)))
    return int(people["person"][int(found[0])].as_py())


def people_of(folder: str | Path) -> pa.Table:
    """The table of people of a results folder. Raises `BadInput` where there is none that can be read."""
    path = Path(folder) / "people.parquet"
    try:
        return pq.read_table(path)
    except FileNotFoundError:
        raise BadInput(
            Fault("no such file", "this is not a results folder, or an older one", str(path))
        ) from None
    except (OSError, pa.ArrowException) as error:
        raise BadInput(Fault(f"cannot be read: {error}", "run again", str(path))) from None


def _measures(people: pa.Table, side: str) -> dict[str, Array]:
    return {
        name.removeprefix(side): people[name].to_numpy()
        for name in people.column_names
        if name.startswith(side)
    }
