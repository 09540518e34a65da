"""Tables of persons: everybody who lived in a run, and what became of the sampled and the listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.engine.counting import count_codes, mark
from glasshouse.metrics.monthly import SUBSISTENCE
from glasshouse.model import groups
from glasshouse.model.person import EMPLOYED, PRAISES
from glasshouse.simulation.columns import described
from glasshouse.simulation.count_tables import province_names
from glasshouse.simulation.ledger import months_of_rights_lost
from glasshouse.simulation.money_table import SPENDING, effects_of
from glasshouse.simulation.recording import Trail, kept
from glasshouse.simulation.society_figures import world_of

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.simulation.completed_run import CompletedRun


Array = npt.NDArray[Any]


_MEASURES: dict[str, Callable[[Array], Array]] = {
    "ever_listed": lambda people: people["times_listed"] > 0,
    "times_listed": lambda people: people["times_listed"],
    "months_listed": lambda people: people["months_listed"],
    "months_wrongly_listed": lambda people: people["months_wronged"],
    "denied": lambda people: people["denied"],
    "income": lambda people: people["earned"],
    "paid": lambda people: people["repaid"],
    "debt_at_end": lambda people: people["debt"],
    "savings_at_end": lambda people: people["savings"],
    "employed_at_end": lambda people: (people["state"] & EMPLOYED) != 0,
    "months_voiced": lambda people: people["months_voiced"],
    "exposure": lambda people: people["seen"],
    "ties_cut": lambda people: np.bitwise_count(people["ties_cut"]),
    "approval_at_end": lambda people: people["approval"],
    "fear_at_end": lambda people: people["fear"],
    "praises_at_end": lambda people: (people["state"] & PRAISES) != 0,
}


_OF_MONEY: dict[str, tuple[str, ...]] = {
    "paid_to_state": ("fine", "clawback"),
    "owed_to_state_at_end": ("fine", "clawback"),
    "lost_to_cuts": ("cut",),
    "paid_in_prices": ("price",),
    "deposits_at_end": ("deposit",),
    "rewards_received": ("reward", SPENDING),
}
"""Measures of money that clauses moved, by the effects of these; a run under rulebooks without such clauses
lists none of them, and asked for one has zero."""


class PersonMeasures(Mapping[str, Array]):
    """Measures of records of persons by name, int64 (n,), each made when it is asked for: all of them at once
    would take more memory than the records. `effects` are those of clauses that move money, in their places
    (see `money_table`)."""

    def __init__(self, people: Array, effects: tuple[str, ...] = ()) -> None:
        self._people = people
        self._effects = effects

    def __getitem__(self, name: str) -> Array:
        if name in _OF_MONEY:
            return self._moved(name)
        return _MEASURES[name](self._people).astype(np.int64)

    def __iter__(self) -> Iterator[str]:
        return iter((*_MEASURES, *(_OF_MONEY if self._effects else ())))

    def __len__(self) -> int:
        return len(tuple(iter(self)))

    def _moved(self, name: str) -> Array:
        """Cents that clauses of some effects took or gave, or that are owed for them."""
        places = [m for m, effect in enumerate(self._effects) if effect in _OF_MONEY[name]]
        moved: Array = self._people["settled"][:, places].astype(np.int64)
        if name.startswith("owed"):
            moved = self._people["charged"][:, places].astype(np.int64) - moved
        return np.asarray(moved.sum(axis=1))


def person_measures(run: CompletedRun) -> PersonMeasures:
    """What became of each person over the whole run, in canonical order.

    Months and times are counts; money is in cents, approval -100 .. 100, fear 0 .. 255.
    """
    return PersonMeasures(run.people, effects_of(run.config))


def first_spell(run: CompletedRun) -> dict[str, Array]:
    """Month of the first entry onto a blacklist and of the first exit; -1 for never."""
    return {name: run.people[name].astype(np.int64) - 1 for name in ("first_listed", "first_left")}


def clusters(society: Society, rows: Array | slice = slice(None)) -> Array:
    """Number of the block of 200 m each person lives in, or those at `rows`: those who share luck through
    their neighbours."""
    settlement: Array = np.asarray(society.settlement)[rows].astype(np.int64)
    settlement *= int(np.max(society.block, initial=0)) + 1
    settlement += np.asarray(society.block)[rows]
    return settlement


def close_to_listed(run: CompletedRun, rows: Array | None = None) -> dict[str, Array]:
    """For each person in canonical order, or those at `rows`, under the system of `run`.

    `contacts` known at the start; of these `contacts_listed` were ever on a blacklist, and
    `contacts_listed_kept` of these stand at the end; `household_listed` counts the other members of the
    household who were ever on one.
    """
    society = run.society
    rows = np.arange(len(society)) if rows is None else rows
    listed = np.asarray(run.people["times_listed"] > 0)
    ties = np.asarray(society.contacts)[rows]
    known = ties >= 0
    kept = (np.asarray(run.people["ties_cut"])[rows, None] >> np.arange(ties.shape[1]) & 1) == 0
    marked = known & listed[np.where(known, ties, 0)]
    return {
        "contacts": known.sum(1).astype(np.uint8),
        "system_contacts_listed": marked.sum(1).astype(np.uint8),
        "system_contacts_listed_kept": (marked & kept).sum(1).astype(np.uint8),
        "system_household_listed": _others(np.asarray(society.household), listed, rows),
    }


def _others(household: Array, listed: Array, rows: Array) -> Array:
    """How many others of the household of each person at `rows` are marked; households are ascending."""
    before = np.concatenate([[0], np.cumsum(listed, dtype=np.int64)])
    own = household[rows]
    first, end = (np.searchsorted(household, own, side) for side in ("left", "right"))
    return np.asarray(np.minimum(before[end] - before[first] - listed[rows], 255), np.uint8)


RIGHTS_LOST = "rights_lost_months"
"""Months of all rights shut added up; known only of runs that were written down."""
_TYPES = {"approval_at_end": np.int8, "fear_at_end": np.uint8, "income": np.int64, "paid": np.int64}
_MONEY = ("debt_at_end", "savings_at_end", *_OF_MONEY)


def person_table(
    run: CompletedRun, watched: CompletedRun, twin: CompletedRun | None, watched_twin: CompletedRun | None
) -> pa.Table:
    """A row per person in canonical order (above a million, the persons kept in the trail).

    `person`, `cluster` (block of 200 m), `settlement`, `x`, `y` (metres from its centre), `age`, the labels
    `province` and those of `groups.dims_of` (attributes of the society's own among them), `attitude` (-100 ..
    100), `conviction` (0 .. 255), how many of the listed are close (`closeness.columns`), then `system_` and
    `twin_` before every name of `records.person_measures`, RIGHTS_LOST and every field of a mechanism of a
    user's own (`system_debt_amnesty.forgiven`). Money is in cents.
    """
    society = run.society
    rows = np.flatnonzero(mark(society.who, kept(society.who, run.config.seed)))
    columns = who_they_are(society, rows)
    columns |= close_to_listed(run, rows)
    for side, one, seen in (("system", run, watched), ("twin", twin, watched_twin)):
        if one is not None and seen is not None and seen.trail is not None:
            for name, values in _measures(one, seen.trail, rows).items():
                columns[f"{side}_{name}"] = values
    return described(pa.table(columns).replace_schema_metadata({SUBSISTENCE: _subsistence(society)}), society)


def _subsistence(society: Society) -> str:
    """Cents that an adult of the society needs a month."""
    return str(world_of(society.recipe).record().livelihood_subsistence[0])


def who_they_are(society: Society, rows: Array) -> dict[str, object]:
    """What a society says of the persons at `rows`: the columns of `table` before those of what became of
    them."""
    columns: dict[str, object] = {
        "person": society.who[rows].astype(np.uint32),
        "cluster": clusters(society, rows),
        **{
            name: np.asarray(getattr(society, name))[rows].astype(np.int32)
            for name in ("settlement", "x", "y")
        },
        "age": society.age[rows].astype(np.uint8),
        "province": _provinces(society, rows),
    }
    for name, (codes, labels) in groups.dims_of(society).items():
        columns[name] = pa.DictionaryArray.from_arrays(
            pa.array(codes[rows].astype(np.int8)), pa.array(labels)
        )
    columns["attitude"] = society.attitude[rows].astype(np.int8)
    columns["conviction"] = society.conviction[rows].astype(np.uint8)
    return columns


def _provinces(society: Society, rows: Array) -> pa.DictionaryArray:
    names = province_names(society)
    serials, _ = count_codes(society.province[rows])
    places = np.searchsorted(serials, society.province[rows])
    labels = pa.array([names[int(serial)] for serial in serials], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), labels)


def _measures(run: CompletedRun, trail: Trail, rows: Array) -> dict[str, Array]:
    found = {name: _narrow(name, values) for name, values in _measured(run, rows).items()}
    lost = np.empty(len(rows), np.int32)
    lost[np.searchsorted(run.people["who"][rows], trail.who)] = months_of_rights_lost(trail)
    own = {name: values[rows] for name, values in run.own.items()}
    return {**found, RIGHTS_LOST: lost, **own}


def _measured(run: CompletedRun, rows: Array) -> PersonMeasures:
    return PersonMeasures(run.people[rows], effects_of(run.config))


def _narrow(name: str, values: Array) -> Array:
    """The smallest type that holds what a measure can be."""
    if name in _MONEY:
        return values
    return values.astype(_TYPES.get(name, np.int32))


MOST = 20_000
"""Rows at most, however large the society."""


def outcome_table(
    run: CompletedRun, twin: CompletedRun | None, panel_ids: npt.NDArray[np.uint32]
) -> pa.Table:
    """A row per person of the panel and per person ever listed, up to `MOST`."""
    rows = _chosen(run, panel_ids)
    society = run.society
    columns: dict[str, pa.Array] = {"who": pa.array(run.people["who"][rows])}
    for name in ("settlement", "x", "y", "age"):
        columns[name] = pa.array(np.asarray(getattr(society, name))[rows])
    for name, (codes, labels) in groups.dims_of(society).items():
        columns[name] = pa.array([labels[code] for code in codes[rows]])
    for side, one in (("system", run), ("twin", twin)):
        if one is not None:
            first = {name: months[rows] for name, months in first_spell(one).items()}
            for name, values in {**_measured(one, rows), **first}.items():
                columns[f"{side}_{name}"] = pa.array(values)
    return described(pa.table(columns), society)


def _chosen(run: CompletedRun, panel_ids: npt.NDArray[np.uint32]) -> npt.NDArray[np.intp]:
    """The panel first, then the ever listed in the order of their identities."""
    chosen = mark(run.people["who"], panel_ids)
    listed = np.flatnonzero(run.people["times_listed"] > 0)
    chosen[listed[: max(0, MOST - int(chosen.sum()))]] = True
    return np.flatnonzero(chosen)
