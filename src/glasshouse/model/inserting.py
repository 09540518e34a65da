"""A schedule of the month, and rules of a user's own inserted into it.

An inserted rule runs for every adult in every month, right after a rule or the last rule of a mechanism that
it names, or else at the end of the month, before the signs that others read are given. It asks for what it
needs by the names of its arguments (`ASKABLE`); fields of its own never touch a shipped record.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import declarations
from glasshouse.engine.compiled import inlined
from glasshouse.engine.kernels import Kernel, is_inserted
from glasshouse.engine.rules import Phase, Rule, phase
from glasshouse.engine.steps import Assign, Call, Function, Step, When, arguments, plain
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.model.contexts import InsertedContext, RuleContext
from glasshouse.model.placing import (
    PLACED,
    rules_in,
    with_rule,
    with_step,
    with_steps_after,
    with_steps_before,
)
from glasshouse.model.record_types import Records

_NAME = re.compile(r"[A-Za-z_]\w*")
SHOWN = "show"
"""The rule before which rules run that name no place."""
RECORDS = {"p": "", "f": "firm."}
"""What rules call a person and a firm, and how declarations name the fields of each."""
LATEST = ("law", "register", "province")
"""Names that the steps of an adult's month give, and without which no rule is replaced."""
OWN_ROW = "np.int64(p.lives_in) * STRATA + g % STRATA"
"""The group in which events of an inserted rule are counted: where the person lives now."""
ASKABLE = (
    "p", "person", "record", "rng", "law", "register", "province", "parameters", "practice", "catalogue",
    "month", "i", "people", "contacts", "signs", "payer", "laws", "ctx", "own", "counts", "given",
)  # fmt: skip
"""Names of arguments that an inserted rule may have; `p` and `person` are the same."""


@dataclass(frozen=True)
class InsertedRule:
    """A rule about one adult and its place: `after` a mechanism or a rule, in the place of the shipped rule
    that it `replaces`, or, where both are None, at the end of the month.

    `function` has arguments of `ASKABLE` names; it is compiled unless it is already. `declared` says what it
    touches, where the function does not carry that as `function.rule`. `condition` is a cheap necessary
    condition in those names ("p.debt > 0").
    """

    function: Function
    after: str | None = None
    condition: str = ""
    declared: Rule | None = None
    replaces: str | None = None

    @cached_property
    def compiled(self) -> Function:
        """The function, compiled and with its declaration."""
        function: Any = self.function if hasattr(self.function, "py_func") else inlined(self.function)
        if self.declared is not None:
            function.rule = self.declared
        return function


@dataclass(frozen=True)
class Replaced:
    """A shipped rule that an inserted one may replace, and the numbers of its streams by their lower 32 bits
    (`engine.rng.stream`)."""

    rule: Rule
    streams: Mapping[int, np.uint64]


@dataclass(frozen=True)
class InsertedMechanism:
    """Rules inserted together, and what they alone read and write.

    `fields` is the type of the record each person gets (`own`), None for none; it starts as zeros except
    where `starts` gives a field another value. `events` name the columns of `counts`. `given` holds the
    parameters, a record array of one row.
    """

    name: str
    rules: tuple[InsertedRule, ...]
    fields: np.dtype[np.void] | None = None
    starts: Mapping[str, object] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    given: Records | None = None

    def blank(self, persons: int) -> Records | None:
        """The records of `persons` at the start of a run (a record array); None without fields."""
        if self.fields is None:
            return None
        made = np.zeros(persons, self.fields)
        for name, value in self.starts.items():
            made[name] = value
        return made.view(np.recarray)

    def context(self, own: Records | None, counts: npt.NDArray[np.int64]) -> InsertedContext:
        """What the compiled month gets of it."""
        return InsertedContext(own, counts if self.events else None, self.given)


