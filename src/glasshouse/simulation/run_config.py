"""The setting of a run: everything that decides its results, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from glasshouse import arguments
from glasshouse.engine.counting import count_codes
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.model.act_catalogue import catalogue
from glasshouse.model.building import PackedParameters
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.government import Government
from glasshouse.model.world_events import DatedEvent
from glasshouse.population.society import Society, SocietyRecipe
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.rulebooks import practice as load_practice
from glasshouse.rulebooks.compiling import inactive
from glasshouse.rulebooks.joining import scope_of
from glasshouse.rulebooks.scope import Scope, names_statuses
from glasshouse.rulebooks.sizes import Records
from glasshouse.simulation import event_files, mechanism_files
from glasshouse.simulation.run_settings import CONFIG_DEFAULTS, ConfigSettings
from glasshouse.simulation.society_figures import (
    first_month,
    in_money,
    refuse_other_money,
    world_of,
    worth_of_others,
)
from glasshouse.specs.parameters import ParameterSet

ALL_LUCK = 2**32 - 1
"""The half of a replicate's number that chooses all luck; the other half redraws enforcement alone."""
NO_PARAMETERS = ParameterSet(())
START = "2014-01"
"""First month where neither the caller nor the rulebook names one."""


@dataclass(frozen=True)
class RunConfig:
    """Who lives (`society`), under what (`rulebook`, None for no system), as carried out (`practice`), in a
    world that works how (`parameters`, and `mechanisms` of a user's own with their `own_parameters`), from
    which month (`start`, "2014-01"), for how many `months`, with which luck. `provinces` named with a
    rulebook of their own live under that one, and people
    move between them; with a `government` their rulebooks change from year to year. `changed` are parameters
    set by name, already in `parameters` and `practice`. `twin_of` is the scope of the run this one is the
    twin of. `events` strike the society at their dates. `continued` is the run this one goes on from: until
    then all is as it was there.
    """

    society: Society
    rulebook: Rulebook | None
    practice: ParameterSet
    parameters: ParameterSet
    start: str
    months: int
    seed: int
    replicate: int
    mechanisms: tuple[CustomMechanism, ...] = ()
    own_parameters: ParameterSet = NO_PARAMETERS
    provinces: tuple[tuple[str, Rulebook | None], ...] = ()
    government: Government | None = None
    changed: tuple[tuple[str, Any], ...] = ()
    twin_of: Scope | None = None
    events: tuple[DatedEvent, ...] = ()
    continued: Continued | None = None

    @cached_property
    def scope(self) -> Scope:
        """The words and the room of the run; those of the system's run for its twin, where people do the
        same acts."""
        if self.twin_of:
            return self.twin_of
        return scope_in(self.society.recipe, (self.rulebook, *dict(self.provinces).values()))

    @cached_property
    def laws(self) -> Records:
        """The law of every month where no province has its own, a record array of shape (months,)."""
        own = self.laws_under(self.rulebook)
        if self.continued is None:
            return own
        until = self.continued.month
        return np.concatenate([self.continued.before.laws[:until], own[until:]]).view(np.recarray)

    @property
    def first(self) -> RunConfig:
        """The configuration under which the first month is lived."""
        return self.continued.before if self.continued else self

    def rulebook_in(self, month: int) -> Rulebook | None:
        """The rulebook of a month where no province has its own."""
        return (
            self.rulebook if self.continued is None or month >= self.continued.month else self.first.rulebook
        )

    def laws_under(self, book: Rulebook | None) -> Records:
        """The law of every month under a rulebook, a record array of shape (months,)."""
        if book is None:
            return inactive(self.months, self.scope.sizes)
        return book.within(self.scope).laws(self.months, self.start)

    @cached_property
    def serials(self) -> dict[str, int]:
        """The serial of each named province, in the order of the serials."""
        known = self.society.recipe.tables.provinces
        return dict(
            sorted(((name, known[name].serial) for name, _ in self.provinces), key=lambda one: one[1])
        )

    @property
    def populations(self) -> dict[int, int]:
        """Population of each named province by its serial: people move between these."""
        known = self.society.recipe.tables.provinces
        return {serial: int(known[name].population.value) for name, serial in self.serials.items()}

    def book_of(self, province: str) -> Rulebook | None:
        """The rulebook of a province at the start."""
        return dict(self.provinces).get(province, self.rulebook)

    def laws_of(self, province: str) -> Records:
        """The law of every month in a province, as its rulebook stands at the start."""
        return self.laws_under(self.book_of(province))

    def without_system(self) -> RunConfig:
        """The same people, provinces and luck, no rulebook, of `mechanisms` those that apply to both, of
        `events` those of the world.

        The twin of a run continued with changes is the run without these changes.
        """
        if self.continued:
            return self.continued.before
        unruled = tuple((name, None) for name, _ in self.provinces)
        both = tuple(one for one in self.mechanisms if one.applies_to == "both")
        world = tuple(one for one in self.events if one.of == "world")
        twin = replace(
            self, rulebook=None, provinces=unruled, government=None, mechanisms=both, twin_of=self.scope,
            events=world,
        )  # fmt: skip
        vars(twin)["packed"] = self.packed  # parameters, practice and scope are the same
        return twin

    @cached_property
    def packed(self) -> PackedParameters:
        """All that rules look up, packed for them."""
        words, books = self.scope.words, (self.rulebook, *dict(self.provinces).values())
        statuses = words.statuses if any(book and names_statuses(book.tree) for book in books) else None
        acts = catalogue(words.behaviours, words.rights, self.practice, self.scope.sizes, statuses)
        return PackedParameters(self.parameters.record(), self.practice.record(), acts)

    def redrawn(self, number: int) -> RunConfig:
        """The same acts with the luck of enforcement drawn again; `number` 0 .. 2**32-1, 0 as it was.

        What is seen, found, waived, decided, lifted, copied or noticed may differ; what people do by
        themselves has the same luck.
        """
        return replace(self, replicate=self.replicate & ALL_LUCK | number << 32)

    @property
    def all_parameters(self) -> ParameterSet:
        """Parameters of mechanisms, of practice and of mechanisms of a user's own together."""
        sets = (self.parameters, self.practice, self.own_parameters)
        return ParameterSet(tuple(one for of in sets for one in of.parameters))

    @property
    def dated_events(self) -> tuple[tuple[int, tuple[int, ...], DatedEvent], ...]:
        """For each event the month of the run in which it starts, the serials it strikes (none: all), and
        the event."""
        known = self.society.recipe.tables.provinces
        first = _months_of(self.start)
        return tuple(
            (_months_of(one.start) - first, tuple(known[name].serial for name in one.provinces), one)
            for one in self.events
        )

    @property
    def rulebook_id(self) -> str:
        """Name of the rulebook; `nothing` for none."""
        return self.rulebook.id if self.rulebook else "nothing"


