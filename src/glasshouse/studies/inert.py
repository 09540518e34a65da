"""What a study sets or varies and what changes nothing under its rulebooks; said before anything is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import inert
from glasshouse.simulation.inert.facts import combined

if TYPE_CHECKING:
    from glasshouse.rulebooks import Rulebook
    from glasshouse.specs.parameters import ParameterSet
    from glasshouse.specs.reading import Text
    from glasshouse.studies.members import Factor
    from glasshouse.studies.plan import Plan


def notes(plan: Plan, text: Text | None = None) -> tuple[str, ...]:
    """A sentence for each value set or varied that changes nothing under a rulebook of the plan.

    `text` is that of the plan, so that faults name its lines. Raises `InputError` where nothing that varies
    can change anything under any of the rulebooks. With mechanisms of a user's own nothing is called so: they
    may read it.
    """
    if plan.mechanisms:
        return ()
    looked = {name: _Under(plan, name) for name in plan.rulebooks}
    varied = {(name, factor.name): one.why(factor) for name, one in looked.items() for factor in plan.factors}
    if varied and all(varied.values()):
        raise InputError(*_pointless(varied, text))
    set_to = {(name, fixed): looked[name].why_parameter(fixed) for name in looked for fixed, _ in plan.fixed}
    every = {**varied, **set_to}
    return tuple(f"under {book}, {name} has no effect: {why}" for (book, name), why in every.items() if why)


def _pointless(varied: Mapping[tuple[str, str], str], text: Text | None) -> Iterator[Diagnostic]:
    fix = "nothing that varies can change a run: vary something else"
    for (book, name), why in varied.items():
        what = f"has no effect under {book}: {why}"
        yield text.diagnostic(("vary", name), what, fix) if text else Diagnostic(f"vary: {name} {what}", fix)


@dataclass(frozen=True)
class _Under:
    """A plan under one of its rulebooks."""

    plan: Plan
    name: str

    def why(self, factor: Factor) -> str:
        """Why a factor changes nothing whatever the others are; empty where it can."""
        if factor.kind == "input":
            return self.why_parameter(factor.name)
        if factor.name not in self.plan.levers_of[self.name]:
            return "the rulebook says nothing there"
        whys = [self._why_in(book, factor.name) for book in self.texts]
        return whys[0] if all(whys) else ""

    def why_parameter(self, name: str) -> str:
        """Why a parameter changes nothing; empty where it can."""
        return inert.why_parameter(self.parameters[name], self.facts)

    def _why_in(self, book: Rulebook, name: str) -> str:
        leaf = book.tree.by_name[book.explain(name).path]
        return inert.why_clause(book, leaf, self.facts, self.plan.months, self.start)

    @cached_property
    def book(self) -> Rulebook:
        """The rulebook as it is written."""
        from glasshouse.rulebooks import load

        return load(self.name)

    @cached_property
    def start(self) -> str:
        """The first month of its runs."""
        from glasshouse.population import load
        from glasshouse.simulation.society_figures import first_month

        return self.plan.start or first_month(self.book, load(self.plan.society))

    @cached_property
    def parameters(self) -> ParameterSet:
        """All parameters under the rulebook."""
        from glasshouse.model.shipped_parameters import mechanisms
        from glasshouse.rulebooks import practice
        from glasshouse.specs.parameters import ParameterSet

        return ParameterSet((*mechanisms().parameters, *practice(self.book).parameters))

    @cached_property
    def texts(self) -> tuple[Rulebook, ...]:
        """The rulebook, and variants with its levers at values that the plan gives them."""
        levers = [f for f in self.plan.factors if f.name in self.plan.levers_of[self.name]]
        values = {factor.name: [factor.written(value) for value in _ends(factor)] for factor in levers}
        from glasshouse.rulebooks.scope import Scope
        from glasshouse.rulebooks.sizes import room_for

        every = (self.book, *_variants(self.book, values))
        room = Scope(self.book.words, room_for(book.room for book in every), self.book.measures)
        return tuple(book.within(room) for book in every)

    @cached_property
    def facts(self) -> inert.Facts:
        """What holds in some member of the plan under this rulebook."""
        numbers: dict[str, tuple[Any, ...]] = inert.numbers_of(self.parameters.but(dict(self.plan.fixed)))
        for factor in self.plan.factors:
            if factor.kind == "input":
                numbers[factor.name] = (*numbers[factor.name], *_ends(factor))
        plain = inert.facts_under(self.texts[0], self.parameters, self.plan.months, self.start)
        for book in self.texts[1:]:
            plain = plain.beside(book.laws(self.plan.months, self.start))
        return replace(plain, numbers=numbers)


def _ends(factor: Factor) -> tuple[Any, ...]:
    """All levels of a factor, or low, middle and high values."""
    return factor.levels or tuple(factor.at(u) for u in (0.0, 0.5, 1.0))


def _variants(book: Rulebook, values: dict[str, list[Any]]) -> Iterator[Rulebook]:
    """The rulebook with its levers at values of the plan, where it can stand."""
    for changes in combined(values) if values else ():
        try:
            yield book.but(changes)
        except InputError:
            continue
