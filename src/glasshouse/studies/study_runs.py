"""The members of a study: run, extended and read as one table.

Verifying a store: some of its members lived again and compared to the bit.

Hashes and seals show damage and careless edits, but whoever alters a store can compute them anew. Living a
member again cannot be forged.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import pyarrow as pa

from glasshouse import arguments
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError
from glasshouse.studies import outcomes
from glasshouse.studies.chunks import SEALED, row_of
from glasshouse.studies.executors import PROCESSES, executor, source_behind
from glasshouse.studies.executors.protocol import Executor
from glasshouse.studies.members import Member
from glasshouse.studies.outcomes import names
from glasshouse.studies.plan import Plan
from glasshouse.studies.sharing import CHUNK, CHUNK_SECONDS, OnMember, Sharing, live_apart, part_of
from glasshouse.studies.store import Store
from glasshouse.studies.table_metadata import described
from glasshouse.studies.worker import Worker

MOST_CHUNK, MOST_PARTS = 1_000_000, 1_000_000


def _chunk(value: object) -> int:
    return 0 if value is None else arguments.whole("chunk", value, 1, MOST_CHUNK)


def silent(_done: int, _total: int) -> None:
    """Progress nobody watches."""


@dataclass(frozen=True)
class StudyRuns:
    """A plan and its store. `run` lives what has not been lived; `table` reads what has.

    `part_of` is the hash of the study whose search asks for this one. Every reader verifies the store first
    and raises `InputError` where any of it is damaged.
    """

    plan: Plan
    store: Store
    part_of: str = ""

    def run(self, by: Executor | str = "", on_member: OnMember = silent, chunk: int | None = None) -> Self:
        """Live every member the store does not hold, `chunk` at a time (None: by how long they take); itself.

        May be killed at any moment and run again: only unfinished chunks are lived anew. Members that fail
        are kept as failed (`failures`) and tried again by the next run. Runs of one study that go on at once
        share its members. Damaged chunks are set aside with a warning, and their members lived again. Raises
        `InputError` where nothing that varies can change anything.
        """
        _ = self.notes
        lives = executor(by or self.plan.executor or PROCESSES) if isinstance(by, str) else by
        for source in (*self.plan.sources, source_behind(lives)):
            if source:
                self.store.keep(source)
        for diagnostic in self.store.mend():
            warnings.warn(f"{diagnostic.file}: {diagnostic.what}; set aside", stacklevel=2)
        self.store.note(self.plan.hash, self.plan.title, self.plan.rows, self.part_of)
        missing = self._missing()
        with self.store.claims().kept() as claims:
            Sharing(self.store, claims, len(self.plan.members), on_member, _chunk(chunk)).live(missing, lives)
        self.__dict__.pop("_rows", None)
        return self

    def work(
        self,
        part: int,
        of: int,
        chunk: int = CHUNK,
        on_member: OnMember = silent,
        seconds: float = CHUNK_SECONDS,
    ) -> int:
        """Live part `part` (from 0) `of` so many, writing chunks and leaving the index alone; how many.

        For machines that share the folder and nothing else; every reader takes in what they have written. A
        chunk is written after `chunk` members or so many `seconds`. Members already written are left out, so
        a part that was cut off goes on. Raises `InputError` at the end where members failed.
        """
        of = arguments.whole("of", of, 1, MOST_PARTS)
        part = arguments.whole("part", part, 0, of - 1)
        chunk = _chunk(chunk) or CHUNK
        self.store.make()
        mine, written = part_of(self.plan.members, part, of, len(self.plan.rulebooks)), self.store.written()
        left = [member for member in mine if member.key not in written]
        if failed := live_apart(self.store, left, chunk, seconds, on_member):
            raise InputError(
                Diagnostic(f"{len(failed):,} of {len(left):,} members failed, such as: {failed[0].error}")
            )
        return len(left)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each value set or varied that changes nothing under a rulebook, with the reason.

        Raises `InputError` where nothing that varies can change anything.
        """
        from glasshouse.studies.inert import notes

        return notes(self.plan)

    def missing(self) -> list[Member]:
        """Members not lived yet, in order."""
        if not self.store.is_there:
            return list(self.plan.members)
        self.store.check()
        return self._missing()

    def lived(self) -> set[str]:
        """Keys of members that lie in the store, as its index says."""
        return self.store.done(member.key for member in self.plan.members)

    def searched(self) -> set[str]:
        """Keys of members that searches of this study have lived."""
        return self.store.searched(self.plan.hash)

    def _missing(self) -> list[Member]:
        done = self.lived()
        return [member for member in self.plan.members if member.key not in done]

    def failures(self) -> dict[str, str]:
        """Members that went wrong, by key, and how."""
        return self.store.failed([member.key for member in self.plan.members])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes the plan asks for; all that its members have where it names none."""
        return self.plan.outcomes or (*outcomes.names(), *self.plan.taken)

    def table(self, *columns: str) -> Table:
        """A row for each member lived: point, rulebook, replicate, the value of every factor, outcomes.

        `columns` are outcomes (by default those of the plan). Factors are null where they are left as
        written and where the rulebook lacks them. Units and meanings are in the metadata of the columns, the
        hash of the study in that of the table (`table_metadata.described`).
        """
        wanted = self._known(columns) or self.outcomes
        rows = self._rows
        made: dict[str, Any] = {
            name: [row[name] for row in rows] for name in ("point", "rulebook", "replicate")
        }
        for factor in self.plan.factors:
            made[factor.name] = [self.plan.cell(row["rulebook"], row["values"], factor) for row in rows]
        made |= {name: [row["outcomes"][name] for row in rows] for name in wanted}
        return Table(described(pa.table(made), self.plan), keys=("rulebook", "point", "replicate"))

    def _known(self, names: Sequence[str]) -> tuple[str, ...]:
        diagnostics = outcomes.unknown(names, self.plan.known)
        kept = (*outcomes.names(), *self.plan.taken)
        diagnostics += [
            Diagnostic(f"{name} is not kept by this study", "name it under outcomes, and run the study")
            for name in names
            if name in self.plan.known and name not in kept
        ]
        if diagnostics:
            raise InputError(*diagnostics)
        return tuple(names)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        lived = {row["key"]: row for row in self.store.read([m.key for m in self.plan.members]).to_pylist()}
        return [
            {
                "point": point, "rulebook": book, "replicate": replicate,
                "values": self.plan.points[point], "outcomes": lived[member.key],
            }
            for point, book, replicate, member in self.plan.rows
            if member.key in lived
        ]  # fmt: skip

    def to_pandas(self, *columns: str) -> object:
        """`table` as a `pandas.DataFrame`."""
        return self.table(*columns).to_pandas()

    def to_polars(self, *columns: str) -> object:
        """`table` as a `polars.DataFrame`."""
        return self.table(*columns).to_polars()


@dataclass(frozen=True)
class Verified:
    """Members lived again, `lived` of `stored`; by key, the columns in which one differs from the store."""

    stored: int
    lived: int
    differences: dict[str, tuple[str, ...]]


def verify(plan: Plan, store: Store, sample: int, seed: int | None, threads: int) -> Verified:
    """Live `sample` members of a plan's store again, drawn at random (`seed` None: others each time).

    A difference names a column of the store. Raises `InputError` where the store is damaged, none of the
    plan is in it, or a member cannot be lived here.
    """
    members = {member.key: member for member in plan.members}
    rows = store.read(list(members)).to_pylist()
    if not rows:
        raise InputError(Diagnostic("no member of this study has been lived", "run it", str(store.folder)))
    chosen = random.Random(seed).sample(sorted(rows, key=lambda row: row["key"]), min(sample, len(rows)))
    worker = Worker(threads)
    found = {row["key"]: _differences(row, members[row["key"]], worker) for row in chosen}
    return Verified(len(rows), len(chosen), {key: columns for key, columns in found.items() if columns})


def _differences(row: dict[str, object], member: Member, worker: Worker) -> tuple[str, ...]:
    again = worker.live(member)
    if again.error:
        raise InputError(Diagnostic(f"member {member.key[:12]} cannot be lived again: {again.error}"))
    now = row_of(member, again)
    outcomes = (*names(), *(name for name, _ in member.taken))
    return tuple(name for name in (*SEALED, *outcomes) if not _same(row[name], now[name]))


def _same(stored: object, now: object) -> bool:
    both = (stored, now)
    return stored == now or all(isinstance(value, float) and math.isnan(value) for value in both)