def scope_in(recipe: SocietyRecipe, rulebooks: Iterable[Rulebook | None]) -> Scope:
    """The words and room that rulebooks share in a society, and what their currencies are worth in it."""
    books = [book for book in rulebooks if book]
    return replace(scope_of(books), rates=tuple(worth_of_others(recipe, books).items()))


def _months_of(date: str) -> int:
    year, month = arguments.year_and_month("start", date)
    return year * 12 + month


@dataclass(frozen=True)
class Continued:
    """A run goes on from another after `month` months. `before` is that run, as if it had gone on as long;
    `digest` is that of its results."""

    month: int
    before: RunConfig
    digest: str


@dataclass(frozen=True)
class Numbers:
    """The numbers and dates of a setting, checked; `start` is None for the rulebook's first month."""

    start: str | None
    months: int
    seed: int
    replicate: int


def numbers_of(start: object, months: object, seed: object, replicate: object) -> Numbers:
    """Numbers as a caller gives them, converted. Raises `InputError` with every one that cannot be used."""
    return Numbers(
        *arguments.together(
            lambda: None if start is None else arguments.month("start", start),
            lambda: arguments.months("months", months),
            lambda: arguments.seed("seed", seed),
            lambda: arguments.seed("replicate", replicate),
        )
    )


def run_config(
    rulebook: Rulebook | str | Path, society: Society, **settings: Unpack[ConfigSettings]
) -> RunConfig:
    """Put a configuration together; names and paths are loaded, numbers and dates converted.

    `settings` are those of `ConfigSettings`, with its units, ranges and defaults. Raises `InputError`.
    """
    given: ConfigSettings = {**CONFIG_DEFAULTS, **settings}
    own = mechanism_files.chosen(given["mechanisms"])
    numbers = numbers_of(given["start"], given["months"], given["seed"], given["replicate"])
    practice, recipe = given["practice"], society.recipe
    if given["government"] is not None and not given["provinces"]:
        raise InputError(Diagnostic("a government without provinces", 'name them: provinces={"*": ...}'))
    book = rulebook if isinstance(rulebook, Rulebook) else load_rulebook(rulebook)
    written = practice if isinstance(practice, ParameterSet) else load_practice(book, practice)
    changes = arguments.mapping("parameters", given["parameters"])
    refuse_other_money(recipe, book)
    world, carried_out, own_numbers = changed_by(
        changes, world_of(recipe), in_money(recipe, written), mechanism_files.parameters_of(own)
    )
    places = _provinces(arguments.mapping("provinces", given["provinces"]), society)
    scope = scope_of([book, *(other for _, other in places if other)])
    return RunConfig(
        society=society,
        rulebook=book.within(scope),
        practice=carried_out,
        parameters=world,
        changed=tuple(changes.items()),
        start=numbers.start or first_month(book, recipe),
        months=numbers.months,
        seed=numbers.seed,
        replicate=numbers.replicate,
        mechanisms=own,
        own_parameters=own_numbers,
        provinces=_within(places, scope),
        government=_government(given["government"]),
        events=event_files.chosen(given["events"], recipe.tables.provinces),
    )


