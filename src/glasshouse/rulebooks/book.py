"""A rulebook: merged, checked, frozen. It gives the law of a month, the reason of a value, and variants."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.rulebooks import clauses, compiling, overriding
from glasshouse.rulebooks.enabling_act import enabling
from glasshouse.rulebooks.schema import ABOUT
from glasshouse.rulebooks.scope import Scope, measures_of, needs
from glasshouse.rulebooks.sheets import month_of
from glasshouse.rulebooks.sizes import STANDARD, Records, Sizes, room_for
from glasshouse.rulebooks.tree import Leaf, LeafStep, Month, Tree
from glasshouse.rulebooks.vocabulary import Words

START = "2014-01"
"""The first month of a run, where nobody says otherwise."""
_PATHS = "look for its section in the file, or for its lever on the page of `glasshouse explore`"


@dataclass(frozen=True)
class Explanation:
    """Why a value is what it is.

    `value` and `unit` as written; `file`, `line` and `layer` say where (`set in code` for overrides); `date`
    is the day since which it holds; `evidence` is the leaf's own, or that of the source its `basis` names;
    `earlier` are the values it replaced, the latest first; `under` is the enabling act of its source.
    """

    path: str
    value: Any
    unit: str
    file: str
    line: int
    layer: str
    rulebook: str
    date: datetime.date | None
    basis: str
    evidence: str
    note: str
    lever: tuple[Any, ...] | None
    earlier: tuple[Explanation, ...] = ()
    under: str = ""


@dataclass(frozen=True)
class Rulebook:
    """One rulebook with all it stands on. Immutable; `but` gives a variant.

    `id` joins the names of add-ons with `+`. `start` and `until` are the first and last day in force.
    `newest` is the first day of the text that gives the rulebook its name, where it stands on earlier ones.
    `findings` note what is odd but not wrong, such as a province that goes beyond its delegation. `scope` is
    what it shares with the other rulebooks of a run.

    >>> import glasshouse as gh
    >>> law = gh.rulebook("court-list-2013")
    >>> law.value("lists.defaulters.term", "2014-01"), law.value("lists.obstructors.term")
    (None, 24)
    >>> law.id, str(law.start)
    ('court-list-2013', '2013-10-01')
    """

    id: str
    title: str
    layer: str
    start: datetime.date | None
    until: datetime.date | None
    newest: datetime.date | None
    tree: Tree = field(repr=False)
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), repr=False)
    unknowns: tuple[str, ...] = field(default=(), repr=False)
    findings: tuple[Diagnostic, ...] = field(default=(), repr=False)
    scope: Scope | None = field(default=None, repr=False)

    @property
    def text_hash(self) -> str:
        """SHA-256 of what the rulebook says; comments, notes and the order of keys do not count."""
        return self.tree.hash(self.start, self.until)

    @property
    def first_month(self) -> str:
        """The month in which the text that gives the rulebook its name comes into force ("2013-10")."""
        day = self.newest or self.start
        return f"{day.year}-{day.month:02}" if day else START

    def paths(self) -> tuple[str, ...]:
        """The dotted path of every leaf, in order."""
        return tuple(self.tree.by_name)

    def value(self, path: str, month: str | datetime.date | None = None) -> Any:
        """The value at a dotted path in the schema's unit, in a month (None: the last); None where absent."""
        step = self._leaf(path).at(month_of(month) if month is not None else None)
        return None if step is None else step.value

    def explain(self, path: str, month: str | datetime.date | None = None) -> Explanation:
        """What stands at a dotted path (`lists.defaulters.exit.within`), and who says so.

        `month` asks for an earlier date than the last. Raises `InputError` for a path that is not there, with
        the nearest that is.
        """
        leaf = self._leaf(path)
        steps = [s for s in leaf.steps if month is None or s.since is None or _reached(s, month_of(month))]
        if not steps:
            raise InputError(
                Diagnostic(
                    f"{leaf.dotted}: nothing is said for {month}", f"the first is of {leaf.steps[0].since}"
                )
            )
        earlier = tuple(self._explanation(leaf, step) for step in reversed(steps[:-1]))
        return replace(self._explanation(leaf, steps[-1]), earlier=earlier)

    def _explanation(self, leaf: Leaf, step: LeafStep) -> Explanation:
        source = step.basis.partition("#")[0]
        return Explanation(
            path=leaf.dotted,
            value=None if step.absent else step.shown,
            unit=step.unit,
            file=step.origin.file,
            line=step.origin.line,
            layer=step.origin.layer,
            rulebook=step.origin.rulebook,
            date=step.since or step.born or self.start,
            basis=step.basis,
            evidence=step.evidence or self.tree.value(("sources", source, "confidence"), default=""),
            note=step.note,
            lever=step.lever,
            under=enabling(self.tree, leaf.dotted, source),
        )

    def _leaf(self, path: str) -> Leaf:
        name = overriding.resolve(self.tree, path)
        if name in self.tree.by_name:
            return self.tree.by_name[name]
        inside = [other for other in self.tree.by_name if other.startswith(f"{name}.")]
        if inside:
            raise InputError(
                Diagnostic(f"{path}: a clause, not a value", f"it holds: {', '.join(inside[:8])}")
            )
        raise InputError(
            Diagnostic(f"{path}: {self.id} says nothing there", choices(path, self.tree.by_name, _PATHS))
        )

    def but(self, changes: dict[str, Any] | None = None, /, **more: Any) -> Rulebook:
        """A variant: `but(map={"radius": "500 m"})`, `but({"lists.defaulters.term": "24 month"})`.

        Keys are dotted or nested, and may be the end of a path where only one path ends so. Numbers that have
        a unit are given as texts (`"500 m"`) or maps; None takes a clause away. What is set in code holds at
        all dates. Raises `InputError` with all mistakes together.
        """
        changed = overriding.override(self.tree, arguments.plain({**(changes or {}), **more}))
        return replace(
            self,
            tree=changed.tree,
            start=changed.start or self.start,
            until=changed.until or self.until,
            findings=(*self.findings, *changed.findings),
        )

    def as_of(self, month: str | datetime.date) -> Rulebook:
        """The law as it stood in one month, held at all dates: for asking what it would do at any time.

        Raises `InputError` for a month in which the rulebook is not in force.
        """
        when = month_of(month)
        first, last = self._span()
        if (first and when < first) or (last and when > last):
            raise InputError(
                Diagnostic(f"{self.id} is not in force in {month}", f"it runs from {self.start}")
            )
        return replace(
            self, id=f"{self.id}@{when[0]}-{when[1]:02}", tree=self.tree.as_of(when), start=None, until=None
        )

    def within(self, scope: Scope) -> Rulebook:
        """The same rulebook with the words and the room of a run."""
        plain = not scope.own and scope.sizes == STANDARD
        return self if plain else replace(self, scope=scope)

    def law(self, month_index: int, start: str | datetime.date = START) -> Records:
        """The law of one month, `month_index` months after `start`: a record array of `LAW`, shape (1,)."""
        return self._compiled(_later(month_of(start), month_index), 1)

    def laws(self, months: int, start: str | datetime.date = START) -> Records:
        """The law of each of `months` months from `start` on: a record array of `LAW`, shape (months,)."""
        return self._compiled(month_of(start), months)

    def clause_of(self, kind: str, index: int = 0) -> str:
        """The dotted path of the clause behind a field of `LAW` (and its index); empty where there is none.

        `kind` may also be `right`: then the sanction or reward that touches the right of that index.
        """
        return clauses.clause_of(self.tree, self.words, self.measures, kind, index)

    def unplayed(self) -> tuple[str, ...]:
        """The paths of rules that are written but that the model cannot play yet."""
        return clauses.unplayed(self.tree)

    def confidence(self) -> str:
        """How many rules rest on which evidence: `12 V, 3 M, 1 assumption`, `none` for rules without."""
        rules = [leaf for leaf in self.tree.values() if leaf.path[0] not in ABOUT]
        codes = Counter(self._explanation(leaf, leaf.steps[-1]).evidence or "none" for leaf in rules)
        return ", ".join(f"{count} {code}" for code, count in codes.most_common()) or "no rules"

    def _compiled(self, first: Month, months: int) -> Records:
        rates = self.scope.rates if self.scope else ()
        scope = Scope(self.words, self.room, self.measures, rates)
        return compiling.compile_months(self.tree, self._span(), first, months, scope)

    @cached_property
    def words(self) -> Words:
        """The words the rulebook may use: those shipped, those of its scope, its own."""
        return self.scope.words.joined([self.tree.words]) if self.scope else self.tree.words

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The clauses that move money, in the places that the law has for them; those of its scope first."""
        given = self.scope.measures if self.scope else ()
        return tuple(dict.fromkeys((*given, *measures_of(self.tree))))

    @cached_property
    def room(self) -> Sizes:
        """What the record of its law has room for."""
        return room_for([needs(self.tree, self.words), *([self.scope.sizes] if self.scope else [])])

    def _span(self) -> tuple[Month | None, Month | None]:
        first, last = (month_of(day) if day else None for day in (self.start, self.until))
        return first, last


def _later(month: Month, by: int) -> Month:
    count = month[0] * 12 + month[1] - 1 + by
    return count // 12, count % 12 + 1


def _reached(step: LeafStep, month: Month) -> bool:
    return step.since is not None and (step.since.year, step.since.month) <= month
