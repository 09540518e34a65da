"""A study: a plan and the store its members lie in, run, extended and read as one table."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from glasshouse import arguments
from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.catalogue import Own
from glasshouse.studies import outcomes
from glasshouse.studies.contrasts import Contrast, Future, crossed
from glasshouse.studies.executors import PROCESSES, Executor, executor, source_behind
from glasshouse.studies.frames import described
from glasshouse.studies.members import Member
from glasshouse.studies.plan import Plan
from glasshouse.studies.sharing import CHUNK, CHUNK_SECONDS, OnMember, Sharing, live_apart, part_of
from glasshouse.studies.store import Store

if TYPE_CHECKING:
    from glasshouse.studies.discovery import Discovery
    from glasshouse.studies.fronts import Front
    from glasshouse.studies.sensitivity import Indices
    from glasshouse.studies.verifying import Verified

STORE = "glasshouse-store"
"""Folder of members where nobody names another."""
MOST_CHUNK, MOST_PARTS = 1_000_000, 1_000_000


def _chunk(value: object) -> int:
    return 0 if value is None else arguments.whole("chunk", value, 1, MOST_CHUNK)


def _silent(_done: int, _total: int) -> None:
    """Progress nobody watches."""


@dataclass(frozen=True)
class Study:
    """A plan and its store. `run` lives what has not been lived; `table` reads what has.

    `part_of` is the hash of the study whose search asks for this one. Every reader verifies the store first
    and raises `InputError` where any of it is damaged.

    >>> import glasshouse as gh
    >>> study = gh.sweep(
    ...     "court-list-2013", "toytown", {"court.sue": [0.1, 0.2]}, design="grid",
    ...     persons=300, months=3, outcomes=["ever_listed"], store="members", by="serial",
    ... )
    >>> study.table()["court.sue"].tolist()
    [0.1, 0.2]
    >>> study.missing()
    []
    """

    plan: Plan
    store: Store
    part_of: str = ""

    def run(self, by: Executor | str = "", on_member: OnMember = _silent, chunk: int | None = None) -> Study:
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
        on_member: OnMember = _silent,
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

    def verify(self, sample: int = 8, seed: int | None = None, threads: int = 0) -> Verified:
        """Live some members of the store again and compare them to the bit (`verifying.verify`)."""
        from glasshouse.studies.verifying import verify

        return verify(self, sample, seed, threads)

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
        hash of the study in that of the table (`frames.described`).
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

    def compare(self, outcome: str, rulebook: str, with_: str) -> Contrast:
        """The paired difference of an outcome between two rulebooks on the same futures."""
        self._known((outcome,))
        names = self.plan.rulebooks
        diagnostics = [
            Diagnostic(f"{name}: not a rulebook of this study", suggestion(name, names))
            for name in (rulebook, with_)
            if name not in names
        ]
        if diagnostics:
            raise InputError(*diagnostics)
        one, other = (self._by_future(outcome, name) for name in (rulebook, with_))
        differences = {future: one[future] - other[future] for future in one if future in other}
        return self._crossed(differences, rulebook, with_)

    def effect(self, outcome: str, rulebook: str) -> Contrast:
        """The paired difference of an outcome between a rulebook and the twins without a system."""
        return self.mean(outcome.removesuffix(outcomes.DIFFERENCE) + outcomes.DIFFERENCE, rulebook)

    def mean(self, outcome: str, rulebook: str) -> Contrast:
        """The mean of an outcome over futures; lives in which it has no value are left out."""
        self._known((outcome,))
        return self._crossed(self._by_future(outcome, rulebook), rulebook)

    def _crossed(self, differences: Mapping[Future, float], *books: str) -> Contrast:
        """The contrast over distinct points: points that gave the same lives are one, with its weight."""
        lives: dict[int, set[str]] = {}
        for row in self._rows:
            if row["rulebook"] in books:
                lives.setdefault(row["point"], set()).add(row["outcomes"]["key"])
        first: dict[frozenset[str], int] = {}
        one = {point: first.setdefault(frozenset(keys), point) for point, keys in lives.items()}
        distinct = {future: value for future, value in differences.items() if one[future[0]] == future[0]}
        return crossed(distinct, Counter(one.values()))

    def indices(self, outcome: str, rulebook: str = "") -> Indices:
        """What an outcome hangs on: Morris or Sobol indices of each factor, and of luck.

        Raises `InputError` where the design's members are not all lived, or nothing varies.
        """
        from glasshouse.studies.frames import response
        from glasshouse.studies.sensitivity import indices

        return indices(response(self, outcome, rulebook))

    def figure(self, id: str, outcome: str = "", rulebook: str = "") -> Figure:
        """A figure of the study: "effects" of its rulebooks on an outcome, or its "indices".

        Raises `InputError` for an unknown id or outcome, and where members it needs are missing.
        """
        if outcome:
            self._known((outcome,))
        return registry.draw(self, id, "study", outcome=outcome, rulebook=rulebook)

    def discover(self, outcome: str, rulebook: str = "", **wanted: Any) -> Discovery:
        """Boxes of factor values where an outcome is `above=` or `below=` a number (`discovery.discover`)."""
        from glasshouse.studies.discovery import discover

        return discover(self, outcome, rulebook, **wanted)

    def search(self, rulebook: str = "", by: Executor | str = "", **more: Any) -> Front:
        """Less harmful variants of a rulebook, as the plan's search asks (`search.search`)."""
        from glasshouse.studies.search import search

        return search(self, rulebook, by=by, **more)

    def to_xarray(self, *columns: str) -> Any:
        """Outcomes over rulebook, point and replicate as an `xarray.Dataset` (`frames.to_xarray`)."""
        from glasshouse.studies.frames import to_xarray

        return to_xarray(self, *columns)

    def to_pandas(self, *columns: str) -> object:
        """`table` as a `pandas.DataFrame`."""
        return self.table(*columns).to_pandas()

    def to_polars(self, *columns: str) -> object:
        """`table` as a `polars.DataFrame`."""
        return self.table(*columns).to_polars()

    def _by_future(self, outcome: str, rulebook: str) -> dict[tuple[int, int], float]:
        return {
            (row["point"], row["replicate"]): row["outcomes"][outcome]
            for row in self._rows
            if row["rulebook"] == rulebook
        }