@dataclass(frozen=True)
class Schedule:
    """The phases of a month in order, and the mechanisms inserted into it.

    `adults` is the step of the phase of people in which an adult's month stands.
    """

    phases: tuple[Phase, ...]
    adults: When
    inserted: tuple[InsertedMechanism, ...] = ()
    _compiled: dict[str, Callable[..., None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def kernel(self, name: str) -> Callable[..., None]:
        """The compiled function of the phase whose kernel is called `name`."""
        if name not in self._compiled:
            kernel = self._kernel(name)
            self._compiled[name] = kernel.load(lambda: declarations.check(_shipped(kernel), RECORDS))
        return self._compiled[name]

    def sources(self) -> dict[str, str]:
        """The generated source of each phase by the name of its kernel, as it is compiled."""
        return {one.kernel.name: one.kernel.source() for one in self.phases}

    def switches(self) -> dict[str, tuple[str, ...]]:
        """For each rule by name, the mechanisms that must be switched on for it to be called."""
        return {name: switches for one in self.phases for name, switches in one.switches().items()}

    def conditions(self) -> dict[str, tuple[str, ...]]:
        """For each rule by name, the conditions without which it is never called, outermost first."""
        return {name: found for one in self.phases for name, found in one.conditions().items()}

    def places(self) -> tuple[str, ...]:
        """What `InsertedRule.after` may name: mechanisms and rules of an adult's month."""
        rules = [one.function.rule for one in rules_in(self.adults.steps)]  # type: ignore[attr-defined]
        return tuple(dict.fromkeys([*(rule.mechanism for rule in rules), *(rule.name for rule in rules)]))

    def replaceable(self) -> dict[str, Replaced]:
        """Rules that an inserted one may replace: those of an adult's month that give the steps after them no
        value, once all that a rule may ask for is there."""
        given = [
            at for at, one in enumerate(self.adults.steps) if isinstance(one, Assign) and one.target in LATEST
        ]
        rules = [one for one in rules_in(self.adults.steps[given[-1] + 1 :]) if not is_inserted(one.function)]
        names = [one.function.rule.name for one in rules]  # type: ignore[attr-defined]
        return {
            name: Replaced(one.function.rule, _streams(one.function))  # type: ignore[attr-defined]
            for name, one in zip(names, rules, strict=True)
            if not one.gives and names.count(name) == 1
        }

    def with_rules(self, inserted: Sequence[InsertedMechanism]) -> Schedule:
        """This schedule and the rules of `inserted`, in the order given; replacing rules are placed first.

        Raises `InputError` with every place that is not known and every argument that no rule can have, and
        `Conflict` for rules that cannot stand in one phase.
        """
        if not inserted:
            return self
        mechanisms = (*self.inserted, *inserted)
        _check(self, mechanisms)
        steps, flags = self.adults.steps, count(1)
        new = [
            (rule, _steps_of(rule, number, mechanism))
            for number, mechanism in enumerate(inserted, len(self.inserted))
            for rule in mechanism.rules
        ]
        for rule, made in sorted(new, key=lambda one: one[0].replaces is None):
            if rule.replaces:
                steps = with_rule(steps, rule.replaces, made)
            elif rule.after:
                steps = with_steps_after(steps, rule.after, made, _names_in(rule), flags)
            else:
                steps = with_steps_before(steps, SHOWN, made)
        adults = replace(self.adults, steps=steps)
        phases = tuple(_with(one, self.adults, adults) for one in self.phases)
        return Schedule(phases, adults, mechanisms)

    def _kernel(self, name: str) -> Kernel:
        return next(one.kernel for one in self.phases if one.kernel.name == name)


def _shipped(kernel: Kernel) -> list[Function]:
    """The rules of this package that a kernel calls; those inserted were checked when they were loaded."""
    return list(
        dict.fromkeys(one.function for one in rules_in(kernel.steps) if not is_inserted(one.function))
    )


def _check(schedule: Schedule, mechanisms: Sequence[InsertedMechanism]) -> None:
    """Refuse what cannot be inserted, all of it at once."""
    rules = [rule for mechanism in mechanisms for rule in mechanism.rules]
    functions = [plain(rule.function) for rule in rules]
    replaced = [rule.replaces for rule in rules if rule.replaces]
    places = [name for name in schedule.places() if name not in replaced]
    places += [name for one in mechanisms for name in (one.name, *_names(one))]
    faults = [
        Diagnostic(f'rule "{one.__name__}" stands twice in one phase', "insert it once")
        for one in dict.fromkeys(functions)
        if functions.count(one) > 1
    ]
    for rule in rules:
        if rule.after is not None and rule.after not in places:
            name = plain(rule.function).__name__
            what = f'rule "{name}" runs after "{rule.after}", which is not in the month'
            fix = suggestion(rule.after, places) or "see glasshouse describe --plan"
            faults.append(Diagnostic(what, fix))
    faults += _irreplaceable(replaced, schedule.replaceable())
    for mechanism in mechanisms:
        for rule in mechanism.rules:
            faults += _unaskable(rule, mechanism)
    if faults:
        raise InputError(*faults)


def _irreplaceable(replaced: Sequence[str], known: Collection[str]) -> Iterator[Diagnostic]:
    for name in dict.fromkeys(replaced):
        if name not in known:
            yield Diagnostic(f'"{name}" is not a rule that can be replaced', suggestion(name, known))
        elif replaced.count(name) > 1:
            yield Diagnostic(f'two rules replace the rule "{name}"', "leave one out")


def _names(mechanism: InsertedMechanism) -> list[str]:
    return [plain(rule.function).__name__ for rule in mechanism.rules]


def _unaskable(rule: InsertedRule, mechanism: InsertedMechanism) -> Iterator[Diagnostic]:
    absent = {
        "own": mechanism.fields is None,
        "counts": not mechanism.events,
        "given": mechanism.given is None,
    }
    for name in arguments(rule.function):
        if name not in ASKABLE or absent.get(name, False):
            known = ", ".join(one for one in ASKABLE if not absent.get(one, False))
            what = f'rule "{plain(rule.function).__name__}" asks for "{name}", which it cannot have'
            yield Diagnostic(what, f"it may ask for {known}")


def _steps_of(rule: InsertedRule, number: int, mechanism: InsertedMechanism) -> tuple[Step, ...]:
    """The call of an inserted rule, with what belongs to its mechanism."""
    own = {
        "own": f"inserted[{number}].own[i]" if mechanism.fields is not None else "None",
        "counts": f"inserted[{number}].counts[{OWN_ROW}]" if mechanism.events else "None",
        "given": f"inserted[{number}].given[0]" if mechanism.given is not None else "None",
    }
    asked = arguments(rule.function)
    placed = {} if rule.replaces else {PLACED: "True"}
    made: list[Step] = [Call(RuleContext, "ctx", {**own, **placed})] if "ctx" in asked else []
    made.append(Call(rule.compiled, named={"person": "p", **own, **placed}))
    return (When("", rule.condition, tuple(made)),) if rule.condition else tuple(made)


def _streams(function: Function) -> dict[int, np.uint64]:
    """The numbers of random streams in the module of a rule, by their lower 32 bits."""
    values = vars(sys.modules[plain(function).__module__]).values()
    return {int(one) & 0xFFFFFFFF: one for one in values if isinstance(one, np.uint64)}


def _names_in(rule: InsertedRule) -> set[str]:
    """What a rule and its condition need to be there."""
    asked = {*arguments(rule.function), *_NAME.findall(rule.condition)}
    return asked | set(RuleContext._fields) if "ctx" in asked else asked


def _with(one: Phase, old: When, new: When) -> Phase:
    """The phase with one step replaced, wherever it stands."""
    steps = with_step(one.kernel.steps, old, new)
    return phase(one.name, one.kernel, *steps, switch=one.switch) if steps != one.kernel.steps else one
