"""The plan of a study: what a `study.yaml` says, checked, with every member it asks for."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic
from glasshouse.metrics import catalogue
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.measure import Measure
from glasshouse.plugins import Source
from glasshouse.specs.units import MONEY
from glasshouse.studies import outcomes
from glasshouse.studies.designs import Design, Points
from glasshouse.studies.goals import Asked
from glasshouse.studies.members import Factor, Kind, Member, Named, Value, changed
from glasshouse.studies.outcomes import Outcome

if TYPE_CHECKING:
    from glasshouse.model.custom_mechanism import CustomMechanism

SCHEMA = "glasshouse/study@1"
MOST_MEMBERS = 10_000_000
"""Most members of a study."""
UNASKED = 100_000
"""Most members of a study whose plan names no budget."""


@dataclass(frozen=True)
class Plan:
    """What a study runs: every rulebook at every point of the design, with every replicate of luck.

    `mechanisms` are mechanisms of a user's own by the name the plan gives them (FILE:NAME).
    `fixed` are parameters set for all members (switches among them), `factors` what varies, `outcomes` those
    the tables show, `measures` measures of one's own that are taken of every member, `search` what a search
    for less harmful variants is asked, `executor` where members are computed ("": in processes). With
    `redraw` each replicate has people of its own, else only luck of its own. All rulebooks and points of one
    replicate share people and luck, so that their differences are paired. `currency` is that of the society,
    `groups` the names of its groups by dimension.
    """

    title: str
    rulebooks: tuple[str, ...]
    society: str
    persons: int = 10_000
    months: int = 120
    seed: int = 1
    replicates: int = 1
    redraw: bool = False
    start: str = ""
    twins: bool = True
    fixed: Named = ()
    factors: tuple[Factor, ...] = ()
    design: Design = field(default_factory=Design)
    outcomes: tuple[str, ...] = ()
    budget: int = 0
    search: Asked | None = None
    levers_of: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    hashes: dict[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    society_hash: str = ""
    mechanisms: dict[str, CustomMechanism] = field(default_factory=dict, hash=False)
    measures: tuple[Measure, ...] = field(default=(), hash=False)
    executor: str = ""
    currency: str = MONEY
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    notes: tuple[Diagnostic, ...] = ()

    @cached_property
    def known(self) -> dict[str, Outcome]:
        """Every outcome that may be named, with those of the plan's own measures and of groups."""
        return outcomes.catalogue(self.measures, self.groups)

    @cached_property
    def taken(self) -> tuple[str, ...]:
        """The outcomes that members have beside those kept of every member: all of each measure named."""
        kept, goals = outcomes.names(), [goal.outcome for goal in self.search.goals] if self.search else []
        named = [name for name in (*self.outcomes, *goals) if name not in kept]
        behind = (*self.measures, *outcomes.measures_of(named, self.measures))
        return tuple(dict.fromkeys(one.name for measure in behind for one in outcomes.of_measure(measure)))

    @cached_property
    def _taken(self) -> tuple[tuple[str, str], ...]:
        sources = {one.id: one.origin.sha256 for one in self._behind if one.origin}
        return tuple((name, sources.get(name.partition(".")[0], "")) for name in self.taken)

    @cached_property
    def _behind(self) -> list[Measure]:
        return outcomes.measures_of(self.taken, self.measures)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The source of every measure that is not shipped and whose outcomes members have."""
        return tuple(one.origin for one in self._behind if one.origin)

    @cached_property
    def points(self) -> Points:
        """Every point of the design."""
        return self.design.points(self.factors)

    @cached_property
    def rows(self) -> list[tuple[int, str, int, Member]]:
        """Point, rulebook, replicate and member of every run, replicate by replicate; budget kept."""
        made = (
            (number, book, replicate, self._member(book, point, replicate))
            for replicate in range(self.replicates)
            for number, point in enumerate(self.points)
            for book in self.rulebooks
        )
        return list(itertools.islice(made, self.budget or None))

    @property
    def count(self) -> int:
        """How many rows there are, without laying them out; members that are the same count each time."""
        whole = self.design.count(self.factors) * len(self.rulebooks) * self.replicates
        return min(whole, self.budget) if self.budget else whole

    def varying(self, book: str) -> dict[str, Factor]:
        """The factors that vary under a rulebook, by name: all inputs, and the levers it has."""
        return self._varying[book]

    @cached_property
    def _varying(self) -> dict[str, dict[str, Factor]]:
        return {
            book: {f.name: f for f in self.factors if f.kind == "input" or f.name in self.levers_of[book]}
            for book in self.rulebooks
        }

    def cell(self, book: str, point: dict[str, Value], factor: Factor) -> Value:
        """The value of a factor as tables show it: None where it is left as written or lacking."""
        if factor.name not in point or factor.name not in self.varying(book):
            return None
        return factor.cell(point[factor.name])

    @cached_property
    def members(self) -> list[Member]:
        """All members in order, each once."""
        return list({member.key: member for *_, member in self.rows}.values())

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the keys of all members: what the study is, whatever it is called."""
        keys = [member.key for *_, member in self.rows]
        return hashlib.sha256(json.dumps(keys).encode()).hexdigest()

    def more(self, **changes: Any) -> Plan:
        """The plan with other replicates, samples or whatever else: what is already lived is kept."""
        return replace(self, **changes)

    def levers(self, book: str, point: dict[str, Value]) -> Named:
        """The values a point sets in a rulebook, by path."""
        return self._set(book, point, "lever")

    def _set(self, book: str, point: dict[str, Value], kind: Kind) -> Named:
        named = self.varying(book)
        mine = {name: value for name, value in point.items() if name in named and named[name].kind == kind}
        return tuple(changed(named, mine).items())

    def _member(self, book: str, point: dict[str, Value], replicate: int) -> Member:
        inputs = dict(self.fixed) | dict(self._set(book, point, "input"))
        rulebook_hash, practice_hash = self.hashes[book]
        return Member(
            rulebook=book,
            levers=self.levers(book, point),
            inputs=tuple(sorted(inputs.items())),
            society=self.society,
            persons=self.persons,
            people_seed=self.seed + (replicate if self.redraw else 0),
            seed=self.seed,
            replicate=replicate,
            months=self.months,
            start=self.start,
            twin=self.twins,
            rulebook_hash=rulebook_hash,
            practice_hash=practice_hash,
            society_hash=self.society_hash,
            mechanisms=tuple(self.mechanisms),
            mechanism_hashes=tuple(one.hash for one in self.mechanisms.values()),
            taken=self._taken,
            measures=tuple(catalogue.options(self.measures)),
        )


def plan_with(plan: Plan, measures: Sequence[Own]) -> Plan:
    """The plan with further measures of one's own. Raises `InputError` for those that cannot be used."""
    if not measures:
        return plan
    known = catalogue.joined(catalogue.all_measures(), plan.measures)
    own = catalogue.joined(known, [catalogue.own_measure(one) for one in measures])
    return plan.more(measures=(*plan.measures, *(one for id, one in own.items() if id not in known)))