def study(plan: Plan | str | Path, store: str | Path | Store = STORE, measures: Sequence[Own] = ()) -> Study:
    """The study of a plan, or of the file of one, with the members in `store`.

    `measures` are measures of one's own beside those the file names, as objects or FILE:NAME.

    >>> import glasshouse as gh
    >>> from pathlib import Path
    >>> text = '''
    ... schema: glasshouse/study@1
    ... rulebooks: court-list-2013
    ... society: toytown
    ... persons: 300
    ... months: 3
    ... vary: {court.sue: [0.1, 0.2]}
    ... design: {kind: grid}
    ... outcomes: [ever_listed]
    ... '''
    >>> _ = Path("study.yaml").write_text(text)
    >>> study = gh.study("study.yaml", store="members").run(by="serial")
    >>> len(study.table())
    2
    """
    from glasshouse.studies.plan import load, plan_with

    read = plan_with(plan, measures) if isinstance(plan, Plan) else load(plan, measures)
    return Study(read, store if isinstance(store, Store) else Store(store))


def sweep(
    rulebook: str | Sequence[str],
    society: str,
    vary: Mapping[str, object],
    *,
    design: str | Mapping[str, object] = "sobol",
    samples: int = 64,
    store: str | Path | Store = STORE,
    by: Executor | str = "",
    on_member: OnMember = _silent,
    **settings: object,
) -> Study:
    """Plan and run a study in one call; `settings` are the other keys of a `study.yaml`.

    `vary` maps a path of the rulebook or the name of a parameter to values (None: no end; `"as written"`: the
    rulebook's own), `{"from": ..., "to": ...}`, a prior such as `"beta(2, 38)"`, or `"prior"` for the
    parameter's own. Raises `InputError`.

    >>> import glasshouse as gh
    >>> study = gh.sweep(
    ...     "court-list-2013", "toytown", {"court.sue": [0.1, 0.2]}, design="grid",
    ...     persons=300, months=3, outcomes=["ever_listed"], store="members", by="serial",
    ... )
    >>> study.table().units["court.sue"]
    '1/month'
    """
    from glasshouse.studies.planning import plan_from

    laid = {"kind": design, "samples": samples} if isinstance(design, str) else dict(design)
    plan = plan_from(
        {"rulebooks": rulebook if isinstance(rulebook, str) else list(rulebook), "society": society,
         "vary": dict(vary), "design": laid, **settings}
    )  # fmt: skip
    return study(plan, store).run(by, on_member)
