"""What a measure is given: the tables of a run with the system and of its twin, and ways to count in them.

Tables are named as in a results folder. A measure sees those it declared under `needs`; what it did not
declare is refused, so that the list of needs can be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.crowd import Crowd, crowd
from glasshouse.metrics.findings import Answer, Estimate, GroupValue
from glasshouse.metrics.frame import GroupFrame
from glasshouse.metrics.monthly import Floats, column, currency_of, dims_in, group_codes, series
from glasshouse.metrics.paired import Dims
from glasshouse.metrics.persons import clusters, has, need, with_clusters
from glasshouse.specs.units import MONEY

if TYPE_CHECKING:
    from glasshouse.population.society import Society

T = TypeVar("T")
Tables = Mapping[str, pa.Table]
ALL: frozenset[str] | None = None
"""Everything may be read."""


@dataclass(frozen=True)
class SideData:
    """The tables of one of the two lives, with the system or without. Each raises `InputError` where it was
    not declared, or the run has none."""

    name: str
    tables: Tables = field(repr=False)
    needs: frozenset[str] | None = field(default=ALL, repr=False)

    def has(self, table: str) -> bool:
        """Whether the run has that table and the measure may read it."""
        return table in self.tables and _may(self.needs, table)

    @property
    def monthly(self) -> pa.Table:
        """Counts and sums by month, province and stratum."""
        return self._table("monthly")

    @property
    def standing(self) -> pa.Table:
        """Spells of standing on lists and of rights denied, one row a spell of a person."""
        return self._table("standing")

    @property
    def listings(self) -> pa.Table:
        """Stays on lists, one row each, with true ground and how it ended."""
        return self._table("listings")

    @property
    def ledger(self) -> pa.Table:
        """Months of denied rights by person, right, clause and cause."""
        return self._table("ledger")

    @property
    def states(self) -> pa.Table:
        """How many adults went from one situation to another."""
        return self._table("states")

    @property
    def gatekeepers(self) -> pa.Table:
        """Applications to private gatekeepers and their refusals."""
        return self._table("gatekeepers")

    @property
    def lives(self) -> pa.Table:
        """Events of the sampled lives, one row each."""
        return self._table("lives")

    def _table(self, name: str) -> pa.Table:
        _declared(self.needs, name)
        if name not in self.tables:
            raise InputError(Diagnostic(f"this run has no table {self.name}/{name}", "run again"))
        return self.tables[name]


@dataclass(frozen=True)
class Data:
    """One run and its twin, as a measure reads them.

    `months` is the length of the run, `rights` how many rights the rulebook can shut, `gravity` the gravity
    (0 to 10) of each cause in the ledger that has one. `system` and `twin` hold the tables of both lives.
    `intersections` says whether measures of groups are wanted for pairs of dimensions as well.
    """

    months: int
    rights: int = 1
    gravity: Mapping[str, float] = field(default_factory=dict)
    system: SideData = field(default_factory=lambda: SideData("system", {}))
    twin: SideData = field(default_factory=lambda: SideData("twin", {}))
    table_of_people: pa.Table | None = field(default=None, repr=False)
    compared: pa.Table | None = field(default=None, repr=False)
    draw_society: Callable[[], Society] | None = field(default=None, repr=False)
    needs: frozenset[str] | None = field(default=ALL, repr=False)
    intersections: bool = True
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    def declared(self, needs: frozenset[str]) -> Data:
        """The same run, of which only these needs can be read."""
        twin = self.twin if _may(needs, "twin") else SideData("twin", {})
        system = replace(self.system, needs=needs)
        return replace(self, needs=needs, system=system, twin=replace(twin, needs=needs))

    def offers(self, need: str) -> bool:
        """Whether the run has what a measure names under `needs`."""
        if need == "people":
            return self.table_of_people is not None
        if need == "ties":
            return self.table_of_people is not None and has(self.table_of_people, "contacts")
        if need == "twin":
            paired = self.table_of_people is not None and any(
                name.startswith("twin_") for name in self.table_of_people.column_names
            )
            return paired or bool(self.twin.tables) or bool(self.compared)
        if need == "society":
            return self.draw_society is not None
        return need in self.system.tables

    @property
    def people(self) -> pa.Table:
        """A row per person: who they are, and `system_` and `twin_` before what became of them in each life.

        The columns are in the metadata of `people.parquet`; money is in cents, over the whole run.
        """
        _declared(self.needs, "people")
        if self.table_of_people is None:
            raise InputError(Diagnostic("this run has no table of people", "run again"))
        return self._once("people", lambda: with_clusters(self.table_of_people))

    @property
    def crowd(self) -> Crowd:
        """The people, laid out for counting rows of other tables by person and group."""
        _declared(self.needs, "people")
        if self.table_of_people is None:
            raise InputError(Diagnostic("this run has no table of people", "run again"))
        return self._once("crowd", lambda: crowd(self.table_of_people))

    @property
    def society(self) -> Society:
        """The people as they were drawn, before the first month."""
        _declared(self.needs, "society")
        if self.draw_society is None:
            raise InputError(Diagnostic("the society of this run cannot be drawn again", "run again"))
        return self._once("society", self.draw_society)

    @property
    def currency(self) -> str:
        """The currency of all money, or the word `money` where no table says it."""
        tables = (self.table_of_people, self.system.tables.get("monthly"))
        return next((currency_of(table) for table in tables if table is not None), MONEY)

    @property
    def persons(self) -> int:
        """How many persons the table of people has; without it, those of the first month."""
        if self.table_of_people is not None:
            return int(self.table_of_people.num_rows)
        monthly = self.system.tables.get("monthly")
        return 0 if monthly is None else int(series(monthly, "persons")[0])

    def has(self, *columns: str) -> bool:
        """Whether the table of people has all these columns."""
        return self.table_of_people is not None and has(self.people, *columns)

    def column(self, name: str) -> Floats:
        """A column of the table of people, one number per person. Raises `InputError` for one it lacks."""
        need(self.people, name)
        return column(self.people, name)

    def mean(self, values: npt.ArrayLike) -> Answer:
        """The mean of one number per person: for everybody and for each group, with 95 % intervals.

        Intervals are clustered by the block people live in. Values of 0 and 1 are counted as a share.
        """
        return self._framed(values, None)

    def difference(self, system: npt.ArrayLike, twin: npt.ArrayLike) -> Answer:
        """The mean paired difference, system less twin, of one number per person and life, as `mean`."""
        return self._framed(system, twin)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made once for all measures of this run."""
        return self._once(name, make)

    def _framed(self, values: npt.ArrayLike, twin: npt.ArrayLike | None) -> Answer:
        blocks = clusters(self.people)
        frames = [
            GroupFrame(values, {dim: groups}, clusters=blocks, twin=twin)
            for dim, groups in self._dims().items()
        ]
        whole: Dims = {"all": (np.zeros(self.persons, np.int64), ("all",))}
        overall = frames[0] if frames else GroupFrame(values, whole, clusters=blocks, twin=twin)
        found: Estimate = overall.overall
        groups: list[GroupValue] = [group for frame in frames for group in frame.groups()]
        return Answer("", **vars(found), by_group=tuple(groups))

    def _dims(self) -> Dims:
        return self._once(
            "dims", lambda: {dim: group_codes(self.people, dim)[::-1] for dim in dims_in(self.people)}
        )

    def _once(self, name: str, make: Callable[[], T]) -> T:
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made


def _may(needs: frozenset[str] | None, name: str) -> bool:
    return needs is None or name in needs


def _declared(needs: frozenset[str] | None, name: str) -> None:
    if not _may(needs, name):
        raise InputError(Diagnostic(f"reads {name}, which it does not declare", f'add "{name}" to needs'))