def _government(given: object) -> Government | None:
    if given is None or isinstance(given, Government):
        return given
    wanted = arguments.mapping("government", given)
    known = [field.name for field in fields(Government)]
    arguments.together(
        *(
            lambda name=name: arguments.one_of("government", name, known, "a rule of government")
            for name in wanted
        )
    )
    return Government(**wanted)


def changed_by(changes: Mapping[str, object], *sets: ParameterSet) -> tuple[ParameterSet, ...]:
    """All sets with the named parameters changed, wherever each belongs; all mistakes together."""
    every = [name for known in sets for name in known]
    diagnostics = [
        Diagnostic(f"{name}: not a known parameter", suggestion(name, every))
        for name in changes
        if name not in every
    ]
    made: list[ParameterSet] = []
    for known in sets:
        try:
            made.append(known.but({name: changes[name] for name in changes if name in known}))
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(made)


def _provinces(
    given: Mapping[str, Rulebook | str | None], society: Society
) -> tuple[tuple[str, Rulebook | None], ...]:
    """Each named province with its rulebook loaded; `*` stands for all others in which somebody lives."""
    known = society.recipe.tables.provinces
    strangers = [name for name in given if name != "*" and name not in known]
    if strangers:
        raise InputError(
            *(
                Diagnostic(
                    f"{name} is not a province of {society.id}",
                    suggestion(name, known) or f"one of {', '.join(known)}",
                )
                for name in strangers
            )
        )
    loaded: dict[str, Rulebook] = {}
    found: list[tuple[str, Rulebook | None]] = []
    inhabited = set(count_codes(society.province)[0].tolist())
    others = [name for name in known if known[name].serial in inhabited] if "*" in given else []
    for name in dict.fromkeys([*(name for name in given if name != "*"), *others]):
        book = given.get(name, given.get("*"))
        if book is not None and not isinstance(book, Rulebook):
            book = loaded.setdefault(str(book), load_rulebook(book))
        found.append((name, book))
    return tuple(found)


def _within(
    places: tuple[tuple[str, Rulebook | None], ...], scope: Scope
) -> tuple[tuple[str, Rulebook | None], ...]:
    """The provinces with their rulebooks in a scope; who shared one still shares one."""
    made = {id(book): book.within(scope) for _, book in places if book}
    return tuple((name, book and made[id(book)]) for name, book in places)


def hash_of(parameters: ParameterSet) -> str:
    """SHA-256 of the values, units and names of parameters."""
    text = "\n".join(f"{p.name}={p.value!r} {p.unit}" for p in parameters.parameters)
    return hashlib.sha256(text.encode()).hexdigest()
